"""Compacting: one segment instead of many, without what was forgotten, and a database without holes."""

import dataclasses

from provenance.pipeline import clusters
from provenance.pipeline.merging import merge_last
from provenance.pipeline.running import running
from provenance.pipeline.session import Session
from provenance.store import Store, forgotten, segments, status

#: Share of free pages from which the database is rewritten; SQLite uses smaller holes by itself.
FREE = 0.1


@dataclasses.dataclass(frozen=True)
class Extent:
    """How large a store is: bytes, and files of the index."""

    segments: int
    index: int
    database: int


@dataclasses.dataclass(frozen=True)
class Compacted:
    """What compacting did.

    Attributes:
        before: How large the store was.
        after: How large it is.
        dropped: Forgotten documents whose keys left the index.
    """

    before: Extent
    after: Extent
    dropped: int


def compact(session: Session) -> Compacted:
    """Merge all segments into one and rewrite the database if much of it is free, as a run of its own.

    Each of the two is done wholly or not at all, so it can be interrupted at any time.
    """
    store = session.store
    before, waiting = _extent(store), forgotten.in_index(store)
    with running(session, "compact", {}) as run:
        if before.segments > 1 or waiting:
            merge_last(session, run.run_id, before.segments)
        if any(clusters.findings(store)):
            with store.transaction():
                clusters.rebuild(store)
    sizes = status.sizes(store)
    if sizes.free >= FREE * sizes.database:
        store.vacuum()
    return Compacted(before, _extent(store), len(waiting))


def _extent(store: Store) -> Extent:
    sizes = status.sizes(store)
    return Extent(len(segments.listed(store)), sizes.segments, sizes.database)
