"""A crawl and other writers at the same time: both get on with it, and nothing is fetched or indexed twice."""

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from provenance.errors import StoreLocked
from provenance.model import Document
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.store import audit, open_for_crawling, open_for_reading, open_for_writing
from tests.conftest import Prov
from tests.corpus import STORY, prose
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Server, reply

BEGIN = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
PAGES = {f"/{n}": f"<html><body><article><p>{prose(n, 120)} {STORY}</p></article></body></html>" for n in range(4)}
PAGES["/"] = "<html>" + "".join(f"<a href={path}>x</a>" for path in PAGES)


@pytest.fixture
def config(tmp_path: Path, server: Server) -> Iterator[Path]:
    """A configuration for a small site, of which no page may be fetched twice."""
    server.answer = answer
    site = f'pages = ["{server.url}/"]\ndepth = 1'
    path = configuration.write(tmp_path / "crawl.toml", allow="127.0.0.0/8", crawl="delay = 0.0", site=site)
    yield path
    paths = [path for _, path, _ in server.requests]
    assert sorted(set(paths)) == sorted(paths)


def answer(path: str, _headers: dict[str, str], wire: Any) -> None:  # noqa: ANN401 - a socket
    """The site."""
    body = PAGES.get(path)
    reply(wire, (body or "?").encode(), "200 OK" if body else "404 Not Found")


def ask(db: Path, question: str) -> list[tuple[Any, ...]]:
    """What the store at ``db`` answers to a question in SQL."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return connection.execute(question).fetchall()


def test_others_write_while_a_crawl_fetches(config: Path, server: Server, tmp_path: Path) -> None:
    """A text that is indexed in the middle of a pass is matched with pages that come after it; both runs end well."""
    db = tmp_path / "prov.db"

    def meanwhile(path: str, headers: dict[str, str], wire: Any) -> None:  # noqa: ANN401 - a socket
        if path == "/2":
            with open_writer(db, create=False, jobs=1) as session:
                ingest_documents(session, [Document("memory:story", STORY)], Options())
        answer(path, headers, wire)

    server.answer = meanwhile
    assert run(db, config, BEGIN).added == 5
    assert ask(db, "SELECT command, state, added FROM v_run ORDER BY run_id") == [
        ("crawl", "finished", 5),
        ("index", "finished", 1),
    ]
    pairs = {frozenset(pair) for pair in ask(db, "SELECT left_uri, right_uri FROM v_match")}
    assert {frozenset(("memory:story", f"{server.url}/{n}")) for n in range(4)} <= pairs
    with open_for_reading(db) as store:
        assert list(audit.problems(store)) == []


def test_a_crawl_fetches_while_another_writes(prov: Prov, config: Path, server: Server, tmp_path: Path) -> None:
    """Pages are fetched and archived; they wait in the archive, which is said, and the next pass indexes them."""
    db = tmp_path / "prov.db"
    open_writer(db, create=True).close()
    with open_for_writing(db):
        done = prov("crawl", config)
        assert (done.returncode, "5 pages are archived and not indexed" in done.stderr) == (11, True)
        assert json.loads(prov("crawl", config, "--json", "--lock-wait", "0.1").stdout)["unindexed"] == 5
    assert len(server.requests) == 6
    done = prov("crawl", config, "--json")
    assert done.returncode == 0
    assert {key: json.loads(done.stdout)[key] for key in ("added", "unindexed")} == {"added": 5, "unindexed": 0}


def test_there_is_one_crawl(prov: Prov, config: Path, server: Server, tmp_path: Path) -> None:
    """A second crawl is told who runs the first, and fetches nothing; other writers are not held up."""
    db = tmp_path / "prov.db"
    open_writer(db, create=True).close()
    with open_for_crawling(db):
        done = prov("crawl", config)
        assert (done.returncode, "another crawl is under way: process" in done.stderr) == (11, True)
        with pytest.raises(StoreLocked, match="another crawl is under way"):
            open_for_crawling(db, wait=0.1)
        open_for_writing(db).close()
    assert server.requests == []
