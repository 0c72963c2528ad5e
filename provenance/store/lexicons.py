"""Lexicons: the words that stored texts are made of, as the engine packs them."""

import json
from collections.abc import Collection

from provenance.store.database import Store


def latest(store: Store) -> bytes | None:
    """The lexicon that was added last."""
    found: bytes | None = store.value("SELECT words FROM lexicon ORDER BY lexicon_id DESC LIMIT 1")
    return found


def load(store: Store, checksums: Collection[int]) -> dict[int, bytes]:
    """Those with these checksums, as far as the store has them."""
    sql = "SELECT checksum, words FROM lexicon WHERE checksum IN (SELECT value FROM json_each(?))"
    return dict(store.rows(sql, (json.dumps(list(checksums)),)))


def listed(store: Store) -> list[tuple[int, int, bytes]]:
    """All of them, the oldest first: number, checksum and words."""
    return store.rows("SELECT lexicon_id, checksum, words FROM lexicon ORDER BY lexicon_id")


def add(store: Store, run_id: int, checksum: int, words: bytes) -> None:
    """Add a lexicon, in the transaction that adds the first texts in its words."""
    store.write("INSERT INTO lexicon (checksum, words, run_id) VALUES (?, ?, ?)", (checksum, words, run_id))


def drop_unused(store: Store) -> None:
    """Remove all lexicons if no text is left."""
    store.write("DELETE FROM lexicon WHERE NOT EXISTS (SELECT 1 FROM document_text)")
