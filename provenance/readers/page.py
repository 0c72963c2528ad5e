"""Web pages: the main text, without menus and footers, and what the page claims about it.

The main text is what trafilatura takes for it, or, when that finds none, all visible text. Claims come from the head of
the page, where publishers state times to the second and with their zone; trafilatura fills in what is not there.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from provenance.model import Document, claimed, utc_time
from provenance.readers.extras import library
from provenance.readers.markup import visible_text
from provenance.readers.plain import decode_page

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "citation_publication_date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "date",
)
_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_AUTHORS = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author")
_LICENCES = ("dc.rights", "dcterms.rights", "dcterms.license", "copyright")


def read_page(data: bytes, uri: str, *, charset: str | None = None) -> Document:
    """The main text of a web page and what the page claims about it.

    Args:
        data: The page as it came.
        uri: Where it was seen; links in it are resolved against that.
        charset: Its encoding, if whoever sent it said one.

    Raises:
        MemoryError: It takes more memory than there is.
        ExtraMissing: The libraries for web pages are not installed.
    """
    trafilatura = library("trafilatura", extra="web", reads="reading web pages")
    decoded = decode_page(data, charset)
    tree = _parsed(decoded)
    if tree is None:
        return Document(uri, "")
    claims = _claims(tree, uri)
    found = trafilatura.bare_extraction(
        tree,
        url=uri if urlsplit(uri).scheme in {"http", "https"} else None,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    text = found.text if found is not None else None
    if found is not None:
        for field, value in (("title", found.title), ("author", found.author), ("published_at", found.date)):
            claims.setdefault(field, value)
        claims.setdefault("licence", found.license)
    return Document(uri, text or visible_text(decoded), claimed(claims))


def _parsed(text: str) -> Any:  # noqa: ANN401 - an lxml element, and lxml has no types
    """The tree of a page, ``None`` if there is nothing in it; a damaged one is mended as browsers do."""
    html = library("lxml.html", extra="web", reads="reading web pages")
    etree = library("lxml.etree", extra="web", reads="reading web pages")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser) if text.strip() else None
    except etree.ParserError:
        return None
    except etree.LxmlError as error:  # it mends whatever there is, so this is the only thing that it can lack
        raise MemoryError from error


def _claims(tree: Any, uri: str) -> dict[str, str | None]:  # noqa: ANN401 - likewise
    """What the head of the page says."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.strip().lower(), (meta.get("content") or "").strip())
    article = next(_articles(tree), {})
    links = {
        rel: link.get("href") for link in tree.iter("link", "a") for rel in (link.get("rel") or "").lower().split()
    }
    claims = {
        "published_at": _first_time(
            [str(article.get("datePublished") or ""), *_picked(metas, _PUBLISHED), *_times(tree)]
        ),
        "title": next(_picked(metas, _TITLES), None) or _text_of(article.get("headline")),
        "author": _text_of(article.get("author")) or next(_picked(metas, _AUTHORS), None),
        "language": tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        "canonical": _absolute(uri, links.get("canonical") or metas.get("og:url")),
        "licence": _absolute(uri, links.get("license")) or next(_picked(metas, _LICENCES), None),
    }
    return {field: value for field, value in claims.items() if value}


def _picked(metas: dict[str, str], names: Iterable[str]) -> Iterator[str]:
    return (metas[name] for name in names if metas.get(name))


def _times(tree: Any) -> Iterator[str]:  # noqa: ANN401 - likewise
    """Times of the page that are marked as its publication."""
    return (
        time.get("datetime") or ""
        for time in tree.iter("time")
        if time.get("pubdate") is not None or time.get("itemprop") == "datePublished"
    )


def _first_time(claimed: Iterable[str]) -> str | None:
    for one in claimed:
        with contextlib.suppress(ValueError):
            return utc_time(one)
    return None


def _articles(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - likewise
    """The articles that the page describes as schema.org has it (JSON-LD)."""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            with contextlib.suppress(ValueError, RecursionError):
                described = json.loads(script.text or "", strict=False)
                graph = described.get("@graph", described) if isinstance(described, dict) else described
                for one in graph if isinstance(graph, list) else [graph]:
                    if isinstance(one, dict) and ("datePublished" in one or "headline" in one):
                        yield one


def _text_of(claim: object) -> str | None:
    """A name, whether it is given as text, as an object with a name, or as a list of these."""
    if isinstance(claim, list):
        return ", ".join(filter(None, map(_text_of, claim))) or None
    if isinstance(claim, dict):
        claim = claim.get("name")
    return claim.strip() or None if isinstance(claim, str) else None


def _absolute(uri: str, link: str | None) -> str | None:
    """``link`` as seen from ``uri``, if it leads to the web."""
    with contextlib.suppress(ValueError):
        joined = urljoin(uri, (link or "").strip())
        if link and urlsplit(joined).scheme in {"http", "https"}:
            return joined
    return None
