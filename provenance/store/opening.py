"""Opening a store: for writing, for crawling, or for reading."""

from collections.abc import Sequence
from pathlib import Path

from provenance.errors import IntegrityError, StoreNotFound
from provenance.store.beside import crawl_lock_path, index_folder, lock_path, real, wal_size
from provenance.store.connections import CRAWLER_PRAGMAS, READER_PRAGMAS, WRITER_PRAGMAS, connect, run
from provenance.store.database import Store
from provenance.store.lock import WriterLock
from provenance.store.migrate import Migration, migrate, migrations, require_ours, schema_version
from provenance.store.schema import require_as_made
from provenance.store.sqlite import sqlite3
from provenance.store.translate import result_code, translated


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
    path = real(path)
    _require_there(path, create=create)
    lock = WriterLock.acquire(lock_path(path), wait=wait)
    try:
        connection = _connect_writer(path, steps)
    except BaseException:
        lock.release()
        raise
    return Store(path, connection, lock)


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
    path = real(path)
    _require_there(path, create=False)
    lock = WriterLock.acquire(crawl_lock_path(path), wait=wait, held="another crawl is under way")
    try:
        with translated(path):
            connection = connect(path, "rw")
            try:
                require_ours(connection, steps := migrations())
                _require_current(connection, steps)
                require_as_made(connection, steps)
                run(connection, WRITER_PRAGMAS + CRAWLER_PRAGMAS)
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
    path = real(path)
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
        connection = connect(path, "rwc")
        try:
            require_ours(connection, steps)
            require_as_made(connection, steps)
            run(connection, WRITER_PRAGMAS)
            migrate(connection, steps)
            index_folder(path).mkdir(exist_ok=True)
        except BaseException:
            connection.close()
            raise
    return connection


def _open_guarded(path: Path) -> Store | None:
    """A reader that shares SQLite's locks, or nothing where the folder does not allow it."""
    connection = connect(path, "ro")
    try:
        run(connection, READER_PRAGMAS)
        schema_version(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        if result_code(error) in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} and not wal_size(path):
            return None
        raise
    except BaseException:
        connection.close()
        raise
    return Store(path, connection)


def _open_unguarded(path: Path) -> Store:
    seen = path.stat()
    connection = connect(path, "ro&immutable=1")
    run(connection, READER_PRAGMAS)
    store = Store(path, connection)
    store._unguarded = seen  # noqa: SLF001 - made here
    return store


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
