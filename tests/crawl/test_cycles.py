"""Five cycles of cron over a small web that changes and misbehaves: all is found, nothing is lost, nobody is hurt."""

import base64
import hashlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from provenance.pipeline.indexing.ingest import Options, ingest
from provenance.pipeline.session import open_writer
from provenance.store import audit, open_for_reading
from tests.crawl.cycle import run
from tests.crawl.world import CYCLES, HOSTILE, NEWS, PUBLISHED, World

ROOT = Path(__file__).resolve().parents[2]

Rows = list[tuple[object, ...]]


@pytest.fixture(params=[110, pytest.param(400, marks=pytest.mark.soak)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A web of 230 pages, or of more than 800."""
    made = World(request.param)
    with made.server:
        yield made


def ask(db: Path, question: str) -> Rows:
    """What the store at ``db`` answers to a question in SQL."""
    connection = sqlite3.connect(db)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def matched(db: Path) -> set[frozenset[object]]:
    """The pairs of URLs that carry texts which match."""
    return {frozenset(pair) for pair in ask(db, "SELECT left_uri, right_uri FROM v_match")}


def carried(db: Path) -> Rows:
    """Which text every page carries now, and which it ever carried."""
    question = """
        SELECT s.uri, d.sha256, count(*) FROM sighting JOIN source AS s USING (source_id)
        JOIN document AS d ON d.document_id = sighting.document_id GROUP BY 1, 2 ORDER BY 1, 2
    """
    return ask(db, question)


def due(db: Path) -> dict[object, str]:
    """All URLs the store knows, and when each is due; those that are not fetched again never are."""
    rows = ask(db, "SELECT url, CASE WHEN state IN ('waiting', 'gone') THEN due_at ELSE '9' END FROM v_frontier")
    return {url: str(due_at) for url, due_at in rows}


def requested(world: World, since: int) -> list[str]:
    """The URLs of all requests since the first ``since`` ones, robots.txt not among them."""
    asked = (f"http://{host}{path}" for host, path, _ in world.server.requests[since:])
    return [url for url in asked if not url.endswith("/robots.txt")]


def check_archive(db: Path) -> int:
    """Let warcio read the whole archive and verify every digest; how many answers there are in it."""
    folder = db.with_name(db.name + ".archive")
    named = {str(name): (size, sha256) for name, size, sha256 in ask(db, "SELECT name, size, sha256 FROM archive")}
    assert {path.name for path in folder.iterdir()} == set(named)
    kept = {}
    for name, (size, sha256) in named.items():
        data = (folder / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, sha256)
        with (folder / name).open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.raw_stream.read()
                if record.rec_type in {"response", "revisit"}:
                    kept[record.rec_headers["WARC-Record-ID"]] = record.rec_headers
    rows = ask(db, "SELECT record_id, sha256, url FROM v_fetch WHERE record_id IS NOT NULL")
    assert {record_id for record_id, _, _ in rows} == set(kept)
    for record_id, sha256, url in rows:
        headers = kept[record_id]
        assert headers["WARC-Target-URI"] == url
        if headers["WARC-Type"] == "response":
            digest = base64.b32encode(bytes.fromhex(str(sha256))).decode()
            assert headers["WARC-Payload-Digest"] == f"sha256:{digest}"
        else:
            assert headers["WARC-Refers-To"] in kept
    return len(kept)


@pytest.mark.slow
def test_five_cycles_find_everything_and_offend_nobody(world: World, tmp_path: Path) -> None:
    """Every copy is found, only what is due is fetched, nothing forbidden is, and no host sees two connections."""
    db = tmp_path / "prov.db"
    for cycle, at in enumerate(CYCLES):
        world.cycle = cycle
        config = world.config(tmp_path / "crawl.toml")
        known = due(db) if cycle else {}
        before = len(world.server.requests)
        run(db, config, at)
        asked = requested(world, before)
        once = [url for url in asked if HOSTILE not in url]
        assert sorted(set(once)) == sorted(once)
        assert [url for url in asked if known.get(url, "") > at.isoformat()] == []
    assert world.pairs() <= matched(db)
    assert world.refused == []
    assert set(world.server.most_at_once.values()) == {1}
    assert check_archive(db) == ask(db, "SELECT count(*) FROM v_fetch WHERE record_id IS NOT NULL")[0][0]
    assert {row[0] for row in ask(db, "SELECT DISTINCT outcome FROM v_fetch")} == (
        {"new", "changed", "unchanged", "redirect", "gone", "failed"}
    )
    assert ask(db, "SELECT count(*) FROM v_fetch WHERE next_step IS NOT NULL") == [(0,)]
    check_claims(world, db)
    again = tmp_path / "again.db"
    archived = sorted(map(str, (tmp_path / "prov.db.archive").glob("*-pages-*")))
    with open_writer(again, create=True, jobs=1) as session:
        ingest(session, archived, Options())
    quiet = world.url(NEWS, "/quiet/0")
    assert [row[:2] for row in carried(again) if row[0] != quiet] == [row[:2] for row in carried(db)]


def check_claims(world: World, db: Path) -> None:
    """What asks not to be indexed is not, what is gone is marked, and articles have the date of their feed."""
    quiet, withdrawn = world.url(NEWS, "/quiet/0"), world.url(NEWS, "/withdrawn/0")
    states = {
        uri: (status, published) for uri, status, published in ask(db, "SELECT uri, status, published_at FROM v_source")
    }
    assert quiet not in states
    assert ask(db, "SELECT DISTINCT url, withheld FROM v_fetch WHERE withheld IS NOT NULL") == [(quiet, "header")]
    assert {uri for uri, (status, _) in states.items() if status == "gone"} == {withdrawn}
    newest = world.url(NEWS, f"/article/{world.published - 1}")
    assert states[newest] == ("present", f"{PUBLISHED:%Y-%m-%dT%H:%M:%SZ}")


@pytest.mark.slow
def test_kill_in_every_cycle_loses_nothing(world: World, tmp_path: Path) -> None:
    """A crawler that is killed in the middle of every cycle ends with the same texts and matches as one that is not."""
    last_body, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    for cycle, at in enumerate(CYCLES):
        world.cycle = cycle
        config = world.config(tmp_path / "crawl.toml")
        before = len(world.server.requests)
        run(last_body, config, at)
        needed = len(world.server.requests) - before
        kill_after(world, needed * (cycle + 1) // (len(CYCLES) + 1), killed, config, at.isoformat())
        run(killed, config, at)
        with open_for_reading(killed) as store:
            assert list(audit.problems(store)) == []
    assert carried(killed) == carried(last_body)
    assert matched(killed) == matched(last_body)
    assert world.pairs() <= matched(killed)
    assert world.refused == []
    check_archive(killed)


def kill_after(world: World, requests: int, db: Path, config: Path, at: str) -> None:
    """Run a cycle in a process of its own, and kill it when it has sent so many requests."""
    before = len(world.server.requests)
    command = [sys.executable, "-m", "tests.crawl.cycle", str(db), str(config), at]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None and len(world.server.requests) < before + requests:
            time.sleep(0.002)
        process.kill()
    assert process.returncode == -9
