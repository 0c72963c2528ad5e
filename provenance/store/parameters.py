"""The parameters of the index, stored with their permutations. They change only with the whole index."""

import contextlib

from provenance.errors import IntegrityError
from provenance.params import IndexParams
from provenance.store import events
from provenance.store.database import Store

REBUILDING = "rebuild-index"
"""The event that says under which parameters all segments were made anew."""


def load(store: Store) -> IndexParams | None:
    """The parameters this store was made with; nothing before the first document.

    Raises:
        IntegrityError: They are not what was stored.
    """
    found = store.row("SELECT parameters, digest FROM parameter")
    if found is None:
        return None
    with contextlib.suppress(TypeError, ValueError):
        stored = IndexParams.from_json(found[0])
        if stored.digest == found[1]:
            return stored
    raise IntegrityError("the stored index parameters are damaged", hint="restore the store from a copy")


def permutations(store: Store) -> bytes | None:
    """The permutations of the signature, as they were given to :func:`fix`."""
    found: bytes | None = store.value("SELECT permutations FROM parameter")
    return found


def fix(store: Store, run_id: int | None, wanted: IndexParams, permutations: bytes) -> IndexParams:
    """Fix the parameters of a new store, or raise :class:`ParametersDiffer` unless they are the ones it has."""
    if (stored := load(store)) is not None:
        stored.require_same(wanted)
        return stored
    store.write("INSERT INTO parameter VALUES (1, ?, ?, ?)", (wanted.to_json(), wanted.digest, permutations))
    events.append(store, run_id, "settle-parameters", {"digest": wanted.digest})
    return wanted


def replace(store: Store, run_id: int, wanted: IndexParams) -> None:
    """Set other parameters, in the transaction that puts segments made under them in the place of all others."""
    store.write("UPDATE parameter SET parameters = ?, digest = ?", (wanted.to_json(), wanted.digest))
    events.append(store, run_id, REBUILDING, {"digest": wanted.digest})


def last_rebuild(store: Store) -> int:
    """The run that last made the index anew; 0 if none did."""
    return int(store.value("SELECT coalesce(max(run_id), 0) FROM event WHERE action = ?", (REBUILDING,)))
