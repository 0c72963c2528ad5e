"""Declared evidence: operators mark known originals, and sources declare with their links.

A link says which address is the proper one of a text, or where the text is from.
"""

import re
from collections.abc import Callable, Collection, Iterator

from provenance.direction.pair import DirectionSignal, End, Pair
from provenance.uris import address_key, parts_of

#: A text has no other's address as its own unless so much of it stands there.
SAME_TEXT = 1 / 3
#: The front page of a site, or of it in a language: what stands there is no single text.
_FRONT = re.compile(
    r"/*+(?:[a-z]{2}(?:[-_][a-z]{2,4})?)?/*+(?:(?:index|home|default|start|main)(?:\.\w{2,5})?)?/*+", re.IGNORECASE
)
_LANGUAGE = re.compile(r"(?:(?:lang|language|locale|hl)=[^&]*)?", re.IGNORECASE)


def known_original(pair: Pair) -> Iterator[DirectionSignal]:
    """A known original is the source of what is none."""
    if pair.source.is_reference != pair.query.is_reference:
        original, value = (pair.source, 1.0) if pair.source.is_reference else (pair.query, -1.0)
        yield DirectionSignal("known-original", value, f"{original.name} is marked as a known original")


def canonical_link(pair: Pair) -> Iterator[DirectionSignal]:
    """A text whose source names the other's address as the proper one is a copy of what lies there.

    Unless that is a front page, or has no more than a part of the text, as an overview has.
    """
    yield from _leads(pair, "canonical-link", "has a canonical link to", _named)


def credited_link(pair: Pair) -> Iterator[DirectionSignal]:
    """A text whose source says that it is from where the other lies derives from it."""
    yield from _leads(pair, "credited-link", "says that it is from", _credited)


def _leads(
    pair: Pair, kind: str, what: str, found: Callable[[Pair, End, End], Collection[str]]
) -> Iterator[DirectionSignal]:
    query, source = found(pair, pair.query, pair.source), found(pair, pair.source, pair.query)
    if bool(query) != bool(source):
        value = 1.0 if query else -1.0
        one, other = pair.derived_and_source(value)
        yield DirectionSignal(kind, value, f"{one.name} {what} {other.name}: {min(query or source)}")


def _named(pair: Pair, one: End, other: End) -> list[str]:
    """Addresses of ``other``, and not of ``one`` itself, that ``one`` has a canonical link to."""
    if one.tokens and pair.alignment.matched_words < SAME_TEXT * one.tokens:
        return []
    return [link for link in _to(one.canonical, one, other) if not is_front(link)]


def _credited(_pair: Pair, one: End, other: End) -> list[str]:
    return [link for link in _to(one.credited, one, other) if not is_front(link)]


def _to(links: Collection[str], one: End, other: End) -> list[str]:
    """Those that lead to ``other`` and not to ``one``, in whichever spelling."""
    return [link for link in links if address_key(link) in other.addresses - one.addresses]


def is_front(address: str) -> bool:
    """Whether ``address`` is that of a site as a whole, or of its pages in one language."""
    parts = parts_of(address)
    return _LANGUAGE.fullmatch(parts.query) is not None and _FRONT.fullmatch(parts.path) is not None
