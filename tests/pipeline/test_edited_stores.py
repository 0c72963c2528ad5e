"""What somebody does to a store with SQL of their own: refused at open, or noticed by verify, or said not to be."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance.errors import DiskFull, IntegrityError, ProvenanceError
from provenance.model import Document
from provenance.pipeline.asking import lookup
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_reading, open_for_writing, sqlite
from provenance.store.lock import WriterLock
from tests.corpus import SPUN, STORY

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
#: Schemas of others: what would run when we ask or write, and what is no longer there.
FOREIGN = [
    "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM passage; END",
    "CREATE TRIGGER t AFTER UPDATE ON source BEGIN DELETE FROM match; END",
    "CREATE VIEW v_mine AS SELECT 1",
    "DROP VIEW v_match",
    "DROP VIEW v_document",
    "DROP TRIGGER event_not_changed",
    "DROP TRIGGER event_follows; CREATE TRIGGER event_follows BEFORE INSERT ON event BEGIN SELECT 1; END",
    "DROP TABLE passage",
    "DROP INDEX lineage_pair",
    f"DROP VIEW v_match; CREATE VIEW v_match AS {ENDLESS}",
    "DROP VIEW v_document; CREATE VIEW v_document AS SELECT 'x' AS document_id, zeroblob(9) AS uri",
    "DROP VIEW v_match; CREATE TABLE v_match (match_id)",
]
#: Edits of what events say, and values that the schema does not allow.
EDITS = [
    "UPDATE source SET status = 'qresent' WHERE source_id = 1",
    "UPDATE source SET size = -1 WHERE source_id = 1",
    "UPDATE document SET is_reference = 1 WHERE document_id = 2",
    "UPDATE document SET is_reference = 0 WHERE document_id = 1",
    "UPDATE run SET added = 99 WHERE run_id = 1",
    "UPDATE run SET state = 'failed' WHERE run_id = 1",
    "UPDATE run SET matches = matches + 1",
    "UPDATE segment SET postings = postings + 1",
    "UPDATE segment SET documents = 0",
    "UPDATE description SET text = 'means nothing' WHERE object = 'v_match' AND column_name = ''",
    "DELETE FROM description",
    "INSERT INTO description VALUES ('v_match', 'liar', 'what is not there')",
]
#: JSON that is none, or of another shape.
BROKEN = [
    "{",
    "[",
    "[1]",
    "{}",
    '[{"kind": 1}]',
    '[{"kind": "x", "weight": 1, "note": "n", "more": 1}]',
    "null",
    "[" * 5_000,
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A known original, a text made of it, and their match."""
    path = tmp_path_factory.mktemp("edited") / "prov.db"
    for name, text in {"story": STORY, "spun": f"{SPUN} Published again on 2 May 2024."}.items():
        with open_writer(path, create=True) as session:
            ingest_documents(session, [Document(f"memory:{name}", text)], Options(reference=name == "story"))
    assert verify(path, every_text=True) == []
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def edit(path: Path, sql: str) -> None:
    """Do what somebody with a SQLite client can do."""
    connection = sqlite.sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.executescript(sql)
    connection.close()


@pytest.mark.parametrize("sql", FOREIGN)
def test_a_foreign_schema_is_refused(path: Path, sql: str) -> None:
    """A view or trigger that is none of ours, or one of ours that is gone, opens for nobody; nothing of it has run."""
    edit(path, sql)
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(IntegrityError):
            opened(path)


@pytest.mark.parametrize("table", ["run", "document", "passage", "event", "segment"])
def test_a_damaged_schema_is_refused(path: Path, table: str) -> None:
    """Whatever letter of what makes a table is another one: the store opens for nobody, and each refusal is ours."""
    with sqlite.sqlite3.connect(path) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    letters = [at for at, letter in enumerate(sql) if letter.isalpha()]
    for place in letters[:: max(1, len(letters) // 40)]:
        turned = sql[:place] + chr(ord(sql[place]) ^ 4) + sql[place + 1 :]
        shutil.copy(path, path.with_name("turned.db"))
        _write_schema(path.with_name("turned.db"), table, turned)
        with pytest.raises(ProvenanceError):
            open_for_reading(path.with_name("turned.db"))


@pytest.mark.parametrize("column", ["name", "sql"])
def test_a_schema_that_is_no_text_is_refused(path: Path, column: str) -> None:
    """SQLite quotes what it cannot read, which Python then cannot read either."""
    connection = sqlite.sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    broken = f"UPDATE sqlite_schema SET {column} = CAST(? AS TEXT) WHERE name = 'event'"  # noqa: S608 - constants
    connection.execute(broken, (b"CREATE\xe5 T",))
    connection.close()
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(IntegrityError, match="damaged"):
            opened(path)


def _write_schema(path: Path, table: str, sql: str) -> None:
    connection = sqlite.sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, table))
    connection.close()


def test_tables_and_indexes_of_others_may_stay(path: Path) -> None:
    """What runs nothing does no harm."""
    edit(path, "CREATE TABLE notes (x); CREATE INDEX by_words ON match (matched_words, changed); ANALYZE")
    assert verify(path) == []


@pytest.mark.parametrize("sql", EDITS)
def test_verify_notices_an_edit(path: Path, sql: str) -> None:
    """Each value that an event or the schema says is compared with that, and verifying writes nothing."""
    edit(path, sql)
    before = path.read_bytes()
    assert verify(path, every_text=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("table", ["match", "lineage"])
def test_a_broken_value_is_named(path: Path, broken: str, table: str) -> None:
    """Reasons that are not what was written are an integrity failure of every command that needs them."""
    with open_for_reading(path) as store:
        assert store.value(f"SELECT count(*) FROM {table}")  # noqa: S608 - constants
    edit(path, f"UPDATE {table} SET reasons = '{broken}'")  # noqa: S608 - ours
    looks: list[Callable[[], object]] = [lambda: lookup.match_side_by_side(path, "1").comparison.direction]
    if table == "lineage":
        looks = [lambda: lookup.family_of(path, "1"), lambda: lookup.why(path, "1", "2")]
    for one in looks:
        with pytest.raises(IntegrityError):
            one()
    assert verify(path, every_text=True)


@pytest.mark.parametrize("call", ["ftruncate", "pwrite"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_lock_holds_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """The name in the lock file is for people: where it cannot be written, the lock is taken and given back."""

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)
    lock = WriterLock.acquire(tmp_path / "x.lock")
    with pytest.raises(ProvenanceError):
        WriterLock.acquire(tmp_path / "x.lock")
    lock.release()
    WriterLock.acquire(tmp_path / "x.lock").release()


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFull), (errno.EMFILE, ProvenanceError)])
def test_a_lock_that_cannot_be_made_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[ProvenanceError]
) -> None:
    """No room is a full disk; too few open files come with what to do."""

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(kind) as found:
        WriterLock.acquire(tmp_path / "x.lock")
    assert found.value.hint
