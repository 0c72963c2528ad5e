"""`prov crawl` as cron calls it."""

import datetime as dt
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Prov
from tests.corpus import SPUN, STORY
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Server, reply

PAGES = {
    "/": b"<html><a href=/a>a</a> <a href=/b>b</a> <a href=/secret>s</a>",
    "/a": f"<html><title>A</title><body><article><p>{STORY}</p></article>".encode(),
    "/b": f"<html><title>B</title><body><article><p>{SPUN}</p></article>".encode(),
    "/robots.txt": b"User-agent: *\nDisallow: /secret\n",
}


@pytest.fixture
def config(tmp_path: Path, server: Server) -> Iterator[Path]:
    """A configuration for a small site, with nothing due again before an hour has passed."""
    server.answer = lambda path, _h, wire: reply(
        wire, PAGES.get(path, b"?"), "200 OK" if path in PAGES else "404 Not Found"
    )
    crawl, site = f'delay = 0.0\nping_url = "{server.url}/ping"', f'pages = ["{server.url}/"]\ndepth = 1'
    yield configuration.write(tmp_path / "crawl.toml", allow="127.0.0.0/8", crawl=crawl, site=site)
    assert [path for _, path, _ in server.requests if path == "/secret"] == []


def paths(server: Server) -> list[str]:
    """What was asked for since the last time, less pings."""
    found = [path for _, path, _ in server.requests if not path.startswith("/ping")]
    server.requests.clear()
    return found


def test_a_pass_fetches_archives_and_indexes(prov: Prov, config: Path, server: Server) -> None:
    """One line says what was done; a second pass at once does nothing; the texts are matched."""
    done = prov("crawl", config)
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(r"run 1: fetched 3 \(3 new\), 1 disallowed, texts: 3 added, .*\n", done.stderr)
    assert paths(server) == ["/robots.txt", "/", "/a", "/b"]
    assert "fetched 0 (nothing due)" in prov("crawl", config).stderr
    assert paths(server) == []
    listed = json.loads(prov("matches", "--json").stdout)["matches"]
    assert [(row["left_uri"], row["right_uri"]) for row in listed] == [(f"{server.url}/a", f"{server.url}/b")]
    assert prov("verify").returncode == 0


def test_a_snapshot_of_a_crawl_has_its_archive(prov: Prov, config: Path, tmp_path: Path) -> None:
    """The copy stands `prov verify` as the store does, and an archive that was damaged is named in both."""
    assert prov("crawl", config).returncode == 0
    assert prov("snapshot", "copies/whole.db").returncode == 0
    assert prov("verify", "--db", "copies/whole.db").returncode == 0
    file = max((tmp_path / "prov.db.archive").glob("*.warc.gz"), key=lambda one: one.stat().st_size)
    file.write_bytes(file.read_bytes()[:-20])
    assert prov("snapshot", "copies/short.db").returncode == 0
    for store in ("prov.db", "copies/short.db"):
        assert "is not what was archived" in prov("verify", "--db", store).stderr + prov("verify", "--db", store).stdout


def test_cron_hears_nothing_of_success(prov: Prov, config: Path, tmp_path: Path, server: Server) -> None:
    """With --quiet nothing is said, and the log has a line for every fetch."""
    done = prov("crawl", config, "--quiet", "--log-file", tmp_path / "log.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines].count("fetch") == 4
    assert (lines[0]["event"], lines[-1]["event"]) == ("begin", "end")
    assert [path for _, path, _ in server.requests if path.startswith("/ping")] == ["/ping/start", "/ping"]


def test_a_dry_run_lists_what_is_due(prov: Prov, config: Path, server: Server) -> None:
    """Nothing is fetched or made; before the first pass the URLs of the configuration are due."""
    done = prov("crawl", config, "--dry-run")
    assert (done.returncode, f"{server.url}/" in done.stdout, done.stderr) == (0, True, "1 due\n")
    assert list(config.parent.glob("prov.db*")) == []
    prov("crawl", config, "--max-fetches", 2, "--quiet")
    due = json.loads(prov("crawl", config, "--dry-run", "--json").stdout)["due"]
    assert [row["url"] for row in due] == [f"{server.url}/{name}" for name in ("a", "b", "secret")]
    assert paths(server) == ["/robots.txt", "/"]


def test_limits_end_a_pass(prov: Prov, config: Path, server: Server) -> None:
    """What a limit leaves is said and done by the next pass."""
    done = prov("crawl", config, "--max-fetches", 2, "--json")
    assert json.loads(done.stdout)["more_due"] is True
    assert paths(server) == ["/robots.txt", "/"]
    assert prov("crawl", config, "--max-bytes", 1).returncode == 0
    assert paths(server) == ["/a"]
    assert json.loads(prov("crawl", config, "--json").stdout)["more_due"] is False
    assert paths(server) == ["/b"]


def test_a_named_url_that_fails_is_an_exit_code(prov: Prov, config: Path, server: Server) -> None:
    """A URL of the configuration that cannot be fetched is named, and the ping says so."""
    server.answer = lambda _p, _h, wire: reply(wire, b"", "500 Oops")
    done = prov("crawl", config)
    assert done.returncode == 3
    assert f"prov: {server.url}/: robots.txt: unreachable" in done.stderr
    assert server.requests[-1][1] == "/ping/3"


def test_private_addresses_are_refused(prov: Prov, config: Path, server: Server) -> None:
    """Without permission nothing on this machine is connected to, and who refuses that and what permits it is said."""
    config.write_text(config.read_text().replace("127.0.0.0/8", "127.9.9.9/32"))
    done = prov("crawl", config)
    assert (done.returncode, server.requests) == (3, [])
    assert "the guard refuses 127.0.0.1: it is at 127.0.0.1, which is not public" in done.stderr
    assert "`allow` under [network] in the configuration" in done.stderr


def test_mistakes_in_the_configuration_are_usage(prov: Prov, config: Path) -> None:
    """A key that nobody knows is named, with where to read on."""
    config.write_text(config.read_text() + "deepth = 3\n")
    done = prov("crawl", config)
    assert done.returncode == 2
    assert "site 1: deepth is not a key that is known" in done.stderr
    assert "docs/crawling.md" in done.stderr


def test_what_repeats_watched_texts_is_reported(prov: Prov, config: Path, tmp_path: Path, server: Server) -> None:
    """A crawl says, even when it is quiet, which pages repeat our own texts; lists of them come in every form."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "story.txt").write_text(STORY)
    assert prov("watch", "add", "ours").stderr == "1 added\n"
    ours = (tmp_path / "ours" / "story.txt").as_uri()
    said = prov("crawl", config, "--quiet").stdout.splitlines()
    assert sorted(line.partition(":")[0] for line in said) == ["http", "http"]
    assert [line for line in said if f"{server.url}/b repeats {ours}: " in line and "rewritten" in line]
    listed = json.loads(prov("matches", "--watch", "--since", "last", "--json").stdout)["matches"]
    assert {row["other_uri"] for row in listed} == {f"{server.url}/a", f"{server.url}/b"}
    assert {row["watched_uri"] for row in listed} == {ours}
    feed = ET.fromstring(prov("matches", "--watch", "--atom").stdout)  # noqa: S314 - our own
    links = feed.findall("{*}entry/{*}link")
    assert {link.get("href") for link in links} == {f"{server.url}/a", f"{server.url}/b"}
    assert prov("crawl", config, "--quiet").stdout == ""
    assert prov("matches", "--watch", "--since", "last").stdout == ""


def test_watch_lists_are_kept(prov: Prov, tmp_path: Path) -> None:
    """What is watched is listed and can be removed; what the store does not have cannot be watched."""
    (tmp_path / "one.txt").write_text(STORY)
    uri = (tmp_path / "one.txt").as_uri()
    assert prov("watch", "add", "one.txt").returncode == 0
    assert prov("watch", "add", "one.txt").stderr == "0 added\n"
    assert prov("watch", "list").stdout == f"{uri}\n"
    unknown = prov("watch", "add", "https://unknown.example/")
    assert (unknown.returncode, "no text at https://unknown.example/" in unknown.stderr) == (2, True)
    assert prov("watch", "remove", "one.txt").stderr == "1 removed\n"
    assert json.loads(prov("watch", "list", "--json").stdout)["watched"] == []


@pytest.mark.parametrize("named", ["../{home}/texts/12:30 one.txt", "rows:1", "link/12:30 one.txt"])
def test_a_text_is_watched_by_any_of_its_names(prov: Prov, tmp_path: Path, named: str) -> None:
    """A path may lead up and down again or through a link, and a row of a table has a name that is no path."""
    named = named.format(home=tmp_path.name)
    (tmp_path / "texts").mkdir()
    (tmp_path / "link").symlink_to("texts")
    (tmp_path / "texts" / "12:30 one.txt").write_text(STORY)
    (tmp_path / "rows.jsonl").write_text(json.dumps({"uri": "rows:1", "text": SPUN}))
    assert prov("index", "texts", "rows.jsonl").returncode == 0
    added = prov("watch", "add", named)
    assert (added.returncode, added.stderr) == (0, "1 added\n")
    assert prov("lineage", named).returncode == 0
    assert prov("watch", "remove", named).stderr == "1 removed\n"


def test_a_healthy_store_says_nothing(prov: Prov, config: Path) -> None:
    """After a good pass there is nothing to report; when the pass is long ago, or the disk full, there is."""
    assert prov("status", "--healthcheck").returncode == 10
    prov("crawl", config)
    good = prov("status", "--healthcheck")
    assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
    old = prov("status", "--healthcheck", "--max-age", 0, "--min-free", "9000TiB")
    assert old.returncode == 3
    assert "the last crawl that ended well began" in old.stderr
    assert "bytes are free" in old.stderr
    assert json.loads(prov("status", "--healthcheck", "--json").stdout) == {
        "schema_version": 1,
        "healthy": True,
        "problems": [],
    }


def test_what_fails_again_and_again_is_a_problem(prov: Prov, config: Path, server: Server, tmp_path: Path) -> None:
    """A URL of the configuration that failed three times in a row is named, with the reason."""
    server.answer = lambda path, _h, wire: reply(wire, b"", "404 Not Found" if path == "/robots.txt" else "500 Oops")
    begin = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for day in range(3):
        run(tmp_path / "prov.db", config, begin + dt.timedelta(days=day))
    done = prov("status", "--healthcheck")
    assert done.returncode == 3
    assert f"{server.url}/ failed 3 times in a row: the server answers 500 Oops" in done.stderr


@pytest.mark.parametrize("code", ["raise ModuleNotFoundError('gone', name='trafilatura')", "import not_there_at_all"])
def test_pages_wait_for_a_library_that_is_missing(
    prov: Prov, config: Path, tmp_path: Path, server: Server, code: str
) -> None:
    """What cannot be read because of us is no fault of the answers, and is read without being fetched again."""
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "trafilatura.py").write_text(code, encoding="utf-8")
    for pages in (3, 0):
        done = prov("crawl", config, env={"PYTHONPATH": str(shadow)})
        assert done.returncode == 3
        assert f"fetched {pages} " in done.stderr
        assert "3 inputs not read" in done.stderr
        assert done.stderr.count("hint: ") == 1
        assert _column(prov, "SELECT count(*) FROM v_failure WHERE remedy IS NOT NULL") == [3]
    assert _column(prov, "SELECT reason FROM v_fetch WHERE kind = 'page' AND (is_bad OR reason IS NOT NULL)") == []
    unread = json.loads(prov("crawl", config, "--json", env={"PYTHONPATH": str(shadow)}).stdout)["unread"]
    assert all("pip install" in one["remedy"] for one in unread)
    server.requests.clear()
    done = prov("crawl", config)
    assert (done.returncode, "texts: 3 added" in done.stderr, paths(server)) == (0, True, [])
    assert _column(prov, "SELECT uri FROM v_failure") == []
    assert "0 added" in prov("crawl", config).stderr


def _column(prov: Prov, sql: str) -> list[object]:
    """What a question gives."""
    connection = sqlite3.connect(prov.cwd / "prov.db")
    rows = connection.execute(sql).fetchall()
    connection.close()
    return [value for (value,) in rows]
