"""Errors of SQLite as errors of this package."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from provenance.errors import DiskFull, IntegrityError, ProvenanceError, StoreLocked, StoreNotFound
from provenance.store.sqlite import sqlite3

#: Bytes without which a page and its log cannot be written.
_ROOM = 64 << 10
_PRIMARY = 0xFF  # extended result codes carry the primary one in their lowest byte

_CONDITIONS: dict[int, tuple[type[ProvenanceError], str, str]] = {
    sqlite3.SQLITE_FULL: (DiskFull, "no room left for", "free some space and run the command again"),
    sqlite3.SQLITE_NOTADB: (IntegrityError, "not a store:", "name another file with `--db`"),
    sqlite3.SQLITE_CORRUPT: (IntegrityError, "damaged:", "restore it from a copy, then run `prov verify`"),
    sqlite3.SQLITE_IOERR: (IntegrityError, "cannot read or write", "check the disk, then run `prov verify`"),
    sqlite3.SQLITE_BUSY: (StoreLocked, "another program uses", "try again when it is done"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "another program uses", "try again when it is done"),
    sqlite3.SQLITE_CANTOPEN: (StoreNotFound, "cannot open", "check who may read it and write to its folder"),
    sqlite3.SQLITE_PERM: (StoreNotFound, "cannot open", "check who may read it and write to its folder"),
    sqlite3.SQLITE_READONLY: (StoreNotFound, "cannot write to", "check who may write to it and to its folder"),
}


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite raises about the database at ``path`` as an error of ours.

    A broken constraint stays what it is: the caller tried to store what cannot be, which is a bug and not a condition.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if (ours := _ours(path, error)) is None:
            raise
        raise ours from error


def result_code(error: Exception) -> int:
    """The primary result code of SQLite; 0 if the error does not come from there."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _is_full(path: Path) -> bool:
    """Whether a write that failed did so for want of room; SQLite does not always say."""
    try:
        left = os.statvfs(path.parent)
    except OSError:
        return False
    return left.f_bavail * left.f_frsize < _ROOM or left.f_favail == 0 < left.f_files


def _ours(path: Path, error: Exception) -> ProvenanceError | None:
    condition = _CONDITIONS.get(result_code(error))
    # Raised by the Python module, without a code: of a value, and of a message that quotes damaged bytes.
    if isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in str(error):
        condition = _CONDITIONS[sqlite3.SQLITE_CORRUPT]
    if condition is None:
        return None
    if condition is _CONDITIONS[sqlite3.SQLITE_IOERR] and _is_full(path):
        condition = _CONDITIONS[sqlite3.SQLITE_FULL]
    kind, what, hint = condition
    return kind(f"{what} {path} ({error})", hint=hint)
