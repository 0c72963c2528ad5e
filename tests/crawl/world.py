"""A small web of our own making: news, copies of it, spun copies, and servers that misbehave; it changes over time.

Every site has an address of its own on loopback. What a path holds is a function of the cycle the world is in, so that
two crawls of the same world can be compared.
"""

import contextlib
import dataclasses
import datetime as dt
import email.utils
import functools
import gzip
import hashlib
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

from provenance.crawl.clock import Clock
from tests.corpus import prose, reworded
from tests.crawl.servers import Server, reply

NEWS, COPIES, SPUN, JSONS, HOSTILE, CLOSED, LISTED = (f"127.0.1.{number}" for number in range(1, 8))
BEGIN = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
#: When the cycles begin: an hour apart, then days, so that some pages are due again and others are not.
CYCLES = tuple(BEGIN + dt.timedelta(hours=hours) for hours in (0, 1, 30, 31, 90))
MOST_BODY = 64 << 10
#: When the feed of the news site says that its articles were published.
PUBLISHED = BEGIN - dt.timedelta(hours=3)
EDITED = 3  # every third article is edited in the third cycle

Answer = tuple[str, dict[str, str], bytes]


class FakeClock:
    """A clock that lets time pass without waiting for it."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at

    def now(self) -> dt.datetime:
        """A little later each time, so that moments differ."""
        self._at += dt.timedelta(milliseconds=1)
        return self._at

    def sleep(self, seconds: float) -> None:
        """Time has passed."""
        self._at += dt.timedelta(seconds=seconds)


_: Clock = FakeClock(BEGIN)  # the type checker sees that it is one


@dataclasses.dataclass
class World:
    """The sites, at the cycle they are in.

    Attributes:
        articles: Articles that the news site has in the last cycle.
        cycle: From 0 on.
        server: What serves them.
        refused: Requests for what robots.txt forbids.
    """

    articles: int
    cycle: int = 0
    refused: list[str] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to serve."""
        self.server = Server(self._answer, "0.0.0.0")  # noqa: S104 - loopback addresses are many

    @property
    def published(self) -> int:
        """Articles that the news site has now."""
        return self.articles * (self.cycle + 4) // 8

    def url(self, host: str, path: str = "/") -> str:
        """The URL of a path."""
        return f"http://{host}:{self.server.port}{path}"

    def text(self, number: int) -> str:
        """The text of an article as it is now."""
        text = _article(number)
        edited = self.cycle >= 2 and number % EDITED == 0
        return text.replace(". ", ". A correction was made here on the following day. ", 1) if edited else text

    def pairs(self) -> set[frozenset[str]]:
        """The URLs of every article and of what was made of it."""
        made = [(COPIES, "/copy/"), (SPUN, "/spun/"), (JSONS, "/item/"), (LISTED, "/page/")]
        return {
            frozenset(
                (self.url(NEWS, f"/article/{number}"), self.url(made[number % 4][0], f"{made[number % 4][1]}{number}"))
            )
            for number in range(self.published)
        }

    def config(self, path: Path) -> Path:
        """The configuration that crawls it, written to ``path``."""
        (path.parent / "urls.txt").write_text(
            "# pages\n" + "\n".join(self.url(LISTED, f"/page/{n}") for n in range(3, self.published, 4)), "utf-8"
        )
        path.write_text(
            f"""
            [crawl]
            agent = "worldbot/1.0 (+https://example.org/bot)"
            connections = 6
            [network]
            allow = ["127.0.1.0/24"]
            timeout = "1s"
            max_body = "{MOST_BODY // 1024}KiB"
            [[site]]
            name = "news"
            feeds = ["{self.url(NEWS, "/feed.xml")}"]
            pages = ["{self.url(NEWS)}"]
            depth = 2
            [[site]]
            name = "copies"
            feeds = ["{self.url(COPIES, "/atom")}"]
            [[site]]
            name = "spun"
            sitemaps = ["{self.url(SPUN, "/sitemap-index.xml")}"]
            [[site]]
            name = "json"
            feeds = ["{self.url(JSONS, "/feed.json")}"]
            [[site]]
            name = "hostile"
            pages = ["{self.url(HOSTILE)}"]
            depth = 1
            [[site]]
            name = "closed"
            pages = ["{self.url(CLOSED)}"]
            depth = 3
            [[site]]
            name = "listed"
            url_files = ["urls.txt"]
            """,
            "utf-8",
        )
        return path

    def _answer(self, path: str, headers: dict[str, str], wire: socket.socket) -> None:
        host = headers["host"].rpartition(":")[0]
        if path == "/robots.txt":
            self._robots(host, wire)
            return
        if path.startswith("/private") or host == CLOSED:
            self.refused.append(f"{host}{path}")
        if host == HOSTILE and (act := _HOSTILE.get(path)):
            act(wire)
            return
        status, given, body = self._page(host, path)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == "200 OK" and tag == headers.get("if-none-match"):
            reply(wire, b"", "304 Not Modified", ETag=tag)
            return
        reply(wire, body, status, {**({"ETag": tag} if status == "200 OK" else {}), **given})

    def _robots(self, host: str, wire: socket.socket) -> None:
        if host == JSONS and self.cycle == 2:
            reply(wire, b"", "503 Service Unavailable")
        elif host == CLOSED:
            reply(wire, b"User-agent: worldbot\nDisallow: /\n", headers={"Content-Type": "text/plain"})
        elif host == SPUN:
            reply(wire, b"no", "404 Not Found")
        else:
            reply(wire, b"User-agent: *\nDisallow: /private\nCrawl-delay: 2\n", headers={"Content-Type": "text/plain"})

    def _page(self, host: str, path: str) -> Answer:
        first, _, rest = path[1:].partition("/")
        number = int(rest) if rest.isdecimal() else -1
        found = _PAGES.get((host, first))
        if found is None or (rest and not 0 <= number < self.published):
            return "404 Not Found", {}, b"no such page"
        return found(self, number)

    def _front(self, _: int) -> Answer:
        linked = [f"/article/{n}" for n in range(self.published)]
        linked += [
            "/private/drafts",
            "/old/1",
            "/loop/1",
            "/print/2",
            "/missing",
            "/quiet/0",
            "/withdrawn/0",
            "https://elsewhere.invalid/",
            "/logo.png",
        ]
        return _html("Front", "".join(f'<li><a href="{link}">{link}</a>' for link in linked), prose(7_000_001, 80))

    def _article(self, number: int) -> Answer:
        more = f'<a href="/article/{number + 1}">next</a> <a href="/private/{number}">draft</a> <a href="#top">top</a>'
        status, given, body = _html(f"Article {number}", more, self.text(number))
        changed = CYCLES[2 if self.cycle >= 2 and number % EDITED == 0 else 0]
        return status, {**given, "Last-Modified": email.utils.format_datetime(changed, usegmt=True)}, body

    def _quiet(self, number: int) -> Answer:
        status, given, body = _html("Quiet", "", f"For readers, not for robots. {self.text(number)}")
        return status, {**given, "X-Robots-Tag": "noindex"}, body

    def _withdrawn(self, _: int) -> Answer:
        """An article that is taken back after a day."""
        return _html("Withdrawn", "", prose(7_000_003, 90)) if self.cycle < 2 else ("410 Gone", {}, b"")

    def _print(self, number: int) -> Answer:
        return _html("Print", "", self.text(number), head=f'<link rel="canonical" href="/article/{number}">')

    def _old(self, number: int) -> Answer:
        return "301 Moved Permanently", {"Location": f"/article/{number}"}, b"moved"

    def _loop(self, number: int) -> Answer:
        return "302 Found", {"Location": f"/loop/{1 - number}"}, b""

    def _rss(self, _: int) -> Answer:
        items = "".join(
            f"<item><title>Article {n}</title><link>{self.url(NEWS, f'/article/{n}')}</link>"
            f"<pubDate>{email.utils.format_datetime(PUBLISHED, usegmt=True)}</pubDate></item>"
            for n in range(max(0, self.published - 20), self.published)
        )
        return _xml(f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>')

    def _copy(self, number: int) -> Answer:
        status, given, body = _html("Copy", "", f"Seen elsewhere today. {_article(number)}")
        return status, {**given, "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)

    def _atom(self, _: int) -> Answer:
        entries = "".join(
            f'<entry><title>{n}</title><link href="/copy/{n}"/><id>urn:{n}</id></entry>' for n in self._made(0)
        )
        return _xml(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title>{entries}</feed>')

    def _spun(self, number: int) -> Answer:
        return _html("Spun", "", reworded(_article(number), number))

    def _sitemaps(self, _: int) -> Answer:
        return _xml(_sitemap("sitemapindex", "sitemap", [self.url(SPUN, "/news.xml.gz")]))

    def _news_sitemap(self, _: int) -> Answer:
        status, given, body = _xml(_sitemap("urlset", "url", [self.url(SPUN, f"/spun/{n}") for n in self._made(1)]))
        return status, given, gzip.compress(body, mtime=0)

    def _json_feed(self, _: int) -> Answer:
        if self.cycle == 1:
            return "429 Too Many Requests", {"Retry-After": "7200"}, b"slow down"
        items = [{"id": str(n), "url": f"/item/{n}"} for n in self._made(2)]
        return (
            "200 OK",
            {"Content-Type": "application/feed+json"},
            json.dumps({"version": "1", "items": items}).encode(),
        )

    def _item(self, number: int) -> Answer:
        status, given, _ = _html("", "", "")
        text = f"{prose(number + 500_000, 60)} {_article(number)}"
        body = f"<html><head><title>Caf\u00e9</title></head><body><p>{text}</p></body></html>".encode("latin-1")
        return status, {**given, "Content-Type": "text/html; charset=iso-8859-1"}, body

    def _listed(self, number: int) -> Answer:
        return "200 OK", {"Content-Type": "text/plain; charset=utf-8"}, _article(number).encode()

    def _entrance(self, _: int) -> Answer:
        linked = [
            *_HOSTILE,
            "/\udcff\udcfe",
            "//127.0.1.1:1/",
            "http://127.0.1.5:99999/",
            "ftp://127.0.1.5/",
            "/private/x",
        ]
        linked = [link.encode("utf-8", "replace").decode() for link in linked]
        return _html("Door", "".join(f"<a href='{link}'>x</a>" for link in linked), prose(7_000_002, 60))

    def _made(self, turn: int) -> range:
        return range(turn, self.published, 4)


@functools.cache
def _article(number: int) -> str:
    """An article as it was first published."""
    return prose(number + 1, 140)


def _html(title: str, links: str, text: str, head: str = "") -> Answer:
    page = f"""<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><nav>{links}</nav>
    <article><h1>{title}</h1><p>{text}</p></article></body></html>"""
    return "200 OK", {"Content-Type": "text/html; charset=utf-8"}, page.encode()


def _xml(text: str) -> Answer:
    return "200 OK", {"Content-Type": "application/xml"}, f'<?xml version="1.0"?>{text}'.encode()


def _sitemap(outer: str, inner: str, urls: list[str]) -> str:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    news = "<news:news><news:title>t</news:title></news:news>"
    return f"<{outer} {space}>" + "".join(f"<{inner}><loc>{u}</loc>{news}</{inner}>" for u in urls) + f"</{outer}>"


def _raw(data: bytes) -> Callable[[socket.socket], None]:
    def act(wire: socket.socket) -> None:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_RDWR)

    return act


def _endless(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            wire.sendall(b"<p>more</p>" * 1_000)


def _slow(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            time.sleep(0.05)
            wire.sendall(b"z")


def _proper(body: bytes, media: str = "text/html", **headers: str) -> Callable[[socket.socket], None]:
    return lambda wire: reply(wire, body, headers={"Content-Type": media, **headers})


_HOSTILE: dict[str, Callable[[socket.socket], None]] = {
    "/endless": _endless,
    "/slow": _slow,
    "/short": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort"),
    "/long": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nlonger than said"),
    "/chunks": _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "/junk": _raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/nothing": _raw(b""),
    "/headers": _raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n"),
    "/inject": _raw(b"HTTP/1.1 200 OK\r\nETag: a\r\n\tWARC/1.1\r\nContent-Length: 2\r\n\r\nok"),
    "/error": lambda wire: reply(wire, b"oops", "500 Internal Server Error"),
    "/forbidden": lambda wire: reply(wire, b"no", "403 Forbidden"),
    "/bomb": _proper(gzip.compress(bytes(20 << 20)), **{"Content-Encoding": "gzip"}),
    "/notgzip": _proper(b"plain", **{"Content-Encoding": "gzip"}),
    "/binary": _proper(bytes(range(256)) * 40, "application/octet-stream"),
    "/nested": _proper(b"<html>" + b"<div>" * 300 + b"deep" + b"</div>" * 300),
    "/entities": _proper(b'<!DOCTYPE x [<!ENTITY a "b">]><html><p>&a;&#0;&#x110000;</html>'),
    "/cp1252": _proper(b"<html><p>caf\xe9 \x93quoted\x94 \xff\xfe</p></html>", "text/html"),
    "/utf16": _proper("<html><p>sixteen bits of text</p></html>".encode("utf-16"), "text/html"),
    "/redirect-away": lambda wire: reply(wire, b"", "302 Found", Location="http://169.254.169.254/latest/"),
    "/redirect-nowhere": lambda wire: reply(wire, b"", "302 Found", Location="gopher://127.0.1.5/"),
    "/redirect-private": lambda wire: reply(wire, b"", "302 Found", Location="/private/secret"),
}

_PAGES: dict[tuple[str, str], Callable[[World, int], Answer]] = {
    (NEWS, ""): World._front,
    (NEWS, "article"): World._article,
    (NEWS, "print"): World._print,
    (NEWS, "quiet"): World._quiet,
    (NEWS, "withdrawn"): World._withdrawn,
    (NEWS, "old"): World._old,
    (NEWS, "loop"): World._loop,
    (NEWS, "feed.xml"): World._rss,
    (COPIES, "copy"): World._copy,
    (COPIES, "atom"): World._atom,
    (SPUN, "spun"): World._spun,
    (SPUN, "sitemap-index.xml"): World._sitemaps,
    (SPUN, "news.xml.gz"): World._news_sitemap,
    (JSONS, "feed.json"): World._json_feed,
    (JSONS, "item"): World._item,
    (LISTED, "page"): World._listed,
    (HOSTILE, ""): World._entrance,
}
