"""A site whose every third answer is broken in another way: nothing good is lost, everything bad is named."""

import contextlib
import gzip
import json
import socket
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from provenance.crawl.report import Report
from tests.conftest import Prov
from tests.corpus import prose
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Server, reply
from tests.crawl.world import BEGIN

Act = Callable[[socket.socket], None]

PAGE = b"<html><body><p>%s</p></body></html>"
URLS = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'
LONG = 40_000
MOST_BODY = "32KiB"


def raw(data: bytes) -> Act:
    """Sends this and hangs up."""

    def act(wire: socket.socket) -> None:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_RDWR)

    return act


def head(*lines: str, status: str = "200 OK", body: bytes = b"<html>x") -> Act:
    """Answers with these lines of a head, whatever they are."""
    return raw("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body)


def body(content: bytes, media: str = "text/html", status: str = "200 OK", **headers: str) -> Act:
    """Answers properly with this body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda wire: reply(wire, content, status, {"Content-Type": media, **named})


def coded(content: bytes, coding: str) -> Act:
    """Answers with a body that is said to be in a content coding."""
    return body(content, Content_Encoding=coding)


HTML = PAGE % (b"words of a page that nobody will ever read " * 9)
DIGITS = "9" * 400

#: What is wrong with a page, and what is said of it; all of these are bad.
BAD_PAGES: dict[str, tuple[Act, str]] = {
    "nothing": (raw(b""), "does not answer in HTTP"),
    "other-protocol": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not answer in HTTP"),
    "status-words": (raw(b"HTTP/1.1 twohundred OK\r\n\r\nx"), "does not answer in HTTP"),
    "status-digits": (raw(f"HTTP/1.1 {DIGITS} OK\r\n\r\nx".encode()), "does not answer in HTTP"),
    "status-small": (raw(b"HTTP/1.1 007 OK\r\n\r\nx"), "does not answer in HTTP"),
    "head-long": (raw(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000 + b"\r\n\r\nx"), "does not answer in HTTP"),
    "head-many": (head(*["A: b"] * 300), "does not answer in HTTP"),
    "length-more": (head("Content-Type: text/html", "Content-Length: 500"), "ended before the body did"),
    "length-digits": (head("Content-Type: text/html", f"Content-Length: {DIGITS}"), "ended before the body did"),
    "length-two": (head("Content-Length: 3", "Content-Length: 400"), ""),
    "chunk-bad": (head("Transfer-Encoding: chunked", body=b"zz\r\nx"), "ended before the body did"),
    "chunk-huge": (head("Transfer-Encoding: chunked", body=b"f" * 400 + b"\r\nx"), ""),
    "chunk-negative": (head("Transfer-Encoding: chunked", body=b"-5\r\nx"), ""),
    "chunk-cut": (head("Transfer-Encoding: chunked", body=b"20\r\nx"), "ended before the body did"),
    "chunk-endless": (head("Transfer-Encoding: chunked", body=b"1\r\nx\r\n" * 50_000), "longer than the limit"),
    "too-long": (body(b"x" * LONG), "longer than the limit"),
    "gzip-rubbish": (coded(bytes(range(256)) * 9, "gzip"), "is not what its coding says"),
    "gzip-cut": (coded(gzip.compress(HTML)[:-20], "gzip"), "ends too early"),
    "gzip-damaged": (coded(gzip.compress(HTML, 0)[:-30] + b"\0" * 30, "gzip"), "is not what its coding says"),
    "gzip-bomb": (coded(gzip.compress(bytes(9 << 20)), "gzip"), "longer than"),
    "deflate-cut": (coded(zlib.compress(HTML)[:-9], "deflate"), ""),
    "brotli-cut": (coded(brotli.compress(HTML)[:-4], "br"), ""),
    "zstd-rubbish": (coded(bytes(range(256)) * 9, "zstd"), ""),
    "coding-unknown": (coded(bytes(range(256)) * 9, "aes128gcm"), "is not undone"),
    "coding-layers": (coded(HTML, "gzip, " * 9 + "br"), "on top of each other"),
    "partial": (body(HTML, status="206 Partial Content"), "a part of the body"),
    "unasked-304": (body(b"", status="304 Not Modified"), "304"),
    "redirect-without": (body(b"", status="302 Found"), "a redirect to ''"),
    "redirect-itself": (body(b"", status="302 Found", Location="?"), "a redirect to"),
    "redirect-scheme": (body(b"", status="302 Found", Location="gopher://a/"), "a redirect to"),
    "redirect-port": (body(b"", status="301 Moved", Location="http://a:99999999/"), "a redirect to"),
    "redirect-host": (body(b"", status="307 Moved", Location="http://[::1/"), "a redirect to"),
    "error": (body(b"oops", status="500 Oops"), "the server answers 500 Oops"),
    "teapot": (body(b"no", status="418 I'm a teapot"), "418"),
    "forbidden": (body(b"no", status="403 Forbidden"), "403"),
    "pdf-that-is-none": (body(b"%PDF-1.7\n" + bytes(range(256)), "application/pdf"), ""),
    "zip-cut": (
        body(b"PK\3\4" + b"\0" * 99, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "",
    ),
}
#: What gives no text though nothing is wrong with it, and what is said of it.
SILENT_PAGES: dict[str, tuple[Act, str]] = {
    "empty": (body(b""), "no text"),
    "head-cut": (raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), "no type"),
    "blank": (body(b"<html><body> </body></html>"), "no text"),
    "image": (body(b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png"), "'image/png'"),
    "no-index": (body(HTML, X_Robots_Tag="noindex"), "asks that it be not indexed"),
    "no-index-page": (body(b'<html><meta name="robots" content="noindex">' + HTML), "asks not to be indexed"),
}
#: Heads that are odd and cost nothing: what they say is passed over, and the page is read.
ODD_HEADS: dict[str, list[str]] = {
    "dates": ["Date: 99 Foo 99999", "Last-Modified: never", "Expires: -1", f"Age: {DIGITS}"],
    "numbers": [f"Cache-Control: max-age={DIGITS}", f"Retry-After: {DIGITS}", f"Crawl-delay: {DIGITS}"],
    "bytes": ["ETag: \xff\xfe\x01", "X-\xe9: \xe9", "Server: \x00"],
    "no-colon": ["this is no header"],
    "robots": ["X-Robots-Tag: unavailable_after: " + "9" * 5_000, "X-Robots-Tag: ,,,:"],
}


def listed(server: Server, *names: str) -> str:
    """The entries of a sitemap for these paths."""
    return "".join(f"<url><loc>{server.url}/{name}</loc></url>" for name in names)


class Site:
    """A site of good pages and bad answers, on ``server``.

    Attributes:
        good: Paths of the pages that must be indexed.
        bad: Paths of the answers that must be named, and a part of what is said of each.
        silent: Likewise of those that give nothing.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.acts: dict[str, Act] = {}
        self.good: set[str] = set()
        self.bad: dict[str, str] = {}
        self.silent: dict[str, str] = {}
        self.sitemaps: list[str] = []
        self.feeds: list[str] = []
        server.answer = self._answer
        self._pages()
        self._listings()

    def page(self) -> str:
        """The path of one more good page."""
        path = f"good/{len(self.good)}"
        self.good.add(path)
        text = prose(9_000 + len(self.good), 60).encode()
        self.acts[path] = body(PAGE % text)
        return path

    def config(self, path: Path) -> Path:
        """A configuration that crawls it."""
        maps = [f"{self.server.url}/{name}" for name in ["front.xml", *self.sitemaps]]
        feeds = [f"{self.server.url}/{name}" for name in self.feeds]
        site = f"sitemaps = {json.dumps(maps)}\nfeeds = {json.dumps(feeds)}"
        network = f'timeout = "1s"\nmax_body = "{MOST_BODY}"'
        return configuration.write(path, allow="127.0.0.0/8", site=site, network=network, crawl="delay = 0.0")

    def _answer(self, path: str, _headers: dict[str, str], wire: socket.socket) -> None:
        act = self.acts.get(path[1:])
        if act is None:
            reply(wire, b"", "404 Not Found")
        else:
            act(wire)

    def _pages(self) -> None:
        """A sitemap in which every third page is broken in another way."""
        names: list[str] = []
        for acts, said in ((BAD_PAGES, self.bad), (SILENT_PAGES, self.silent)):
            for name, (act, reason) in acts.items():
                self.acts[name], said[name] = act, reason
                # Good ones between them: a host that fails three times in a row is left alone.
                names += [self.page(), self.page(), name]
        for number, (name, lines) in enumerate(ODD_HEADS.items()):
            path = f"odd/{name}"
            self.good.add(path)
            content = PAGE % prose(8_000 + number, 60).encode()
            length = f"Content-Length: {len(content)}"
            self.acts[path] = head(*lines, "Content-Type: text/html", length, body=content)
            names.append(path)
        self.acts["front.xml"] = body(URLS.replace("%s", listed(self.server, *names)).encode(), "text/xml")

    def _listings(self) -> None:
        """Sitemaps and feeds that are broken: those that can be read lead to a good page each."""
        for name, make in READABLE.items():
            self.sitemaps.append(f"maps/{name}")
            self.acts[f"maps/{name}"] = make(URLS.replace("%s", listed(self.server, self.page())))
        for name, (make, reason) in DAMAGED.items():
            self.sitemaps.append(f"maps/{name}")
            entries = listed(self.server, self.page(), self.page())
            self.acts[f"maps/{name}"] = make(URLS.replace("%s", entries + "<!-- more -->" * 200))
            self.bad[f"maps/{name}"] = reason
        for name, (act, reason) in USELESS.items():
            for kind, wanted in (("maps", self.sitemaps), ("feeds", self.feeds)):
                wanted.append(f"{kind}/{name}")
                self.acts[f"{kind}/{name}"], self.bad[f"{kind}/{name}"] = act, reason


READABLE: dict[str, Callable[[str], Act]] = {
    "gb2312": lambda text: body(f'<?xml version="1.0" encoding="gb2312"?>{text}'.encode(), "text/xml"),
    "shift-jis": lambda text: body(f'<?xml version="1.0" encoding="Shift_JIS"?>{text}'.encode(), "text/xml"),
    "utf-16": lambda text: body(f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16"), "text/xml"),
    "utf-16-bare": lambda text: body(f'<?xml version="1.0"?>{text}'.encode("utf-16-le"), "text/xml"),
    "utf-7": lambda text: body(f'<?xml version="1.0" encoding="utf-7"?>{text}'.encode(), "text/xml"),
    "newline": lambda text: body(f'\n<?xml version="1.0"?>{text}'.encode(), "text/xml"),
    "doctype": lambda text: body(f"<!DOCTYPE urlset>{text}".encode(), "text/xml"),
    "bomb": lambda text: body(
        f'<!DOCTYPE a [<!ENTITY a "{"b" * 99}"><!ENTITY c "&a;&a;">]>{text}'.encode(), "text/xml"
    ),
    "ampersand": lambda text: body(text.replace("<url>", "<url><x>a & b</x>").encode(), "text/xml"),
    "controls": lambda text: body(text.replace("<url>", "<url>\x01\x00").encode(), "text/xml"),
    "no-namespace": lambda text: body(text.replace("xmlns", "x").encode(), "application/json"),
    "as-html": lambda text: body(text.encode(), "text/html"),
    "coding-none": lambda text: coded(text.encode(), "gzip"),
    "coding-odd": lambda text: coded(text.encode(), "utf-8"),
    "gz": lambda text: body(gzip.compress(text.encode()), "application/gzip"),
}
DAMAGED: dict[str, tuple[Callable[[str], Act], str]] = {
    "cut": (lambda text: body(text.removesuffix("</urlset>").encode(), "text/xml"), "before <urlset> is closed"),
    "gz-cut": (lambda text: body(gzip.compress(text.encode(), 0)[:-30], "text/xml"), "breaks off"),
    "coding-cut": (lambda text: coded(gzip.compress(text.encode(), 0)[:-30], "gzip"), "ends too early"),
    "body-cut": (lambda text: head("Content-Length: 90000", body=text.encode()), "ended before the body did"),
    "too-long": (lambda text: body((text + " " * LONG).encode()), "longer than the limit"),
}
USELESS: dict[str, tuple[Act, str]] = {
    "page": (body(b"<!doctype html><html><body>Not here"), "a page in HTML"),
    "no-xml": (body(b"Service unavailable", "text/plain"), ""),
    "binary": (body(bytes(range(256)) * 9, "application/xml"), ""),
    "blank": (body(b" \n", "application/xml"), "it is empty"),
    "foreign": (body(b"<error><code>1</code></error>", "application/xml"), "begins with <error>"),
    "bad-json": (body(b'{"items": 5}', "application/json"), ""),
}


@pytest.fixture
def site(server: Server) -> Site:
    """The site."""
    return Site(server)


def ask(db: Path, question: str, *values: object) -> list[tuple[str, ...]]:
    """What the store at ``db`` answers to a question in SQL."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return connection.execute(question, values).fetchall()


def check(site: Site, db: Path, report: Report) -> None:
    """Every good page is indexed, and every other answer is named with its reason, in the report and in the store."""
    root = f"{site.server.url}/"
    assert {
        uri.removeprefix(root) for (uri,) in ask(db, "SELECT uri FROM v_source WHERE status = 'present'")
    } == site.good
    named = {one.uri.removeprefix(root): one.reason for one in (*report.failures, *report.unread)}
    silent = {one.uri.removeprefix(root): one.reason for one in report.silent}
    for expected, found in ((site.bad, named), (site.silent, silent)):
        assert set(found) == set(expected)
        assert {name: found[name] for name, reason in expected.items() if reason not in found[name]} == {}
    rows = ask(db, "SELECT url, reason FROM v_fetch WHERE run_id = ? AND is_bad", report.run_id)
    assert {url.removeprefix(root): reason for url, reason in rows} == named
    assert ask(db, "SELECT url FROM v_fetch WHERE next_step IS NOT NULL") == []


def asked(server: Server) -> Counter[str]:
    """How often each path was asked for since the last time."""
    found = Counter(path[1:] for _, path, _ in server.requests)
    server.requests.clear()
    return found


def test_nothing_a_server_sends_costs_anything_else(site: Site, tmp_path: Path) -> None:
    """Of a site whose every third answer is bad every good page is indexed in the first cycle, and so in the second."""
    assert len(site.bad) + len(site.silent) + len(READABLE) > 60
    db, config = tmp_path / "prov.db", site.config(tmp_path / "crawl.toml")
    check(site, db, run(db, config, BEGIN))
    once = asked(site.server)
    # A connection that was kept may have been closed while it was idle, so a request that gets no answer is sent again.
    assert {path for path, times in once.items() if times > 1} <= site.bad.keys()
    assert max(once.values()) <= 2
    again = run(db, config, BEGIN.replace(day=BEGIN.day + 8))
    check(site, db, again)
    assert set(asked(site.server)) == set(once)
    assert again.added == again.changed == 0


def test_bad_answers_are_an_exit_code(site: Site, prov: Prov, tmp_path: Path) -> None:
    """The command ends with 3 and names every bad answer; the rest of the site is read as if it were alone."""
    done = prov("crawl", site.config(tmp_path / "crawl.toml"), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 3
    assert len(said["failures"]) + len(said["unread"]) == len(site.bad)
    assert len(said["silent"]) == len(site.silent)
    lines = done.stderr.splitlines()
    assert {name for name in site.bad if not any(f"/{name}: " in line for line in lines)} == set()
    assert f"{len(site.bad):,} bad answers" in lines[-1] or not lines[-1].startswith("run")
