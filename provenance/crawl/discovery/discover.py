"""What a fetched feed, sitemap, list or page says about other URLs.

Everything here is one pass in Python. Its time grows with the length of the answer, and the configuration bounds that
length. So it needs no process of its own.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator

from provenance.crawl.discovery import listing
from provenance.crawl.discovery.links import links
from provenance.crawl.discovery.listing import Link
from provenance.crawl.http.encodings import characters, with_escapes
from provenance.crawl.http.urls import normal_or_none
from provenance.store.frontier import UrlKind

#: URLs that are taken from one feed, sitemap or list; the protocol of sitemaps allows as many (sitemaps.org).
MOST_URLS = 50_000
#: Addresses that are looked at for them, those among them that are no URLs or were there before.
MOST_WRITTEN = 2 * MOST_URLS
#: Endings of what holds no text.
_NO_TEXT = re.compile(
    r"\.(?:avif|bmp|css|eot|flac|gif|ico|jpe?g|js|m4[av]|mjs|mov|mp[34g]|ogg|ogv|otf|png|svg|tiff?|ttf|wasm|wav|web[mp]|"
    r"woff2?)$",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True)
class Discovery:
    """What was found in one answer.

    Attributes:
        urls: Where it leads, each in its one spelling, once, in order.
        canonical: The proper address of a page, if it names another one.
        asks: What a page asks of robots, such as ``noindex``.
        reason: What is to be said of a feed, sitemap or list that leads nowhere or is odd.
        is_bad: Whether it could not be understood, wholly or in part.
    """

    urls: tuple[Link, ...] = ()
    canonical: str | None = None
    asks: frozenset[str] = frozenset()
    reason: str | None = None
    is_bad: bool = False


def discover(
    kind: UrlKind, url: str, content: bytes, content_type: str, limit: int, agent: str = "robots"
) -> Discovery:
    """What ``content``, fetched from ``url``, says about other URLs. It is read as far as it can be.

    Args:
        kind: What was expected.
        url: Where it was.
        content: The body, its content coding undone.
        content_type: What the server called it.
        limit: Bytes that a compressed sitemap may have.
        agent: The name by which pages may address us.
    """
    if kind is UrlKind.PAGE:
        return _page(url, content, content_type, agent)
    return _listing(kind, url, content, content_type, limit)


def _listing(kind: UrlKind, url: str, content: bytes, content_type: str, limit: int) -> Discovery:
    found = listing.read(kind, content, content_type, limit)
    urls = tuple(_distinct(url, found.links))
    said = [*found.troubles, *found.notes]
    if found.links and not urls:
        said.append(f"none of its {len(found.links):,} addresses can be fetched")
    elif not urls:
        said.append("it lists no address")
    elif found.troubles:
        said.append(f"{len(urls):,} addresses were read")
    return Discovery(urls, reason="; ".join(said) or None, is_bad=bool(found.troubles or (found.links and not urls)))


def _page(url: str, content: bytes, content_type: str, agent: str) -> Discovery:
    if "html" not in content_type.lower() and b"<html" not in content[:1_024].lower():
        return Discovery()
    found = links(with_escapes(characters(content, content_type)[0]), agent)
    base = (normal_or_none(found.base, url) if found.base else None) or url
    canonical = normal_or_none(found.canonical, base) if found.canonical else None
    targets = (Link(UrlKind.PAGE, target) for target in found.targets if not target.startswith("#"))
    urls = tuple(one for one in _distinct(base, targets) if not _NO_TEXT.search(one.url))
    return Discovery(urls, canonical if canonical != url else None, frozenset(found.asks))


def _distinct(base: str, written: Iterable[Link]) -> Iterator[Link]:
    """URLs as written, in their one spelling, each once; what is none is left out."""
    seen: set[str] = set()
    for link in itertools.islice(written, MOST_WRITTEN):
        own = base if link.base is None else normal_or_none(link.base, base) or base
        url = normal_or_none(link.url, own) if link.url else None
        if url is not None and url not in seen:
            seen.add(url)
            yield link._replace(url=url, base=None)
        if len(seen) >= MOST_URLS:
            return
