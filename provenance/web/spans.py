"""A text cut into the pieces that a page shows. Each code point is in exactly one piece, in order."""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import regex

#: Code points before a place among which the cluster that holds it surely begins.
_CLUSTER = 64
#: Code points of a block after which it is cut at the next blank, since browsers lay out a block at once.
BLOCK = 20_000
#: Code points after which a part of a page ends, which browsers lay out when a reader comes near.
PART = 7_000

_CLUSTERS = regex.compile(r"\X")
_LINE_ENDS = re.compile(r"(?:\r\n|[\n\r\u2028\u2029])+")


@dataclasses.dataclass(frozen=True, order=True)
class Cover:
    """A stretch of a text that the passage of this number takes; half-open, in code points."""

    start: int
    end: int
    number: int


@dataclasses.dataclass(frozen=True)
class Piece:
    """A stretch of a text over which the same passages lie.

    Attributes:
        numbers: These passages, the one that begins first in front; of several that begin together, the longest.
        shown: Whether the page has its words; if not, it tells how many they are.
    """

    start: int
    end: int
    numbers: tuple[int, ...] = ()
    shown: bool = True


Block = tuple[Piece, ...]
"""The pieces of one paragraph, with the line ends behind it."""


def cluster_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The smallest stretch that has ``start`` to ``end`` in it and cuts no grapheme cluster (UAX 29).

    >>> cluster_edges("cafe\u0301s", 0, 4)
    (0, 5)
    """
    return _cluster(text, start)[0], _cluster(text, end)[1]


def _cluster(text: str, at: int) -> tuple[int, int]:
    """The cluster around a place; the place itself, twice, where none is cut."""
    if at <= 0 or at >= len(text) or (text[at] < "\u0300" and text[at - 1 : at + 1] != "\r\n"):
        return at, at
    first = max(0, at - _CLUSTER)
    for found in _CLUSTERS.finditer(text, first, min(len(text), at + _CLUSTER)):
        if found.end() >= at:
            return (at, at) if found.end() == at else (found.start(), found.end())
    return at, at


def pieces(text: str, covers: Iterable[Cover]) -> list[Piece]:
    """``text`` cut where passages begin and end; empty stretches make no piece."""
    wide = [Cover(*cluster_edges(text, one.start, one.end), one.number) for one in covers if one.start < one.end]
    begin: dict[int, list[Cover]] = {}
    for one in wide:
        begin.setdefault(one.start, []).append(one)
    places = sorted({0, len(text), *begin, *(one.end for one in wide)})
    active: list[Cover] = []
    found = []
    for start, end in itertools.pairwise(places):
        active = [one for one in active if one.end > start] + begin.get(start, [])
        active.sort(key=lambda one: (one.start, -one.end, one.number))
        found.append(Piece(start, end, tuple(one.number for one in active)))
    return found


def with_context(text: str, found: Sequence[Piece], context: int) -> list[Piece]:
    """The same pieces, with the words of what is far from every passage left out.

    A stretch without a passage keeps ``context`` code points, and the rest of a word, beside each passage.
    """
    kept: list[Piece] = []
    for place, one in enumerate(found):
        if one.numbers or not any(two.numbers for two in found):
            kept.append(one)
            continue
        first = one.start if place == 0 else _blank_after(text, one.start + context, one.end)
        last = one.end if place == len(found) - 1 else _blank_before(text, one.end - context, one.start)
        kept.extend(_folded(one, first, last))
    return kept


def _folded(one: Piece, first: int, last: int) -> Iterator[Piece]:
    """A piece of which only what lies before ``first`` and after ``last`` is shown."""
    if last <= first:
        yield one
        return
    ends = ((one.start, first, True), (first, last, False), (last, one.end, True))
    yield from (Piece(start, end, (), shown) for start, end, shown in ends if start < end)


def _blank_after(text: str, at: int, end: int) -> int:
    while at < end and not text[at].isspace():
        at += 1
    return cluster_edges(text, min(at, end), min(at, end))[1]


def _blank_before(text: str, at: int, start: int) -> int:
    while at > start and not text[at - 1].isspace():
        at -= 1
    return cluster_edges(text, max(at, start), max(at, start))[0]


def blocks(text: str, found: Iterable[Piece]) -> list[Block]:
    """The pieces paragraph by paragraph; a paragraph ends behind its line ends, a very long one at a blank."""
    ends = iter([*_paragraph_ends(text), len(text)])
    made: list[Block] = []
    block: list[Piece] = []
    end = next(ends)
    for one in found:
        start = one.start
        while one.shown and end < one.end:
            block.append(dataclasses.replace(one, start=start, end=end))
            made.append(tuple(block))
            block, start, end = [], end, next(ends)
        block.append(dataclasses.replace(one, start=start))
        while end <= one.end and end < len(text):
            end = next(ends)
            if block:
                made.append(tuple(block))
                block = []
    return [*made, tuple(block)] if block else made


def parts(found: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks in runs of some length. A browser has less to do with few large parts than with many small ones."""
    part: list[Block] = []
    length = 0
    for block in found:
        part.append(block)
        length += sum(one.end - one.start for one in block if one.shown)
        if length >= PART:
            yield tuple(part)
            part, length = [], 0
    if part:
        yield tuple(part)


def _paragraph_ends(text: str) -> Iterator[int]:
    """Where paragraphs end before the end of the text, rising."""
    start = 0
    for end in [*(found.end() for found in _LINE_ENDS.finditer(text)), len(text)]:
        while end - start > BLOCK:
            at = text.rfind(" ", start, start + BLOCK) + 1
            start = at if at > start else cluster_edges(text, start + BLOCK, start + BLOCK)[0]
            yield start
        if end < len(text):
            yield end
        start = end


#: Tracks at most; what finds none that is free goes to the last.
MOST_TRACKS = 6


def tracks(stretches: Sequence[tuple[int, int]]) -> list[int]:
    """Of each stretch the first track on which nothing before it reaches into it.

    >>> tracks([(0, 5), (3, 9), (5, 7)])
    [0, 1, 0]
    """
    free = [0] * MOST_TRACKS
    found = [0] * len(stretches)
    for place in sorted(range(len(stretches)), key=stretches.__getitem__):
        start, end = stretches[place]
        found[place] = next((track for track, until in enumerate(free) if until <= start), MOST_TRACKS - 1)
        free[found[place]] = max(free[found[place]], end)
    return found
