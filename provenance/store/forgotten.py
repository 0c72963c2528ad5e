"""Removed documents: the trace that forgetting leaves, and nothing more."""

import dataclasses
import json
from collections.abc import Collection

from provenance.store import (
    documents,
    events,
    forgotten_signatures,
    lexicons,
    lineage,
    matches,
    seals,
    sightings,
    signatures,
)
from provenance.store.clock import now
from provenance.store.database import Store


@dataclasses.dataclass(frozen=True)
class Removed:
    """How much went with the documents that were forgotten."""

    documents: int
    sources: int
    matches: int
    lineage: int
    signatures: int = 0


def forget(
    store: Store, run_id: int, ids: Collection[int], known_by_signature: Collection[int] = (), *, keep_hash: bool
) -> Removed:
    """Remove documents with all that was derived from them, and note that they were removed.

    Their texts, sightings, matches (with passages and substitutions) and lineage go, and so do sources that carried
    nothing else. The event says which numbers went, and seals anew what is left of the rows that were sealed with
    them. The hash of a text stands in no event, so that it can be let go of later.

    Args:
        store: The store, in a transaction.
        run_id: The run that does it.
        ids: The documents.
        known_by_signature: Imported signatures.
        keep_hash: Keep the hash of each text and signature, to know it if it comes again.
    """
    numbers = matches.of_documents(store, ids)
    sealed = [
        *seals.over(store, "add-documents", ids),
        *seals.over(store, "add-matches", numbers),
        *seals.over(store, "add-sightings", sightings.of_documents(store, ids)),
        *seals.over(store, "add-signatures", known_by_signature),
        *seals.over(store, "add-signature-candidates", signatures.candidate_numbers(store, known_by_signature, ids)),
    ]
    hashes = documents.hashes(store, ids)
    edges = lineage.remove_documents(store, ids)
    matches.remove(store, numbers)
    gone_signatures = signatures.values_of(store, known_by_signature)
    signatures.remove(store, known_by_signature)
    forgotten_signatures.note(store, run_id, gone_signatures, keep_hash=keep_hash)
    signatures.remove_candidates(store, ids)
    sources = sightings.remove_documents(store, ids)
    documents.remove(store, ids)
    lexicons.drop_unused(store)
    _note(store, run_id, {number: sha256 if keep_hash else None for number, sha256 in hashes.items()})
    gone = {"signatures": sorted(known_by_signature)} if known_by_signature else {}
    subject = {"documents": sorted(hashes), "matches": len(numbers), "seals": seals.renewal(store, sealed), **gone}
    events.append(store, run_id, seals.RENEWING, subject)
    return Removed(len(hashes), sources, len(numbers), edges, len(known_by_signature))


def numbers(store: Store, names: Collection[int | str]) -> list[int]:
    """Those of these document numbers and hashes that were forgotten, as numbers."""
    sql = """
        SELECT document_id FROM forgotten AS f
        WHERE document_id IN (SELECT value FROM json_each(:names)) OR sha256 IN (SELECT value FROM json_each(:names))
        ORDER BY document_id
    """
    return [number for (number,) in store.rows(sql, {"names": json.dumps(list(names))})]


def hashes(store: Store) -> frozenset[str]:
    """The hashes of forgotten texts that were kept."""
    return frozenset(sha256 for (sha256,) in store.rows("SELECT sha256 FROM forgotten WHERE sha256 IS NOT NULL"))


def drop_hashes(store: Store, run_id: int, ids: Collection[int]) -> int:
    """Let go of the hashes of forgotten documents, whose texts may then come again; say how many."""
    sql = "UPDATE forgotten SET sha256 = NULL WHERE document_id = ? AND sha256 IS NOT NULL"
    if dropped := store.write_many(sql, [(number,) for number in sorted(ids)]):
        events.append(store, run_id, "drop-hashes", {"documents": sorted(ids)})
    return dropped


def readmit(store: Store, run_id: int, added: Collection[str]) -> int:
    """Let go of the hashes of texts that are ``added`` again on purpose; say how many were forgotten."""
    again = hashes(store).intersection(added)
    return drop_hashes(store, run_id, numbers(store, again)) if again else 0


def in_index(store: Store, first: int = 0) -> frozenset[int]:
    """Forgotten documents from number ``first`` on whose keys segments still hold."""
    sql = "SELECT document_id FROM forgotten WHERE in_index AND document_id >= ?"
    return frozenset(number for (number,) in store.rows(sql, (first,)))


def first_dropped(store: Store) -> int | None:
    """The lowest number of a forgotten document whose keys are gone from the index; ``None`` if there is none."""
    found: int | None = store.value("SELECT min(document_id) FROM forgotten WHERE NOT in_index")
    return found


def merged(store: Store, ids: Collection[int]) -> None:
    """Note that no segment holds the keys of these documents any more."""
    store.write_many("UPDATE forgotten SET in_index = 0 WHERE document_id = ?", [(number,) for number in ids])


def _note(store: Store, run_id: int, hashes: dict[int, str | None]) -> None:
    at = now()
    rows = [(number, sha256, 1, run_id, at) for number, sha256 in hashes.items()]
    store.write_many("INSERT INTO forgotten VALUES (?, ?, ?, ?, ?)", rows)
