"""Swaps: words that replace each other across the store, added up over all matches."""

import dataclasses

from provenance.store.database import Store


@dataclasses.dataclass(frozen=True)
class Swap:
    """One row of ``v_swap``.

    Attributes:
        directed: Whether the matches say which text derives from the other; if not, its words may stand either way.
        documents: Documents that have ``derived_word`` in place of the word of their source.
    """

    source_word: str
    derived_word: str
    directed: bool
    count: int
    matches: int
    documents: int


_LISTED = """
    SELECT source_word, derived_word, directed, count, matches, documents FROM v_swap
    WHERE (:word IS NULL OR :word IN (source_word, derived_word)) AND documents >= :least
    ORDER BY documents DESC, count DESC, source_word, derived_word LIMIT :limit
"""


def listed(store: Store, *, word: str | None = None, least_documents: int = 1, limit: int = 100) -> list[Swap]:
    """Swaps that most documents show come first; with ``word``, those that have it on either side."""
    values = {"word": word and word.lower(), "least": least_documents, "limit": limit}
    rows = store.rows(_LISTED, values)
    return [Swap(source, derived, bool(directed), *numbers) for source, derived, directed, *numbers in rows]
