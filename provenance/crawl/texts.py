"""From the archive to the index: the texts of pages, read from the evidence itself."""

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance.crawl.archive import read_back
from provenance.errors import StoreLocked
from provenance.model import Document, Failure
from provenance.pipeline.ingest import Options, Progress, add_all
from provenance.pipeline.lineage import judge_due
from provenance.pipeline.reading import Item
from provenance.pipeline.session import open_writer
from provenance.readers import Job, Sandbox
from provenance.readers.coding import CodingRefused
from provenance.readers.entry import Entry
from provenance.readers.media import text_format
from provenance.store import Store, fetches, lineage, open_for_writing
from provenance.store.fetches import Pending, Step

#: Pages that are indexed together; matching many at once costs little more than matching one.
PORTION = 512


def index_pending(store: Store, progress: Progress, options: Options, limit: int, wait: float) -> None:
    """Index the pages in the archive that wait for it, as the writer of the store for one portion of them at a time.

    A crash in here costs nothing but doing it again. While another writer is at work, which is waited for as long as
    ``wait`` seconds, they stay where they are.

    Args:
        store: The store as the crawl has it open.
        progress: Of the run.
        options: How to index.
        limit: Bytes that a body may have when it is decoded.
        wait: Seconds to wait for another writer, for each portion.
    """
    with Sandbox(options.limits) as sandbox, contextlib.suppress(StoreLocked):
        while waiting := fetches.pending(store, Step.INDEX, PORTION):
            with open_writer(store.path, create=False, wait=wait, jobs=options.jobs) as session:
                add_all(session, progress, _items(sandbox, store.archive_folder, waiting, limit), options)
                with session.store.transaction():
                    fetches.set_step(session.store, [one.fetch_id for one in waiting], None)


def judge_families(store: Store, run_id: int, wait: float) -> None:
    """Judge the large families that grew, once in a pass; while another writer is at work they wait for a later run."""
    if lineage.due(store, 1):
        with contextlib.suppress(StoreLocked), open_for_writing(store.path, wait=wait) as writer:
            judge_due(writer, run_id)


def _items(sandbox: Sandbox, folder: Path, waiting: Sequence[Pending], limit: int) -> Iterator[Item]:
    """The texts, read in processes that can be killed; a failure is that of the page, not of its place."""
    urls = {_place(folder, one): one.url for one in waiting}
    announced = {one.url: one.announced_at for one in waiting}
    for item in sandbox.in_order(_begun(sandbox, folder, waiting, limit)):
        if isinstance(item, Failure):
            yield dataclasses.replace(item, uri=urls.get(item.uri, item.uri))
        else:
            yield _dated(item, announced.get(item.uri)) if isinstance(item, Document) else item


def _dated(item: Document, announced_at: str | None) -> Document:
    """``item`` with the date that a feed or sitemap gives it, unless the page gives one itself."""
    if announced_at is None or item.metadata.published_at:
        return item
    return dataclasses.replace(item, metadata=dataclasses.replace(item.metadata, published_at=announced_at))


def _begun(sandbox: Sandbox, folder: Path, waiting: Sequence[Pending], limit: int) -> Iterator[Job | Failure]:
    for one in waiting:
        response = read_back(folder / one.archive, one.offset)
        media = response.header("Content-Type") or ""
        try:
            content = response.content(limit)
        except CodingRefused as error:
            yield Failure(one.url, str(error))
            continue
        if found := text_format(media, content):
            entry = Entry(found, one.url, content, None, media, one.started_at, _place(folder, one))
            yield sandbox.submit(entry, {})


def _place(folder: Path, one: Pending) -> str:
    """Where the evidence lies."""
    return f"{(folder / one.archive).absolute().as_uri()}#{one.offset}"
