"""Evidence from the operator: texts marked as known originals."""

from collections.abc import Iterator

from provenance.direction.pair import Evidence, Pair


def known_original(pair: Pair) -> Iterator[Evidence]:
    """A known original is the source of what is none."""
    if pair.source.is_reference != pair.query.is_reference:
        original, value = (pair.source, 1.0) if pair.source.is_reference else (pair.query, -1.0)
        yield Evidence("known-original", value, f"{original.name} is marked as a known original")
