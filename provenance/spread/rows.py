"""Documents as rows of Arrow tables, and how a row is sealed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from provenance.errors import UsageError
from provenance.metadata import Metadata, claimed
from provenance.model import Document, Origin

CLAIMS = ("published_at", "title", "author", "language", "canonical", "licence", "credited")
"""What a source may claim of its text, as :class:`.Metadata` has it."""

_ORIGIN = {
    "size": pa.int64(),
    "modified_ns": pa.int64(),
    "digest": pa.string(),
    "observed_at": pa.string(),
    "record_uri": pa.string(),
}

REQUIRED = {"ord": pa.int64(), "uri": pa.string(), "text": pa.string()}
"""What a dataset must have: its order, and of each document where it was seen and what it says."""

OPTIONAL = {**dict.fromkeys(CLAIMS, pa.string()), **_ORIGIN}
"""What it may have besides."""

DATASET = pa.schema([*REQUIRED.items(), *OPTIONAL.items()])

ADDED = {"sha256": pa.string(), "seal": pa.string()}
"""What the first stage adds to each row."""


def to_row(number: int, document: Document) -> dict[str, Any]:
    """``document`` as the row of a dataset, which it is the one numbered ``number`` of."""
    origin = {name: getattr(document.origin, name) for name in _ORIGIN}
    claims = {name: getattr(document.metadata, name) for name in CLAIMS}
    return {"ord": number, "uri": document.uri, "text": document.text, **claims, **origin}


def to_document(row: Mapping[str, Any]) -> Document:
    """The document in a row; claims that cannot be kept are left out.

    Raises:
        UsageError: The row does not say where the text was seen.
    """
    if not row["uri"]:
        raise UsageError(f"the document with order {row.get('ord')} has no uri")
    origin = Origin(**{name: row.get(name) for name in _ORIGIN})
    return Document(row["uri"], row["text"], _claims(row), origin)


def _claims(row: Mapping[str, Any]) -> Metadata:
    return claimed({name: row.get(name) for name in CLAIMS})


def seal(*values: object) -> str:
    """A hash of the values of a row, so that a row that was damaged on its way is noticed."""
    written = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


def document_seal(row: Mapping[str, Any], sha256: str) -> str:
    """The seal of a document: of all that its row says, the text by its hash."""
    return seal(row["ord"], row["uri"], sha256, *(row.get(name) for name in OPTIONAL))


def hashed(table: pa.Table) -> pa.Table:
    """The first stage: the hash of each text of a dataset and the seal of its row; without those that hold no text."""
    kept = [(row, to_document(row)) for row in _rows(table) if row["text"] and row["text"].strip()]
    columns = {
        "ord": [row["ord"] for row, _ in kept],
        "sha256": [document.sha256 for _, document in kept],
        "seal": [document_seal(row, document.sha256) for row, document in kept],
    }
    return pa.table(columns, schema=pa.schema([("ord", pa.int64()), *ADDED.items()]))


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=256):
        yield from batch.to_pylist()
