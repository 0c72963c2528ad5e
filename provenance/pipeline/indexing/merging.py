"""Merging segments: a few large ones answer faster than many small ones.

This is the logarithmic method (Bentley and Saxe, Decomposable searching problems I, 1980), as Lucene merges by size.

Segments lie in the order of their documents. Only neighbours at the end are merged, so this order stays. Sizes are put
into tiers, each eight times the one before. When eight segments of one tier stand at the end, they become one of the
next tier. Smaller segments in front of a larger one are merged with it. So tiers never rise towards the end: n batches
leave at most 7 · log₈ n segments, and a posting is written about log₈ n times.
"""

import itertools
import math
from collections.abc import Sequence

from provenance.pipeline.session import Session
from provenance.store import forgotten, segments

#: Segments that are merged at once, and the ratio between tiers.
FAN = 8
#: Bytes of the smallest tier; what is smaller counts as that.
SMALLEST = 1 << 20


def merge_trailing(session: Session, run_id: int) -> None:
    """Merge segments at the end of the index until none are due."""
    while count := trailing_count([one.size for one in segments.listed(session.store)]):
        merge_last(session, run_id, count)


def trailing_count(sizes: Sequence[int]) -> int:
    """How many segments at the end of ``sizes`` shall become one; 0 when none is due.

    >>> trailing_count([80_000_000] + [1_000_000] * 7)
    0
    >>> trailing_count([80_000_000] + [1_000_000] * 8)
    8
    >>> trailing_count([80_000_000, 1_000_000, 1_000_000, 9_000_000])
    3
    """
    tiers = [_tier(size) for size in reversed(sizes)]
    if not tiers:
        return 0
    last = tiers[0]
    smaller = sum(1 for _ in itertools.takewhile(lambda tier: tier < last, tiers[1:]))
    if smaller:
        return 1 + smaller
    same = sum(1 for _ in itertools.takewhile(lambda tier: tier == last, tiers))
    return same if same >= FAN else 0


def merge_last(session: Session, run_id: int, count: int) -> None:
    """Put one segment in the place of the last ``count``: durable, then named in the store, then the old files go.

    The new one lacks what was forgotten.
    """
    store = session.store
    old = segments.listed(store)[-count:]
    name = segments.next_name(store)
    opened = session.open([one.name for one in old])
    gone = forgotten.in_index(store, opened.first_document)
    written = session.workers.merge(opened, store.index_folder / name, gone)
    merged = segments.Segment(name, written.checksum, written.size, opened.documents, written.postings)
    with store.transaction():
        segments.replace(store, run_id, [one.name for one in old], [merged])
        forgotten.merged(store, gone)
    session.reopen_segments()
    for one in old:
        (store.index_folder / one.name).unlink(missing_ok=True)


def _tier(size: int) -> int:
    return max(0, math.ceil(math.log(max(size, 1) / SMALLEST, FAN)))
