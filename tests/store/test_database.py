import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.errors import DiskFull, IntegrityError, ProvenanceError, StoreLocked, StoreNotFound
from provenance.store import Store, database, index_folder, open_for_reading, open_for_writing
from provenance.store.connections import connect
from provenance.store.sqlite import sqlite3

ROOT = Path(__file__).parents[2]
NOBODY = 65534
DESCRIBE = "INSERT INTO description VALUES (?, '', 'a row')"


NOTE = "INSERT INTO description VALUES (?, '', ?)"
"""A row that any store takes."""


@contextlib.contextmanager
def another_process(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A Python process that runs ``script``; killed at the end of the block."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
        try:
            yield p
        finally:
            p.kill()


WRITER = """
import sys, time
from pathlib import Path
from provenance.store import open_for_writing
store = open_for_writing(Path(sys.argv[1]))
with store.transaction():
    store.write("INSERT INTO description VALUES ('committed', '', 'a row')")
connection = store.transaction()
connection.__enter__()
store.write_many("INSERT INTO description VALUES (?, '', 'a row')", [(f"lost{n}",) for n in range(50_000)])
print("writing", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
        ("cell_size_check", 1),
        ("recursive_triggers", 1),
        ("query_only", 0),
    ],
)
def test_pragmas_of_the_writer(store: Store, pragma: str, value: object) -> None:
    """The writer keeps what it commits, checks what it reads, and waits for others."""
    assert store.value(f"PRAGMA {pragma}") == value


@pytest.mark.parametrize(("pragma", "value"), [("query_only", 1), ("foreign_keys", 1), ("cell_size_check", 1)])
def test_pragmas_of_a_reader(store: Store, pragma: str, value: object) -> None:
    """A reader can only read."""
    with open_for_reading(store.path) as reader:
        assert reader.value(f"PRAGMA {pragma}") == value


def test_the_schema_is_not_trusted_where_sqlite_allows(store: Store) -> None:
    """Functions with side effects cannot be called by a hostile schema, on any SQLite newer than 3.40."""
    expected = 0 if sqlite3.sqlite_version_info >= (3, 42) else store.value("PRAGMA trusted_schema")
    assert store.value("PRAGMA trusted_schema") == expected


def test_a_store_has_a_folder_for_its_index(store: Store) -> None:
    """The index folder lies beside the database and carries its name."""
    assert store.index_folder == index_folder(store.path) == store.path.with_name("prov.db.index")
    assert store.index_folder.is_dir()


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    """What a block wrote before it raised is gone."""

    def batch() -> None:
        with store.transaction():
            store.write(DESCRIBE, ("half",))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch()
    assert store.row("SELECT * FROM description WHERE object = 'half'") is None


def test_writing_needs_a_transaction(store: Store) -> None:
    """A statement that changes rows is refused outside a transaction, so no batch is half stored."""
    with pytest.raises(RuntimeError, match="transaction"):
        store.write(DESCRIBE, ("stray",))
    with pytest.raises(RuntimeError, match="transaction"):
        store.write_many(DESCRIBE, [("stray",)])


def test_a_reader_cannot_write(store: Store) -> None:
    """Nothing that a reader is asked to do changes the store."""
    with open_for_reading(store.path) as reader:
        with pytest.raises(RuntimeError, match="writer"), reader.snapshot():
            reader.write(DESCRIBE, ("stray",))
        with pytest.raises(StoreNotFound):
            reader.rows("DELETE FROM description")


def test_a_reader_works_while_a_writer_writes(store: Store) -> None:
    """A reader sees the last commit, and in a snapshot goes on seeing the same one."""
    with open_for_reading(store.path) as reader:
        count = "SELECT count(*) FROM description"
        before = reader.value(count)
        with reader.snapshot():
            assert reader.value(count) == before
            with store.transaction():
                store.write(DESCRIBE, ("new",))
                assert reader.value(count) == before
            assert reader.value(count) == before
        assert reader.value(count) == before + 1


def test_closing_the_writer_empties_the_wal(path: Path) -> None:
    """After a run everything is in the database file itself, so that a copy of that file is complete."""
    with open_for_writing(path, create=True) as store, store.transaction():
        store.write(DESCRIBE, ("kept",))
    wal = path.with_name("prov.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    with open_for_reading(copy) as reader:
        assert reader.value("SELECT count(*) FROM description WHERE object = 'kept'") == 1


def test_closing_the_writer_does_not_wait_for_a_reader(path: Path) -> None:
    """A reader that goes on reading holds up no run that is done, and reads on; the next reader sees all of it."""
    count = "SELECT count(*) FROM description WHERE object = 'kept'"
    store = open_for_writing(path, create=True)
    with open_for_reading(path) as reader, reader.snapshot():
        assert reader.value(count) == 0
        with store.transaction():
            store.write(DESCRIBE, ("kept",))
        began = time.monotonic()
        store.close()
        assert time.monotonic() - began < 10
        assert reader.value(count) == 0
    with open_for_reading(path) as later:
        assert later.value(count) == 1


def test_a_second_writer_is_refused_by_name(path: Path) -> None:
    """A second writer gets exit code 11 at once, and learns which process holds the store; a reader gets in."""
    open_for_writing(path, create=True).close()
    with another_process(WRITER, path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "writing\n"
        began = time.monotonic()
        with pytest.raises(StoreLocked, match=f"process {holder.pid} on") as caught:
            open_for_writing(path)
        assert time.monotonic() - began < 1
        assert caught.value.exit_code == 11
        with open_for_reading(path) as reader:
            assert reader.value("SELECT count(*) FROM description WHERE object = 'committed'") == 1


def test_a_second_writer_may_wait(path: Path) -> None:
    """A writer that waits gets the store when the other one ends, however it ends."""
    open_for_writing(path, create=True).close()
    with another_process(WRITER, path) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreLocked):
            open_for_writing(path, wait=0.2)
        holder.kill()
        open_for_writing(path, wait=10).close()


def test_a_lock_file_that_was_removed_does_not_let_two_in(path: Path) -> None:
    """Whoever locks a file that is not there any more tries again."""
    with open_for_writing(path, create=True):
        path.with_name("prov.db.lock").unlink()
    with open_for_writing(path), pytest.raises(StoreLocked):
        open_for_writing(path)


def test_a_link_names_the_store_that_it_leads_to(path: Path, tmp_path: Path) -> None:
    """Whoever opens a store through a link has the lock and the folders of whoever opens the file itself."""
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.db"
    link.symlink_to(path)
    with open_for_writing(link, create=True) as store:
        folders = store.index_folder, store.text_folder, store.archive_folder
        with pytest.raises(StoreLocked):
            open_for_writing(path)
    with open_for_reading(path) as reader:
        assert folders == (reader.index_folder, reader.text_folder, reader.archive_folder)
    assert list(link.parent.iterdir()) == [link]


def test_rewriting_keeps_all_rows_and_leaves_one_file(path: Path) -> None:
    """A rewritten database has the same rows in fewer pages, is as safe as before, and nothing is left beside it."""
    with open_for_writing(path, create=True) as store:
        with store.transaction():
            store.write_many(NOTE, [(f"{number}", "x" * 3_000) for number in range(1_000)])
            store.write("DELETE FROM description WHERE object GLOB '[0-9]*' AND object > '2'")
        before = store.rows("SELECT * FROM description ORDER BY object, column_name")
        store.checkpoint()
        size = path.stat().st_size
        store.vacuum()
        assert path.stat().st_size < size / 2
        assert store.rows("SELECT * FROM description ORDER BY object, column_name") == before
        assert store.integrity_check(9) == []
        assert [store.value(f"PRAGMA {name}") for name in ("freelist_count", "journal_mode")] == [0, "wal"]
        assert list(store.index_folder.iterdir()) == []


def test_rewriting_keeps_what_a_crawl_writes_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another connection commits while the database is copied is in the new one; the copy is made again."""
    copied: list[str] = []

    def meanwhile(opened: Path, mode: str) -> sqlite3.Connection:
        if opened.name == "database.tmp":
            copied.append(mode)
            if len(copied) <= 2:
                with contextlib.closing(connect(path, "rw")) as other:
                    other.execute(NOTE, (f"crawled-{len(copied)}", "a page"))
        return connect(opened, mode)

    with open_for_writing(path, create=True) as store:
        monkeypatch.setattr(database, "connect", meanwhile)
        store.vacuum()
        assert len(copied) == 3
        assert store.value("SELECT count(*) FROM description WHERE object GLOB 'crawled-*'") == 2
        assert store.integrity_check(9) == []


def test_kill_in_the_middle_of_a_transaction(path: Path) -> None:
    """After kill -9 the store opens without repair, has every commit and nothing of the transaction that was open."""
    open_for_writing(path, create=True).close()
    with another_process(WRITER, path) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
    with open_for_writing(path) as store:
        assert store.value("SELECT count(*) FROM description WHERE object = 'committed'") == 1
        assert store.value("SELECT count(*) FROM description WHERE object LIKE 'lost%'") == 0
        assert store.value("PRAGMA integrity_check") == "ok"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_a_folder_that_cannot_be_written_can_be_read() -> None:
    """An auditor without the right to write reads a store that its writer has closed, and leaves nothing behind."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "prov.db"
        open_for_writing(path, create=True).close()
        before = sorted(Path(folder).iterdir())
        os.seteuid(NOBODY)
        try:
            with open_for_reading(path) as reader:
                assert reader.value("SELECT count(*) FROM v_document") == 0
            with pytest.raises(ProvenanceError, match="cannot lock"):
                open_for_writing(path)
        finally:
            os.seteuid(0)
        assert sorted(Path(folder).iterdir()) == before


def test_an_unguarded_reader_notices_a_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite's locks cannot be used, a reader whose file was rewritten says so and does not answer."""
    open_for_writing(path, create=True).close()
    monkeypatch.setattr("provenance.store.opening._open_guarded", lambda _: None)
    with open_for_reading(path) as reader:
        assert reader.value("SELECT count(*) FROM document") == 0
        with open_for_writing(path) as store, store.transaction():
            store.write(DESCRIBE, ("new",))
        with pytest.raises(StoreLocked, match="changed"):
            reader.value("SELECT count(*) FROM document")


def test_a_full_disk_is_named(store: Store) -> None:
    """No room left is exit code 13, and what was committed before stays."""
    pages = store.value("PRAGMA page_count")
    store.value(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull) as caught, store.transaction():
        store.write_many(DESCRIBE, ((f"row {n}" * 100,) for n in range(1000)))
    assert caught.value.exit_code == 13
    assert store.value("SELECT count(*) FROM description WHERE object LIKE 'row%'") == 0


def test_a_damaged_file_is_named(path: Path) -> None:
    """A file whose pages were overwritten is exit code 12."""
    open_for_writing(path, create=True).close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(IntegrityError), open_for_reading(path) as reader:
        reader.rows("SELECT * FROM description")


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    """A folder given as a store, or a file in a folder that is not there, is exit code 10."""
    with pytest.raises(StoreNotFound, match="folder"):
        open_for_writing(tmp_path, create=True)
    with pytest.raises(StoreNotFound, match="no folder"):
        open_for_writing(tmp_path / "none" / "prov.db", create=True)
