"""Recompute what the store promises: the chain of events and the digests it seals."""

from collections.abc import Iterator

from provenance.errors import IntegrityError
from provenance.store import events, judgements, parameters, seals
from provenance.store.database import Store


def findings(store: Store) -> Iterator[str]:
    """Everything that is not what was written, in plain words; nothing when the store is sound.

    SQLite's own check sees damaged pages. This sees a value that was changed in place.
    """
    if (broken := events.first_broken(store)) is not None:
        yield f"event {broken} is not what was written, or is missing"
    yield from _parameters(store)
    yield from judgements.findings(store)
    for action in seals.SEALED:
        for seal in seals.current(store, action):
            if not seal.holds(store):
                rows = f"{action.removeprefix('add-')} {seal.first} to {seal.last}"
                yield f"{rows} are not what event {seal.event_id} sealed"


def _parameters(store: Store) -> Iterator[str]:
    try:
        parameters.load(store)
    except IntegrityError as error:
        yield str(error)
