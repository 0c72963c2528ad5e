"""Connections to SQLite, set up as a store needs them."""

import contextlib
import functools
from collections.abc import Iterable
from pathlib import Path

from provenance.store.sqlite import sqlite3

BUSY_MILLISECONDS = 30_000
"""How long a statement waits for another connection before it gives up."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA cell_size_check = ON",
    "PRAGMA recursive_triggers = ON",  # so that REPLACE cannot remove an event unseen
    "PRAGMA temp_store = MEMORY",
)
WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",
    "PRAGMA wal_autocheckpoint = 32768",  # 128 MiB: pages that several batches change are written to their place once
    "PRAGMA secure_delete = ON",  # what is forgotten leaves no bytes behind
)
READER_PRAGMAS = ("PRAGMA query_only = ON",)
#: A crawl waits longer for its turn than others, since the writer beside it may be committing a large batch.
CRAWLER_PRAGMAS = ("PRAGMA busy_timeout = 300000",)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that leaves transactions to us."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        run(connection, _PRAGMAS)
        if _checks_json_untrusted():
            connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def run(connection: sqlite3.Connection, pragmas: Iterable[str]) -> None:
    """Set these."""
    for pragma in pragmas:
        connection.execute(pragma)


@functools.cache
def _checks_json_untrusted() -> bool:
    """Whether this SQLite takes ``json_valid`` in a CHECK for harmless; the 3.40 of Debian 12 does not."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        try:
            connection.execute("CREATE TABLE probe (json TEXT CHECK (json_valid(json)))")
            connection.execute("INSERT INTO probe VALUES ('[]')")
        except sqlite3.OperationalError:
            return False
    return True
