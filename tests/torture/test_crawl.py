"""R1: a crawl that is killed at any instant keeps what it stored, and ends where an undisturbed one ends."""

import html
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance import Index
from provenance.pipeline.upkeep.verify import verify
from tests.corpus import planted
from tests.crawl import configuration
from tests.crawl.servers import Server, reply
from tests.torture.children import crawl_pages, run
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

KILLS = count(small=6, large=2_000)
#: Of one crawl. An answer in the middle of which a crawl ended three times is not looked at again.
KILLS_OF_ONE = 2

#: What is known of addresses, whatever the order of the answers.
_QUESTIONS = (
    "SELECT uri, sha256 FROM v_source JOIN v_document USING (document_id, uri)",
    "SELECT min(left_uri, right_uri), max(left_uri, right_uri), kind FROM v_match",
    "SELECT url, outcome, next_step FROM v_fetch",
)

Rows = set[tuple[object, ...]]


def said(path: Path) -> tuple[Rows, ...]:
    """What a store says of texts, of matches and of answers."""
    connection = sqlite3.connect(path)
    try:
        return tuple(set(connection.execute(question)) for question in _QUESTIONS)
    finally:
        connection.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with the configuration of a crawl of 36 pages, and a new store."""
    pages = {
        f"/{name}": f"<html><body><p>{html.escape(text)}</p></body></html>" for name, text in planted(24)[0].items()
    }
    with Server() as server:
        entries = "".join(f"<url><loc>{server.url}{path}</loc></url>" for path in pages)
        answers = {path: page.encode() for path, page in (*pages.items(), ("/map", f"<urlset>{entries}</urlset>"))}
        server.answer = lambda path, _headers, wire: reply(
            wire, answers.get(path, b""), "200 OK" if path in answers else "404 Not Found"
        )
        site = f'sitemaps = ["{server.url}/map"]'
        configuration.write(tmp_path / "crawl.toml", allow="127.0.0.0/8", site=site, crawl="delay = 0.0")
        (tmp_path / "new").mkdir()
        Index.create(tmp_path / "new" / "prov.db", jobs=1).close()
        yield tmp_path


def fresh(home: Path, name: str) -> Path:
    """A new store, in the place of what was there."""
    shutil.rmtree(home / name, ignore_errors=True)
    shutil.copytree(home / "new", home / name)
    return home / name / "prov.db"


@pytest.mark.slow
def test_a_killed_crawl_converges(home: Path, tally: Tallying) -> None:
    """What a crawl had stored is there after it was killed; left alone, it gets the rest, and nothing twice."""
    whole = fresh(home, "whole")
    lasted = run(crawl_pages, whole).lasted
    expected = said(whole)
    assert [len(rows) for rows in expected] == [36, 12, 38]  # of answers also the rules for robots and the sitemap
    row, rng = tally("R1 kill -9, crawl"), random.Random(SEED)
    while row.tried < KILLS:
        path = fresh(home, "tortured")
        for _ in range(KILLS_OF_ONE):
            before = said(path)
            row.tried += run(crawl_pages, path, rng.uniform(0.0, lasted)).killed
            row.wrong += verify(path)
            row.lost += [str(gone) for rows, now in zip(before[:2], said(path)[:2], strict=True) for gone in rows - now]
        row.crashed += ["did not end well"] if run(crawl_pages, path).code else []
        row.wrong += verify(path, every_text=True)
        row.lost += [] if said(path) == expected else ["it says something else"]
    row.check()
