"""Removed signatures: the trace by which an import leaves them out, as :mod:`.forgotten` has it for texts."""

import hashlib
import json
from collections.abc import Collection, Mapping

from provenance.store import events
from provenance.store.clock import now
from provenance.store.database import Store


def hash_of(hashvalues: bytes) -> str:
    """What is kept of a forgotten signature: the SHA-256 of its values."""
    return hashlib.sha256(hashvalues).hexdigest()


def note(store: Store, run_id: int, gone: Mapping[int, bytes], *, keep_hash: bool) -> None:
    """Note that signatures were removed: their values, by number."""
    at = now()
    rows = [(number, hash_of(values) if keep_hash else None, run_id, at) for number, values in gone.items()]
    store.write_many("INSERT INTO forgotten_signature VALUES (?, ?, ?, ?)", rows)


def among(store: Store, hashes: Collection[str]) -> set[str]:
    """Those of these hashes that are kept of forgotten signatures."""
    sql = "SELECT DISTINCT sha256 FROM forgotten_signature WHERE sha256 IN (SELECT value FROM json_each(?))"
    return {sha256 for (sha256,) in store.rows(sql, (json.dumps(sorted(hashes)),))}


def readmit(store: Store, run_id: int, added: Collection[str]) -> None:
    """Let go of the hashes of signatures that are ``added`` again on purpose."""
    wanted = (json.dumps(sorted(added)),)
    sql = "SELECT signature_id FROM forgotten_signature WHERE sha256 IN (SELECT value FROM json_each(?))"
    if numbers := sorted(number for (number,) in store.rows(sql, wanted)):
        rows = [(number,) for number in numbers]
        store.write_many("UPDATE forgotten_signature SET sha256 = NULL WHERE signature_id = ?", rows)
        events.append(store, run_id, "drop-hashes", {"signatures": numbers})
