"""Frequencies of words in the languages of two texts, for comparing texts by content."""

import functools
from collections.abc import Sequence

from provenance.engine import Text, WordFrequencies
from provenance.languages import language_of


def frequencies_of_pairs(pairs: Sequence[tuple[Text, Text]]) -> list[WordFrequencies | None]:
    """For each pair those of the language of both texts; ``None`` where we do not know it, or there are two."""
    language = functools.cache(lambda text: language_of(text if isinstance(text, str) else text.text))
    languages = [(language(query), language(source)) for query, source in pairs]
    return [_of_language(one) if one and one == other else None for one, other in languages]


@functools.cache
def _of_language(language: str) -> WordFrequencies:
    """Those of the short list of the ``wordfreq`` package, loaded when first asked for.

    Words beyond that list are all rare alike: how rare each of them is says more about the list than about the word.
    """
    import wordfreq

    return WordFrequencies(wordfreq.get_frequency_dict(language, "small"))
