"""Adding texts: read, sketch, match, and commit in batches.

A batch is committed as a whole: its segment is written and synced first, then one transaction names the segment and
adds documents, sightings, matches and lineage. A crash leaves the last commit; a rerun does the rest.
"""

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from provenance import __version__, readers
from provenance.model import Document, Failure, IngestReport
from provenance.pipeline.commit import Batch, commit
from provenance.pipeline.matching import find_matches
from provenance.pipeline.session import Session
from provenance.store import documents, runs, sightings

#: Documents and characters after which a batch is committed: large enough that a sync costs nothing, small enough
#: that an interruption loses seconds.
BATCH_DOCUMENTS = 4_096
BATCH_CHARACTERS = 32_000_000
#: Bytes of memory a batch takes for each character of its texts, sketches and postings included.
MEMORY_PER_CHARACTER = 24
#: Inputs whose size and time are looked up at once.
LOOKUP = 4_096


@dataclasses.dataclass(frozen=True)
class Options:
    """How to add texts.

    Attributes:
        reference: Mark them as known originals.
        match: Look for matches; otherwise only add.
        columns: Field names of tabular inputs, ours to theirs.
        memory: Bytes to plan with.
    """

    reference: bool = False
    match: bool = True
    columns: readers.Columns = dataclasses.field(default_factory=dict)
    memory: int = 1 << 30

    @property
    def batch_characters(self) -> int:
        """Characters after which a batch is committed."""
        return max(1, min(BATCH_CHARACTERS, self.memory // MEMORY_PER_CHARACTER))


@dataclasses.dataclass
class Progress:
    """How far a run has come; handed to whoever shows it after every batch.

    Attributes:
        run_id: The run in the store.
        inputs: Inputs done, failed and unchanged ones included.
        size: Bytes of them.
        counters: What they came to.
        failures: Inputs left out, and why.
        empty: Where there was no text.
    """

    run_id: int
    inputs: int = 0
    size: int = 0
    counters: runs.Counters = dataclasses.field(default_factory=runs.Counters)
    failures: list[Failure] = dataclasses.field(default_factory=list)
    empty: list[str] = dataclasses.field(default_factory=list)

    def count(self, **more: int) -> None:
        """Add to the counters."""
        now = dataclasses.asdict(self.counters)
        self.counters = runs.Counters(**{name: value + more.get(name, 0) for name, value in now.items()})

    def fail(self, failure: Failure) -> None:
        """Note an input that is left out."""
        self.failures.append(failure)
        self.count(failed=1)


Observer = Callable[[Progress], None]


def ingest(
    session: Session,
    inputs: Sequence[readers.Input | Failure],
    options: Options,
    *,
    observe: Observer = lambda _: None,
) -> IngestReport:
    """Add what is new or changed at ``inputs`` and match it against all that is known."""
    asked = {"reference": options.reference, "match": options.match, "inputs": len(inputs)}
    with _run(session, asked) as run:
        _add_all(session, run, _documents(session, run, inputs, options), options, observe)
    return _report(run)


def ingest_documents(session: Session, items: Iterable[Document], options: Options) -> IngestReport:
    """Add documents that were read elsewhere."""
    with _run(session, {"reference": options.reference, "match": options.match}) as run:
        _add_all(session, run, items, options, lambda _: None)
    return _report(run)


@contextlib.contextmanager
def _run(session: Session, asked: Mapping[str, object]) -> Iterator[Progress]:
    """A run in the store, ended as what it came to."""
    with session.store.transaction():
        run = Progress(runs.begin(session.store, "index", asked, __version__))
    state = runs.State.FAILED
    try:
        yield run
        state = runs.State.FINISHED
    except KeyboardInterrupt:
        state = runs.State.INTERRUPTED
        raise
    finally:
        with session.store.transaction():
            runs.finish(session.store, run.run_id, state, run.counters)


def _add_all(session: Session, run: Progress, items: Iterable[Document], options: Options, observe: Observer) -> None:
    for batch in _batches(_with_text(items, run), options.batch_characters):
        _add(session, run, batch, options)
        observe(run)
    observe(run)


def _with_text(items: Iterable[Document], run: Progress) -> Iterator[Document]:
    """``items`` less those without text, which ``run`` notes."""
    for item in items:
        if item.is_empty:
            run.empty.append(item.uri)
        else:
            yield item


def _documents(
    session: Session, run: Progress, inputs: Sequence[readers.Input | Failure], options: Options
) -> Iterator[Document]:
    """The documents of all inputs that are not known to be unchanged; failures go to ``run``."""
    for start in range(0, len(inputs), LOOKUP):
        part = inputs[start : start + LOOKUP]
        unchanged = _unchanged(session, run.run_id, [one for one in part if isinstance(one, readers.Input)])
        run.count(unchanged=len(unchanged))
        for one in part:
            run.inputs += 1
            if isinstance(one, Failure):
                run.fail(one)
                continue
            if one.uri not in unchanged:
                for item in readers.read(one, options.columns):
                    if isinstance(item, Failure):
                        run.fail(item)
                    else:
                        yield item
            run.size += one.size


def _unchanged(session: Session, run_id: int, inputs: Sequence[readers.Input]) -> set[str]:
    """Inputs that are as they were when last read, noted as seen again."""
    on_disk = [sightings.Input(one.uri, one.size, one.modified_ns) for one in inputs if one.path]
    unchanged = sightings.unchanged(session.store, on_disk)
    if unchanged:
        with session.store.transaction():
            sightings.touch(session.store, run_id, unchanged)
    return unchanged


def _batches(items: Iterable[Document], most: int) -> Iterator[list[Document]]:
    """``items`` in lists that are worth a commit."""
    batch: list[Document] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text)
        if len(batch) >= BATCH_DOCUMENTS or characters >= most:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _add(session: Session, run: Progress, items: list[Document], options: Options) -> None:
    """Sketch, match and commit one batch."""
    batch = _numbered(session, items)
    sketched = session.workers.sketch(session.sketcher, batch.texts, batch.first_id)
    matches = find_matches(session, batch, sketched, reference=options.reference) if options.match else []
    done = commit(session, run.run_id, batch, sketched, matches, reference=options.reference)
    run.count(**dataclasses.asdict(done))


def _numbered(session: Session, items: list[Document]) -> Batch:
    """The batch with a number for each text the store does not have yet."""
    hashes = [hashlib.sha256(item.text.encode()).hexdigest() for item in items]
    numbers = documents.ids_by_sha256(session.store, set(hashes))
    first_id = documents.next_id(session.store)
    new: dict[str, str] = {}
    for item, sha256 in zip(items, hashes, strict=True):
        if sha256 not in numbers:
            numbers[sha256] = first_id + len(new)
            new[sha256] = item.text
    ids = [numbers[sha256] for sha256 in hashes]
    return Batch(items, ids, first_id, list(new), list(new.values()))


def _report(run: Progress) -> IngestReport:
    counters = run.counters
    return IngestReport(
        run_id=run.run_id,
        added=counters.added,
        changed=counters.changed,
        unchanged=counters.unchanged,
        matches=counters.matches,
        failures=tuple(run.failures),
        empty=tuple(run.empty),
    )
