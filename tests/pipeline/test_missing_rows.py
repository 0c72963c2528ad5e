"""A query never leaves out in silence what damage took from the store."""

from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import IntegrityError
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.forget import forget
from provenance.store.sqlite import sqlite3
from tests.corpus import SPUN, STORY, UNRELATED


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of three texts."""
    path = tmp_path / "prov.db"
    with Index.create(path) as index:
        index.add([("test:story", STORY), ("test:spun", SPUN), ("test:bread", UNRELATED)])
    return path


def damage(path: Path, *statements: str) -> None:
    """Change rows without the rules of the schema, as damage does."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM document_text WHERE document_id = 1", "document 1 has no text, and was not forgotten"),
        ("DELETE FROM sighting WHERE document_id = 1", "does not say where it was seen"),
    ],
)
def test_a_query_says_that_a_row_is_missing(path: Path, statement: str, said: str) -> None:
    """Where a candidate has lost its text or its places, the query refuses to answer."""
    damage(path, statement)
    with Index.open(path) as index, pytest.raises(IntegrityError, match=said):
        index.query(STORY)


def test_a_query_says_that_an_address_is_damaged(path: Path) -> None:
    """A letter that turned in the table is still right in its index."""
    data = path.read_bytes()
    row = data.index(b"test:story", data.index(b"test:story") + 1)
    for place in (data.index(b"test:story"), row):
        damaged = path.with_name(f"damaged-{place}.db")
        damaged.write_bytes(data[:place] + b"T" + data[place + 1 :])
        for folder in ("index", "texts"):
            damaged.with_name(f"{damaged.name}.{folder}").symlink_to(path.with_name(f"{path.name}.{folder}"))
        with Index.open(damaged) as index, pytest.raises(IntegrityError, match="where document 1 was seen is damaged"):
            index.query(SPUN)


@pytest.mark.parametrize("damaged", ["'{}'", "'[]'", "'nothing'", "replace(parameters, ':', ';')"])
def test_damaged_parameters_are_named(path: Path, damaged: str) -> None:
    """Whatever stands in their place, also what is no JSON."""
    damage(path, "PRAGMA ignore_check_constraints = ON", f"UPDATE parameter SET parameters = {damaged}")  # noqa: S608
    with pytest.raises(IntegrityError, match="parameters are damaged"):
        Index.open(path)


def test_what_was_forgotten_is_no_damage(path: Path) -> None:
    """The index may still hold keys of a text that was forgotten."""
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["test:story"])
    with Index.open(path) as index:
        assert [match.uri for match in index.query(STORY).matches] == ["test:spun"]
