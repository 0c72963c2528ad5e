"""Evidence from the operator: texts marked as known originals."""

from collections.abc import Iterator

from provenance.direction.pair import Pair
from provenance.model import Reason

#: The operator knows; only contradicting dates should shake it.
KNOWN = 3.0


def known_original(pair: Pair) -> Iterator[Reason]:
    """A known original is the source of what is none."""
    if pair.source.is_reference and not pair.query.is_reference:
        yield Reason("known-original", KNOWN, f"{pair.source.name} is marked as a known original")
    elif pair.query.is_reference and not pair.source.is_reference:
        yield Reason("known-original", -KNOWN, f"{pair.query.name} is marked as a known original")
