"""Feeds, sitemaps and lists as servers really send them: read as far as they can be, and said to be odd."""

import codecs
import encodings.aliases
import gzip
import json
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.crawl.discovery.discover import Discovery, discover
from provenance.crawl.http.encodings import characters
from provenance.crawl.http.fetch import Response
from provenance.crawl.http.unpacking import as_far_as_sound
from provenance.store.frontier import UrlKind

BASE = "http://example.org/dir/page"
LIMIT = 4 << 20
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
ENTRIES = "".join(f"<url><loc>http://example.org/{n}</loc><lastmod>2024-05-01</lastmod></url>" for n in range(3))
SITEMAP = f"{HEAD}<urlset {SPACE}>{ENTRIES}</urlset>"
ALL = [f"http://example.org/{n}" for n in range(3)]
RSS_ITEMS = "".join(f"<item><title>t</title><link>http://example.org/{n}</link></item>" for n in range(3))
RSS = f"{HEAD}<rss version='2.0'><channel><link>http://example.org/</link>{RSS_ITEMS}</channel></rss>"


def look(content: bytes | str, kind: UrlKind = UrlKind.SITEMAP, media: str = "application/xml") -> Discovery:
    """What ``content`` leads to."""
    return discover(kind, BASE, content.encode() if isinstance(content, str) else content, media, LIMIT)


def urls(content: bytes | str, kind: UrlKind = UrlKind.SITEMAP, media: str = "application/xml") -> list[str]:
    """Where ``content`` leads."""
    return [lead.url for lead in look(content, kind, media).urls]


WHOLE: dict[str, bytes | str] = {
    "as it should be": SITEMAP,
    "newline": "\n" + SITEMAP,
    "spaces and tabs": " \t\r\n  " + SITEMAP,
    "comment": f"<!-- made by <url><loc>http://example.org/no</loc></url> -->{SITEMAP}",
    "comment between": SITEMAP.replace("<url>", "<!-- > --><url>"),
    "document type": SITEMAP.replace("<urlset", "<!DOCTYPE urlset><urlset"),
    "document type of its own": SITEMAP.replace("<urlset", '<!DOCTYPE urlset [<!ENTITY a "<loc>b</loc>">]><urlset'),
    "document type elsewhere": SITEMAP.replace("<urlset", '<!DOCTYPE urlset SYSTEM "file:///etc/passwd"><urlset'),
    "stylesheet": SITEMAP.replace("<urlset", '<?xml-stylesheet type="text/xsl" href="/a.xsl"?><urlset'),
    "mark of order": "\ufeff" + SITEMAP,
    "two marks of order": "\ufeff\ufeff" + SITEMAP,
    "a warning before it": "Warning: something in /var/www/x.php on line 3\n" + SITEMAP,
    "no declaration": SITEMAP.removeprefix(HEAD),
    "no namespace": SITEMAP.replace(SPACE, ""),
    "wrong namespace": SITEMAP.replace("sitemaps.org", "google.com"),
    "prefix": SITEMAP.replace("xmlns=", "xmlns:s=")
    .replace("<url", "<s:url")
    .replace("</url", "</s:url")
    .replace("<loc", "<s:loc")
    .replace("</loc", "</s:loc"),
    "undeclared prefix": SITEMAP.replace("<lastmod>", "<x:y/><lastmod>"),
    "upper case": SITEMAP.replace("urlset", "URLSET").replace("url>", "URL>").replace("loc>", "LOC>"),
    "blanks in tags": SITEMAP.replace("<loc>", "<loc >").replace("</url>", "</url\n>"),
    "attributes with >": SITEMAP.replace("<url>", '<url note="a > b">'),
    "quotes that are not closed": SITEMAP.replace("<url>", '<url note="a>'),
    "character data": SITEMAP.replace("<loc>", "<loc><![CDATA[").replace("</loc>", "]]></loc>"),
    "blanks about addresses": SITEMAP.replace("<loc>", "<loc>\n  ").replace("</loc>", "\t</loc>"),
    "control characters": SITEMAP.replace("example.org/", "example.org/\x0b\x00").replace("<url>", "<url>\x01"),
    "entries that are not closed": SITEMAP.replace("</url>", ""),
    "fields that are not closed": SITEMAP.replace("</loc>", ""),
    "addresses without entries": SITEMAP.replace("<url>", "").replace("</url>", ""),
    "images": SITEMAP.replace("</url>", "<i:image><i:loc>http://example.org/pic</i:loc></i:image></url>"),
    "other languages": SITEMAP.replace("</url>", '<x:link rel="alternate" href="http://example.org/de"/></url>'),
    "text behind it": SITEMAP + "<!-- 0.3 s --> bye",
    "nul bytes behind it": SITEMAP + "\0" * 99,
    "compressed": gzip.compress(SITEMAP.encode()),
    "compressed twice over": gzip.compress(SITEMAP[:99].encode()) + gzip.compress(SITEMAP[99:].encode()),
    "padded": gzip.compress(SITEMAP.encode()) + b"\0" * 512,
    "a list": "\n".join(ALL),
    "a list with a mark": "\ufeff" + "\r\n".join(ALL),
    "a list in UTF-16": "\n".join(ALL).encode("utf-16"),
    "a list in UTF-16 without mark": "\n".join(ALL).encode("utf-16-be"),
    "a feed": RSS,
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("media", ["application/xml", "text/html; charset=utf-8", "", "application/octet-stream", "x"])
def test_all_that_can_be_read_is_read(name: str, media: str) -> None:
    """However a sitemap is formed and whatever its server calls it, it leads to all of its pages, in order."""
    found = look(WHOLE[name], media=media)
    assert [lead.url for lead in found.urls] == ALL
    assert (found.reason, found.is_bad) == (None, False)


NAMES = sorted(set(encodings.aliases.aliases.values()) | {"utf_8_sig", "cp874", "gb18030", "iso8859_16", "koi8_u"})
LETTERS = [
    "\u00e9\u00fc",
    "\u0436\u0449",
    "\u03b1\u03c9",
    "\u4e2d\u6587",
    "\u3042",
    "\ud55c",
    "\u0627",
    "\u05d0",
    "\u0e01",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_encoding_is_read(name: str) -> None:
    """What declares any encoding that Python has, and is in it, leads to its pages, letters of its script included."""
    try:
        letters = next(one for one in LETTERS if _survives(one, name))
    except (StopIteration, LookupError):
        pytest.skip("no encoding of texts")
    text = f'<?xml version="1.0" encoding="{name}"?><urlset><url><loc>http://example.org/{letters}</loc></url></urlset>'
    content = text.encode(name)
    assert urls(content) == urls(text.replace(name, "UTF-8"))
    assert urls(content[:-3]) == urls(content)


def _survives(text: str, name: str) -> bool:
    if name in {"unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "mbcs", "oem"}:
        raise LookupError(name)
    try:
        return text.encode(name).decode(name) == text
    except UnicodeError:
        return False


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["UTF-16", "UTF-8", "x-none"])
def test_wide_encodings_are_seen(name: str, declared: str) -> None:
    """Two or four bytes a character are told from the first of them, whatever is declared, with a mark or without."""
    content = SITEMAP.replace("UTF-8", declared).encode(name)
    assert urls(content) == urls(content[:-1]) == ALL


@pytest.mark.parametrize(
    "declared",
    [
        "UTF-16",
        "ucs-2",
        "x-unknown-9",
        "",
        "utf8mb4",
        "hex",
        "rot13",
        "punycode",
        "idna",
        "undefined",
        "\u00e9",
        "..",
        "a" * 300,
    ],
)
def test_what_is_declared_wrongly_is_read(declared: str) -> None:
    """An encoding that is unknown, is none, or cannot be the one, costs nothing."""
    assert urls(SITEMAP.replace("UTF-8", declared)) == ALL
    assert urls(SITEMAP, media=f"text/xml; charset={declared.encode('ascii', 'replace').decode()}") == ALL


def test_encodings_are_told_by_servers_too() -> None:
    """What declares nothing itself is in the encoding that its server names; what is UTF-8 is, whatever they say."""
    text = SITEMAP.removeprefix(HEAD).replace("/0", "/\u0436")
    assert urls(text.encode("koi8-r"), media="text/xml; charset=koi8-r")[0] == "http://example.org/%D0%B6"
    assert urls(SITEMAP.replace("UTF-8", "ISO-8859-1").replace("/0", "/\u0436"))[0] == "http://example.org/%D0%B6"
    assert urls(SITEMAP.replace("UTF-8", "gb2312").replace("/0", "/\u0436\u0436\u0436"))[0].startswith("http://")


def test_bytes_that_are_nothing_stand_for_themselves() -> None:
    """A byte that is nothing in UTF-8 is asked for as it is written, and spoils no other address."""
    found = look(SITEMAP.encode().replace(b"/1<", b"/caf\xe9<"))
    assert [lead.url for lead in found.urls] == [ALL[0], "http://example.org/caf%E9", ALL[2]]
    assert (found.reason, found.is_bad) == ("it has bytes that are not UTF-8", False)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("?a=1&b=2", "?a=1&b=2"),
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&copy=2&lt=3", "?a=1&copy=2&lt=3"),
        ("?a=&#38;&#x26;", "?a=&&"),
        ("&eacute;", "%C3%A9"),
        ("&unknown;x", "&unknown;x"),
        ("&#99999999;&#" + "9" * 5_000 + ";", "&"),
        ("a b", "a%20b"),
        ("a\nb", "ab"),
    ],
)
def test_addresses_are_read_as_meant(written: str, url: str) -> None:
    """Entities of one character are resolved, a bare & stands for itself, and blanks are escaped."""
    found = urls(SITEMAP.replace("/1<", f"/{written}<"))
    assert [one for one in found if one not in ALL] == [f"http://example.org/{url}"]


CUT: dict[str, bytes | str] = {
    "within an entry": SITEMAP[: SITEMAP.index("/2</loc>")],
    "within a tag": SITEMAP[: SITEMAP.index("/2</loc>") - 20],
    "before the end": SITEMAP.removesuffix("</urlset>"),
    "compressed": gzip.compress((SITEMAP + "<!-- x -->" * 9_000).encode() + bytes(range(256)) * 99)[:-200],
    "damaged": gzip.compress(SITEMAP.encode(), 0)[:-60] + b"\xff" * 60,
}


@pytest.mark.parametrize("name", CUT)
def test_what_is_cut_off_is_read_up_to_there(name: str) -> None:
    """What comes before a cut is read, and it is said that something is missing."""
    found = look(CUT[name])
    assert [lead.url for lead in found.urls][:2] == ALL[:2]
    assert found.is_bad
    assert found.reason
    assert "addresses were read" in found.reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\0" * 999, "it is empty"),
        ("<!doctype html><html><body><a href=/x>Not found</a>", "it is a page in HTML where a sitemap is expected"),
        ("<HTML><head><title>503</title>", "it is a page in HTML"),
        ("<error><code>AccessDenied</code></error>", "it begins with <error>"),
        ("<", "it is damaged"),
        ("Not found", "1 of its lines are no URLs; it lists no address"),
        (bytes(range(256)) * 9, "no address"),
        (gzip.compress(b"", mtime=0), "it is empty"),
        (b"\x1f\x8bnonsense", "the compressed data is damaged"),
        ("<urlset><url><loc>ftp://a/</loc></url></urlset>", "none of its 1 addresses can be fetched"),
    ],
)
def test_what_cannot_be_understood_is_said_to_be_so(content: bytes | str, said: str) -> None:
    """A sitemap that is none has a reason that tells what it is, and counts as bad."""
    found = look(content)
    assert (found.urls, found.is_bad) == ((), True)
    assert said in str(found.reason)


@pytest.mark.parametrize("content", [f"<urlset {SPACE}/>", "<sitemapindex></sitemapindex>", "<rss><channel/></rss>"])
def test_what_is_empty_is_said_to_be_so(content: str) -> None:
    """A proper sitemap or feed that lists nothing is named and not bad."""
    for kind in (UrlKind.SITEMAP, UrlKind.FEED):
        found = look(content, kind)
        assert (found.reason, found.is_bad) == ("it lists no address", False)


FEEDS: dict[str, bytes | str] = {
    "RSS": RSS,
    "newline": "\n" + RSS,
    "no declaration": RSS.removeprefix(HEAD),
    "bare &": RSS.replace("<title>t", "<title>a & b &nbsp; < c"),
    "document type": RSS.replace("<rss", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss"),
    "UTF-16": RSS.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "RDF": RSS.replace("rss", "rdf:RDF"),
    "character data": RSS.replace("<link>", "<link><![CDATA[").replace("</link>", "]]></link>"),
    "page in character data": RSS.replace("<title>", "<category><![CDATA[<item><link>/no</link>]]></category><title>"),
    "page not escaped": RSS.replace("<title>", "<description><p>a<br>b<a href='/x'>c</description><title>"),
    "links of extensions": RSS.replace("<title>", '<atom:link rel="self" href="/self"/><m:content url="/p"/><title>'),
    "pictures": RSS.replace("<channel>", "<channel><image><url>/logo.png</url><link>/</link></image>"),
    "identifiers": RSS.replace("link>", "guid>"),
    "lasting identifiers": RSS.replace("<link>", "<guid isPermaLink='true'>").replace("</link>", "</guid>"),
    "references": RSS.replace("<link>", "<link href='").replace("</link>", "'/>"),
    "control characters": RSS.replace("<title>", "<title>\x00\x08"),
    "cut": RSS.removesuffix("</item></channel></rss>"),
    "JSON": json.dumps({"items": [{"url": url} for url in ALL]}),
    "JSON with a mark": "\ufeff" + json.dumps({"items": [{"url": url} for url in ALL]}),
    "JSON in UTF-16": json.dumps({"items": [{"url": url} for url in ALL]}).encode("utf-16-le"),
    "JSON that is cut": json.dumps({"items": [{"url": url} for url in ALL]})[:-2],
    "JSON with controls": '{"title": "a\x01\tb", ' + json.dumps({"items": [{"url": url} for url in ALL]})[1:],
    "a sitemap": SITEMAP,
}


@pytest.mark.parametrize("name", FEEDS)
def test_feeds_are_read_however_they_are_formed(name: str) -> None:
    """A feed leads to its entries, whatever stands before, in and behind them."""
    assert urls(FEEDS[name], UrlKind.FEED) == ALL


def test_entries_of_atom_have_one_address() -> None:
    """It is the alternate one, relative to the base that the feed or the entry names."""
    feed = """<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="http://example.org/b/"><a:link href="/self"/>
    <a:entry><a:link rel="edit" href="/edit"/><a:link rel="enclosure" href="/x.mp3"/><a:link href="one"/></a:entry>
    <a:entry xml:base="http://example.org/c/">
    <a:source><a:link href="/s"/></a:source><a:link rel='alternate' href='two'/>
    <a:content type="xhtml"><div><link href="/no"/></div></a:content></a:entry></a:feed>"""
    assert urls(feed, UrlKind.FEED) == ["http://example.org/b/one", "http://example.org/c/two"]


HOSTILE = [
    "<a>",
    "<a",
    "<!--",
    "<![CDATA[",
    "<!DOCTYPE a [",
    "<a '\">",
    '<a "',
    "<url>",
    "<url><loc>",
    "</url>",
    "&#",
    "&amp;",
    "<url><loc>a</loc>",
    "<item><link>",
    "]]>",
    "<!ENTITY a 'b'>",
    "<a b='",
    "<n:news>",
    "<loc>",
    "\n",
    "<rss",
    "<a:",
    "a:",
    "<link a=b ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("kind", [UrlKind.SITEMAP, UrlKind.FEED])
def test_hostile_listings_take_linear_time(piece: str, kind: UrlKind) -> None:
    """Half a megabyte of anything is read in seconds; were the time to grow with the square, this would take hours."""
    begun = time.process_time()
    look(f"<urlset>{piece * (500_000 // len(piece))}", kind)
    assert time.process_time() - begun < 15


@given(
    st.lists(st.sampled_from([*HOSTILE, SITEMAP, RSS, "\x00", "\ud7ff", '{"items": [', '"', "{", "x"]), max_size=12),
    st.sampled_from(list(UrlKind)),
)
def test_whatever_is_sent_has_an_answer(pieces: list[str], kind: UrlKind) -> None:
    """Nothing that is put together from pieces of feeds and sitemaps raises, in any encoding or compressed."""
    text = "".join(pieces)
    for content in (text.encode(), text.encode("utf-16"), zlib.compress(text.encode()), text.encode()[:-1]):
        assert isinstance(look(content, kind), Discovery)


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/xml; charset=utf-16", "text/xml; charset=hz", "x; charset=utf-7"]),
)
def test_any_bytes_are_characters(content: bytes, media: str) -> None:
    """There is always an answer, and for UTF-8 it is the right one."""
    text, _ = characters(content, media)
    assert isinstance(text, str)
    written = "<a>" + content.decode("utf-8", "replace")
    assert characters(codecs.BOM_UTF8 + written.encode(), media) == (written, None)


def answered(body: bytes, codings: str) -> Response:
    """An answer whose body is said to be in these codings."""
    return Response(version="HTTP/1.1", status=200, reason="", headers=(("Content-Encoding", codings),), body=body)


@pytest.mark.parametrize(
    "codings",
    ["gzip", "deflate", "x-gzip", "gzip, gzip", "identity", "", "br", "zstd", "what", "gzip, what, br", "gzip," * 99],
)
@given(body=st.binary(max_size=200), limit=st.integers(0, 300))
def test_any_body_is_undone_as_far_as_it_goes(codings: str, body: bytes, limit: int) -> None:
    """Whatever came, no more than the limit comes out, and what is whole comes out whole."""
    assert len(as_far_as_sound(answered(body, codings), limit).content) <= limit
    letters = body.hex().encode() + b"x"
    packed = zlib.compress(letters)
    assert as_far_as_sound(answered(packed, "deflate"), 500) == (letters, None)
    assert as_far_as_sound(answered(packed[:-1], "deflate"), 500) == (letters, "the compressed data breaks off")
