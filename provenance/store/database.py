"""Open a store, for writing or for reading, and run static SQL in transactions."""

import contextlib
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from provenance.errors import OF_WRONG_VALUES, SEE_VERIFY, IntegrityError, StoreLocked, StoreNotFound
from provenance.store.lock import WriterLock
from provenance.store.migrate import Migration, migrate, migrations, require_ours, schema_version
from provenance.store.schema import require_as_made
from provenance.store.sqlite import sqlite3
from provenance.store.translate import result_code, translated

Row = tuple[Any, ...]
"""One row as SQLite gives it; the modules beside this one turn it into something with names."""

BUSY_MILLISECONDS = 30_000
"""How long a statement waits for another connection before it gives up."""

CLOSING_MILLISECONDS = 1_000
"""How long a writer that has committed everything waits for readers, to leave one file behind."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA cell_size_check = ON",
    "PRAGMA recursive_triggers = ON",  # so that REPLACE cannot remove an event unseen
    "PRAGMA temp_store = MEMORY",
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",
    "PRAGMA wal_autocheckpoint = 32768",  # 128 MiB: pages that several batches change are written to their place once
    "PRAGMA secure_delete = ON",  # what is forgotten leaves no bytes behind
)
_READER_PRAGMAS = ("PRAGMA query_only = ON",)
#: A crawl waits longer for its turn than others, since the writer beside it may be committing a large batch.
_CRAWLER_PRAGMAS = ("PRAGMA busy_timeout = 300000",)


class Store:
    """One database file and the folder of index segments beside it.

    Made by :func:`open_for_writing`, :func:`open_for_reading` and :func:`open_for_crawling`; a context manager. The
    functions of the modules in this package take a store as their first argument. Those that write need a
    :meth:`transaction` around them.

    Attributes:
        path: The database file.
        index_folder: Where the segments lie.
        archive_folder: Where the web archive lies, if anything was crawled.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None = None) -> None:
        """Take over an open connection, and the lock when it may write."""
        self.path = path
        self.index_folder = index_folder(path)
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
        self._require_unchanged()
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
        """Rewrite the database without holes; needs free room of its size, and leaves it as it was when interrupted."""
        if not self.writable:
            raise RuntimeError("only the writer writes")
        with translated(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
                connection = closing.enter_context(contextlib.closing(_connect(self.path, "rw")))
                _run(connection, _READER_PRAGMAS)
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
                    _run(self._connection, _READER_PRAGMAS)

    def close(self) -> None:
        """Put everything into the database file itself, as far as readers let us, and let go of the lock."""
        try:
            with translated(self.path):
                if self.writable:
                    # What a reader still needs stays in the log; it is not waited for until it ends.
                    self._connection.execute(f"PRAGMA busy_timeout = {CLOSING_MILLISECONDS}")
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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

    def _require_unchanged(self) -> None:
        """A reader that SQLite cannot guard against a writer must notice by itself."""
        if self._unguarded is not None and _moved(self._unguarded, self.path.stat()):
            raise StoreLocked(f"{self.path} changed while it was read", hint="run the command again")


def index_folder(path: Path) -> Path:
    """The folder of index segments that belongs to the database at ``path``."""
    return path.with_name(path.name + ".index")


def archive_folder(path: Path) -> Path:
    """The folder of the web archive that belongs to the database at ``path``."""
    return path.with_name(path.name + ".archive")


def lock_path(path: Path) -> Path:
    """The file that the writer of the database at ``path`` holds locked."""
    return path.with_name(path.name + ".lock")


def open_for_writing(
    path: Path, *, create: bool = False, wait: float = 0.0, steps: Sequence[Migration] | None = None
) -> Store:
    """The store at ``path`` with its schema brought up to date; this process is its one writer until it closes it.

    Args:
        path: The database file.
        create: Make a new store if there is none.
        wait: Seconds to wait for another writer to finish.
        steps: Migrations to take (default: those of this package).

    Raises:
        StoreNotFound: There is no store and ``create`` is not set.
        StoreLocked: Another writer holds it.
        StoreTooNew: A newer version wrote it.
        IntegrityError: It is damaged, or not a store.
    """
    steps = migrations() if steps is None else steps
    _require_there(path, create=create)
    lock = WriterLock.acquire(lock_path(path), wait=wait)
    try:
        connection = _connect_writer(path, steps)
    except BaseException:
        lock.release()
        raise
    return Store(path, connection, lock)


def crawl_lock_path(path: Path) -> Path:
    """The file that the crawler of the database at ``path`` holds locked."""
    return path.with_name(path.name + ".crawl-lock")


def open_for_crawling(path: Path, *, wait: float = 0.0) -> Store:
    """The store at ``path`` for what only a crawl writes: the frontier, fetches, and the run itself.

    It does not exclude the writer. Each writes rows of its own, in short transactions that SQLite keeps apart; nobody
    but the writer may add documents or touch the index folder.

    Args:
        path: The database file.
        wait: Seconds to wait for another crawl to finish.

    Raises:
        StoreNotFound: There is no store.
        StoreLocked: Another crawl holds it.
        StoreTooNew: A newer version wrote it.
        IntegrityError: It is damaged, not a store, or not brought up to date.
    """
    _require_there(path, create=False)
    lock = WriterLock.acquire(crawl_lock_path(path), wait=wait, held="another crawl is under way")
    try:
        with translated(path):
            connection = _connect(path, "rw")
            try:
                require_ours(connection, steps := migrations())
                _require_current(connection, steps)
                require_as_made(connection, steps)
                _run(connection, _WRITER_PRAGMAS + _CRAWLER_PRAGMAS)
            except BaseException:
                connection.close()
                raise
    except BaseException:
        lock.release()
        raise
    return Store(path, connection, lock)


def open_for_reading(path: Path, *, steps: Sequence[Migration] | None = None) -> Store:
    """The store at ``path``, which cannot be changed through what is returned; a writer may work at the same time.

    SQLite cannot read a WAL database in a folder it may not write to. If no writer left anything behind in the WAL, the
    file is complete, and is read without SQLite's locks; each query then checks that the file did not change.
    """
    steps = migrations() if steps is None else steps
    _require_there(path, create=False)
    with translated(path):
        store = _open_guarded(path) or _open_unguarded(path)
        try:
            require_ours(store._connection, steps)  # noqa: SLF001 - made here
            _require_current(store._connection, steps)  # noqa: SLF001 - made here
            require_as_made(store._connection, steps)  # noqa: SLF001 - made here
        except BaseException:
            store.close()
            raise
    return store


def _connect_writer(path: Path, steps: Sequence[Migration]) -> sqlite3.Connection:
    with translated(path):
        connection = _connect(path, "rwc")
        try:
            require_ours(connection, steps)
            require_as_made(connection, steps)
            _run(connection, _WRITER_PRAGMAS)
            migrate(connection, steps)
            index_folder(path).mkdir(exist_ok=True)
        except BaseException:
            connection.close()
            raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that leaves transactions to us."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        _run(connection, _PRAGMAS)
        if _checks_json_untrusted():
            connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_guarded(path: Path) -> Store | None:
    """A reader that shares SQLite's locks, or nothing where the folder does not allow it."""
    connection = _connect(path, "ro")
    try:
        _run(connection, _READER_PRAGMAS)
        schema_version(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        if result_code(error) in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} and not _wal_size(path):
            return None
        raise
    except BaseException:
        connection.close()
        raise
    return Store(path, connection)


def _open_unguarded(path: Path) -> Store:
    seen = path.stat()
    connection = _connect(path, "ro&immutable=1")
    _run(connection, _READER_PRAGMAS)
    store = Store(path, connection)
    store._unguarded = seen  # noqa: SLF001 - made here
    return store


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


def _run(connection: sqlite3.Connection, pragmas: Iterable[str]) -> None:
    for pragma in pragmas:
        connection.execute(pragma)


def _require_there(path: Path, *, create: bool) -> None:
    try:
        is_folder, is_there = path.is_dir(), path.exists() and path.stat().st_size > 0
    except OSError as error:  # a folder above it may not be entered, or its name is too long
        said = f"cannot open {path}: {error.strerror or error}"
        raise StoreNotFound(said, hint="check who may read it and write to its folder") from error
    if is_folder:
        raise StoreNotFound(f"{path} is a folder, not a store", hint="name a file with `--db`")
    if not create and not is_there:
        raise StoreNotFound(f"no store at {path}", hint="create one with `prov index PATH`")


def _require_current(connection: sqlite3.Connection, steps: Sequence[Migration]) -> None:
    """A reader cannot migrate, so it must refuse what it would misread."""
    if (version := schema_version(connection)) < len(steps):
        raise IntegrityError(
            f"the store has schema {version}, this version reads {len(steps)}",
            hint="let a command that writes bring it up to date, such as `prov index`",
        )


def _wal_size(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0


def _moved(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_mtime_ns, before.st_size, before.st_ino) != (after.st_mtime_ns, after.st_size, after.st_ino)
