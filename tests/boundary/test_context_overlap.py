"""The words that passages share with their surroundings, against an obvious twin."""

import re

from hypothesis import given
from hypothesis import strategies as st

from provenance import engine

REACH, MOST_WORDS, LEAST_WORDS = 4_000, 1_000, 40
WORDS = [
    "hafen",
    "Ufer",
    "Öltor",
    "ÉTÉ",
    "naïve",
    "gate",
    "Barges",
    "x",
    "of",
    "\uff31\uff35\uff21\uff39",
    "причал",
    "1998",
    "snow_drift",
    "—",
]
texts = st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join) | st.integers(3_000, 12_000).map(
    lambda length: " ".join(WORDS * length)[:length]
)
Spans = list[tuple[int, int]]


@st.composite
def with_spans(draw: st.DrawFn) -> tuple[str, Spans]:
    """A text and passages in it, which may overlap and come in any order."""
    text = draw(texts)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = [(min(pair), max(pair)) for pair in draw(st.lists(ends, max_size=4))]
    return text, spans


def words(text: str) -> list[str]:
    """Runs of at least four letters."""
    return re.findall(r"[^\W\d_]{4,}", text.lower())


def around(text: str, spans: Spans) -> list[str]:
    """The words outside ``spans`` within reach of an edge."""
    found, at = [], 0
    for start, end in [*sorted(spans), (len(text), len(text))]:
        piece = text[at:start] if start > at else ""
        near = piece if len(piece) <= 2 * REACH else f"{piece[:REACH]} {piece[-REACH:]}"
        found += words(near)
        at = max(at, end)
    return found


def twin(query: str, query_spans: Spans, source: str, source_spans: Spans) -> engine.ContextOverlap | None:
    """What the core shall find."""
    sides = [(query, query_spans), (source, source_spans)]
    outside = [around(*side) for side in sides]
    size = min(*map(len, outside), MOST_WORDS)
    if size < LEAST_WORDS:
        return None
    inside = [
        {word for start, end in spans for word in words(text[start : min(end, start + REACH)])} for text, spans in sides
    ]
    both = inside[0] & inside[1]
    near = [sorted(both & {all_[place * len(all_) // size] for place in range(size)}) for all_ in outside]
    return engine.ContextOverlap((near[0], near[1]), (sorted(both & set(outside[0])), sorted(both & set(outside[1]))))


@given(with_spans(), with_spans())
def test_kin_are_those_of_the_twin(query: tuple[str, Spans], source: tuple[str, Spans]) -> None:
    """Whatever the texts and passages, the core finds what regular expressions and sets find."""
    one, other = ((engine.ContextWords(text), spans) for text, spans in (query, source))
    assert engine.context_overlap(*one, *other) == twin(*query, *source)
