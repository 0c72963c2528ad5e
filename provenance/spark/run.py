"""A job: the stages of a join that many machines share, one after the other, each written as it ends."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from provenance import engine
from provenance.engine.spread import MOST_DOCUMENTS
from provenance.errors import ProvenanceError, UsageError
from provenance.spark import balancing
from provenance.spark.folder import Folder
from provenance.spark.known import Known, Start
from provenance.spark.starting import explained
from provenance.spread import aligning, joining, long_texts, result, rows
from provenance.spread.job import Job
from provenance.store.clock import now

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

Observer: TypeAlias = Callable[[str], None]

#: Ranges of keys: so many that what is said of one fits into the memory of a task, about this many documents a range.
RANGES = (16, 65_536)
DOCUMENTS_OF_A_RANGE = 10_000
#: Ranges that a task has in a large job: so many tasks that losing one loses little. And in a small one: a range with a
#: key that everybody has is then no large part of what a task does.
OF_A_TASK = 8
LEAST_OF_A_TASK = 4
#: Tasks that a core has at least, so that one core that is slow does not hold up all.
OF_A_CORE = 2
#: What a job was begun with; another one does not go on with it.
BEGUN = "job.json"
#: What Spark says of a folder without files, and of none.
_NO_TEXTS = frozenset({"UNABLE_TO_INFER_SCHEMA", "PATH_NOT_FOUND"})

_TYPES = {pa.int32(): "int", pa.int64(): "bigint", pa.float64(): "double", pa.string(): "string", pa.bool_(): "boolean"}


def run(
    spark: "SparkSession", dataset: str, folder: str, *, store: Path | None, reference: bool, observe: Observer
) -> result.Manifest:
    """Index the dataset at ``dataset``, against ``store`` if there is one, and leave the result in ``folder``.

    Raises:
        UsageError: The dataset has not the columns of one, or the folder holds something else.
        ProvenanceError: The job failed; what was finished of it stays.
    """
    known = Known(store)
    try:
        return _Run(spark, dataset, Folder(spark, folder, observe), known, reference=reference).go()
    except ProvenanceError:
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] not in {"pyspark", "py4j"}:
            raise
        raise explained(error) from error
    finally:
        known.close()


class _Run:
    """A job on its way."""

    def __init__(self, spark: "SparkSession", dataset: str, folder: Folder, known: Known, *, reference: bool) -> None:
        from pyspark.sql import functions  # noqa: PLC0415 - loaded when a job starts

        self._sql: Any = functions
        self._spark, self._folder, self._known = spark, folder, known
        self._dataset, self._reference = dataset, reference
        self._tasks = OF_A_CORE * self._cores

    def go(self) -> result.Manifest:
        """All stages, or those that are left."""
        if (done := self._folder.text(result.MANIFEST)) is not None:
            return result.Manifest(**json.loads(done))
        raw, start = self._raw(), self._known.start()
        self._spark.conf.set("spark.sql.shuffle.partitions", self._tasks)
        seen_at = self._begun(start)
        numbers, count = self._numbers(raw, start)
        ranges, self._tasks = _sizes(start.first + count, self._cores)
        first, end = start.first, start.first + count
        job = Job(start.params, start.permutations, first, end, ranges, start.segments, seen_at, self._reference)
        if job.end > MOST_DOCUMENTS:
            raise UsageError(f"{job.end:,} documents are more than the keys of this version tell apart")
        self._spark.conf.set("spark.sql.shuffle.partitions", self._tasks)
        documents = self._documents(raw, numbers)
        new = documents.where(f"number >= {job.first} AND is_first")
        matches = self._found(job, new) if count else self._no_matches()
        manifest = result.Manifest(
            job.params.to_json(),
            engine.build_info(),
            start.head,
            job.first,
            job.end,
            documents.count(),
            matches.count(),
            seen_at,
            self._reference,
        )
        self._folder.write_text(result.MANIFEST, manifest.to_json())
        self._folder.remove_stages()
        return manifest

    @property
    def _cores(self) -> int:
        return int(self._spark.sparkContext.defaultParallelism)

    def _read(self) -> "DataFrame":
        from pyspark.errors import AnalysisException  # noqa: PLC0415 - loaded when a job starts

        try:
            return self._spark.read.parquet(self._dataset)
        except AnalysisException as error:
            if error.getCondition() in _NO_TEXTS:
                raise UsageError(f"there are no texts at {self._dataset}", hint="`prov dataset` writes some") from error
            raise

    def _raw(self) -> "DataFrame":
        """The dataset with all columns that one may have."""
        raw = self._read()
        if missing := [name for name in rows.REQUIRED if name not in raw.columns]:
            raise UsageError(f"{self._dataset} has no column {missing[0]!r}", hint="`prov dataset` writes all of them")
        none = self._sql.lit(None)
        columns = [
            (self._sql.col(one.name) if one.name in raw.columns else none).cast(_TYPES[one.type]).alias(one.name)
            for one in rows.DATASET
        ]
        return raw.select(*columns)

    def _begun(self, start: Start) -> str:
        """When this job was begun for the first time; it goes on only with what it was begun with."""
        asked = {
            "dataset": self._dataset,
            "reference": self._reference,
            "parameters": start.params.to_json(),
            "first": start.first,
            "head": start.head,
        }
        found = self._folder.text(BEGUN)
        if found is None:
            if not self._folder.is_empty():
                raise UsageError(f"{self._folder.path} is not empty", hint="name a new folder for the result")
            found = json.dumps({**asked, "seen_at": now()}, sort_keys=True)
            self._folder.write_text(BEGUN, found)
        before: dict[str, Any] = json.loads(found)
        seen_at: str = before.pop("seen_at")
        if before != asked:
            changed = ", ".join(name for name in asked if asked[name] != before.get(name))
            hint = "name a new folder for the result"
            raise UsageError(f"{self._folder.path} holds a job that was begun with another {changed}", hint=hint)
        return seen_at

    def _numbers(self, raw: "DataFrame", start: Start) -> tuple["DataFrame", int]:
        """The number of each text that is to be kept, by its hash, and how many of them are new.

        New texts are numbered by where they come first, densely: their places in the sorted parts of a table that is
        written first, so that nothing that is lost and made again gets other numbers.
        """
        hashed = self._folder.stage("hashes", lambda: _mapped(raw, rows.hashed))
        for row in hashed.groupBy("ord").count().where("count > 1").limit(1).collect():
            raise UsageError(f"{self._dataset} has {row[1]} documents with order {row[0]}", hint="number them anew")
        known = self._spark.createDataFrame(self._known.hashes(), schema="sha256 string, number bigint")
        firsts = hashed.groupBy("sha256").agg(self._sql.min("ord").alias("ord"))
        at = self._sql.monotonically_increasing_id()
        order = self._folder.stage(
            "order",
            lambda: firsts.join(known, "sha256", "left_anti").sort("ord").select("sha256", "ord", at.alias("at")),
        )
        part = self._sql.shiftright("at", 33)
        sizes = dict(order.groupBy(part.alias("part")).count().collect())
        offsets, total = {}, start.first
        for number in sorted(sizes):
            offsets[number], total = total - (number << 33), total + sizes[number]
        table = self._spark.createDataFrame(list(offsets.items()), "part bigint, offset bigint")
        new = order.withColumn("part", part).join(self._sql.broadcast(table), "part")
        numbered = new.selectExpr("sha256", "at + offset AS number", "ord AS first_ord")
        kept = numbered.union(known.where("number > 0").selectExpr("sha256", "number", "-1 AS first_ord"))
        whole = hashed.join(kept, "sha256")
        return whole.selectExpr("*", "ord = first_ord AS is_first").drop("first_ord"), total - start.first

    def _documents(self, raw: "DataFrame", numbers: "DataFrame") -> "DataFrame":
        """The documents of the result, in order."""
        whole = raw.join(numbers, "ord").select(*result.NUMBERED.names)
        return self._folder.stage(result.DOCUMENTS, lambda: whole.sort("ord"), hidden=False)

    def _found(self, job: Job, new: "DataFrame") -> "DataFrame":
        """The matches of new documents."""
        sizes = self._folder.stage("sizes", lambda: new.selectExpr("number", "octet_length(text) AS octets"))
        in_pieces = self._pieces(job, new, sizes)
        said = self._folder.stage("said", lambda: self._said(job, self._cut(job, new, sizes, in_pieces)))
        proposed = self._folder.stage("proposed", lambda: self._proposed(job, said))
        return self._matches(job, new, proposed, sizes)

    def _said(self, job: Job, cut: "DataFrame") -> "DataFrame":
        """What each range says. A task has many of them, which are about as large."""
        of = _named(partial(joining.join, job))
        return balancing.in_turn(cut, "range", self._tasks).applyInArrow(of, _schema(joining.SAID))

    def _proposed(self, job: Job, said: "DataFrame") -> "DataFrame":
        """What is proposed for new documents."""
        costs = balancing.costs(said, "portion", "octet_length(block)")
        of = _named(partial(joining.propose, job))
        return balancing.by_cost(said, "portion", costs, self._tasks).applyInArrow(of, _schema(joining.PROPOSED))

    def _pieces(self, job: Job, new: "DataFrame", sizes: "DataFrame") -> "DataFrame | None":
        """The keys of long texts, cut in pieces; none where no text is long."""
        if sizes.where(f"octets > {long_texts.LONG}").isEmpty():
            return None

        def cut() -> "DataFrame":
            texts = new.where(f"octet_length(text) > {long_texts.LONG}").select("number", "text")
            pieces = texts.mapInArrow(partial(_one_by_one, partial(long_texts.pieces, job)), _schema(long_texts.PIECES))
            dealt = pieces.repartitionById(self._tasks, (self._sql.col("number") + self._sql.col("piece")).cast("int"))
            of = partial(_one_by_one, partial(long_texts.cut_pieces, job))
            return dealt.mapInArrow(of, _schema(long_texts.CUT_PIECES))

        return self._folder.stage("pieces", cut)

    def _cut(self, job: Job, new: "DataFrame", sizes: "DataFrame", in_pieces: "DataFrame | None") -> "DataFrame":
        """The keys of all documents, cut into ranges: those of new texts, and those that the store has."""
        short = f"octet_length(text) <= {long_texts.LONG}"
        portion = self._portion("number", job.portion)
        texts = new.select("number", self._sql.expr(f"if({short}, text, '') AS text"), portion)
        costs = balancing.costs(
            sizes.select("octets", portion), "portion", f"if(octets <= {long_texts.LONG}, octets, 0)"
        )
        of = _named(partial(joining.cut_texts, job))
        cut = balancing.by_cost(texts, "portion", costs, self._tasks).applyInArrow(of, _schema(joining.CUT))
        if in_pieces is not None:
            signatures = in_pieces.where(f"range = {long_texts.SIGNATURES}").groupBy("number")
            bands = signatures.applyInArrow(_named(partial(long_texts.cut_bands, job)), _schema(joining.CUT))
            cut = cut.union(in_pieces.where("range >= 0").select(*joining.CUT.names)).union(bands)
        if not job.segments:
            return cut
        ranges = self._spark.range(0, job.ranges, 1, min(job.ranges, 4 * self._cores))
        return cut.union(ranges.mapInArrow(partial(_known_ranges, job), _schema(joining.CUT)))

    def _matches(self, job: Job, new: "DataFrame", proposed: "DataFrame", sizes: "DataFrame") -> "DataFrame":
        """The matches of the result, by query."""
        found = self._folder.stage("aligned", lambda: self._aligned(job, new, proposed, sizes))
        ordered = found.repartitionByRange(max(1, self._cores), "query").sortWithinPartitions("query", "rank")
        return self._folder.stage(result.FOUND, lambda: ordered, hidden=False)

    def _aligned(self, job: Job, new: "DataFrame", proposed: "DataFrame", sizes: "DataFrame") -> "DataFrame":
        """The matches, as they are found. What a pair costs is told by how long both texts are."""
        group = self._portion("number", job.together)
        pairs = proposed.select(group, self._sql.explode("sources").alias("number"))
        own = proposed.select(group, "number", self._sql.size("sources").alias("times"))
        sources = self._sources(job, new, pairs)
        if job.segments:
            sizes = sources.selectExpr("number", "octet_length(text) AS octets")
        asked = pairs.withColumn("times", self._sql.lit(1)).union(own)
        costs = balancing.costs(asked.join(sizes, "number"), "portion", "octets * times")
        wanted = asked.select("portion", "number").distinct()
        texts = balancing.sent(wanted, sources, sizes, self._tasks).select("portion", *aligning.KNOWN.names)
        queries = balancing.by_cost(proposed.select(group, "number", "proposed"), "portion", costs, self._tasks)
        both = queries.cogroup(balancing.by_cost(texts, "portion", costs, self._tasks))
        of = partial(_matched, job)
        return both.applyInArrow(lambda left, right: of(left, right), _schema(aligning.MATCHES))  # noqa: PLW0108

    def _sources(self, job: Job, new: "DataFrame", pairs: "DataFrame") -> "DataFrame":
        """What alignment asks about of each document: of new ones, and of those of the store that are proposed."""
        is_reference = self._sql.lit(job.reference).alias("is_reference")
        sources = new.select(*aligning.KNOWN.names[:-1], is_reference)
        if not job.segments:
            return sources
        old = [row.number for row in pairs.where(f"number < {job.first}").distinct().sort("number").collect()]
        for at, table in enumerate(self._known.texts(old)):
            made = partial(self._spark.createDataFrame, table, schema=_schema(aligning.KNOWN))
            sources = sources.union(self._folder.stage(f"known-{at:06}", made))
        return sources

    def _no_matches(self) -> "DataFrame":
        none = self._spark.createDataFrame([], _schema(aligning.MATCHES))
        return self._folder.stage(result.FOUND, lambda: none, hidden=False)

    def _portion(self, column: str, size: int) -> "Column":
        portion: Column = self._sql.floor(self._sql.col(column) / size).cast("int").alias("portion")
        return portion


def _sizes(documents: int, cores: int) -> tuple[int, int]:
    """How many ranges of keys so many documents are cut into, and how many tasks a stage has: no more than ranges."""
    least, most = RANGES
    ranges = min(most, max(least, 1 << (documents // DOCUMENTS_OF_A_RANGE).bit_length()))
    tasks = min(most, max(ranges // OF_A_TASK, OF_A_CORE * cores))
    return min(most, max(ranges, LEAST_OF_A_TASK * tasks)), tasks


def _schema(schema: pa.Schema) -> str:
    """An Arrow schema in the words of Spark."""
    more = {pa.binary(): "binary", pa.list_(pa.int64()): "array<bigint>"}
    return ", ".join(f"{one.name} {(_TYPES | more)[one.type]}" for one in schema)


def _mapped(table: "DataFrame", of: Callable[[pa.Table], pa.Table]) -> "DataFrame":
    """What ``of`` makes of pieces of ``table``."""
    schema = pa.schema([("ord", pa.int64()), *rows.ADDED.items()])
    return table.mapInArrow(partial(_pieces, of), _schema(schema))


def _pieces(of: Callable[[pa.Table], pa.Table], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield from of(pa.Table.from_batches([batch])).to_batches()


def _one_by_one(of: Callable[[pa.Table], pa.Table], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What ``of`` makes of each row, which may be large."""
    for batch in batches:
        for at in range(batch.num_rows):
            yield from of(pa.Table.from_batches([batch.slice(at, 1)])).to_batches()


def _known_ranges(job: Job, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from joining.cut_known(job, range(number, number + 1)).to_batches()


def _named(of: Callable[[pa.Table], pa.Table]) -> Callable[[pa.Table], pa.Table]:
    """``of`` as a function with an argument that Spark can count."""

    def one(table: pa.Table) -> pa.Table:
        return of(table)

    return one


def _matched(job: Job, queries: pa.Table, sources: pa.Table) -> pa.Table:
    return aligning.match(job, queries, sources)
