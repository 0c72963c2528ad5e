"""What pages, feeds, sitemaps and lists lead to."""

import gzip
import html.parser
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.crawl.discovery.discover import Discovery, discover
from provenance.crawl.discovery.links import links
from provenance.crawl.discovery.listing import Link
from provenance.crawl.discovery.robots_directives import of_headers
from provenance.store.frontier import UrlKind

BASE = "http://example.org/dir/page"


def urls(kind: UrlKind, content: bytes, media: str = "text/html") -> list[str]:
    """Where ``content`` leads, when it is fetched from BASE."""
    return [lead.url for lead in discover(kind, BASE, content, media, 1 << 20).urls]


def dates(kind: UrlKind, content: bytes) -> dict[str, str | None]:
    """When what ``content`` leads to was published, by the end of its URL."""
    return {lead.url.rpartition("/")[2]: lead.published_at for lead in discover(kind, BASE, content, "", 1 << 20).urls}


def test_links_of_a_page() -> None:
    """Links are resolved; what is commented out, scripted, not to be followed, or no text is not among them."""
    page = b"""<html><head><title><a href=/title></title><link rel="alternate canonical" href="/real"></head>
    <!-- <a href="/comment">x</a> --><script>'<a href="/script">'</script><STYLE><a href=/style></STYLE>
    <a href='one'>1</a><A HREF=two?a=1&amp;b=2 >2</A><a class=x
    href="../three">3</a><a rel="nofollow sponsored" href="/paid">x</a><a name=top>x</a><a href="">x</a>
    <a href="#frag">x</a><a href="mailto:a@example.org">x</a><a href="/pic.JPG">x</a><abbr href="/abbr">x</abbr>
    <area href="//other.example/four"><a href="one#again">1</a>"""
    found = discover(UrlKind.PAGE, BASE, page, "text/html", 0)
    assert found.canonical == "http://example.org/real"
    assert [lead.url for lead in found.urls] == [
        "http://example.org/dir/one",
        "http://example.org/dir/two?a=1&b=2",
        "http://example.org/three",
        "http://other.example/four",
    ]


@pytest.mark.parametrize(
    ("name", "content", "asks"),
    [
        ("Robots", "nofollow", {"nofollow"}),
        ("robots", "NOINDEX, NoFollow", {"noindex", "nofollow"}),
        ("robots", "none", {"noindex", "nofollow"}),
        ("testbot", "noindex", {"noindex"}),
        ("otherbot", "noindex", set()),
        ("description", "noindex", set()),
        ("robots", "index,follow, max-snippet:-1", {"index", "follow", "max-snippet:-1"}),
        ("robots", "", set()),
    ],
)
def test_a_page_can_ask_something_of_robots(name: str, content: str, asks: set[str]) -> None:
    """It does so in an element for all robots or for us, wherever that stands, unless it is commented out."""
    page = f'<html><a href="/one">1</a><meta name="{name}" content="{content}"><!--<meta name=robots content=x>-->'
    assert discover(UrlKind.PAGE, BASE, page.encode(), "text/html", 0, "TestBot").asks == asks


@pytest.mark.parametrize(
    ("values", "asks"),
    [
        (["noindex"], {"noindex"}),
        (["NoIndex , nofollow"], {"noindex", "nofollow"}),
        (["noarchive", "none"], {"noarchive", "noindex", "nofollow"}),
        (["otherbot: noindex, nofollow"], set()),
        (["TestBot: noindex"], {"noindex"}),
        (["otherbot: noindex, testbot: nofollow"], {"nofollow"}),
        (["noindex, otherbot: nofollow"], {"noindex"}),
        (["max-snippet: 5, noindex"], {"max-snippet: 5", "noindex"}),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST"], {"unavailable_after: 25 jun 2030 15:00:00 pst"}),
        (["", ","], set()),
    ],
)
def test_a_header_can_ask_something_of_robots(values: list[str], asks: set[str]) -> None:
    """Headers hold for all robots up to the name of one, and from there on for that one."""
    headers = [("X-Robots-Tag", value) for value in values]
    assert of_headers([("Server", "noindex"), *headers], "testbot") == asks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r", "iso-8859-5"])
def test_links_are_read_in_the_encoding_of_the_page(encoding: str) -> None:
    """What a server says of the encoding holds for links too, and a byte that is nothing stands for itself."""
    page = "<html><a href='/\u0436'>x</a>".encode(encoding)
    assert urls(UrlKind.PAGE, page, f"text/html; charset={encoding}") == ["http://example.org/%D0%B6"]
    assert urls(UrlKind.PAGE, b"<html><a href='/caf\xe9'>x</a>") == ["http://example.org/caf%E9"]


def test_a_page_can_have_another_base() -> None:
    """Links are relative to the base that a page names."""
    assert urls(UrlKind.PAGE, b'<html><base href="/b/"><base href="/c/"><a href="x">x</a>') == [
        "http://example.org/b/x"
    ]


@pytest.mark.parametrize("written", ["", " ", "mailto:a@example.org", "http://u:p@example.org/", "http://[", BASE])
def test_what_is_no_other_address_is_no_canonical(written: str) -> None:
    """An address that is empty, none of the web or that of the page itself names no other page."""
    found = discover(UrlKind.PAGE, BASE, f'<html><link rel=canonical href="{written}">'.encode(), "", 0)
    assert found.canonical is None


def test_a_page_that_is_its_own_canonical_names_none() -> None:
    """Only another address is worth knowing."""
    assert discover(UrlKind.PAGE, BASE, f'<html><link rel=canonical href="{BASE}#x">'.encode(), "", 0) == Discovery()


def test_what_is_no_page_has_no_links() -> None:
    """Other types are not looked into."""
    assert urls(UrlKind.PAGE, b'{"a": "<a href=/x>"}', "application/json") == []


class Slow(html.parser.HTMLParser):
    """The obvious way to collect links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the target of a link."""
        href = next((value for name, value in attrs if name == "href"), None)
        if tag == "a" and href and href.strip():
            self.found.append(href.strip())


PIECES = st.sampled_from(
    ["<p>", "</p>", "text", "<!-- x -->", "<script>1</script>", "<br/>", "<a id=x>", "</a>", "<abbr title='y'>"]
)
LINKS = st.from_regex(r"[a-z/?][a-z/?=]{0,7}", fullmatch=True).flatmap(
    lambda href: st.sampled_from([f'<a href="{href}">', f"<a class=k href='{href}' >", f"<A HREF={href}>"])
)


@given(st.lists(PIECES | LINKS, max_size=20))
def test_links_are_those_of_a_parser(pieces: list[str]) -> None:
    """On pages as people write them, one pass finds what a parser finds."""
    slow = Slow()
    slow.feed("".join(pieces))
    assert links("".join(pieces)).targets == slow.found


@given(st.text(alphabet="<>!-a/ href='\"=script", max_size=200))
def test_any_page_is_read(page: str) -> None:
    """Whatever a page holds, there is an answer."""
    assert isinstance(links(page).targets, list)


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<a ", "<a href='", "<a href=x>", "<div>", "<", "<a/"])
def test_hostile_pages_take_linear_time(piece: str) -> None:
    """A megabyte of what is never closed is read to its end; were the time to grow with its square, this would hang."""
    assert len(links(piece * (1_000_000 // len(piece))).targets) <= 20_000


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>http://example.org/</link>
<item><title>a</title><link>http://example.org/a</link></item>
<item><title>b</title><guid isPermaLink="true">http://example.org/b</guid></item>
<item><title>c</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title>a</title><link rel="alternate" href="/a"/><id>x</id></entry>
<entry><title>b</title><link href="b"/><id>y</id></entry></feed>"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (RSS, ["http://example.org/a", "http://example.org/b"]),
        (ATOM, ["http://example.org/a", "http://example.org/dir/b"]),
        (
            json.dumps({"version": "1", "items": [{"url": "/a"}, {"id": "x"}, {"url": 3}]}).encode(),
            ["http://example.org/a"],
        ),
        (RSS[: RSS.index(b"<item><title>c")], ["http://example.org/a", "http://example.org/b"]),
        (b'{"items": 5}', []),
        (b"[" * 100_000, []),
        (b"file:///etc/passwd", []),
        (b"", []),
        (b"\xff\xfe\x00", []),
    ],
)
def test_feeds(content: bytes, expected: list[str]) -> None:
    """RSS, Atom and JSON Feed lead to their entries; what is none leads nowhere, and is not taken for an address."""
    assert urls(UrlKind.FEED, content) == expected


DATED_RSS = b"""<rss version="2.0"><channel><title>t</title>
<item><link>http://example.org/zone</link><pubDate>Wed, 04 Mar 2026 10:00:00 +0200</pubDate></item>
<item><link>http://example.org/none</link></item>
<item><link>http://example.org/wrong</link><pubDate>next week</pubDate></item>
<item><link>http://example.org/far</link><pubDate>Wed, 99 Mar 99999 10:00:00 +0200</pubDate></item></channel></rss>"""
DATED_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><link href="/both"/><published>2026-03-01T08:00:00Z</published><updated>2026-03-05T08:00:00Z</updated></entry>
<entry><link href="/updated"/><updated>2026-03-05T08:00:00Z</updated></entry></feed>"""


def test_feeds_say_when_their_entries_were_published() -> None:
    """The date of publication is taken, in UTC; when an entry was updated is something else; nonsense is no date."""
    assert dates(UrlKind.FEED, DATED_RSS) == {"zone": "2026-03-04T08:00:00Z", "none": None, "wrong": None, "far": None}
    assert dates(UrlKind.FEED, DATED_ATOM) == {"both": "2026-03-01T08:00:00Z", "updated": None}
    items = [
        {"url": "/a", "date_published": "2026-03-01T10:00:00+02:00", "date_modified": "2026-03-09T10:00:00Z"},
        {"url": "/b", "date_published": 7},
        {"url": "/c", "date_modified": "2026-03-09T10:00:00Z"},
    ]
    found = dates(UrlKind.FEED, json.dumps({"version": "1", "items": items}).encode())
    assert found == {"a": "2026-03-01T08:00:00Z", "b": None, "c": None}


def test_news_sitemaps_say_when_articles_were_published() -> None:
    """The date in the extension for news belongs to the address it stands with; ``lastmod`` is no such date."""
    content = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="news">
    <url><loc>/a</loc><lastmod>2026-03-09</lastmod>
    <n:news><n:publication_date>2026-03-01T10:00:00+02:00</n:publication_date><n:title>t</n:title></n:news></url>
    <url><loc>/b</loc><lastmod>2026-03-09</lastmod></url>
    <url><n:news><n:publication_date>2026-03-02</n:publication_date></n:news></url>
    <url><loc>/c</loc><n:news><n:publication_date>2026-03-03</n:publication_date></n:news></url></urlset>"""
    assert dates(UrlKind.SITEMAP, content) == {"a": "2026-03-01T08:00:00Z", "b": None, "c": "2026-03-03"}


SITEMAP = b"""\xef\xbb\xbf<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> http://example.org/a?x=1&amp;y=2 </loc><i:image><i:loc>http://example.org/pic</i:loc></i:image></url>
<url><loc>http://example.org/b</loc><n:news><n:title>t</n:title></n:news></url>"""


@pytest.mark.parametrize(
    "content", [SITEMAP + b"</urlset>", gzip.compress(SITEMAP + b"</urlset>", mtime=0), SITEMAP, SITEMAP + b"<<<"]
)
def test_sitemaps(content: bytes) -> None:
    """A sitemap leads to its pages, compressed or cut off, extensions and images passed over."""
    assert urls(UrlKind.SITEMAP, content) == ["http://example.org/a?x=1&y=2", "http://example.org/b"]


def test_indexes_of_sitemaps_and_plain_ones() -> None:
    """An index leads to sitemaps; a plain sitemap is a list."""
    index = b"<sitemapindex><sitemap><loc>/s.xml</loc></sitemap></sitemapindex>"
    assert discover(UrlKind.SITEMAP, BASE, index, "", 9).urls == (Link(UrlKind.SITEMAP, "http://example.org/s.xml"),)
    assert urls(UrlKind.SITEMAP, b"http://example.org/a\n\nhttp://example.org/b\n") == [
        "http://example.org/a",
        "http://example.org/b",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>/&b;</loc></url></urlset>',
        b"<urlset>" + b"<x>" * 100_000,
        gzip.compress(bytes(5 << 20), mtime=0),
        b"\x1f\x8bnonsense",
        b"<",
    ],
)
def test_hostile_sitemaps(content: bytes) -> None:
    """Entities, depth, bombs and nonsense lead nowhere."""
    assert urls(UrlKind.SITEMAP, content) == []


def test_lists_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list has one URL a line; no more are taken than a sitemap may have."""
    monkeypatch.setattr("provenance.crawl.discovery.discover.MOST_URLS", 100)
    lines = b"# comment\n" + b"".join(b"http://example.org/%d\r\n" % number for number in range(110))
    assert len(urls(UrlKind.LIST, lines)) == 100
