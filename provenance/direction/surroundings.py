"""Evidence from what stands around the passages: a passage speaks the language of the text it was written for."""

import math
import re
from collections.abc import Collection, Iterator, Sequence

from provenance.direction.pair import Evidence, Pair
from provenance.model import covered, outside

#: Words around the passages that both texts must have to be compared.
LEAST_WORDS = 40
#: Characters from a passage's edge, inwards and outwards, within which words are looked at.
REACH = 4_000
#: Words looked at; more make the answer no better.
MOST_WORDS = 1_000
#: Shorter words are grammar.
LETTERS = 4
LIMIT = 2.0
#: Share of the less shared text above which both are versions of one.
MOSTLY_SHARED = 0.6
RAREST = 4.0

_WORD = re.compile(rf"[^\W\d_]{{{LETTERS},}}")


def surroundings(pair: Pair) -> Iterator[Evidence]:
    """A passage shares more of its rare words with the text it belongs to; in natural logarithms of the ratio.

    Two versions of one text are both at home in what they share, so nothing is said of texts that are mostly shared.
    """
    if min(covered(pair.query.text, pair.query_spans), covered(pair.source.text, pair.source_spans)) > MOSTLY_SHARED:
        return
    around_query = _words_outside(pair.query.text, pair.query_spans)
    around_source = _words_outside(pair.source.text, pair.source_spans)
    size = min(len(around_query), len(around_source), MOST_WORDS)
    if size < LEAST_WORDS:
        return
    inside = _words_inside(pair.query.text, pair.query_spans) & _words_inside(pair.source.text, pair.source_spans)
    query = _kinship(pair, inside, _thinned(around_query, size))
    source = _kinship(pair, inside, _thinned(around_source, size))
    value = max(-LIMIT, min(LIMIT, math.log((source + 1.0) / (query + 1.0))))
    if value:
        home, guest = (pair.source, pair.query) if value > 0 else (pair.query, pair.source)
        shared = sorted(inside & set(around_source if value > 0 else around_query), key=lambda w: (-_rare(pair, w), w))
        note = f"the passage shares more words with the rest of {home.name} than of {guest.name}"
        yield Evidence("surroundings", value, note + (f": {', '.join(shared[:4])}" if shared else ""))


def _kinship(pair: Pair, inside: Collection[str], around: Sequence[str]) -> float:
    """How rare, altogether, the words are that stand inside and around."""
    return sum(_rare(pair, word) for word in sorted(set(inside).intersection(around)))


def _rare(pair: Pair, word: str) -> float:
    """Rarity, but no more for a name that nobody knows than for a rare word."""
    rarity = pair.rarity(word)
    return 1.0 if rarity is None else min(RAREST, rarity)


def _thinned(words: Sequence[str], size: int) -> Sequence[str]:
    """``size`` of the words, evenly spread."""
    return [words[place * len(words) // size] for place in range(size)]


def _words_inside(text: str, spans: Collection[tuple[int, int]]) -> frozenset[str]:
    return frozenset(word for start, end in spans for word in _words(text[start : min(end, start + REACH)]))


def _words_outside(text: str, spans: Collection[tuple[int, int]]) -> list[str]:
    """The words on both sides of each passage, as far as they lie within reach of it."""
    pieces = outside(text, spans)
    near = (piece if len(piece) <= 2 * REACH else f"{piece[:REACH]} {piece[-REACH:]}" for piece in pieces)
    return [word for piece in near for word in _words(piece)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
