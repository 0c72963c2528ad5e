"""Evidence from the rest of both texts: how much of each is shared, and which one a passage fits better.

A text that is part of the other is often the copy. A passage shares its vocabulary with the text for which it was
written.
"""

import math
from collections.abc import Iterable, Iterator

from provenance import engine
from provenance.direction.pair import DirectionSignal, Pair, clipped
from provenance.direction.recent import Recent

#: Doublings of the share beyond which more says no more.
MOST_DOUBLINGS = 1.5
#: Differences of coverage below this are noise.
LEAST_DIFFERENCE = 0.05
#: Logarithm of the ratio of rare words beyond which more says no more.
LIMIT = 2.0
#: Share of the less shared text above which both are versions of one.
MOSTLY_SHARED = 0.6
#: Rarity that counts at most, of a word that hardly any text has, on the scale of :data:`.Rarity`.
RAREST = 4.0

#: Words take three bytes a character: of so many, they take 48 MiB.
_words = Recent(engine.ContextWords, 16 << 20)


def containment(pair: Pair) -> Iterator[DirectionSignal]:
    """The text that consists of shared passages more than the other may derive from it; in doublings of the share.

    Weak, because a copy can also wrap its source in text of its own, and a later version usually grew.
    """
    query, source = pair.covered
    if min(query, source) <= 0.0 or abs(query - source) < LEAST_DIFFERENCE:
        return
    value = clipped(math.log2(query / source), MOST_DOUBLINGS)
    whole, part = pair.derived_and_source(value)
    high, low = max(query, source), min(query, source)
    note = f"{high:.0%} of {whole.name} is in {part.name}, which has more of its own: only {low:.0%} the other way"
    yield DirectionSignal("containment", value, note)


def surroundings(pair: Pair) -> Iterator[DirectionSignal]:
    """A passage shares more of its rare words with the text it belongs to; in natural logarithms of the ratio.

    Two versions of one text are both at home in what they share, so nothing is said of texts that are mostly shared.
    """
    if min(pair.covered) > MOSTLY_SHARED:
        return
    query_words, source_words = _words(pair.query.text), _words(pair.source.text)
    context_overlap = engine.context_overlap(query_words, pair.query_spans, source_words, pair.source_spans)
    if context_overlap is None:
        return
    query, source = (sum(_rarities(pair, words)) for words in context_overlap.near)
    value = clipped(math.log((source + 1.0) / (query + 1.0)), LIMIT)
    if value:
        guest, home = pair.derived_and_source(value)
        shared = context_overlap.around[value > 0]
        rarest = sorted(zip(_rarities(pair, shared), shared, strict=True), key=lambda one: (-one[0], one[1]))[:4]
        note = f"the passage shares more words with the rest of {home.name} than of {guest.name}"
        yield DirectionSignal(
            "surroundings", value, note + (f": {', '.join(word for _, word in rarest)}" if rarest else "")
        )


def _rarities(pair: Pair, words: Iterable[str]) -> list[float]:
    """Rarity of each word, but no more for a name that nobody knows than for a rare word."""
    return [1.0 if rarity is None else min(RAREST, rarity) for rarity in map(pair.rarity, words)]
