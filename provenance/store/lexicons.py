"""Lexicons: the words that stored texts are made of, as the engine packs them; each is kept in two copies."""

import json
from collections.abc import Collection
from typing import TypeAlias

from provenance.store.database import Store

Copies: TypeAlias = tuple[bytes, bytes]
"""A lexicon, twice: where one is damaged the other is read."""


def latest(store: Store) -> Copies | None:
    """The lexicon that was added last."""
    found = store.rows("SELECT words, copy FROM lexicon ORDER BY lexicon_id DESC LIMIT 1")
    return found[0] if found else None


def load(store: Store, checksums: Collection[int]) -> dict[int, Copies]:
    """Those with these checksums, as far as the store has them."""
    sql = "SELECT checksum, words, copy FROM lexicon WHERE checksum IN (SELECT value FROM json_each(?))"
    return {checksum: tuple(copies) for checksum, *copies in store.rows(sql, (json.dumps(list(checksums)),))}


def listed(store: Store) -> list[tuple[int, int, bytes, bytes]]:
    """All of them, the oldest first: number, checksum and both copies."""
    return store.rows("SELECT lexicon_id, checksum, words, copy FROM lexicon ORDER BY lexicon_id")


def add(store: Store, run_id: int, checksum: int, words: bytes) -> None:
    """Add a lexicon, in the transaction that adds the first texts in its words."""
    sql = "INSERT INTO lexicon (checksum, words, copy, run_id) VALUES (?, ?, ?, ?)"
    store.write(sql, (checksum, words, words, run_id))


def drop_unused(store: Store) -> None:
    """Remove all lexicons if no text is left."""
    store.write("DELETE FROM lexicon WHERE NOT EXISTS (SELECT 1 FROM document_text)")
