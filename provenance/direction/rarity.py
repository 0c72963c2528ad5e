"""How rare a word is: counted over the documents of a store if there are enough, else over its language."""

import functools
import math
from collections.abc import Callable, Sequence

from provenance.direction.pair import Rarity

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

    A word it does not know is rarer than all it knows. The package is loaded when the first word is asked for.
    """

    @functools.cache
    def rarity(word: str) -> float | None:
        import wordfreq

        # A word of the list is one token, and so is one of plain letters: cutting it into tokens first would take fifty
        # times as long.
        frequency = wordfreq.get_frequency_dict("en").get(word)
        if frequency is not None:
            zipf = round(wordfreq.freq_to_zipf(frequency), 2)
        elif word.isascii() and word.isalpha() and word.islower():
            zipf = 0.0
        else:
            zipf = wordfreq.zipf_frequency(word, "en")
        return max(0.0, COMMONEST - zipf)

    return rarity
