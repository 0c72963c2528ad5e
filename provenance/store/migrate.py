"""Bring a database to the schema of this version, by numbered files of SQL, each in one transaction."""

import dataclasses
import importlib.resources
import re
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable

from provenance.errors import IntegrityError, StoreTooNew
from provenance.store.cutting import register
from provenance.store.sqlite import sqlite3

APPLICATION_ID = 0x50524F56
"""``PROV`` in ASCII, in the header of every store; ``file`` and SQLite tools show it."""

_NAME = re.compile(r"(?P<number>\d{4})_(?P<title>[a-z0-9_]+)\.sql")

_DROP = re.compile(r"DROP TABLE (?P<table>\w+);")
#: Rows that are removed at once before their table is dropped.
_PORTION = 4_096


@dataclasses.dataclass(frozen=True)
class Migration:
    """One step of the schema.

    Attributes:
        number: The ``user_version`` of a database that has taken it.
        name: Its file name.
        sql: What it does.
    """

    number: int
    name: str
    sql: str


def migrations(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """The migrations in ``folder`` (default: those of this package), which must be numbered 1, 2, 3 without gaps."""
    folder = folder or importlib.resources.files("provenance.store") / "migrations"
    found = sorted((_read(file) for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda m: m.number)
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are not numbered 1, 2, 3, …: {[migration.name for migration in found]}")
    return tuple(found)


def schema_version(connection: sqlite3.Connection) -> int:
    """Number of the last migration this database has taken; 0 for an empty one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def require_ours(connection: sqlite3.Connection, steps: Sequence[Migration]) -> None:
    """Raise unless the database is empty or a store that this version understands; change nothing."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = schema_version(connection)
    if application != APPLICATION_ID and (application or version or not is_empty(connection)):
        raise IntegrityError("this is a database of another program", hint="name another file with `--db`")
    if version > len(steps):
        raise StoreTooNew(
            f"the store has schema {version}, this version knows up to {len(steps)}",
            hint="install the version that wrote it, or a newer one",
        )


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the database has no table at all."""
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return bool(objects == 0)


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration]) -> None:
    """Take the steps that the database has not taken yet; the caller holds the writer lock."""
    if schema_version(connection) < len(steps):
        register(connection)
    for step in steps[schema_version(connection) :]:
        _take(connection, step)


def _take(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(step.sql):
            if dropped := _DROP.fullmatch(statement.strip()):
                _empty(connection, dropped["table"])
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {step.number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _empty(connection: sqlite3.Connection, table: str) -> None:
    """Remove all rows, some at a time: SQLite may keep in memory what one statement overwrites, a whole table of it."""
    key = ", ".join(_key(connection, table))
    sql = f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} ORDER BY {key} LIMIT {_PORTION})"  # noqa: S608
    while connection.execute(sql).rowcount:
        pass


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns by which SQLite finds a row of ``table``."""
    by_key = connection.execute(
        "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,)
    ).fetchone()
    if by_key is None or not by_key[0]:
        return ["rowid"]
    return [
        name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))
    ]


def _statements(sql: str) -> Iterator[str]:
    """The statements one by one; ``executescript`` would commit before the first."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _read(file: Traversable) -> Migration:
    match = _NAME.fullmatch(file.name)
    if match is None:
        raise ValueError(f"`{file.name}` is not named like 0001_initial.sql")
    return Migration(int(match["number"]), file.name, file.read_text(encoding="utf-8"))
