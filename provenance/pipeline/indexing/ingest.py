"""Adding texts: read, sketch, match, and commit in batches.

While a batch is matched and committed, the next one is read and sketched. A batch is committed as a whole: its segment
is written and synced first, then one transaction names the segment and adds documents, sightings, matches and lineage.
A crash leaves the last commit; a rerun does the rest.
"""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from provenance import engine, readers
from provenance.metadata import scalar_text
from provenance.model import Document, Failure, IngestReport, PassedOver
from provenance.pipeline.indexing.batches import Batch, Gathered, Preparing
from provenance.pipeline.indexing.commit import commit
from provenance.pipeline.indexing.inputs import PROGRESS_BYTES, Consumed, Item, Notes, read_all, tried_with
from provenance.pipeline.indexing.matching import find_matches
from provenance.pipeline.lineage.update import update_due
from provenance.pipeline.session import OpenRun, Session, gc_paused, running
from provenance.store import Store, documents, forgotten, open_for_reading
from provenance.store.clock import now
from provenance.store.matches import NewMatch

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Options:
    """How to add texts.

    Attributes:
        reference: Mark them as known originals.
        match: Look for matches; otherwise only add.
        readmit: Add texts again that were forgotten; otherwise leave them out.
        columns: Field names of tabular inputs, ours to theirs.
        follow: Follow links that lead out of a folder.
        memory: Bytes to plan with.
        jobs: Processes that extract texts, all cores if ``None``.
    """

    reference: bool = False
    match: bool = True
    readmit: bool = False
    columns: readers.Columns = dataclasses.field(default_factory=dict)
    follow: bool = False
    memory: int = 1 << 30
    jobs: int | None = None

    @property
    def limits(self) -> readers.Limits:
        """What one input may take."""
        return readers.Limits.within(self.memory, self.jobs)

    @property
    def batch_memory(self) -> int:
        """Bytes of memory for the documents of a batch; the rest is for the index and the texts that are aligned."""
        return max(1, self.memory // 2)

    @property
    def resident(self) -> int:
        """Bytes of the index that may stay in memory between batches, and of prepared texts while they are aligned."""
        return self.memory // 8


@dataclasses.dataclass
class Progress:
    """How far a run has come; handed to whoever shows it while texts are read, and after every batch.

    Attributes:
        run: The run in the store, with its counters.
        documents: Documents read.
        size: Bytes of inputs done, failed and unchanged ones included.
        failures: Inputs left out, and why.
        empty: Where there was no text.
        forgotten: Where there was a text that was forgotten.
        passed_over: Records of web archives that were not read, by their type.
    """

    run: OpenRun
    documents: int = 0
    size: int = 0
    failures: list[Failure] = dataclasses.field(default_factory=list)
    empty: list[str] = dataclasses.field(default_factory=list)
    forgotten: list[str] = dataclasses.field(default_factory=list)
    passed_over: Counter[str] = dataclasses.field(default_factory=Counter)


#: Called with how far a run has come, also from the thread that reads.
Observer = Callable[[Progress], None]
#: Gives the matches of the new documents of a batch.
MatchFinder = Callable[[Session, Batch, Options], Sequence[NewMatch]]


def ingest(
    session: Session,
    paths: Sequence[str],
    options: Options,
    *,
    skip: Iterable[Path] = (),
    observe: Observer = lambda _: None,
) -> IngestReport:
    """Add what is new or changed at ``paths``, less what lies at ``skip``, and match it against all that is known."""
    asked = {"reference": options.reference, "match": options.match, "paths": [scalar_text(path) for path in paths]}
    with running(session, "index", asked) as run:
        progress = Progress(run)
        found = readers.walk(paths, skip=skip, follow=options.follow)
        with (
            open_for_reading(session.store.path) as store,
            closing(read_all(store, found, options.columns, options.limits)) as items,
        ):
            if session.workers.jobs > 1:
                _add_ahead(session, store, progress, items, options, observe)
            else:
                add_all(session, progress, items, options, observe)
        update_due(session.store, run.run_id)
    return _report(progress)


def ingest_documents(session: Session, items: Iterable[Document | Failure], options: Options) -> IngestReport:
    """Add documents that were read elsewhere, and report the failures among them."""
    with running(session, "index", {"reference": options.reference, "match": options.match}) as run:
        progress = Progress(run)
        # No prefetching: the iterable may not be made for another thread.
        add_all(session, progress, items, options)
        update_due(session.store, run.run_id)
    return _report(progress)


def ingest_found(
    session: Session,
    command: str,
    asked: Mapping[str, object],
    items: Iterable[Document],
    options: Options,
    find: MatchFinder,
) -> IngestReport:
    """Add documents whose matches are known already, in a run of ``command``; ``find`` gives those of each batch."""
    with running(session, command, asked) as run:
        progress = Progress(run)
        add_all(session, progress, items, options, find=find)
        update_due(session.store, run.run_id)
    return _report(progress)


def _search(session: Session, batch: Batch, options: Options) -> Sequence[NewMatch]:
    """The matches of a batch, as the index proposes and alignment confirms them."""
    if not options.match:
        return []
    return find_matches(session, batch, reference=options.reference, resident=options.resident)


def add_all(
    session: Session,
    progress: Progress,
    items: Iterable[Item],
    options: Options,
    observe: Observer = lambda _: None,
    *,
    find: MatchFinder = _search,
) -> None:
    """Add documents to a run that goes on, and store notes on what else was read; ``progress`` counts both.

    The caller ends the run, and calls :func:`update_due` before.
    """
    portions = _Gatherer(session.store, progress, options, observe).portions(items)
    # `map` keeps no reference to a batch that was handed on.
    _add(session, progress, map(Preparing(session, session.store).batch, portions), options, observe, find)


def _add_ahead(
    session: Session, store: Store, progress: Progress, items: Iterable[Item], options: Options, observe: Observer
) -> None:
    """As :func:`add_all`; another thread, with ``store`` to look into, makes the items and prepares the next batch."""
    stopped, searched = threading.Event(), threading.Event()
    searched.set()

    def search(session: Session, batch: Batch, options: Options) -> Sequence[NewMatch]:
        try:
            searched.clear()
            return _search(session, batch, options)
        finally:
            searched.set()

    # One core is left to the thread that commits, which is the bottleneck. A search keeps all cores busy, and a commit
    # one: so a batch is read while matches of the one before it are searched for, and sketched while that is committed.
    workers = engine.Workers(session.workers.jobs - 1)
    preparing = Preparing(session, store, workers, searched.wait)

    def stop() -> None:
        stopped.set()
        searched.set()
        readers.stop_waiting()
        session.workers.stop()
        workers.stop()

    portions = _Gatherer(store, progress, options, observe).portions(_until(stopped, items))
    batches = map(preparing.batch, portions)
    with closing(prefetch(batches, stop)) as made:
        _add(session, progress, made, options, observe, search)


def _until(stopped: threading.Event, items: Iterable[Item]) -> Iterator[Item]:
    """``items`` until ``stopped`` is set; the error drops what was gathered of them."""
    for item in items:
        if stopped.is_set():
            raise InterruptedError
        yield item


def _add(
    session: Session,
    progress: Progress,
    batches: Iterator[Batch],
    options: Options,
    observe: Observer,
    find: MatchFinder = _search,
) -> None:
    """Match and commit each batch."""
    for batch in batches:
        with gc_paused():
            found = find(session, batch, options)
            commit(session, progress.run, batch, found, reference=options.reference)
        del batch, found  # so that their memory is free for the next one
        observe(progress)
    observe(progress)


class _Gatherer:
    """Gathers what was read for batches, and counts the rest in ``progress``. Nothing is written."""

    def __init__(self, store: Store, progress: Progress, options: Options, observe: Observer) -> None:
        self._store, self._progress, self._options, self._observe = store, progress, options, observe
        self._unwanted: Collection[str] = ()
        self._reported = 0

    def portions(self, items: Iterable[Item]) -> Iterator[Gathered]:
        """The documents and notes among ``items``; ``observe`` is called every ``PROGRESS_BYTES``."""
        stored, memory = documents.next_id(self._store), self._options.batch_memory
        self._unwanted = () if self._options.readmit else forgotten.hashes(self._store)
        tried = tried_with(self._options.limits)
        gathered = Gathered(Notes(tried))
        for item in items:
            self._take(item, gathered)
            if gathered.is_full(stored, memory):
                stored += len(gathered.documents)
                yield gathered
                gathered = Gathered(Notes(tried))
        if gathered:
            yield gathered

    def _take(self, item: Item, gathered: Gathered) -> None:
        match item:
            case Consumed():
                self._count(item.size)
            case PassedOver():
                self._progress.passed_over[item.content_type] += 1
            case Document() if self._unwanted and item.sha256 in self._unwanted:
                self._progress.forgotten.append(item.uri)
            case Document() if item.is_empty:
                self._progress.empty.append(item.uri)
            case Document():
                self._progress.documents += 1
                gathered.add(item.as_seen(now()))
            case _:
                gathered.notes.add(item)
                if isinstance(item, Failure):
                    self._progress.failures.append(item)

    def _count(self, size: int) -> None:
        self._progress.size += size
        if self._progress.size - self._reported >= PROGRESS_BYTES:
            self._reported = self._progress.size
            self._observe(self._progress)


def _report(progress: Progress) -> IngestReport:
    counters = progress.run.counters
    return IngestReport(
        run_id=progress.run.run_id,
        head=str(progress.run.head),
        added=counters.added,
        changed=counters.changed,
        unchanged=counters.unchanged,
        matches=counters.matches,
        failures=tuple(progress.failures),
        empty=tuple(progress.empty),
        forgotten=tuple(progress.forgotten),
        passed_over=dict(progress.passed_over.most_common()),
    )


def prefetch(items: Iterator[T], stop: Callable[[], None] = lambda: None) -> Generator[T, None, None]:
    """``items``, each made by another thread while the one before it is in use.

    At most one is ready and waiting. What making an item raises is raised where the item would have come. When the
    caller stops early, ``stop`` is called, so that the item under way does not wait for more input; it is finished and
    dropped before control returns.
    """
    end = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(next, items, end)
        try:
            while (item := coming.result()) is not end:
                coming = thread.submit(next, items, end)
                yield item  # type: ignore[misc] # anything but the end is an item
        except BaseException:
            stop()
            raise
