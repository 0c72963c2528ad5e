"""The stages of a job, called one after the other by nothing but Python."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from provenance import engine
from provenance.model import Document
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from provenance.pipeline.session import open_reader, with_own_keys
from provenance.spread import aligning, joining, long_texts, result, rows
from provenance.spread.job import Job
from provenance.store import documents, forgotten, segments

SEEN_AT = "2026-05-01T00:00:00Z"


def grouped(table: pa.Table, by: str) -> Iterable[pa.Table]:
    """The rows of ``table`` that have the same ``by``, group by group, as whatever distributes them would send them."""
    for value in sorted(set(table[by].to_pylist())):
        yield table.filter(pc.equal(table[by], value))


def together(tables: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """All rows of ``tables``."""
    return pa.concat_tables([schema.empty_table(), *tables])


def job_for(store: Path | None, new: int, *, ranges: int, reference: bool = False) -> Job:
    """A job that adds so many new texts to ``store``."""
    if store is None:
        params = with_own_keys(with_bands(IndexParams()))
        permutations = Permutations.from_seed(params.num_perm, params.seed).to_bytes()
        return Job(params, permutations, 1, 1 + new, ranges, (), SEEN_AT, reference)
    with open_reader(store) as session:
        first = documents.next_id(session.store)
        paths = tuple(str(session.store.index_folder / one.name) for one in segments.listed(session.store))
        permutations = session.permutations.to_bytes()
        return Job(session.params, permutations, first, first + new, ranges, paths, SEEN_AT, reference)


def cut_in_pieces(job: Job, texts: pa.Table, size: int) -> list[pa.Table]:
    """The keys of ``texts``, all of them cut in pieces of about ``size`` bytes."""
    cut = long_texts.cut_pieces(job, long_texts.pieces(job, texts, size))
    of_bands = pc.equal(cut["range"], long_texts.SIGNATURES)
    bands = [long_texts.cut_bands(job, group) for group in grouped(cut.filter(of_bands), "number")]
    return [cut.filter(pc.invert(of_bands)).select(joining.CUT.names), *bands]


def proposed(job: Job, texts: pa.Table, *, long: int = long_texts.LONG) -> pa.Table:
    """What the stages of the join propose for new ``texts``, those above ``long`` bytes cut in pieces of as many."""
    is_long = pc.greater(pc.binary_length(texts["text"]), long)
    short = pa.table({"number": texts["number"], "text": pc.if_else(is_long, "", texts["text"])})
    portions = pa.array([number // job.portion for number in texts["number"].to_pylist()], pa.int32())
    cut = [joining.cut_texts(job, group) for group in grouped(short.append_column("portion", portions), "portion")]
    cut += cut_in_pieces(job, texts.filter(is_long), long)
    if job.segments:
        cut.append(joining.cut_known(job, range(job.ranges)))
    said = [joining.join(job, group) for group in grouped(together(cut, joining.CUT), "range")]
    found = [joining.propose(job, group) for group in grouped(together(said, joining.SAID), "portion")]
    return together(found, joining.PROPOSED)


@dataclasses.dataclass(frozen=True)
class Known:
    """What a store has, for numbering and aligning."""

    numbers: dict[str, int]
    gone: frozenset[str]
    texts: Callable[[Sequence[int]], list[dict[str, Any]]]


def known(store: Path | None) -> Known:
    """What ``store`` has."""
    if store is None:
        return Known({}, frozenset(), lambda _: [])
    with open_reader(store) as session:
        ids = documents.ids(session.store)
        hashes, texts = documents.hashes(session.store, ids), session.texts(ids)
        stored, gone = documents.load(session.store, ids), forgotten.hashes(session.store)

    def row(number: int) -> dict[str, Any]:
        one = stored[number]
        claims = {name: getattr(one.claims, name) for name in ("published_at", "title", "author")}
        seen = {"observed_at": one.first_seen_at, "is_reference": one.is_reference}
        return {"number": number, "uri": one.uri, "text": texts[number], **claims, **seen}

    numbers = {sha256: number for number, sha256 in hashes.items()}
    return Known(numbers, gone, lambda wanted: [row(number) for number in wanted])


def run_stages(
    items: Sequence[Document],
    folder: Path,
    *,
    store: Path | None,
    ranges: int = 16,
    together_: int = 7,
    long: int = long_texts.LONG,
) -> Path:
    """The result of a job over ``items``, made by the stages without anything that distributes them."""
    dataset = pa.Table.from_pylist([rows.to_row(at, item) for at, item in enumerate(items)], schema=rows.DATASET)
    there = known(store)
    job = job_for(store, 0, ranges=ranges)
    numbers, kept = dict(there.numbers), []
    for row in rows.hashed(dataset).to_pylist():
        if row["sha256"] in there.gone - there.numbers.keys():
            continue
        new = row["sha256"] not in numbers
        numbers.setdefault(row["sha256"], job.first + len(numbers) - len(there.numbers))
        kept.append(
            {**dataset.slice(row["ord"], 1).to_pylist()[0], **row, "number": numbers[row["sha256"]], "is_first": new}
        )
    job = job_for(store, len(numbers) - len(there.numbers), ranges=ranges)
    firsts = pa.Table.from_pylist([row for row in kept if row["is_first"]], schema=result.NUMBERED)
    texts = firsts.select(["number", "text"])
    candidates = proposed(job, texts, long=long) if len(firsts) else joining.PROPOSED.empty_table()
    known_texts = {row["number"]: {**row, "is_reference": False} for row in firsts.to_pylist()}
    known_texts |= {row["number"]: row for row in there.texts(list(there.numbers.values()))}
    found = []
    for start in range(0, len(candidates), together_):
        queries = candidates.slice(start, together_)
        wanted = {number for row in queries.to_pylist() for number in (row["number"], *row["sources"])}
        sources = [known_texts[number] for number in wanted if number in known_texts]
        known_rows = [{name: row.get(name) for name in aligning.KNOWN.names} for row in sources]
        found.append(aligning.match(job, queries, pa.Table.from_pylist(known_rows, schema=aligning.KNOWN)))
    matches = together(found, aligning.MATCHES)
    for name, table in (
        (result.DOCUMENTS, pa.Table.from_pylist(kept, schema=result.NUMBERED)),
        (result.FOUND, matches),
    ):
        (folder / name).mkdir(parents=True)
        pq.write_table(table, folder / name / "part-0.parquet")
    counts = (job.first, job.end, len(kept), len(matches))
    manifest = result.Manifest(job.params.to_json(), engine.build_info(), "", *counts, SEEN_AT, reference=False)
    (folder / result.MANIFEST).write_text(manifest.to_json())
    return folder
