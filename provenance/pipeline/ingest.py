"""Adding texts: read, sketch, match, and commit in batches.

A batch is committed as a whole: its segment is written and synced first, then one transaction names the segment and
adds documents, sightings, matches and lineage. A crash leaves the last commit; a rerun does the rest.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from provenance import readers
from provenance.model import Document, Failure, IngestReport
from provenance.pipeline.commit import Batch, commit
from provenance.pipeline.matching import find_matches
from provenance.pipeline.running import Run, running
from provenance.pipeline.session import Session
from provenance.store import documents, forgotten, sightings

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
        readmit: Add texts again that were forgotten; otherwise leave them out.
        columns: Field names of tabular inputs, ours to theirs.
        memory: Bytes to plan with.
    """

    reference: bool = False
    match: bool = True
    readmit: bool = False
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
        run: The run in the store, with its counters.
        inputs: Inputs done, failed and unchanged ones included.
        size: Bytes of them.
        failures: Inputs left out, and why.
        empty: Where there was no text.
        forgotten: Where there was a text that was forgotten.
    """

    run: Run
    inputs: int = 0
    size: int = 0
    failures: list[Failure] = dataclasses.field(default_factory=list)
    empty: list[str] = dataclasses.field(default_factory=list)
    forgotten: list[str] = dataclasses.field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        """Note an input that is left out."""
        self.failures.append(failure)
        self.run.count(failed=1)


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
    with running(session, "index", asked) as run:
        progress = Progress(run)
        _add_all(session, progress, _documents(session, progress, inputs, options), options, observe)
    return _report(progress)


def ingest_documents(session: Session, items: Iterable[Document], options: Options) -> IngestReport:
    """Add documents that were read elsewhere."""
    with running(session, "index", {"reference": options.reference, "match": options.match}) as run:
        progress = Progress(run)
        _add_all(session, progress, items, options, lambda _: None)
    return _report(progress)


def _add_all(
    session: Session, progress: Progress, items: Iterable[Document], options: Options, observe: Observer
) -> None:
    welcome = _not_forgotten(session, _with_text(items, progress), progress, readmit=options.readmit)
    for batch in _batches(welcome, options.batch_characters):
        _add(session, progress, batch, options)
        observe(progress)
    observe(progress)


def _with_text(items: Iterable[Document], progress: Progress) -> Iterator[Document]:
    """``items`` less those without text, which ``progress`` notes."""
    for item in items:
        if item.is_empty:
            progress.empty.append(item.uri)
        else:
            yield item


def _not_forgotten(
    session: Session, items: Iterable[Document], progress: Progress, *, readmit: bool
) -> Iterator[Document]:
    """``items`` less those whose text was forgotten, which ``progress`` notes, unless they shall come again."""
    unwanted = frozenset() if readmit else forgotten.hashes(session.store)
    for item in items:
        if unwanted and hashlib.sha256(item.text.encode()).hexdigest() in unwanted:
            progress.forgotten.append(item.uri)
        else:
            yield item


def _documents(
    session: Session, progress: Progress, inputs: Sequence[readers.Input | Failure], options: Options
) -> Iterator[Document]:
    """The documents of all inputs that are not known to be unchanged; failures go to ``progress``."""
    for start in range(0, len(inputs), LOOKUP):
        part = inputs[start : start + LOOKUP]
        unchanged = _unchanged(session, progress.run.run_id, [one for one in part if isinstance(one, readers.Input)])
        progress.run.count(unchanged=len(unchanged))
        for one in part:
            progress.inputs += 1
            if isinstance(one, Failure):
                progress.fail(one)
                continue
            if one.uri not in unchanged:
                for item in readers.read(one, options.columns):
                    if isinstance(item, Failure):
                        progress.fail(item)
                    else:
                        yield item
            progress.size += one.size


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


def _add(session: Session, progress: Progress, items: list[Document], options: Options) -> None:
    """Sketch, match and commit one batch."""
    batch = _numbered(session, items)
    sketched = session.workers.sketch(session.sketcher, batch.texts, batch.first_id)
    matches = find_matches(session, batch, sketched, reference=options.reference) if options.match else []
    commit(session, progress.run, batch, sketched, matches, reference=options.reference)


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


def _report(progress: Progress) -> IngestReport:
    counters = progress.run.counters
    return IngestReport(
        run_id=progress.run.run_id,
        added=counters.added,
        changed=counters.changed,
        unchanged=counters.unchanged,
        matches=counters.matches,
        failures=tuple(progress.failures),
        empty=tuple(progress.empty),
        forgotten=tuple(progress.forgotten),
    )
