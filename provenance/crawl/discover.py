"""What a fetched feed, sitemap, list or page says about other URLs."""

import calendar
import contextlib
import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

from provenance.crawl.links import links
from provenance.crawl.urls import UrlRefused, normal
from provenance.model import utc_time
from provenance.readers import coding
from provenance.store.frontier import Kind

#: URLs that are taken from one feed, sitemap or list; the protocol of sitemaps allows as many (sitemaps.org).
MOST_URLS = 50_000
#: Depth of elements in a sitemap; real ones have four.
_DEEPEST = 32

_GZIP_MAGIC = b"\x1f\x8b"
#: Endings of what holds no text.
_NO_TEXT = re.compile(
    r"\.(?:avif|bmp|css|eot|flac|gif|ico|jpe?g|js|m4[av]|mjs|mov|mp[34g]|ogg|ogv|otf|png|svg|tiff?|ttf|wasm|wav|web[mp]|"
    r"woff2?)$",
    re.IGNORECASE,
)


class Lead(NamedTuple):
    """A URL that something leads to.

    Attributes:
        published_at: When what is there was published, as the feed or sitemap says; UTC, RFC 3339.
    """

    kind: Kind
    url: str
    published_at: str | None = None


@dataclasses.dataclass(frozen=True)
class Discovery:
    """What was found in one answer.

    Attributes:
        urls: Where it leads, each in its one spelling, once, in order.
        canonical: The proper address of a page, if it names another one.
        asks: What a page asks of robots, such as ``noindex``.
    """

    urls: tuple[Lead, ...] = ()
    canonical: str | None = None
    asks: frozenset[str] = frozenset()


def discover(kind: Kind, url: str, content: bytes, content_type: str, limit: int, agent: str = "robots") -> Discovery:
    """What ``content``, fetched from ``url``, says about other URLs. What it cannot be read as says nothing.

    Args:
        kind: What was expected.
        url: Where it was.
        content: The body, its content coding undone.
        content_type: What the server called it.
        limit: Bytes that a compressed sitemap may have.
        agent: The name by which pages may address us.
    """
    if kind is Kind.PAGE:
        return _page(url, content, content_type, agent)
    return Discovery(tuple(_distinct(url, _READ[kind](content, limit))))


def _page(url: str, content: bytes, content_type: str, agent: str) -> Discovery:
    if "html" not in content_type.lower() and b"<html" not in content[:1_024].lower():
        return Discovery()
    found = links(content.decode("latin-1" if _is_latin(content_type) else "utf-8", errors="replace"), agent)
    base = _spelled(found.base, url) or url
    canonical = _spelled(found.canonical, base)
    targets = (Lead(Kind.PAGE, target) for target in found.targets if not target.startswith("#"))
    urls = tuple(one for one in _distinct(base, targets) if not _NO_TEXT.search(one.url))
    return Discovery(urls, canonical if canonical != url else None, frozenset(found.asks))


def _feed(content: bytes, _limit: int) -> Iterator[Lead]:
    """RSS, Atom or JSON Feed: the addresses of its entries, and when each was published."""
    try:
        items = json.loads(content)["items"]
        yield from (
            Lead(Kind.PAGE, item["url"], _time(item.get("date_published")))
            for item in items
            if isinstance(item.get("url"), str)
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        yield from _xml_feed(content)


def _xml_feed(content: bytes) -> Iterator[Lead]:
    import feedparser  # noqa: PLC0415 - takes a while, and only feeds need it

    # A stream, since feedparser would take a string for an address and fetch it.
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    for entry in parsed.entries:
        link = entry.get("link") or (entry.get("id", "") if entry.get("guidislink") else "")
        if isinstance(link, str) and link:
            yield Lead(Kind.PAGE, link, _utc(entry.get("published_parsed")))


def _utc(parsed: Any) -> str | None:  # noqa: ANN401 - a struct_time, or whatever feedparser makes of it
    """A time in UTC as feedparser gives it; nothing when there is none, or none that exists."""
    try:
        moment = dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return utc_time(moment.isoformat())


def _time(written: object) -> str | None:
    """A time as written in a feed or sitemap; nothing when that is none."""
    with contextlib.suppress(ValueError):
        return utc_time(written) if isinstance(written, str) else None
    return None


def _sitemap(content: bytes, limit: int) -> Iterator[Lead]:
    """A sitemap, an index of sitemaps, or a plain list, each perhaps compressed."""
    if content.startswith(_GZIP_MAGIC):
        try:
            content = coding.decoded(content, "gzip", limit)
        except coding.CodingRefused:
            return
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from _Sitemap().read(content)
    else:
        yield from _list(content, limit)


def _list(content: bytes, _limit: int) -> Iterator[Lead]:
    """One URL a line; empty lines and those that begin with # do not count."""
    for line in content.decode("utf-8", errors="replace").removeprefix("\ufeff").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Lead(Kind.PAGE, line)


class _Sitemap:
    """Reads the XML of a sitemap as it streams by; of extensions, only the date of publication of that for news.

    ``lastmod`` is not one: it says when a page was changed. A document type is refused: sitemaps have none, and
    entities can be made to grow without end.
    """

    def __init__(self) -> None:
        self._found: list[Lead] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._is_listed = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, content: bytes) -> list[Lead]:
        """The addresses in it, as far as it is well-formed."""
        with contextlib.suppress(expat.ExpatError, _Enough):
            self._parser.Parse(content, True)  # noqa: FBT003 - this is the last piece
        return self._found

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(" ")[2].lower())
        self._text.clear()
        if len(self._path) > _DEEPEST:
            raise _Enough

    def _data(self, text: str) -> None:
        if self._path[-1] in {"loc", "publication_date"}:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        name, text = self._path.pop(), "".join(self._text).strip()
        self._text.clear()
        # Only <url><loc> and <sitemap><loc>: the loc of an image or a video is something else.
        if name == "loc" and self._path and self._path[-1] in _LISTED:
            self._take(Lead(_LISTED[self._path[-1]], text))
        elif name == "publication_date" and self._is_listed and self._path[-1] == "news":
            self._found[-1] = self._found[-1]._replace(published_at=_time(text))
        elif name in _LISTED:
            self._is_listed = False

    def _take(self, lead: Lead) -> None:
        """The address comes first in an element, by the schema; what follows until its end is about it."""
        self._found.append(lead)
        self._is_listed = True
        if len(self._found) >= MOST_URLS:
            raise _Enough

    @staticmethod
    def _refuse(*_: object) -> None:
        raise _Enough


class _Enough(Exception):
    """There is nothing more that is wanted."""


#: Elements of a sitemap that list an address.
_LISTED = {"url": Kind.PAGE, "sitemap": Kind.SITEMAP}

_READ: dict[Kind, Callable[[bytes, int], Iterable[Lead]]] = {
    Kind.FEED: _feed,
    Kind.SITEMAP: _sitemap,
    Kind.LIST: _list,
}


def _distinct(base: str, written: Iterable[Lead]) -> Iterator[Lead]:
    """URLs as written, in their one spelling, each once; what is none is left out."""
    seen: set[str] = set()
    for lead in written:
        url = _spelled(lead.url, base)
        if url is not None and url not in seen:
            seen.add(url)
            yield lead._replace(url=url)
        if len(seen) >= MOST_URLS:
            return


def _spelled(text: str | None, base: str) -> str | None:
    try:
        return normal(text, base) if text else None
    except UrlRefused:
        return None


def _is_latin(content_type: str) -> bool:
    return bool(re.search(r"charset=[\"']?(?:iso-8859|windows-125|latin)", content_type, re.IGNORECASE))
