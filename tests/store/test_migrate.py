import shutil
from pathlib import Path

import pytest

from provenance.errors import IntegrityError, StoreNotFound, StoreTooNew
from provenance.store import open_for_reading, open_for_writing
from provenance.store.migrate import APPLICATION_ID, Migration, migrations
from provenance.store.sqlite import sqlite3

LAST = len(migrations())
NEXT = Migration(
    LAST + 1, f"{LAST + 1:04}_note.sql", "CREATE TABLE note (note_id INTEGER PRIMARY KEY, text TEXT) STRICT;"
)
BROKEN = Migration(
    LAST + 1, f"{LAST + 1:04}_broken.sql", "CREATE TABLE note (text TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);"
)


def schema(path: Path) -> list[tuple[str, ...]]:
    """Every statement that made the database at ``path``."""
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def test_a_new_store_has_the_current_schema(path: Path) -> None:
    """A store that was just made has our application id and the number of the last migration."""
    with open_for_writing(path, create=True) as store:
        assert store.value("PRAGMA application_id") == APPLICATION_ID
        assert store.value("PRAGMA user_version") == len(migrations())


def test_a_current_store_is_left_alone(path: Path) -> None:
    """Opening a store that is current changes nothing in its file."""
    open_for_writing(path, create=True).close()
    before = path.read_bytes()
    open_for_writing(path).close()
    assert path.read_bytes() == before


def test_an_old_store_is_upgraded_and_keeps_its_rows(path: Path) -> None:
    """The steps a store lacks are taken, and what was in it stays."""
    open_for_writing(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO description VALUES ('kept', '', 'a row')")
    with open_for_writing(path, steps=[*migrations(), NEXT]) as store:
        assert store.value("PRAGMA user_version") == LAST + 1
        assert store.value("SELECT text FROM description WHERE object = 'kept'") == "a row"
        assert store.rows("SELECT * FROM note") == []


def test_a_failing_migration_changes_nothing(path: Path) -> None:
    """A step that fails half way leaves schema, version and rows as they were."""
    open_for_writing(path, create=True).close()
    before = schema(path)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        open_for_writing(path, steps=[*migrations(), BROKEN])
    assert schema(path) == before
    with open_for_writing(path) as store:
        assert store.value("PRAGMA user_version") == LAST


def test_fresh_and_migrated_schemas_are_equal(tmp_path: Path) -> None:
    """It does not matter at which version a store began."""
    fresh, migrated = tmp_path / "fresh.db", tmp_path / "migrated.db"
    open_for_writing(fresh, create=True, steps=[*migrations(), NEXT]).close()
    open_for_writing(migrated, create=True).close()
    open_for_writing(migrated, steps=[*migrations(), NEXT]).close()
    assert schema(fresh) == schema(migrated)


@pytest.mark.parametrize("opener", [open_for_writing, open_for_reading])
def test_a_newer_store_is_refused(path: Path, opener: type) -> None:
    """A store with a higher schema number is refused with a hint, and stays as it is."""
    open_for_writing(path, create=True, steps=[*migrations(), NEXT]).close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as caught:
        opener(path)
    assert "install" in caught.value.hint
    assert path.read_bytes() == before


def test_a_reader_refuses_an_old_store(path: Path) -> None:
    """A reader cannot upgrade, so it says who can."""
    open_for_writing(path, create=True).close()
    with pytest.raises(IntegrityError) as caught:
        open_for_reading(path, steps=[*migrations(), NEXT])
    assert "prov index" in caught.value.hint


@pytest.mark.parametrize("opener", [open_for_writing, open_for_reading])
@pytest.mark.parametrize("pragma", ["", "PRAGMA application_id = 7", "PRAGMA user_version = 1"])
def test_a_database_of_another_program_is_refused(path: Path, opener: type, pragma: str) -> None:
    """A database that is not ours is refused and not one byte of it changes."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
        connection.execute(pragma)
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match="another program"):
        opener(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", [open_for_writing, open_for_reading])
def test_a_file_that_is_no_database_is_refused(path: Path, opener: type) -> None:
    """A text given as a store is refused and stays as it is."""
    path.write_text("This is not a database, but a text of some length. " * 100)
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match="not a store"):
        opener(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_store_is_not_made_unasked(path: Path, content: bytes | None) -> None:
    """Without ``create`` a file that is absent or empty is no store, and nothing is made."""
    if content is not None:
        path.write_bytes(content)
    for opener in (open_for_writing, open_for_reading):
        with pytest.raises(StoreNotFound) as caught:
            opener(path)
        assert "prov index" in caught.value.hint
    assert [found.name for found in path.parent.iterdir()] == ([] if content is None else [path.name])


def test_migration_numbers_have_no_gaps(tmp_path: Path) -> None:
    """A gap or a number used twice is noticed when migrations are read, before any database is touched."""
    shipped = Path(__file__).parents[2] / "provenance" / "store" / "migrations"
    assert [step.number for step in migrations()] == list(range(1, len(list(shipped.glob("*.sql"))) + 1))
    shutil.copytree(shipped, tmp_path / "m")
    for wrong in (f"{LAST + 2:04}_gap.sql", "0001_twice.sql", "2_short.sql"):
        (tmp_path / "m" / wrong).write_text("SELECT 1;")
        with pytest.raises(ValueError, match=r"numbered|named"):
            migrations(tmp_path / "m")
        (tmp_path / "m" / wrong).unlink()
