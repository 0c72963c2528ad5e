"""Claims of a page about its text: when and by whom it was published, its title, licence and address.

Claims about other things are left out: the site, comments and recommended articles.
"""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from provenance.readers.pages import dated, jsonld
from provenance.readers.pages.credits import credited
from provenance.readers.pages.described import About, described, is_said_of_text, own_article
from provenance.readers.pages.layout import Layout, words_of
from provenance.uris import address_key, parts_of

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "prism.publicationdate",
    "bepress_citation_date",
    "dc.date",
    "dcterms.date",
    "dc.created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "publication_date",
    "publishdate",
    "pubdate",
    "date",
)
_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_AUTHORS = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author")
_LICENCES = ("dc.rights", "dcterms.rights", "dcterms.license", "copyright")
#: What JSON-LD says of any thing on the page, and libraries take for claims of the page itself.
_CLAIMED = frozenset(
    {"author", "creator", "contributor", "publisher", "editor", "headline", "name", "alternativeHeadline"}
)


def claims_of(tree: Any, uri: str) -> dict[str, str | None]:  # noqa: ANN401 - an lxml element, and lxml has no types
    """What the page at ``uri`` says; its JSON-LD is left with its texts alone, so that no claims are taken there."""
    layout = Layout(tree)
    metas = _metas(tree, layout)
    links = _links(tree)
    canonical = _absolute(uri, links.get("canonical")) or _absolute(uri, metas.get("og:url"))
    addresses = {address_key(one) for one in (uri, canonical) if one and parts_of(one).scheme in {"http", "https"}}
    titles = [*(title.text_content() for title in tree.iter("title")), metas.get("og:title") or ""]
    headings = {*filter(None, map(words_of, titles)), *filter(None, layout.headlines)}
    article = own_article(described(tree, layout), About(addresses, headings, uri))
    times = _times(tree, layout, metas, article.published if article else (), [uri, canonical or ""])
    claims = {
        "published_at": dated.published(times),
        "title": next(_picked(metas, _TITLES), None) or (article.headline if article and article.is_article else None),
        "author": (article.author if article else None) or next(_picked(metas, _AUTHORS), None),
        "language": tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        "canonical": canonical,
        "licence": _absolute(uri, links.get("license")) or next(_picked(metas, _LICENCES), None),
        "credited": _absolute(uri, credited(tree, uri, layout))
        or _absolute(uri, article.based_on if article else None),
    }
    _leave_texts(tree, layout)
    return {field: value for field, value in claims.items() if value}


def _times(
    tree: Any,  # noqa: ANN401 - likewise
    layout: Layout,
    metas: dict[str, str],
    described_as: Iterable[str],
    addresses: Iterable[str],
) -> Iterator[str]:
    """The times that the page gives for its article; where programs read them first, then what readers see."""
    stated = [*described_as, *_picked(metas, _PUBLISHED), *dated.marked(tree, layout)]
    if dated.published(stated):
        yield from stated
        return
    if seen := dated.published(dated.shown(tree, layout)):
        yield seen
        return
    for address in addresses:
        yield from dated.in_address(address)


def _metas(tree: Any, layout: Layout) -> dict[str, str]:  # noqa: ANN401 - likewise
    """What the page says in its head, by names in lower case; in RDFa other elements say such things, too."""
    metas: dict[str, str] = {}
    for one in tree.iter():
        name = one.get("property") or (one.get("name") if one.tag == "meta" else None) or ""
        if not name or one.get("content") is None or (one.tag != "meta" and layout.is_beside(one)):
            continue
        for spelled in name.lower().split():
            metas.setdefault(re.sub(r"^(dc|dcterms|dct|prism):", r"\1.", spelled), one.get("content").strip())
    return metas


def _links(tree: Any) -> dict[str, str]:  # noqa: ANN401 - likewise
    """Where links of a relation lead; only the head of a page says what its canonical address is, and only once."""
    links: dict[str, str] = {}
    canonical = set()
    for link in tree.iter("link", "a"):
        for relation in (link.get("rel") or "").lower().split():
            if relation == "canonical" and link.tag == "link":
                canonical.add((link.get("href") or "").strip())
            elif relation != "canonical":
                links[relation] = link.get("href")
    if len(canonical) == 1:
        links["canonical"] = canonical.pop()
    return links


def _picked(metas: dict[str, str], names: Iterable[str]) -> Iterator[str]:
    return (metas[name] for name in names if metas.get(name))


def _absolute(uri: str, link: str | None) -> str | None:
    """``link`` as seen from ``uri``, if it leads to the web."""
    with contextlib.suppress(ValueError):
        joined = urljoin(uri, (link or "").strip())
        if link and urlsplit(joined).scheme in {"http", "https"}:
            return joined
    return None


def _leave_texts(tree: Any, layout: Layout) -> None:  # noqa: ANN401 - likewise
    """Take names and authors out of JSON-LD, and out of microdata of other things; JSON-LD that cannot be read goes."""
    for one in tree.iter():
        names = (one.get("itemprop") or "").split()
        if not _CLAIMED.isdisjoint(names) and (layout.is_beside(one) or not _is_own(one)):
            del one.attrib["itemprop"]
    for script in list(jsonld.scripts(tree)):
        values = jsonld.values(script.text or "")
        if values:
            script.set("type", "application/ld+json")
            script.text = json.dumps(_without_claims(values, 0))
        else:
            script.drop_tree()


def _is_own(element: Any) -> bool:  # noqa: ANN401 - likewise
    """Whether a name or author in microdata is one of the text: said of it, or of the author that it has."""
    if element.get("itemscope") is not None:
        parent = element.getparent()
        return parent is None or is_said_of_text(parent)
    scope = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
    if scope is None or is_said_of_text(scope):
        return True
    return "author" in (scope.get("itemprop") or "").split() and _is_own(scope)


def _without_claims(value: Any, depth: int) -> Any:  # noqa: ANN401 - JSON
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_without_claims(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {key: _without_claims(one, depth + 1) for key, one in value.items() if key not in _CLAIMED}
    return value


#: Levels of JSON that are looked at.
_DEEPEST = 100
