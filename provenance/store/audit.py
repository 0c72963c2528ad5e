"""Recompute what the store promises: the chain of events and the digests it seals."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from provenance.errors import IntegrityError
from provenance.store import documents, events, matches, parameters
from provenance.store.database import Store

_SEALED: dict[str, Callable[[Store, int, int], str]] = {
    "add-documents": documents.digest_of,
    "add-matches": matches.digest_of,
}


def findings(store: Store) -> Iterator[str]:
    """Everything that is not what was written, in plain words; nothing when the store is sound.

    SQLite's own check sees damaged pages. This sees a value that was changed in place.
    """
    if (broken := events.first_broken(store)) is not None:
        yield f"event {broken} is not what was written, or is missing"
    yield from _parameters(store)
    for action, recompute in _SEALED.items():
        for event_id, subject in _sealed(store, action):
            first, last = subject["first"], subject["last"]
            if recompute(store, first, last) != subject["digest"]:
                yield f"{action.removeprefix('add-')} {first} to {last} are not what event {event_id} sealed"


def _sealed(store: Store, action: str) -> Iterator[tuple[int, dict[str, Any]]]:
    sql = "SELECT event_id, object FROM event WHERE action = ? ORDER BY event_id"
    for event_id, subject in store.rows(sql, (action,)):
        yield event_id, json.loads(subject)


def _parameters(store: Store) -> Iterator[str]:
    try:
        parameters.load(store)
    except IntegrityError as error:
        yield str(error)
