"""Values that are not what their columns hold: every command answers, or says that the store is damaged."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance import Index
from provenance.cli.app import app
from provenance.errors import ProvenanceError
from provenance.model import Document, Metadata
from provenance.store.sqlite import sqlite3
from tests.corpus import SPUN, STORY, UNRELATED, prose
from tests.torture.tally import count

#: What stands in the place of a value, by the type of its column.
WRONG: dict[str, list[object]] = {"TEXT": [b"\xff", "x"], "BLOB": [7], "INTEGER": ["x"], "REAL": ["x"]}
#: Tables of which each command reads something.
TABLES = [
    "parameter",
    "run",
    "document",
    "document_text",
    "source",
    "sighting",
    "match",
    "passage",
    "substitution",
    "text_part",
    "cluster",
    "lineage",
    "segment",
    "event",
]
COMMANDS = (
    ["show", "1"],
    ["why", "1", "2"],
    ["status"],
    ["matches", "--json"],
    ["swaps"],
    ["clusters"],
    ["lineage", "2"],
    ["report", "2"],
)
#: Commands that are asked of a damaged store; they take turns, so that all are asked about each table.
EACH = count(small=2, large=len(COMMANDS))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with matches, swaps, a family and a cluster."""
    folder = tmp_path_factory.mktemp("sound")
    texts = {"one": STORY, "two": f"{STORY} {prose(1)}", "spun": SPUN, "three": f"{UNRELATED} {STORY}"}
    claims = Metadata("2024-05-01", title="Floods", author="A. Reporter")
    with Index.create(folder / "prov.db", jobs=1) as index:
        index.add([Document(uri, text, claims) for uri, text in texts.items()])
    return folder


def columns(table: str, path: Path) -> list[tuple[str, str]]:
    """The columns of a table and their types."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)))
    finally:
        connection.close()


def overwrite(path: Path, table: str, column: str, value: object) -> bool:
    """Write ``value`` into a column of all rows, past types, checks and triggers; whether SQLite takes it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    schema = connection.execute("SELECT * FROM sqlite_schema WHERE tbl_name = ?", (table,)).fetchall()
    ((strict,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,))
    loose = strict.replace(", STRICT", "").replace("STRICT, ", "").replace(" STRICT", "")
    connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (loose, table))
    connection.execute("DELETE FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,))
    connection.commit()
    connection.close()
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (strict, table))
        triggers = [row for row in schema if row[0] == "trigger"]
        connection.executemany("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", triggers)
        connection.commit()
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()
    return True


def questions(path: Path) -> Iterator[object]:
    """Ask the store at ``path`` all that can be asked."""
    with Index.open(path, jobs=1) as index:
        yield [match.direction for match in index.query(SPUN).matches]
        yield index.matches(), index.lineage("2"), index.clusters(), index.counts()


def surprises(path: Path, turn: int) -> Iterator[str]:
    """What comes out of the store at ``path`` that is neither an answer nor an error of ours."""
    try:
        for _ in questions(path):
            pass
    except ProvenanceError:
        pass
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield f"Index: {error!r}"
    for command in [COMMANDS[(turn * EACH + at) % len(COMMANDS)] for at in range(EACH)]:
        raised = CliRunner().invoke(app, [*command, "--db", str(path)]).exception
        if raised and not isinstance(raised, ProvenanceError | SystemExit):
            yield f"{' '.join(command)}: {raised!r}"


@pytest.mark.parametrize("table", TABLES)
def test_wrong_values_are_damage(table: str, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in a column: the answer is one, or an error of ours; never a traceback."""
    monkeypatch.chdir(tmp_path)  # where reports go
    damaged, tried = tmp_path / "damaged", 0
    found: list[str] = []
    for column, kind in columns(table, sound / "prov.db"):
        for value in WRONG[kind]:
            shutil.rmtree(damaged, ignore_errors=True)
            shutil.copytree(sound, damaged)
            if overwrite(damaged / "prov.db", table, column, value):
                tried += 1
                found += [f"{table}.{column} = {value!r}: {one}" for one in surprises(damaged / "prov.db", tried)]
    assert tried
    assert found == []


def test_an_error_in_a_sound_store_stays_what_it_is(sound: Path) -> None:
    """What a caller does wrong is not put down to the store."""
    with pytest.raises(KeyError), Index.open(sound / "prov.db", jobs=1) as index, index._open():
        raise KeyError("of the caller")
