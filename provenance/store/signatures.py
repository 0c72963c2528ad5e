"""Imported signatures: texts that are known by their signature only, and the documents that are like them."""

import dataclasses
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from provenance.store import events
from provenance.store.canonical import digest
from provenance.store.database import Row, Store

#: Signatures that one event seals at most.
PORTION = 4_096


@dataclasses.dataclass(frozen=True)
class NewSignature:
    """A signature that the store does not have yet.

    Attributes:
        uri: The name that the other program has for the text.
        hashvalues: Little-endian ``uint32`` bytes.
        bands: The 64-bit keys of its bands.
    """

    uri: str
    hashvalues: bytes = dataclasses.field(repr=False)
    bands: Sequence[int] = dataclasses.field(repr=False)


class StoredSignature(NamedTuple):
    """A signature as the store has it; ``document_id`` is the text, once it came."""

    signature_id: int
    uri: str
    hashvalues: bytes
    document_id: int | None


class SignatureCandidate(NamedTuple):
    """A document that is like a text of which only the signature is known."""

    signature_id: int
    document_id: int
    resemblance: float


def add(store: Store, run_id: int, signatures: Sequence[NewSignature], versions: str) -> list[int]:
    """Add signatures made with these versions; their numbers, in order."""
    first = 1 + int(store.value("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'signature'"))
    numbered = list(enumerate(signatures, first))
    sql = "INSERT INTO signature (signature_id, uri, hashvalues, versions, run_id) VALUES (?, ?, ?, ?, ?)"
    store.write_many(sql, [(number, one.uri, one.hashvalues, versions, run_id) for number, one in numbered])
    bands = ((number, _signed(key)) for number, one in numbered for key in one.bands)
    store.write_many("INSERT OR IGNORE INTO signature_band VALUES (?, ?)", bands)
    for start in range(0, len(numbered), PORTION):
        _seal(store, run_id, [number for number, _ in numbered[start : start + PORTION]])
    return [number for number, _ in numbered]


def _seal(store: Store, run_id: int, numbers: Sequence[int]) -> None:
    first, last = numbers[0], numbers[-1]
    subject = {"first": first, "last": last, "signatures": len(numbers), "digest": digest_of(store, first, last)}
    events.append(store, run_id, "add-signatures", subject)


def digest_of(store: Store, first: int, last: int) -> str:
    """What the ``add-signatures`` event of these signatures must have as its digest."""
    sql = """
        SELECT signature_id, uri, hex(hashvalues), versions, run_id FROM signature
        WHERE signature_id BETWEEN ? AND ? ORDER BY signature_id
    """
    return digest(store.rows(sql, (first, last)))


def any_waiting(store: Store) -> bool:
    """Whether there is a text of which only the signature is known."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM signature WHERE document_id IS NULL)"))


def by_uri(store: Store, uris: Collection[str]) -> dict[str, StoredSignature]:
    """The signatures with these names."""
    sql = """
        SELECT signature_id, uri, hashvalues, document_id FROM signature
        WHERE uri IN (SELECT value FROM json_each(?))
    """
    return {row[1]: StoredSignature(*row) for row in store.rows(sql, (json.dumps(list(uris)),))}


def by_bands(store: Store, bands: Sequence[int], versions: str) -> list[StoredSignature]:
    """Signatures of these versions, without a text so far, that share a band with these 64-bit keys; by number."""
    sql = """
        SELECT signature_id, uri, hashvalues, document_id FROM signature
        WHERE document_id IS NULL AND versions = ?2
          AND signature_id IN (SELECT signature_id FROM signature_band
                               WHERE key IN (SELECT value FROM json_each(?1)))
        ORDER BY signature_id
    """
    return [StoredSignature(*row) for row in store.rows(sql, (json.dumps([_signed(key) for key in bands]), versions))]


def add_candidates(store: Store, run_id: int, found: Iterable[SignatureCandidate]) -> int:
    """Note documents that are like texts of which only the signature is known; say how many are new."""
    before = _last_candidate(store)
    sql = """
        INSERT OR IGNORE INTO signature_candidate (signature_id, document_id, resemblance, run_id) VALUES (?, ?, ?, ?)
    """
    added = max(0, store.write_many(sql, ((*one, run_id) for one in found)))
    last = _last_candidate(store)
    for first in range(before + 1, last + 1, PORTION):
        end = min(last, first + PORTION - 1)
        subject = {"first": first, "last": end, "digest": digest_of_candidates(store, first, end)}
        events.append(store, run_id, "add-signature-candidates", subject)
    return added


def _last_candidate(store: Store) -> int:
    return int(store.value("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'signature_candidate'"))


def digest_of_candidates(store: Store, first: int, last: int) -> str:
    """What the ``add-signature-candidates`` event of these rows must have as its digest."""
    sql = """
        SELECT candidate_id, signature_id, document_id, resemblance, run_id FROM signature_candidate
        WHERE candidate_id BETWEEN ? AND ? ORDER BY candidate_id
    """
    return digest(store.rows(sql, (first, last)))


def candidates_of(store: Store, signature_ids: Collection[int]) -> list[SignatureCandidate]:
    """The documents that are like these texts, by signature and number."""
    sql = """
        SELECT signature_id, document_id, resemblance FROM signature_candidate
        WHERE signature_id IN (SELECT value FROM json_each(?)) ORDER BY signature_id, document_id
    """
    return [SignatureCandidate(*row) for row in store.rows(sql, (json.dumps(list(signature_ids)),))]


def link_texts(store: Store, documents: Mapping[str, int]) -> int:
    """Link the signatures with these names to the documents that hold their texts now; say how many."""
    waiting = [one for one in by_uri(store, documents).values() if one.document_id is None]
    rows = [(documents[one.uri], one.signature_id) for one in waiting]
    return max(0, store.write_many("UPDATE signature SET document_id = ? WHERE signature_id = ?", rows))


def of_documents(store: Store, ids: Collection[int]) -> list[StoredSignature]:
    """The signatures of the texts of these documents: by what was indexed under their names, or under ours."""
    sql = """
        SELECT signature_id, uri, hashvalues, document_id FROM signature
        WHERE document_id IN (SELECT value FROM json_each(?1))
           OR uri IN (SELECT s.uri FROM sighting AS g JOIN source AS s USING (source_id)
                      WHERE g.document_id IN (SELECT value FROM json_each(?1)))
        ORDER BY signature_id
    """
    return [StoredSignature(*row) for row in store.rows(sql, (json.dumps(list(ids)),))]


def candidate_numbers(store: Store, signature_ids: Collection[int], documents: Collection[int]) -> list[int]:
    """The rows that name one of these signatures, or of these documents, as candidates."""
    sql = """
        SELECT candidate_id FROM signature_candidate
        WHERE signature_id IN (SELECT value FROM json_each(?)) OR document_id IN (SELECT value FROM json_each(?))
    """
    wanted = (json.dumps(list(signature_ids)), json.dumps(list(documents)))
    return [number for (number,) in store.rows(sql, wanted)]


def values_of(store: Store, signature_ids: Collection[int]) -> dict[int, bytes]:
    """The values of these signatures, by number."""
    sql = "SELECT signature_id, hashvalues FROM signature WHERE signature_id IN (SELECT value FROM json_each(?))"
    return dict(store.rows(sql, (json.dumps(list(signature_ids)),)))


def remove(store: Store, signature_ids: Collection[int]) -> None:
    """Remove signatures, with what is known of them."""
    wanted = (json.dumps(list(signature_ids)),)
    for table in ("signature_candidate", "signature_band", "signature"):
        sql = f"DELETE FROM {table} WHERE signature_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
        store.write(sql, wanted)


def remove_candidates(store: Store, documents: Collection[int]) -> None:
    """Remove what is known of documents that are like texts of which only the signature is known."""
    sql = "DELETE FROM signature_candidate WHERE document_id IN (SELECT value FROM json_each(?))"
    store.write(sql, (json.dumps(list(documents)),))


def page(store: Store, after: int, limit: int) -> list[tuple[StoredSignature, str]]:
    """Some signatures with numbers above ``after``, and the versions of each."""
    sql = """
        SELECT signature_id, uri, hashvalues, document_id, versions FROM signature
        WHERE signature_id > ? ORDER BY signature_id LIMIT ?
    """
    return [(StoredSignature(*row), versions) for *row, versions in store.rows(sql, (after, limit))]


def bands_of(store: Store, signature_ids: Collection[int]) -> dict[int, set[int]]:
    """The 64-bit keys by which texts meet these signatures."""
    sql = """
        SELECT signature_id, key FROM signature_band WHERE signature_id IN (SELECT value FROM json_each(?))
    """
    found: dict[int, set[int]] = {number: set() for number in signature_ids}
    rows: list[Row] = store.rows(sql, (json.dumps(list(signature_ids)),))
    for number, key in rows:
        found[number].add(key % (1 << 64))
    return found


def of_other_texts(store: Store) -> list[int]:
    """Signatures whose text is none that was seen under their name, or that have none though one was seen."""
    sql = """
        SELECT signature_id FROM signature AS g
        WHERE CASE WHEN document_id IS NULL
              THEN EXISTS (SELECT 1 FROM source AS s JOIN sighting AS c USING (source_id) WHERE s.uri = g.uri)
              ELSE NOT EXISTS (SELECT 1 FROM source AS s JOIN sighting AS c USING (source_id)
                               WHERE s.uri = g.uri AND c.document_id = g.document_id) END
        ORDER BY signature_id
    """
    return [number for (number,) in store.rows(sql)]


def _signed(key: int) -> int:
    """A 64-bit key as SQLite takes it."""
    return key - (1 << 64) if key >> 63 else key
