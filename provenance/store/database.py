"""A store that is open, and static SQL in transactions."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from provenance.errors import OF_WRONG_VALUES, SEE_VERIFY, IntegrityError, StoreLocked
from provenance.store.beside import archive_folder, index_folder, text_folder
from provenance.store.connections import BUSY_MILLISECONDS, READER_PRAGMAS, connect, run
from provenance.store.lock import WriterLock
from provenance.store.sqlite import sqlite3
from provenance.store.translate import translated

Row = tuple[Any, ...]
"""One row as SQLite gives it; the modules beside this one turn it into something with names."""

CLOSING_MILLISECONDS = 1_000
"""How long a writer that has committed everything waits for readers, to leave one file behind."""

#: Pages that are copied between two looks for signals.
_COPIED_PAGES = 4_096


class _ChangedError(Exception):
    """Somebody wrote to a database that was being copied."""


class Store:
    """One database file and the folder of index segments beside it.

    Made by :func:`open_for_writing`, :func:`open_for_reading` and :func:`open_for_crawling`; a context manager. The
    functions of the modules in this package take a store as their first argument. Those that write need a
    :meth:`transaction` around them.

    Attributes:
        path: The database file.
        index_folder: Where the segments lie.
        text_folder: Where the files of texts lie.
        archive_folder: Where the web archive lies, if anything was crawled.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None = None) -> None:
        """Take over an open connection, and the lock when it may write."""
        self.path = path
        self.index_folder = index_folder(path)
        self.text_folder = text_folder(path)
        self.archive_folder = archive_folder(path)
        self._connection = connection
        self._lock = lock
        self._unguarded: os.stat_result | None = None

    @property
    def writable(self) -> bool:
        """Whether this may write."""
        return self._lock is not None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Self]:
        """All or nothing: commit (to the disk, with fsync) at the end of the block, roll back when it raises."""
        with translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Self]:
        """All queries in the block see the same state, whatever a writer commits meanwhile. Keep it short.

        In a transaction or a snapshot they do already, and the block is part of it.
        """
        if bool(self._connection.in_transaction):
            yield self
            return
        with translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """What a query returns, all of it."""
        with translated(self.path):
            found = self._connection.execute(sql, values).fetchall()
        self.require_unchanged()
        return found

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row a query returns, if there is one."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:  # noqa: ANN401 - SQL decides
        """The first column of the first row; ``None`` if there is no row."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def write(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement that changes rows and say how many."""
        self._require_transaction()
        with translated(self.path):
            return self._connection.execute(sql, values).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one statement for each of many rows and say how many it changed."""
        self._require_transaction()
        with translated(self.path):
            return self._connection.executemany(sql, rows).rowcount

    def vacuum(self) -> None:
        """Rewrite the database without holes; interrupted, leave it as it was. Needs room for two more.

        SQLite's own ``VACUUM`` holds the new database in memory. So it is made as a file, which is then copied into the
        place of the old one in one transaction. If a crawl has changed the database meanwhile, a new one is made.
        """
        if not self.writable:
            raise RuntimeError("only the writer writes")
        copy = self.index_folder / "database.tmp"  # which the next writer would remove
        try:
            while not self._replaced_by(copy):
                pass
        finally:
            copy.unlink(missing_ok=True)
        self.checkpoint()

    def _replaced_by(self, copy: Path) -> bool:
        """Copy the database to a file without its holes, and that back, unless somebody changes it in between."""
        copy.unlink(missing_ok=True)
        with translated(self.path), contextlib.closing(connect(self.path, "ro")) as watching:
            before = watching.execute("PRAGMA data_version").fetchone()
            self._connection.execute("VACUUM INTO ?", (str(copy),))
            with contextlib.closing(connect(copy, "ro")) as source:
                (pages,) = source.execute("PRAGMA page_count").fetchone()

                def progress(_status: int, remaining: int, total: int) -> None:
                    # From the first step on nobody else can write.
                    if remaining + step >= total and watching.execute("PRAGMA data_version").fetchone() != before:
                        raise _ChangedError

                step = max(1, min(_COPIED_PAGES, pages // 2))
                try:
                    source.backup(self._connection, pages=step, progress=progress)
                except _ChangedError:
                    return False
        return True

    def checkpoint(self) -> bool:
        """Put everything into the database file itself, as far as readers let us.

        What a reader still needs stays in the log; it is not waited for until it ends. Says whether there is none, so
        that whoever reads from now on sees what was committed.
        """
        with translated(self.path):
            self._connection.execute(f"PRAGMA busy_timeout = {CLOSING_MILLISECONDS}")
            try:
                (is_busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        return not is_busy

    def blame_damage(self, error: BaseException | None) -> None:
        """Raise :class:`IntegrityError` if ``error`` is what comes of a wrong value, and the file has such values.

        Damage can make a number of a name. Whoever reads the name then meets an error that says nothing of the store.
        """
        if not isinstance(error, OF_WRONG_VALUES) or isinstance(error, UnicodeEncodeError):
            return
        if found := self.integrity_check(1):
            raise IntegrityError(f"damaged: {self.path} ({found[0]})", hint=SEE_VERIFY) from error

    def integrity_check(self, most: int) -> list[str]:
        """What SQLite finds wrong with the file, at most so many lines; nothing when it is healthy.

        A connection that was opened for reading does not know the CHECK constraints: SQLite leaves them out of its
        schema. So another one is opened for writing, where the file may be written, and writes nothing.
        """
        with translated(self.path), contextlib.ExitStack() as closing:
            connection = self._connection
            if not self.writable and self._unguarded is None:
                connection = closing.enter_context(contextlib.closing(connect(self.path, "rw")))
                run(connection, READER_PRAGMAS)
            found = connection.execute(f"PRAGMA integrity_check({most:d})").fetchall()
        return [str(line) for (line,) in found if line != "ok"]

    def copy_to(self, path: Path) -> None:
        """Write a compact copy of the database, as it is now, to a new file without a log beside it."""
        with translated(path):
            self._connection.execute("PRAGMA query_only = OFF")  # a reader's copy is another file
            try:
                self._connection.execute("VACUUM INTO ?", (str(path),))
            finally:
                if not self.writable:
                    run(self._connection, READER_PRAGMAS)

    def close(self) -> None:
        """Put everything into the database file itself, as far as readers let us, and let go of the lock."""
        try:
            if self.writable:
                self.checkpoint()
        finally:
            self._connection.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; an error that comes of damage is raised as such."""
        try:
            self.blame_damage(error)
        finally:
            self.close()

    def _require_transaction(self) -> None:
        if not (self.writable and self._connection.in_transaction):
            raise RuntimeError("only the writer writes, and only in a transaction")

    def require_unchanged(self) -> None:
        """A reader that SQLite cannot guard against a writer must notice by itself."""
        if self._unguarded is not None and _moved(self._unguarded, self.path.stat()):
            raise StoreLocked(f"{self.path} changed while it was read", hint="run the command again")


def _moved(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_mtime_ns, before.st_size, before.st_ino) != (after.st_mtime_ns, after.st_size, after.st_ino)
