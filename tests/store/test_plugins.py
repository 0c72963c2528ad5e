"""`prov_text` in the programs of others."""

import json
import subprocess
import sys
from pathlib import Path

import pluggy
import pytest
import sqlite_utils.utils

from provenance import Index, plugins
from provenance.store.sqlite import sqlite3
from tests.corpus import STORY

QUESTION = "SELECT prov_text(text) AS text, prov_text(NULL) AS missing FROM document_text"


@pytest.fixture
def known(path: Path) -> Path:
    """A store of one text."""
    with Index.create(path, jobs=1) as index:
        index.add([("memory:story", STORY)])
    return path


def test_there_is_one_sqlite_in_a_process() -> None:
    """The store uses the SQLite that sqlite-utils uses."""
    assert sqlite3 is sqlite_utils.utils.sqlite3  # type: ignore[attr-defined] # imported there for this purpose


def test_sqlite_utils_reads_texts(known: Path) -> None:
    """The command `sqlite-utils query` has the function, because this package is installed beside it."""
    program = Path(sys.executable).with_name("sqlite-utils")
    done = subprocess.run([program, "query", known, QUESTION], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [{"text": STORY, "missing": None}]


def test_datasette_reads_texts(known: Path) -> None:
    """The hook answers Datasette's call, which brings more arguments than it needs."""
    manager = pluggy.PluginManager("datasette")
    manager.register(plugins)
    connection = sqlite3.connect(known)
    manager.hook.prepare_connection(conn=connection, database="prov", datasette=None)
    assert connection.execute(QUESTION).fetchall() == [(STORY, None)]
    connection.close()


def test_texts_of_an_attached_store_are_read(known: Path) -> None:
    """The text may lie beside any of the databases that are open."""
    connection = sqlite3.connect(":memory:")
    plugins.prepare_connection(connection)
    connection.execute("ATTACH ? AS known", (str(known),))
    assert connection.execute("SELECT prov_text(text) FROM known.document_text").fetchall() == [(STORY,)]
    connection.close()


def test_what_is_no_text_is_an_error(known: Path) -> None:
    """Bytes that are no stored text fail the query; they never become some text."""
    connection = sqlite3.connect(known)
    plugins.prepare_connection(connection)
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT prov_text(x'00')").fetchall()
    connection.close()
