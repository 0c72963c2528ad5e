"""What SQLite says when something goes wrong, in the words of this package."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from provenance.store.sqlite import sqlite3

from provenance.errors import DiskFull, IntegrityError, ProvenanceError, StoreLocked, StoreNotFound

_PRIMARY = 0xFF  # extended result codes carry the primary one in their lowest byte

_FULL = {sqlite3.SQLITE_FULL}
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNREACHABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DEVICE = {sqlite3.SQLITE_IOERR}


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite raises about the database at ``path`` as an error of ours.

    A broken constraint stays what it is: the caller tried to store what cannot be, which is a bug and not a condition.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        if (ours := _ours(path, error)) is None:
            raise
        raise ours from error


def result_code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite; 0 if the error does not come from there."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _ours(path: Path, error: sqlite3.DatabaseError) -> ProvenanceError | None:
    code = result_code(error)
    if code in _FULL:
        return DiskFull(f"no room left for {path}", hint="free some space and run the command again")
    if code in _BROKEN:
        return IntegrityError(f"{path} is damaged: {error}", hint="restore it from a copy, then run `prov verify`")
    if code in _BUSY:
        return StoreLocked(f"{path} is in use: {error}", hint="try again when the other program is done")
    if code in _UNREACHABLE:
        return StoreNotFound(f"cannot open {path}: {error}", hint="check that it is there and who may read its folder")
    if code in _DEVICE:
        return IntegrityError(f"cannot read or write {path}: {error}", hint="check the disk, then run `prov verify`")
    return None
