"""From the archive to the index: the texts of pages, read from the archived answers."""

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance.crawl.recording.archive import read_back
from provenance.errors import ProvenanceError, StoreLocked
from provenance.model import Document, Failure, Origin
from provenance.pipeline.indexing.ingest import Options, Progress, add_all
from provenance.pipeline.indexing.inputs import Item
from provenance.pipeline.lineage.update import update_due
from provenance.pipeline.session import Session, open_writer
from provenance.readers import ExtractionPool, Job
from provenance.readers.containers.content_coding import CodingRefused
from provenance.readers.entries import Entry
from provenance.readers.formats.media import text_format
from provenance.store import Store, fetches, lineage, open_for_writing
from provenance.store.fetches import Conclusion, Pending, Step

#: Pages that are indexed together; matching many at once costs little more than matching one. Those in the middle of
#: which the program ended are taken in smaller portions, and at last alone, so that one of them holds up no others.
PORTION = 512
_PORTIONS = (PORTION, 32, 1)

_Told = dict[int, Conclusion]


def index_pending(
    store: Store, progress: Progress, options: Options, limit: int, wait: float
) -> Iterator[tuple[str, Conclusion]]:
    """Index the pages in the archive that wait for it, as the writer of the store for one portion of them at a time.

    Gives the URLs of those that have no text to index, and why. A crash in here costs nothing but doing it again. While
    another writer is at work, which is waited for as long as ``wait`` seconds, they stay where they are.

    Args:
        store: The store as the crawl has it open.
        progress: Of the run.
        options: How to index.
        limit: Bytes that a body may have when it is decoded.
        wait: Seconds to wait for another writer, for each portion.
    """
    with ExtractionPool(options.limits) as pool, contextlib.suppress(StoreLocked):
        while waiting := _portion(fetches.pending(store, Step.INDEX, PORTION)):
            told: _Told = {one.fetch_id: Conclusion() for one in waiting}
            if waiting[0].tries >= len(_PORTIONS):
                reason = f"the crawler ended {waiting[0].tries} times in the middle of indexing it"
                told[waiting[0].fetch_id] = Conclusion(reason=reason, is_bad=True)
                with store.transaction():
                    fetches.conclude(store, told)
            else:
                with open_writer(store.path, create=False, wait=wait, jobs=options.jobs) as session:
                    told = _index(session, progress, options, _Reading(pool, store.archive_folder, waiting, limit))
            yield from ((one.url, told[one.fetch_id]) for one in waiting if one.fetch_id in told)


def _portion(waiting: Sequence[Pending]) -> Sequence[Pending]:
    """The first of those that wait, and as many as may be taken with it."""
    tries = waiting[0].tries if waiting else 0
    size = _PORTIONS[min(tries, len(_PORTIONS) - 1)]
    return list(itertools.takewhile(lambda one: one.tries == tries, waiting))[:size]


def _index(session: Session, progress: Progress, options: Options, reading: "_Reading") -> _Told:
    """Index a portion; what is raised by one page alone is what came of it, and by several a reason to take fewer."""
    store, numbers = session.store, list(reading.told)
    with store.transaction():
        fetches.begin(store, numbers)
    try:
        add_all(session, progress, reading.items(), options)
    except (KeyboardInterrupt, ProvenanceError, OSError, ImportError):  # none of these is the pages' doing
        with contextlib.suppress(ProvenanceError), store.transaction():
            fetches.undo_begin(store, numbers)
        raise
    except Exception as error:  # noqa: BLE001 - libraries raise anything at all on hostile texts
        if len(numbers) > 1:
            return {}
        reason = f"cannot be indexed: {type(error).__name__}: {error}"[:300]
        reading.told[numbers[0]] = Conclusion(reason=reason, is_bad=True)
    with store.transaction():
        fetches.conclude(store, reading.told)
    return reading.told


def update_due_families(store: Store, run_id: int, wait: float) -> None:
    """Judge the large families that grew, once in a pass; while another writer is at work they wait for a later run."""
    if lineage.due(store, 1):
        with contextlib.suppress(StoreLocked), open_for_writing(store.path, wait=wait) as writer:
            update_due(writer, run_id)


class _Reading:
    """The texts of a portion, read in processes that can be killed.

    Attributes:
        told: What came of each answer, by its number.
    """

    def __init__(self, pool: ExtractionPool, folder: Path, waiting: Sequence[Pending], limit: int) -> None:
        self._pool = pool
        self._limit = limit
        self._folder = folder
        self._waiting = {_place(folder, one): one for one in waiting}
        self.told: _Told = {one.fetch_id: Conclusion() for one in waiting}

    def items(self) -> Iterator[Item]:
        """The documents; a failure is that of the page, not of its place."""
        for item in self._pool.in_order(self._begun()):
            if isinstance(item, Failure):
                one = self._waiting[item.uri]
                self.told[one.fetch_id] = Conclusion(reason=item.reason, is_bad=True, remedy=item.remedy)
                yield dataclasses.replace(item, uri=one.url)
            elif isinstance(item, Document):
                one = self._waiting[item.origin.record_uri or ""]
                if item.is_empty:
                    self.told[one.fetch_id] = Conclusion(reason="there is no text in it")
                yield _dated(item, one.announced_at)
            else:
                yield item

    def _begun(self) -> Iterator[Job | Failure]:
        for place, one in self._waiting.items():
            response = read_back(self._folder / one.archive, one.offset)
            media = response.header("Content-Type") or ""
            try:
                content = response.content(self._limit)
            except CodingRefused as error:
                yield Failure(place, str(error))
                continue
            if found := text_format(media, content):
                origin = Origin(observed_at=one.started_at, record_uri=place)
                yield self._pool.submit(Entry(found, one.url, content, None, media, origin), {})
            else:
                self.told[one.fetch_id] = Conclusion(reason=_no_text(media))


def _no_text(media: str) -> str:
    kind = media.partition(";")[0].strip()
    return f"its type {kind[:80]!r} is not one from which texts are taken" if kind else "it has no type and is no text"


def _dated(item: Document, announced_at: str | None) -> Document:
    """``item`` with the date that a feed or sitemap gives it, unless the page gives one itself."""
    if announced_at is None or item.metadata.published_at:
        return item
    return dataclasses.replace(item, metadata=dataclasses.replace(item.metadata, published_at=announced_at))


def _place(folder: Path, one: Pending) -> str:
    """Where the evidence lies."""
    return f"{(folder / one.archive).absolute().as_uri()}#{one.offset}"
