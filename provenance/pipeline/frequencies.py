"""Frequencies of words in the languages of two texts, for comparing texts by content."""

from collections.abc import Sequence

from provenance.engine import Text, WordFrequencies, Workers


def frequencies_of_pairs(workers: Workers, pairs: Sequence[tuple[Text, Text]]) -> list[WordFrequencies | None]:
    """For each pair those of the language of both texts; ``None`` where we do not know it, or there are two."""
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    of = dict(zip(texts, workers.frequencies(texts), strict=True))
    return [of[query] if of[query] is of[source] else None for query, source in pairs]
