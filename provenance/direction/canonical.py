"""Evidence from canonical links: which address a text's source names as the proper one of it."""

from collections.abc import Iterator

from provenance.direction.pair import End, Evidence, Pair


def canonical_link(pair: Pair) -> Iterator[Evidence]:
    """A text whose source names the other's address as the proper one is a copy of what lies there."""
    query, source = _named(pair.query, pair.source), _named(pair.source, pair.query)
    if bool(query) != bool(source):
        one, other, value = (pair.query, pair.source, 1.0) if query else (pair.source, pair.query, -1.0)
        note = f"{one.name} has a canonical link to {other.name}: {min(query or source)}"
        yield Evidence("canonical-link", value, note)


def _named(one: End, other: End) -> set[str]:
    """Addresses of ``other``, and not of ``one`` itself, that ``one`` has a canonical link to."""
    if not one.canonical:
        return set()
    return set(one.canonical) & {other.uri, *other.places} - {one.uri, *one.places}
