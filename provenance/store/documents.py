"""Documents: the distinct texts and their rows."""

import dataclasses
import json
import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from provenance.errors import IntegrityError, UsageError
from provenance.model import Metadata, NormalizationCounts, scalar_text
from provenance.store import events, text_files
from provenance.store.canonical import digest
from provenance.store.database import Row, Store
from provenance.store.sightings import stored_claims

MAX_DOCUMENT_ID = 2**32 - 1
"""The index has 32 bits for a document."""


@dataclasses.dataclass(frozen=True)
class NewDocument:
    """A text the store does not have yet.

    Attributes:
        document_id: From :func:`next_id` on, in order.
        sha256: Of the exact extracted text in UTF-8, in hexadecimal.
        tokens: Number of tokens.
        characters: Length in code points.
        normalization: What the normal form had to undo.
        text: The text as it shall be stored: compressed UTF-8.
        size: Bytes of the text before compression.
        is_reference: Whether it is a known original.
    """

    document_id: int
    sha256: str
    tokens: int
    characters: int
    normalization: NormalizationCounts
    text: bytes = dataclasses.field(repr=False)
    size: int
    is_reference: bool = False


@dataclasses.dataclass(frozen=True)
class StoredDocument:
    """What is known about a document.

    Attributes:
        uri: Where it was first seen.
        claims: The first claim of each kind that any of its sources makes.
        first_seen_at: When it was first seen anywhere.
        last_seen_at: When it was last seen anywhere.
    """

    document_id: int
    uri: str
    sha256: str
    tokens: int
    characters: int
    normalization: NormalizationCounts
    is_reference: bool
    claims: Metadata
    first_seen_at: str
    last_seen_at: str


def next_id(store: Store) -> int:
    """The number of the next document. Numbers are never used again, not even those of removed documents."""
    number = int(store.value("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'document'"))
    if number > MAX_DOCUMENT_ID:
        raise UsageError("the store is full: it has numbered 4,294,967,295 documents", hint="index into a new store")
    return number


def ids(store: Store) -> list[int]:
    """The numbers of all documents, rising."""
    return [number for (number,) in store.rows("SELECT document_id FROM document ORDER BY document_id")]


def sizes(store: Store) -> list[tuple[int, int, int]]:
    """Of each document its number, the bytes of its text and its tokens, as counted when it was added."""
    return store.rows("SELECT document_id, size, tokens FROM document JOIN document_text USING (document_id)")


def ids_by_sha256(store: Store, hashes: Collection[str]) -> dict[str, int]:
    """The documents that the store has of these texts, by the hash of the text."""
    sql = "SELECT sha256, document_id FROM document WHERE sha256 IN (SELECT value FROM json_each(?))"
    return dict(store.rows(sql, (json.dumps(list(hashes)),)))


def ids_by_uri(store: Store, uris: Collection[str]) -> dict[str, int]:
    """The documents that sources with these URIs carry now."""
    sql = """
        SELECT uri, document_id FROM source
        WHERE document_id IS NOT NULL AND uri IN (SELECT value FROM json_each(?))
    """
    return dict(store.rows(sql, (json.dumps(list(uris)),)))


def add(store: Store, run_id: int, documents: Sequence[NewDocument]) -> None:
    """Add new texts; their sightings must follow in the same transaction, or no view shows them."""
    if not documents:
        return
    rows = [_sealed(document) for document in documents]
    sql = "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    flags = [(document.is_reference, run_id) for document in documents]
    store.write_many(sql, [(*row, *flag) for row, flag in zip(rows, flags, strict=True)])
    _add_texts(store, documents)
    subject = {
        "first": rows[0][0],
        "last": rows[-1][0],
        "documents": len(rows),
        "digest": digest(rows),
        "references": [document.document_id for document in documents if document.is_reference],
    }
    events.append(store, run_id, "add-documents", subject)


def _add_texts(store: Store, documents: Sequence[NewDocument]) -> None:
    places = text_files.add(store, [document.text for document in documents])
    rows = [(one.document_id, one.size, place) for one, place in zip(documents, places, strict=True)]
    store.write_many("INSERT INTO document_text (document_id, size, text) VALUES (?, ?, ?)", rows)


def digest_of(store: Store, first: int, last: int) -> str:
    """What the ``add-documents`` event of these documents must have as its digest."""
    sql = """
        SELECT document_id, sha256, tokens, characters, invisible, soft_hyphens, lookalikes, compatibility
        FROM document WHERE document_id BETWEEN ? AND ? ORDER BY document_id
    """
    return digest(store.rows(sql, (first, last)))


def mark_reference(store: Store, run_id: int, ids: Collection[int]) -> int:
    """Make documents known originals; say how many were not before."""
    sql = """
        UPDATE document SET is_reference = 1
        WHERE is_reference = 0 AND document_id IN (SELECT value FROM json_each(?))
    """
    if marked := store.write(sql, (json.dumps(list(ids)),)):
        events.append(store, run_id, "mark-reference", {"documents": sorted(ids)})
    return marked


def remove(store: Store, ids: Collection[int]) -> None:
    """Remove documents and their texts; nothing may refer to them any more.

    Once the transaction has ended, :func:`provenance.store.text_files.tidy` overwrites the texts.
    """
    stored = _stored(store, ids)
    for table in ("text_part", "document_text", "document"):
        sql = f"DELETE FROM {table} WHERE document_id = ?"  # noqa: S608 - constants
        store.write_many(sql, [(number,) for number in ids])
    text_files.leave(store, stored.values())


def hashes(store: Store, ids: Collection[int]) -> dict[int, str]:
    """SHA-256 of the texts of these documents, as far as the store has them."""
    return _of_each(store, ids, "document", "sha256")


def lengths(store: Store, ids: Collection[int]) -> dict[int, int]:
    """Code points of the texts of these documents, as far as the store has them."""
    return _of_each(store, ids, "document", "characters")


def texts(store: Store, ids: Collection[int]) -> dict[int, bytes]:
    """The texts of these documents as they were given to :func:`add`, as far as the store has them."""
    with store.snapshot():  # a text that a row names is not overwritten meanwhile
        stored = _stored(store, ids)
        try:
            frames = text_files.frames(store.text_folder, list(stored.values()))
        except IntegrityError:
            store.require_unchanged()  # or that is why
            raise
        return dict(zip(stored, frames, strict=True))


def _stored(store: Store, ids: Collection[int]) -> dict[int, bytes]:
    """What the column of these documents has: a compressed text, or its place."""
    return _of_each(store, ids, "document_text", "text")


def _of_each(store: Store, ids: Collection[int], table: str, column: str) -> dict[int, Any]:
    """A column of these documents, as far as the table has them."""
    sql = f"SELECT document_id, {column} FROM {table} WHERE document_id IN (SELECT value FROM json_each(?))"  # noqa: S608
    return dict(store.rows(sql, (json.dumps(list(ids)),)))


def load(store: Store, ids: Collection[int]) -> dict[int, StoredDocument]:
    """What is known about these documents."""
    sql = """
        SELECT d.document_id, v.uri, d.sha256, d.tokens, d.characters, d.is_reference,
               d.invisible, d.soft_hyphens, d.lookalikes, d.compatibility,
               v.published_at, v.title, v.author, v.language, v.first_seen_at, v.last_seen_at
        FROM json_each(?) AS wanted
        JOIN document AS d ON d.document_id = wanted.value
        JOIN v_document AS v ON v.document_id = d.document_id
    """
    return {row[0]: _document(row) for row in store.rows(sql, (json.dumps(list(ids)),))}


def find(store: Store, name: str) -> int | None:
    """The document a person means by a URI, a path, a number or a SHA-256; by a URI or path, the one it carries now."""
    for uri in as_uris(name):
        found = store.value("SELECT document_id FROM source WHERE uri = ?", (uri,))
        if found is not None:
            return int(found)
    by_hash = "SELECT document_id FROM document WHERE sha256 = ?"
    by_number = "SELECT document_id FROM document WHERE document_id = ?"
    is_hash = re.fullmatch("[0-9a-f]{64}", name)
    is_number = re.fullmatch("[0-9]{1,10}", name)
    found = store.value(by_hash, (name,)) if is_hash else store.value(by_number, (int(name),)) if is_number else None
    return None if found is None else int(found)


def find_all(store: Store, name: str) -> list[int]:
    """Like :func:`find`, but of a URI or path every document it ever carried, first one first."""
    sql = """
        SELECT DISTINCT g.document_id FROM source AS s JOIN sighting AS g USING (source_id)
        WHERE s.uri = ? ORDER BY g.document_id
    """
    for uri in as_uris(name):
        if found := store.rows(sql, (uri,)):
            return [number for (number,) in found]
    found_one = find(store, name)
    return [] if found_one is None else [found_one]


def as_uris(name: str) -> Iterable[str]:
    """What ``name`` may be the name of: a URI, or a path on the way by which it was indexed or without its links.

    A colon does not tell: files have it in their names, too.
    """
    yield scalar_text(name)
    if "\0" in name:  # no path has that
        return
    yield Path(os.path.abspath(name)).as_uri()  # as readers name it
    yield Path(os.path.realpath(name)).as_uri()


def _sealed(document: NewDocument) -> Row:
    """The columns that never change, as events seal them."""
    normalization = document.normalization
    size = (document.document_id, document.sha256, document.tokens, document.characters)
    return (
        *size,
        normalization.invisible,
        normalization.soft_hyphens,
        normalization.lookalikes,
        normalization.compatibility,
    )


def _document(row: Row) -> StoredDocument:
    document_id, uri, sha256, tokens, characters, is_reference, *rest = row
    return StoredDocument(
        document_id=document_id,
        uri=uri,
        sha256=sha256,
        tokens=tokens,
        characters=characters,
        normalization=NormalizationCounts(*rest[:4]),
        is_reference=bool(is_reference),
        claims=stored_claims(uri, rest[4:8]),
        first_seen_at=rest[8],
        last_seen_at=rest[9],
    )
