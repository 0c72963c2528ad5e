"""What a feed, sitemap or list says: addresses, dates of publication, and the parts that could not be read."""

import contextlib
import dataclasses
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from provenance.crawl.discovery.elements import MOST_TAGS
from provenance.crawl.discovery.records import Record, Records
from provenance.crawl.http.encodings import characters, with_escapes
from provenance.crawl.http.unpacking import inflated
from provenance.store.frontier import UrlKind
from provenance.times import as_claimed

#: Lines of a list that are read; it may have half as many addresses.
MOST_LINES = 100_000

_LINE = re.compile(r"[^\r\n]++")
_GZIP_MAGIC = b"\x1f\x8b"
_MARKUP = re.compile(
    r"\s*+<|.{0,4096}?<(?:\w{1,20}:)?(?:urlset|sitemapindex|url|loc|rss|rdf|feed)[\s>]", re.IGNORECASE | re.DOTALL
)
_ROOTS = frozenset({"urlset", "sitemapindex", "rss", "rdf", "feed"})
_JSON = json.JSONDecoder(strict=False)
_ITEMS = re.compile(r'"items"\s*+:\s*+\[\s*+')
_COMMA = re.compile(r"\s*+,\s*+")
_DAMAGED = "it is damaged"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_EXPECTED = {UrlKind.FEED: "RSS, Atom or JSON Feed", UrlKind.SITEMAP: "a sitemap", UrlKind.LIST: "a list of URLs"}


class Link(NamedTuple):
    """A URL that something leads to.

    Attributes:
        base: What it is relative to, if that is not where it stands.
        published_at: When what is there was published, as the feed or sitemap says and as precisely.
    """

    kind: UrlKind
    url: str
    published_at: str | None = None
    base: str | None = None


@dataclasses.dataclass
class Listing:
    """What was read.

    Attributes:
        links: The addresses as written, in order.
        troubles: Why some of them may be missing, or all.
        notes: What else is odd about it.
    """

    links: list[Link] = dataclasses.field(default_factory=list)
    troubles: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)


def read(kind: UrlKind, content: bytes, content_type: str, limit: int) -> Listing:
    """A feed, sitemap or list, as far as it can be read.

    Args:
        kind: What was expected. Where a sitemap is, a feed may be, and the other way round.
        content: The body, its content coding undone.
        content_type: What the server called it; nothing but a parameter ``charset`` counts.
        limit: Bytes that a compressed one may have.
    """
    found = Listing()
    if content.startswith(_GZIP_MAGIC):
        content, trouble = inflated(content, limit)
        found.troubles += [trouble] if trouble else []
        if len(content) >= limit:
            found.troubles.append(f"no more than its first {limit:,} bytes are read")
    text, note = characters(content, content_type)
    found.notes += [note] if note else []
    if not text.strip("\0 \t\r\n"):
        found.troubles.append("it is empty")
    elif _MARKUP.match(text):
        _marked_up(kind, text, found)
    elif kind is UrlKind.FEED:
        _json_feed(text, found)
    else:
        _lines(kind, text, found)
    return found


def _marked_up(kind: UrlKind, text: str, found: Listing) -> None:
    records = Records(text)
    for record in records:
        found.links += _links(record, is_index=records.root == "sitemapindex")
    root = records.root
    if root not in _ROOTS and not found.links:
        said = "it is a page in HTML" if root == "html" else f"it begins with <{root[:40]}>" if root else _DAMAGED
        found.troubles.append(f"{said} where {_EXPECTED[kind]} is expected")
    elif records.is_cut and root in _ROOTS:
        found.troubles.append(f"it ends before <{root}> is closed")
    if records.is_long:
        found.troubles.append(f"no more than its first {MOST_TAGS:,} tags are read")


def _links(record: Record, *, is_index: bool) -> Iterator[Link]:
    """Where a record leads: each address of one in a sitemap, the one of an entry in a feed."""
    if record.name in {"url", "sitemap"}:
        kind = UrlKind.SITEMAP if is_index or record.name == "sitemap" else UrlKind.PAGE
        urls = [one.text for one in record.fields if one.name == "loc" and one.is_own]
        date = _time(record.first("publication_date"))
    else:
        kind, urls = UrlKind.PAGE, [_entry_url(record)]
        date = _time(record.first("pubdate", "published", "issued"))
    yield from (Link(kind, _address(url), date, record.base) for url in urls if url)


def _entry_url(record: Record) -> str:
    """The address of an entry: the text of its link, what that refers to, or an identifier that is one."""
    links = [one for one in record.fields if one.name == "link"]
    written = [one.text for one in links if one.text]
    proper = [one.attributes for one in links if one.attributes.get("rel", "alternate").lower() == "alternate"]
    referred = [attributes["href"] for attributes in proper if attributes.get("href")]
    lasting = [
        one.text
        for one in record.fields
        if one.name == "guid" and one.attributes.get("isPermaLink", "true").lower() == "true" and _WEB.match(one.text)
    ]
    return next(iter([*written, *referred, *lasting]), "")


def _json_feed(text: str, found: Listing) -> None:
    """JSON Feed: the addresses of its items, those before a mistake when there is one."""
    items: Any = None
    with contextlib.suppress(ValueError, RecursionError, TypeError, KeyError):
        items = _JSON.decode(text)["items"]
    if not isinstance(items, list):
        items = list(_items(text))
        found.troubles.append(_DAMAGED if items else f"it is not {_EXPECTED[UrlKind.FEED]}")
    for item in items:
        if isinstance(item, dict) and isinstance(url := item.get("url"), str):
            found.links.append(Link(UrlKind.PAGE, _address(url), _time(item.get("date_published"))))


def _items(text: str) -> Iterator[Any]:
    """The items of a feed in JSON that is damaged or cut off, up to there."""
    begin = _ITEMS.search(text)
    place = begin.end() if begin else -1
    while 0 < place < len(text):
        try:
            item, place = _JSON.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield item
        after = _COMMA.match(text, place)
        place = after.end() if after else -1


def _lines(kind: UrlKind, text: str, found: Listing) -> None:
    """One URL a line; empty lines and those that begin with # do not count. In a sitemap they are whole."""
    lines = [line[0].strip() for line in itertools.islice(_LINE.finditer(text), MOST_LINES + 1)]
    wanted = [line for line in lines if line and not line.startswith("#")]
    if len(lines) > MOST_LINES:
        found.troubles.append(f"no more than its first {MOST_LINES:,} lines are read")
    urls = [line for line in wanted if kind is UrlKind.LIST or _WEB.match(line)]
    found.links += (Link(UrlKind.PAGE, _address(url)) for url in urls)
    if len(urls) < len(wanted):
        found.troubles.append(f"{len(wanted) - len(urls):,} of its lines are no URLs")


def _address(written: str) -> str:
    """An address without what cannot be in one: control characters, blanks, and bytes that are nothing in UTF-8."""
    return with_escapes(_CONTROLS.sub("", written.strip()).replace(" ", "%20"))


def _time(written: object) -> str | None:
    """A time as written in a feed or sitemap; nothing when that is none."""
    with contextlib.suppress(ValueError, OverflowError):
        return as_claimed(written) if isinstance(written, str) else None
    return None
