"""Families: documents that matches connect, directly or through others."""

from collections.abc import Collection

from provenance.pipeline.clusters import components
from provenance.store import Store, kin


def around(store: Store, ids: Collection[int], most: int) -> set[int]:
    """The families of these documents, nearest first, until there are about ``most``."""
    reached, border = set(ids), set(ids)
    while border and len(reached) < most:
        border = {other for _, other in kin.pairs(store, border)} - reached
        reached |= border
    return reached


def parted(store: Store, ids: Collection[int], large: int) -> tuple[set[int], set[int]]:
    """All documents of the families of ``ids`` that have fewer than ``large``, and those of ``ids`` in larger ones.

    A large family is not followed to its end, so that what it costs does not grow with it.
    """
    pairs: list[tuple[int, int]] = []
    reached, border, beyond = set(ids), set(ids), set()
    while border:
        found = kin.pairs(store, border)
        pairs += found
        border = {other for _, other in found} - reached
        reached |= border
        if len(reached) >= large:
            beyond = {number for one in components(pairs) if len(one) >= large for number in one}
            border -= beyond
    return reached - beyond, beyond.intersection(ids)
