"""Check that the schema of a store is the one that the migrations make, so that no foreign SQL runs through it.

A foreign trigger would run when we write. A foreign view in the place of ours would run when somebody queries it. A
table whose columns have other names, by damage or by hand, cannot be used. Tables and indexes that others added hold
none of our data and run nothing, so they may stay.
"""

import contextlib
import functools
from collections.abc import Sequence

from provenance.errors import IntegrityError
from provenance.store.migrate import Migration, migrate, schema_version
from provenance.store.sqlite import sqlite3

#: What runs when others ask or write.
_RUNNING = ("view", "trigger")
_RESTORE = "restore the store from a copy"
_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def require_as_made(connection: sqlite3.Connection, steps: Sequence[Migration]) -> None:
    """Raise unless every view and trigger is one that ``steps`` make, and everything that they make is there unchanged.

    Raises:
        IntegrityError: One is not; the message names it.
    """
    expected = _made(tuple(steps[: schema_version(connection)]))
    found = {(kind, name): sql for kind, name, sql in connection.execute(_OBJECTS)}
    for key, sql in found.items():
        if key in expected and expected[key] != sql:
            raise IntegrityError(f"the {' '.join(key)} is not as it was made", hint=_RESTORE)
        if key[0] in _RUNNING and key not in expected:
            raise IntegrityError(f"the {' '.join(key)} is none of ours", hint=_hint(*key))
    for kind, name in expected:
        if (kind, name) not in found:
            raise IntegrityError(f"the {kind} {name} is missing", hint=_RESTORE)


def _hint(kind: str, name: str) -> str:
    return f"look at what it did, then remove it with `DROP {kind.upper()} {name}`"


@functools.cache
def _made(steps: tuple[Migration, ...]) -> dict[tuple[str, str], str | None]:
    """What these steps make, by type and name, with its SQL."""
    with contextlib.closing(_fresh(steps)) as connection:
        return {(kind, name): sql for kind, name, sql in connection.execute(_OBJECTS)}


def _fresh(steps: Sequence[Migration]) -> sqlite3.Connection:
    """An empty store in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, steps)
    return connection


def descriptions(steps: Sequence[Migration]) -> set[tuple[str, str, str]]:
    """What the migrations say about every table and column."""
    with contextlib.closing(_fresh(steps)) as connection:
        return set(connection.execute("SELECT object, column_name, text FROM description"))
