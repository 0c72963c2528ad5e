"""Evidence from the edges of passages: a passage cut out of one text leaves traces in the other."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from provenance.direction.pair import DirectionSignal, Pair, clipped
from provenance.direction.rewriting import IN_PLACE
from provenance.model import Basis

#: Alignment may stop a word short of where the copying stopped.
REACH = 16
#: A passage that another one follows within so many characters was edited there, not cut.
APART = 200
#: Words that make an edge.
EDGE = 3
#: More torn edges than this say no more.
LIMIT = 2.0

Span: TypeAlias = tuple[int, int]
"""From a code point to another, half-open."""

_BREAK_BEFORE = re.compile(r"(?:\A|\n\s*\n)(?P<rest>[^\n]*)\Z")
_BREAK_AFTER = re.compile(r"\A(?P<rest>[^\n]*+)(?:\n\s*\n|\s*\Z)")
_SENTENCE_START = re.compile(r"\A\W*[A-Z\d]")
_SENTENCE_END = re.compile(r"[.!?:;…。\uff01\uff1f][\s\"'”\u2019)\]*_]*\Z")


def torn_edges(pair: Pair) -> Iterator[DirectionSignal]:
    """A passage that breaks off inside a sentence in one text and goes on in the other was cut out of the other.

    The unit is the torn edge.

    Passages found by content are cut at sentences by us, and only where those correspond: their edges say nothing.
    Where a text was retold, we know where an edge is only if both sides have the same words there.
    """
    if any(passage.basis is Basis.CONTENT for passage in pair.alignment.passages):
        return
    query, source = (pair.query.text, pair.query_spans), (pair.source.text, pair.source_spans)
    is_swapped = pair.in_place >= IN_PLACE
    torn = [float(_torn(*one, *other, is_swapped=is_swapped)) for one, other in ((query, source), (source, query))]
    value = clipped(torn[0] - torn[1], LIMIT)
    if value:
        cut, whole = pair.derived_and_source(value)
        note = f"a passage breaks off inside a sentence in {cut.name} and runs on in {whole.name}"
        yield DirectionSignal("torn-edges", value, note)


def _torn(text: str, spans: Sequence[Span], other: str, other_spans: Sequence[Span], *, is_swapped: bool) -> int:
    """Edges of the passages at ``spans`` that are torn in ``text`` and whole in the ``other``.

    Where the words of one ``is_swapped`` for those of the other, an edge may have other words.
    """
    found = 0
    for (start, end), (other_start, other_end) in zip(spans, other_spans, strict=True):
        own, others = text[start:end], other[other_start:other_end]
        if _is_outer(start, spans, -1) and _torn_start(text, start, end):
            is_edge = is_swapped or _alike(own.split(maxsplit=EDGE)[:EDGE], others.split(maxsplit=EDGE)[:EDGE])
            found += is_edge and _runs_on(other[max(0, other_start - 2 * REACH) : other_start])
        if _is_outer(end, spans, +1) and _torn_end(text, start, end):
            is_edge = is_swapped or _alike(own.rsplit(maxsplit=EDGE)[-EDGE:], others.rsplit(maxsplit=EDGE)[-EDGE:])
            found += is_edge and _runs_on(other[other_end : other_end + 2 * REACH])
    return found


def _alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether all but one of the words at an edge are the same; in scripts without blanks it is the edge as a whole."""
    return len(set(words) & set(others)) >= min(len(words), len(others), EDGE - 1)


def _is_outer(edge: int, spans: Sequence[Span], step: int) -> bool:
    """Whether no other passage lies close beyond ``edge``: before it (-1) or after it (+1)."""
    low, high = (edge - APART, edge) if step < 0 else (edge, edge + APART)
    return not any(start < high and low < end for start, end in spans)


def _torn_start(text: str, start: int, end: int) -> bool:
    """Whether a paragraph of ``text`` begins with the passage, in the middle of a sentence."""
    if start == 0:
        return not _SENTENCE_START.match(text[:end][:40])
    found = _BREAK_BEFORE.search(text[max(0, start - REACH) : start])
    return found is not None and not _SENTENCE_START.match(found["rest"] + text[start:end][:40])


def _torn_end(text: str, start: int, end: int) -> bool:
    """Whether a paragraph of ``text`` ends with the passage, in the middle of a sentence."""
    found = _BREAK_AFTER.match(text[end : end + REACH + 1])
    return found is not None and not _SENTENCE_END.search(text[start:end][-40:] + found["rest"])


def _runs_on(beyond: str) -> bool:
    """Whether the paragraph goes on in what lies ``beyond`` the edge."""
    return len(beyond.strip()) >= REACH and "\n\n" not in beyond.replace("\r", "")
