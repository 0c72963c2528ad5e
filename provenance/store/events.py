"""The chain of events: what was added, changed or removed, each event sealing the one before it."""

import dataclasses
from collections.abc import Iterator

from provenance.store.canonical import canonical_json, digest
from provenance.store.clock import now
from provenance.store.database import Row, Store

GENESIS = "0" * 64
"""What the first event has for the hash of the one before it."""

_PAGE = 10_000


@dataclasses.dataclass(frozen=True)
class Head:
    """The last event of the chain; whoever notes it elsewhere can tell later that nothing before it was rewritten."""

    event_id: int
    hash: str

    def __str__(self) -> str:
        """Both, with a colon between them."""
        return f"{self.event_id}:{self.hash}"


def append(store: Store, run_id: int | None, action: str, subject: object) -> Head:
    """Add one event about ``subject``, which must be JSON; part of the transaction around it."""
    last = head(store)
    row = (last.event_id + 1, now(), run_id, action, canonical_json(subject))
    seal = _seal(row, last.hash)
    store.write("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, seal, last.hash))
    return Head(row[0], seal)


def head(store: Store) -> Head:
    """The last event; number 0 when there is none."""
    found = store.row("SELECT event_id, hash FROM event ORDER BY event_id DESC LIMIT 1")
    return Head(0, GENESIS) if found is None else Head(*found)


def first_broken(store: Store) -> int | None:
    """Number of the first event that is not what was written, recomputing the whole chain; nothing if all are."""
    expected, previous = 1, GENESIS
    for *row, seal, previous_hash in _all(store):
        if row[0] != expected or previous_hash != previous or seal != _seal(tuple(row), previous):
            return expected
        expected, previous = expected + 1, seal
    return None


def _seal(row: Row, previous_hash: str) -> str:
    names = ("event_id", "at", "run_id", "action", "object")
    return digest({**dict(zip(names, row, strict=True)), "previous_hash": previous_hash})


def _all(store: Store) -> Iterator[Row]:
    """Every event in order, a page at a time."""
    last: int | None = None
    sql = "SELECT * FROM event WHERE ? IS NULL OR event_id > ? ORDER BY event_id LIMIT ?"
    while page := store.rows(sql, (last, last, _PAGE)):
        yield from page
        last = page[-1][0]
