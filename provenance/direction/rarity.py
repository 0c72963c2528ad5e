"""How rare a word is: counted over the documents of a store if there are enough, else over its language."""

import functools
import math
from collections.abc import Callable, Mapping, Sequence

from provenance.direction.pair import Rarity
from provenance.languages import word_shares

#: Documents a store must hold before its own counts beat those of the language at large.
ENOUGH_DOCUMENTS = 2_000

#: Words that come once in a hundred (Zipf frequency 7) are in every document.
COMMONEST = 7.0

Frequencies = Callable[[Sequence[str]], list[int]]


def rarity_in_store(frequencies: Frequencies, documents: int) -> Rarity:
    """Rarity by the documents of a store, when it holds enough of them; by the language otherwise."""
    if documents < ENOUGH_DOCUMENTS:
        return rarity_in_language()

    @functools.cache
    def rarity(word: str) -> float | None:
        if " " in word:
            return None
        return -math.log10((frequencies([word])[0] + 0.5) / documents)

    return rarity


def rarity_in_language() -> Rarity:
    """Rarity in English by the ``wordfreq`` package: a mean over books, news, subtitles and the web.

    A word it does not know is rarer than all it knows. Its list is read when the first word is asked for, and the
    package loaded for the first one that has to be cut into tokens.
    """

    @functools.cache
    def rarity(word: str) -> float | None:
        # A word of the list is one token, and so is one of plain letters: cutting it into tokens first would take fifty
        # times as long.
        share = _english().get(word)
        if share is not None:
            zipf = round(math.log10(share) + 9, 2)
        elif word.isascii() and word.isalpha() and word.islower():
            zipf = 0.0
        else:
            import wordfreq

            zipf = wordfreq.zipf_frequency(word, "en")
        return max(0.0, COMMONEST - zipf)

    return rarity


@functools.cache
def _english() -> Mapping[str, float]:
    return word_shares("en", "large")
