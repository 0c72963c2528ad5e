"""One pass after another: politeness over time, and redirects that lead where nobody may go."""

import contextlib
import datetime as dt
import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from provenance.crawl.report import Report
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Listener, Server, reply

BEGIN = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)

Page: TypeAlias = tuple[str, dict[str, str], bytes]
Crawl: TypeAlias = Callable[[float], Report]

NO_ROBOTS: Page = ("404 Not Found", {}, b"")


def serve(server: Server, pages: dict[str, Page]) -> None:
    """Answer with these pages; with "not found" where there is none."""

    def answer(path: str, _headers: dict[str, str], wire: object) -> None:
        status, headers, body = pages.get(path, NO_ROBOTS)
        reply(wire, body, status, headers)  # type: ignore[arg-type] # a socket

    server.answer = answer


@pytest.fixture
def crawl(server: Server, tmp_path: Path) -> Crawl:
    """A pass over ``/`` and what it links to, some seconds after the first; 127.0.0.1 itself is out of bounds."""
    site = f"""
pages = ["http://127.0.0.2:{server.port}/"]
hosts = ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]
depth = 1
"""
    config = tmp_path / "crawl.toml"
    configuration.write(config, allow="127.0.0.2/32", network='timeout = "2s"', site=site)
    return lambda seconds: run(tmp_path / "prov.db", config, BEGIN + dt.timedelta(seconds=seconds))


@pytest.fixture
def server() -> object:
    """A server on 127.0.0.2."""
    with Server(address="127.0.0.2") as serving:
        yield serving


def ask(db: Path, question: str) -> list[tuple[Any, ...]]:
    """What the store at ``db`` answers to a question in SQL."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return connection.execute(question).fetchall()


def asked(server: Server) -> list[str]:
    """The paths asked for since the last time."""
    found = [path for _, path, _ in server.requests]
    server.requests.clear()
    return found


def page(links: str = "") -> Page:
    """A page."""
    return "200 OK", {}, f"<html><body><p>Some words.</p>{links}</body></html>".encode()


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_host_is_left_alone_as_long_as_it_asks(server: Server, crawl: Crawl, status: str) -> None:
    """Retry-After holds for the whole host and over passes, to the second; then all that is due is fetched."""
    serve(server, {"/": page("<a href=/a>a</a><a href=/b>b</a>"), "/a": (status, {"Retry-After": "3600"}, b"")})
    crawl(0)
    assert asked(server) == ["/robots.txt", "/", "/a"]
    crawl(3_590)
    assert asked(server) == []
    serve(server, {"/": page(), "/a": page(), "/b": page()})
    crawl(3_610)
    assert sorted(asked(server)) == ["/a", "/b"]


def test_a_host_that_does_not_answer_is_left_alone(server: Server, crawl: Crawl) -> None:
    """After three requests without an answer the host rests, for a time that grows and is a tenth off at most."""
    serve(server, {"/": page("".join(f"<a href=/{n}>x</a>" for n in range(9)))})
    answer = server.answer
    server.answer = lambda path, headers, wire: wire.close() if path[1:].isdigit() else answer(path, headers, wire)
    report = crawl(0)
    # The first one twice: a connection that was kept may have been closed while it was idle.
    assert asked(server) == ["/robots.txt", "/", "/0", "/0", "/1", "/2"]
    assert report.left
    crawl(2_100)  # three failures in a row: 40 minutes
    assert asked(server) == []
    crawl(2_700)
    assert asked(server) == ["/3"]


def test_pauses_are_kept(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """Between two requests to a host lies what robots.txt asks for, whatever is asked for."""
    links = "".join(f"<a href=/{n}>x</a>" for n in range(4))
    pages = {f"/{n}": page() for n in range(4)}
    serve(server, {"/": page(links), **pages, "/robots.txt": ("200 OK", {}, b"User-agent: testbot\nCrawl-delay: 7")})
    crawl(0)
    rows = ask(tmp_path / "prov.db", "SELECT started_at, finished_at FROM v_fetch ORDER BY fetch_id")
    times = [tuple(dt.datetime.fromisoformat(moment) for moment in row) for row in rows]
    assert len(times) == 6
    for (_, finished), (started, _) in itertools.pairwise(times):
        assert started - finished >= dt.timedelta(seconds=7)


def test_rules_are_asked_for_again_after_a_day(server: Server, crawl: Crawl) -> None:
    """robots.txt is kept for a day, and what it forbids from then on is not fetched."""
    serve(server, {"/": page("<a href=/a>a</a>"), "/a": page()})
    crawl(0)
    assert asked(server) == ["/robots.txt", "/", "/a"]
    serve(server, {"/": page(), "/a": page(), "/robots.txt": ("200 OK", {}, b"User-agent: *\nDisallow: /a")})
    crawl(90_000)
    assert asked(server) == ["/robots.txt", "/"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "user@127.0.0.1"]
)
def test_redirects_and_links_cannot_pass_the_guard(server: Server, crawl: Crawl, listener: Listener, host: str) -> None:
    """A page inside the site that leads to an address that is not public leads nowhere, by link or by redirect."""
    target = f"http://{host}:{listener.port}/"
    serve(
        server,
        {"/": page(f"<a href='{target}link'>x</a><a href=/go>x</a>"), "/go": ("302 Found", {"Location": target}, b"")},
    )
    crawl(0)
    assert asked(server) == ["/robots.txt", "/", "/go"]
    assert listener.connections() == 0


def test_feeds_date_what_gives_no_date_itself(server: Server, tmp_path: Path) -> None:
    """The date a feed gives a page is its claim, also behind a redirect, unless the page says another one itself."""
    head = '<html><head><meta property="article:published_time" content="2026-02-01T00:00:00Z"></head>'
    feed = "".join(
        f"<item><link>{server.url}/{name}</link><pubDate>Sun, 01 Mar 2026 05:00:00 GMT</pubDate></item>"
        for name in ("silent", "says", "moved")
    )
    serve(
        server,
        {
            "/feed": ("200 OK", {}, f'<rss version="2.0"><channel>{feed}</channel></rss>'.encode()),
            "/silent": page(),
            "/says": ("200 OK", {}, f"{head}<body><p>Other words.</p></body></html>".encode()),
            "/moved": ("301 Moved Permanently", {"Location": "/there"}, b""),
            "/there": ("200 OK", {}, b"<html><body><p>Moved words.</p></body></html>"),
        },
    )
    config, db = tmp_path / "crawl.toml", tmp_path / "prov.db"
    configuration.write(config, allow="127.0.0.2/32", site=f'feeds = ["{server.url}/feed"]')
    run(db, config, BEGIN)
    claims = dict(ask(db, "SELECT uri, published_at FROM v_source"))
    origins = dict(ask(db, "SELECT url, announced_on FROM v_frontier WHERE announced_at IS NOT NULL"))
    fed = "2026-03-01T05:00:00Z"
    assert claims == {
        f"{server.url}/silent": fed,
        f"{server.url}/says": "2026-02-01T00:00:00Z",
        f"{server.url}/there": fed,
    }
    listed = {f"{server.url}/{name}": f"{server.url}/feed" for name in ("silent", "says", "moved")}
    assert origins == {**listed, f"{server.url}/there": f"{server.url}/moved"}


STATUS = "SELECT status FROM v_source WHERE uri LIKE '%/a'"
TEXT: Page = ("200 OK", {}, b"<html><body><p>Words that came and went.</p></body></html>")


def test_pages_that_are_gone_are_marked_not_erased(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """410 is believed at once; the text stays, the page is asked for rarely, and is there again when it is back."""
    db = tmp_path / "prov.db"
    serve(server, {"/": page("<a href=/a>a</a>"), "/a": TEXT})
    crawl(0)
    assert ask(db, STATUS) == [("present",)]
    day = 86_400
    serve(server, {"/": page(), "/a": ("410 Gone", {}, b"")})
    crawl(2 * day)
    assert (ask(db, STATUS), ask(db, "SELECT count(*) FROM v_document")) == ([("gone",)], [(3,)])
    assert ask(db, "SELECT json_extract(object, '$.uri') FROM v_event WHERE action = 'mark-gone'") == [
        (f"http://127.0.0.2:{server.port}/a",)
    ]
    asked(server)
    for later in (3, 10, 60):
        crawl(later * day)
    assert "/a" not in asked(server)
    serve(server, {"/": page(), "/a": TEXT})
    crawl(120 * day)
    assert "/a" in asked(server)
    assert ask(db, STATUS) == [("present",)]


def test_not_found_is_believed_the_third_time_in_a_row(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """Servers say it by mistake, so a page that is found again in between was never gone."""
    db = tmp_path / "prov.db"
    steps = [TEXT, NO_ROBOTS, NO_ROBOTS, TEXT, NO_ROBOTS, ("500 Oops", {}, b""), NO_ROBOTS, NO_ROBOTS]
    found = []
    for day, answer in enumerate(steps):
        serve(server, {"/": page("<a href=/a>a</a>"), "/a": answer})
        crawl(day * 2 * 86_400)
        found += ask(db, STATUS)
    assert [status for (status,) in found] == ["present"] * 7 + ["gone"]
    statuses = [status for (status,) in ask(db, "SELECT status FROM v_fetch WHERE url LIKE '%/a' ORDER BY fetch_id")]
    assert statuses == [200, 404, 404, 200, 404, 500, 404, 404]


NO_INDEX = '<meta name="robots" content="noindex">'


@pytest.fixture
def asking(server: Server) -> None:
    """A site with pages that ask something of robots."""
    links = "".join(f"<a href=/{name}>x</a>" for name in ("meta", "header", "other", "nofollow", "plain"))
    text = "<html><head>{}</head><body><p>Words of {}.</p>{}</body></html>"
    serve(
        server,
        {
            "/": page(links),
            "/meta": ("200 OK", {}, text.format(NO_INDEX, "meta", "<a href=/from-meta>x</a>").encode()),
            "/header": ("200 OK", {"X-Robots-Tag": "none", "ETag": "h"}, text.format("", "header", "").encode()),
            "/other": ("200 OK", {"X-Robots-Tag": "otherbot: noindex"}, text.format("", "other", "").encode()),
            "/nofollow": page('<meta name="robots" content="nofollow"><a href=/never>x</a>'),
            "/plain": ("200 OK", {}, text.format("", "plain", "").encode()),
            "/from-meta": ("404 Not Found", {}, b""),
        },
    )


def indexed(db: Path) -> set[str]:
    """The paths whose texts are indexed."""
    return {uri.rpartition("/")[2] for (uri,) in ask(db, "SELECT uri FROM v_source")}


@pytest.mark.usefixtures("asking")
def test_what_asks_not_to_be_indexed_is_archived_only(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """Such pages are fetched, kept as evidence and counted; links of those that ask for it are not followed."""
    db = tmp_path / "prov.db"
    config = tmp_path / "crawl.toml"
    config.write_text(config.read_text().replace("depth = 1", "depth = 2"))
    report = crawl(0)
    assert (report.withheld, report.added) == (2, 4)
    assert indexed(db) == {"", "other", "nofollow", "plain"}
    rows = ask(db, "SELECT url, withheld, archive IS NULL, next_step FROM v_fetch WHERE withheld IS NOT NULL")
    assert {(url.rpartition("/")[2], *more) for url, *more in rows} == {
        ("meta", "page", 0, None),
        ("header", "header", 0, None),
    }
    paths = asked(server)
    assert ("/from-meta" in paths, "/never" in paths) == (True, False)


@pytest.mark.usefixtures("asking")
def test_a_site_can_be_read_whatever_it_asks(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """What was left out is indexed from the archive as soon as the configuration says so, and links are followed."""
    crawl(0)
    asked(server)
    config = tmp_path / "crawl.toml"
    config.write_text(config.read_text().replace("depth = 1", "depth = 2\nrobots_tags = false"))
    assert crawl(60).withheld == 0
    assert asked(server) == []
    assert {"meta", "header"} <= indexed(tmp_path / "prov.db")
    assert ask(tmp_path / "prov.db", "SELECT count(*) FROM v_fetch WHERE withheld IS NOT NULL") == [(0,)]


@pytest.mark.usefixtures("asking")
def test_a_header_that_is_lifted_lets_the_text_in(server: Server, crawl: Crawl, tmp_path: Path) -> None:
    """The page is asked for without conditions, so that the answer tells, and indexed though its body is the same."""
    crawl(0)
    answer = server.answer

    def lifted(path: str, headers: dict[str, str], wire: Any) -> None:  # noqa: ANN401 - a socket
        if path == "/header":
            reply(wire, b"<html><head></head><body><p>Words of header.</p></body></html>", headers={"ETag": "h"})
        else:
            answer(path, headers, wire)

    server.answer = lifted
    server.requests.clear()
    crawl(2 * 86_400)
    assert [headers.get("if-none-match") for _, path, headers in server.requests if path == "/header"] == [None]
    assert "header" in indexed(tmp_path / "prov.db")
    server.requests.clear()
    crawl(5 * 86_400)
    assert [headers.get("if-none-match") for _, path, headers in server.requests if path == "/header"] == ["h"]


def test_a_loop_of_redirects_ends(server: Server, crawl: Crawl) -> None:
    """Redirects that lead on and on are followed ten times."""
    hops = {f"/{n}": ("302 Found", {"Location": f"/{n + 1}"}, b"") for n in range(50)}
    serve(server, {"/": ("301 Moved Permanently", {"Location": "/0"}, b""), **hops})
    crawl(0)
    assert asked(server) == ["/robots.txt", "/", *(f"/{n}" for n in range(10))]
