import json
from collections.abc import Callable

import pytest

from provenance.model import Metadata
from provenance.readers.pages.page import read_page
from tests.corpus import STORY, UNRELATED

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "The harbour opens again",
    "datePublished": "2024-05-01T10:00:00+02:00",
    "author": {"@type": "Person", "name": "Ann Lee"},
}
AT = "2024-05-01T08:00:00Z"
URI = "https://courier.example/news/harbour"


def page(head: str = "", before: str = "", after: str = "", *, title: str = "x", inside: str = "") -> bytes:
    """A page with an article of two paragraphs, and what else it is given."""
    article = f"<article><h1>The harbour opens again</h1>{inside}<p>{STORY}</p><p>{UNRELATED}</p></article>"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body>{before}{article}{after}</body></html>"
    ).encode()


def claims(data: bytes, uri: str = URI) -> Metadata:
    """What the page claims."""
    return read_page(data, uri).metadata


def ld(value: object, *, kind: str = "application/ld+json") -> str:
    """A script that describes ``value``."""
    return script(json.dumps(value), kind=kind)


def script(text: str, *, kind: str = "application/ld+json") -> str:
    """A script of JSON-LD as it is."""
    return f'<script type="{kind}">{text}</script>'


PLAIN = json.dumps(ARTICLE)
BROKEN = {
    "plain": script(PLAIN),
    "cdata in a line comment": script(f"//<![CDATA[\n{PLAIN}\n//]]>"),
    "cdata in a block comment": script(f"/*<![CDATA[*/{PLAIN}/*]]>*/"),
    "bare cdata": script(f"<![CDATA[{PLAIN}]]>"),
    "a comment of HTML": script(f"<!--\n{PLAIN}\n-->"),
    "a semicolon": script(f"{PLAIN};"),
    "a byte order mark": script(f"\ufeff{PLAIN}"),
    "a charset": script(PLAIN, kind="application/ld+json; charset=utf-8"),
    "capitals": script(PLAIN, kind="Application/LD+JSON"),
    "a comma too many": script(PLAIN.replace("}}", "},}")),
    "a comma too many in a list": script(f"[{PLAIN},]"),
    "a line break in a string": script(PLAIN.replace("opens again", "opens\nagain")),
    "a tab in a string": script(PLAIN.replace("opens again", "opens\tagain")),
    "entities": script(PLAIN.replace('"', "&quot;")),
    "quotes in a string": script(PLAIN.replace("The harbour", 'The "harbour"').replace("\\", "")),
    "a comment in it": script(PLAIN.replace("{", "{ /* the article */ ", 1)),
    "two objects": script('{"@type": "WebSite", "name": "s"}\n' + PLAIN),
    "an end that is missing": script(PLAIN[:-1]),
    "graph": ld({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "s"}, ARTICLE]}),
    "main entity": ld({"@type": "WebPage", "name": "s", "mainEntity": ARTICLE}),
    "main entity of page": ld({"@type": "WebPage", "mainEntityOfPage": ARTICLE}),
    "a list": ld({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ARTICLE}]}),
    "lists in lists": ld([[{"@graph": [[ARTICLE]]}]]),
    "several types": ld({**ARTICLE, "@type": ["Article", "NewsArticle"]}),
    "a type with its address": ld({**ARTICLE, "@type": "https://schema.org/BlogPosting"}),
    "a prefix": ld({**ARTICLE, "@type": "schema:Report"}),
    "values as objects": ld({**ARTICLE, "datePublished": {"@type": "Date", "@value": ARTICLE["datePublished"]}}),
    "an author elsewhere": ld(
        {"@graph": [{**ARTICLE, "author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}
    ),
    "microdata": (
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        '<meta itemprop="headline" content="The harbour opens again">'
        '<meta itemprop="datePublished" content="2024-05-01T10:00:00+02:00"><span itemprop="author" itemscope '
        'itemtype="https://schema.org/Person"><b itemprop="name">Ann Lee</b></span></div>'
    ),
    "RDFa": (
        '<div vocab="https://schema.org/" typeof="Article"><time property="datePublished" '
        'datetime="2024-05-01T10:00:00+02:00"></time><span property="author">Ann Lee</span></div>'
    ),
}


@pytest.mark.parametrize("described", BROKEN.values(), ids=BROKEN)
def test_an_article_is_read_however_it_is_described(described: str) -> None:
    """Time and author of the article are found, whatever is around its description or wrong with it."""
    found = claims(page(before=described))
    assert (found.published_at, found.author) == (AT, "Ann Lee")


OTHERS = {
    "a site": {"@type": "WebSite", "name": "The Courier", "datePublished": "2010-01-01", "author": "The Courier"},
    "an organisation": {"@type": "Organization", "name": "The Courier", "foundingDate": "1899", "author": "Someone"},
    "a video": {"@type": "VideoObject", "name": "Waves", "datePublished": "2023-02-02", "author": "A Camera"},
    "an image": {"@type": "ImageObject", "datePublished": "2022-02-02", "creator": "A Photographer"},
    "a comment": {"@type": "Comment", "text": "x", "datePublished": "2025-01-01", "author": {"name": "A Reader"}},
    "a review": {"@type": "Review", "datePublished": "2025-01-01", "author": {"name": "A Critic"}},
    "a person": {"@type": "Person", "name": "An Editor", "datePublished": "2001-01-01"},
    "breadcrumbs": {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "item": {"@id": "https://courier.example/", "name": "Home"}}],
    },
    "a related article": {
        "@type": "NewsArticle",
        "headline": "Grain becomes dearer",
        "url": "https://courier.example/news/grain",
        "datePublished": "2021-01-01",
        "author": {"name": "Ben Fox"},
    },
    "a list of articles": {
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "item": {"@type": "NewsArticle", "headline": f"Story {n}", "datePublished": "2021-01-01"},
            }
            for n in range(3)
        ],
    },
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("arranged", [lambda o, a: [o, a], lambda o, a: [a, o], lambda o, a: {"@graph": [o, a]}])
def test_other_things_do_not_stand_for_the_article(
    other: dict[str, object], arranged: Callable[[object, object], object]
) -> None:
    """What a page says of its site, its comments and other articles is not said of its own, in any order."""
    found = claims(page(before=ld(arranged(other, ARTICLE))))
    assert (found.published_at, found.author) == (AT, "Ann Lee")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_without_an_article_nothing_is_taken(other: dict[str, object]) -> None:
    """A page that describes other things alone claims no time and no author."""
    found = claims(page(before=ld(other)))
    assert (found.published_at, found.author) == (None, None)


@pytest.mark.parametrize(
    "key", ["comment", "review", "video", "image", "relatedLink", "citation", "isPartOf", "hasPart"]
)
def test_parts_of_the_article_do_not_stand_for_it(key: str) -> None:
    """What an article has within it, or is part of, has dates of its own."""
    part = {"@type": "Article", "headline": "Other", "datePublished": "2020-01-01", "author": "Other"}
    bare = {name: value for name, value in ARTICLE.items() if name not in {"datePublished", "author"}}
    found = claims(page(before=ld({**bare, key: part})))
    assert (found.published_at, found.author) == (None, None)


def test_an_address_may_be_relative() -> None:
    """An article that names its own address as seen from the page is told by that."""
    other = {"@type": "Article", "headline": "A", "datePublished": "2020-01-01", "url": "/news/grain"}
    own = {"@type": "Article", "headline": "B", "datePublished": "2021-01-01", "url": "/news/harbour"}
    assert claims(page(before=ld([other, own]))).published_at == "2021-01-01"


def test_a_headline_may_be_edited() -> None:
    """The headline of the description need not be that of the page to the letter."""
    other = {"@type": "Article", "headline": "Grain becomes dearer again", "datePublished": "2020-01-01"}
    own = {"@type": "Article", "headline": "Harbour opens again", "datePublished": "2021-01-01"}
    assert claims(page(before=ld([other, own]))).published_at == "2021-01-01"


@pytest.mark.parametrize("field", ["url", "@id", "mainEntityOfPage"])
def test_the_address_tells_the_article(field: str) -> None:
    """Of two articles whose headlines are not on the page, the one with its address is that of the page."""
    other = {"@type": "Article", "headline": "A", "datePublished": "2020-01-01", field: "https://courier.example/other"}
    own = {"@type": "Article", "headline": "B", "datePublished": "2021-01-01", field: f"{URI}/?utm_source=feed"}
    assert claims(page(before=ld([other, own]))).published_at == "2021-01-01"


WRITTEN = {
    "og": ('<meta property="article:published_time" content="2024-05-01T10:00:00+02:00">', AT),
    "og as a name": ('<meta name="article:published_time" content="2024-05-01">', "2024-05-01"),
    "dublin core": ('<meta name="DC.date.issued" content="2024-05-01">', "2024-05-01"),
    "rdfa meta": ('<meta property="dc:date" content="2024-05-01T10:00:00+02:00">', AT),
    "dcterms": ('<meta name="dcterms.created" content="2024-05">', "2024-05"),
    "citation": ('<meta name="citation_publication_date" content="2024/05/01">', "2024-05-01"),
    "citation of a month": ('<meta name="citation_publication_date" content="2024/05">', "2024-05"),
    "citation of a year": ('<meta name="citation_publication_date" content="2024">', "2024"),
    "in words": ('<meta name="date" content="May 2024">', "2024-05"),
    "in English": ('<meta name="pubdate" content="May 1, 2024">', "2024-05-01"),
    "parsely": ('<meta name="parsely-pub-date" content="2024-05-01T08:00:00Z">', AT),
    "itemprop": ('<meta itemprop="datePublished" content="2024-05-01">', "2024-05-01"),
    "a placeholder first": (
        '<meta name="date" content="1970-01-01T00:00:00Z"><meta name="dc.date" content="2024-05-01">',
        "2024-05-01",
    ),
    "more precise later": (
        '<meta name="pubdate" content="2024-05-01"><meta name="date" content="2024-05-01T10:00:00+02:00">',
        AT,
    ),
    "another day later": (
        '<meta name="pubdate" content="2024-05-01"><meta name="date" content="2024-06-01T10:00:00Z">',
        "2024-05-01",
    ),
}


@pytest.mark.parametrize(("head", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_a_head_says_when(head: str, expected: str) -> None:
    """Times in the head of a page are taken as precisely as they are written."""
    assert claims(page(head)).published_at == expected


SHOWN = {
    "time": ('<time datetime="2024-05-01T10:00:00+02:00">Wednesday</time>', AT),
    "pubdate": ('<time pubdate datetime="2024-05-01">Wednesday</time>', "2024-05-01"),
    "time of a month": ('<time datetime="2024-05">May</time>', "2024-05"),
    "text of a time": ("<time>1 May 2024</time>", "2024-05-01"),
    "byline": ('<p class="byline">By Ann Lee, 1 May 2024</p>', "2024-05-01"),
    "entry date": ('<span class="entry-date">1. Mai 2024</span>', "2024-05-01"),
    "label": ("<p>Published: May 1, 2024</p>", "2024-05-01"),
    "label of a month": ("<p>Published in May 2024</p>", "2024-05"),
    "label in Spanish": ("<p>Publicado el 1 de mayo de 2024</p>", "2024-05-01"),
    "label in Chinese": ("<p>发布于 2024年5月1日</p>", "2024-05-01"),
    "changed": ('<p class="date">Updated May 9, 2024</p>', None),
    "copyright": ('<p class="meta">© May 2024</p>', None),
    "a date it tells of": ("<p>The gate was built on 3 May 1899.</p>", None),
}


@pytest.mark.parametrize(("inside", "expected"), SHOWN.values(), ids=SHOWN)
def test_a_page_shows_when(inside: str, expected: str | None) -> None:
    """Where the head says nothing, what readers see counts, if it is there to date the article."""
    assert claims(page(inside=inside)).published_at == expected


ADDRESSES = {
    "https://courier.example/2024/05/01/harbour": "2024-05-01",
    "https://courier.example/2024/05/harbour": "2024-05",
    "https://courier.example/news/2024-05-01-harbour": "2024-05-01",
    "https://courier.example/issue/20240/harbour": None,
    "https://courier.example/2024/13/harbour": None,
}


@pytest.mark.parametrize(("uri", "expected"), ADDRESSES.items())
def test_an_address_says_when(uri: str, expected: str | None) -> None:
    """Where the page says nothing, the date in its address counts."""
    assert claims(page(), uri).published_at == expected


BESIDE = {
    "a comment": '<div class="comments"><article><time datetime="2025-01-01">then</time> Nice!</article></div>',
    "a comment in microdata": (
        '<div itemscope itemtype="https://schema.org/Comment"><time itemprop="datePublished" datetime="2025-01-01">'
        '</time><span itemprop="author">A Reader</span></div>'
    ),
    "a comment with pubdate": '<section id="comments"><time pubdate datetime="2025-01-01">then</time></section>',
    "an aside": '<aside><time pubdate datetime="2025-01-01">then</time></aside>',
    "related": '<ul class="related-posts"><li><time datetime="2025-01-01">then</time> Grain</li></ul>',
    "another article": (
        '<article itemscope itemtype="https://schema.org/Article"><h2 itemprop="headline">Grain</h2>'
        '<time itemprop="datePublished" datetime="2025-01-01">then</time></article>'
    ),
    "a menu": '<nav><time datetime="2025-01-01">then</time></nav>',
    "a review": (
        '<div itemprop="review" itemscope itemtype="https://schema.org/Review">'
        '<meta itemprop="datePublished" content="2025-01-01"></div>'
    ),
}


@pytest.mark.parametrize("other", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("dated", [True, False])
def test_what_stands_beside_the_article_does_not_date_it(other: str, *, dated: bool) -> None:
    """Times and authors of comments, menus and other articles are not those of the article."""
    own = '<time datetime="2024-05-01">then</time>' if dated else ""
    found = claims(page(before=other, after=other, inside=own))
    assert found.published_at == ("2024-05-01" if dated else None)
    assert found.author is None


CREDITS = {
    "source": '<p>Source: <a href="https://port.example/a">The Port</a></p>',
    "via": '<p>(via <a href="https://port.example/a">The Port</a>)</p>',
    "first published": '<p>This article was originally published at <em><a href="https://port.example/a">Port</a></em>.</p>',
    "German": '<p>Zuerst erschienen bei <a href="https://port.example/a">Hafenblatt</a></p>',
    "French": '<p>Source : <a href="https://port.example/a">Le Port</a></p>',
    "Spanish": '<p>Publicado originalmente en <a href="https://port.example/a">El Puerto</a></p>',
    "Italian": '<p>Fonte: <a href="https://port.example/a">Il Porto</a></p>',
    "Russian": '<p>Источник: <a href="https://port.example/a">Порт</a></p>',
    "a link of its own": '<p><a href="https://port.example/a">Original article</a></p>',
}


@pytest.mark.parametrize("credit", CREDITS.values(), ids=CREDITS)
def test_the_link_of_a_credit_is_kept(credit: str) -> None:
    """Where a page says that its text is from somewhere, and links there, that address is one of its claims."""
    assert claims(page(inside=credit)).credited == "https://port.example/a"


@pytest.mark.parametrize(
    "text",
    [
        '<p>The money came from a source <a href="https://port.example/a">in town</a>.</p>',
        '<p>Source: <a href="/own">our archive</a></p>',
        '<aside><p>Source: <a href="https://port.example/a">The Port</a></p></aside>',
        '<p>See <a href="https://port.example/a">the port</a>.</p>',
    ],
)
def test_other_links_are_no_credit(text: str) -> None:
    """A link in the middle of a sentence, to the own site, or beside the article credits nobody."""
    assert claims(page(inside=text)).credited is None


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ('<link rel="canonical" href="/a">', "https://courier.example/a"),
        ('<meta property="og:url" content="https://courier.example/b">', "https://courier.example/b"),
        ('<link rel="canonical" href="/a"><link rel="canonical" href="/b">', None),
        ('<link rel="canonical" href="/a"><link rel="canonical" href="/a">', "https://courier.example/a"),
        ('<a rel="canonical" href="/a">', None),
    ],
)
def test_a_page_has_one_canonical_address(links: str, expected: str | None) -> None:
    """Two canonical links that differ say nothing, and neither does a link in the body."""
    assert claims(page(links)).canonical == expected


def test_the_text_is_read_as_before() -> None:
    """A text that a page shows by script alone is taken from its description, though its claims were taken out."""
    body = {**ARTICLE, "articleBody": f"{STORY} {UNRELATED}"}
    data = f"<html><head>{ld(body)}</head><body><div id=app></div></body></html>".encode()
    found = read_page(data, URI)
    assert STORY in found.text
    assert found.metadata.author == "Ann Lee"
