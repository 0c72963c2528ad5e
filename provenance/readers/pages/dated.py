"""When a page says that its article was published.

Libraries for this complete dates that are not whole: a month gets a day, mostly that of today. So this module takes
only what the page itself writes, with the precision in which it is written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from provenance.readers.pages.described import is_said_of_text
from provenance.readers.pages.layout import Layout
from provenance.times import as_claimed, claimed_time, claims_in
from provenance.uris import parts_of

#: Letters of a line that dates the article, and elements that it consists of, at most; and elements that are looked at.
_LINE, _PARTS, _LOOKED_AT = 120, 8, 4_000
_DATE_CLASS = re.compile(
    r"(?:.*[-_])?(?:date|datum|fecha|publi\w*|posted|byline|dateline|timestamp|time|meta)(?:[-_].*)?", re.IGNORECASE
)
_DATE_LABEL = re.compile(
    r"\b(?:publi(?:shed|cad[oa]|cato|é|ée|cado)|posted|veröffentlicht|erschienen|опубликован\w*|gepubliceerd|opublikowan\w*)"
    r"|发布|發佈|公開|게시",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modifi|revis|aktualisiert|geändert|mis à jour|actualiz|aggiorn|©|\(c\)|copyright", re.IGNORECASE
)
_URL = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)(?:[/-](\d\d?))?(?=[/-]|\Z)")


def published(claims: Iterable[str]) -> str | None:
    """The first of ``claims`` that says something; more precise where a later one lies within it."""
    found: str | None = None
    for written in claims:
        try:
            claim = as_claimed(written)
        except ValueError:
            continue
        if claim and (found is None or _narrows(claim, found)):
            found = claim
    return found


def _narrows(claim: str, found: str) -> bool:
    """Whether ``claim`` says the same as ``found``, more precisely."""
    inner, outer = claimed_time(claim), claimed_time(found)
    lies_within = outer.earliest <= inner.earliest and inner.latest <= outer.latest
    return lies_within and inner.latest - inner.earliest < outer.latest - outer.earliest


def marked(tree: Any, layout: Layout) -> Iterator[str]:  # noqa: ANN401 - an lxml element, and lxml has no types
    """Times that the page marks as those of its publication, or as times in its article."""
    times = []
    for one in tree.iter():
        is_told = one.get("itemprop") == "datePublished" or (one.tag == "time" and one.get("pubdate") is not None)
        if (is_told or one.tag == "time") and not layout.is_beside(one) and is_said_of_text(one):
            if is_told:
                yield _time_of(one)
            elif not _CHANGED.search(_names(one)):
                times.append(_time_of(one))
    yield from times[:1]


def shown(tree: Any, layout: Layout) -> Iterator[str]:  # noqa: ANN401 - likewise
    """Dates in lines that are there to date the article, as readers see them."""
    looked_at = 0
    for one in tree.iter(
        "p", "span", "div", "li", "small", "em", "td", "dd", "address", "a", "b", "i", "h5", "h6", "abbr"
    ):
        looked_at += 1
        if looked_at > _LOOKED_AT:
            return
        text = " ".join(one.text_content().split()) if len(one) <= _PARTS else ""
        if not 0 < len(text) <= _LINE:
            continue
        is_dated = any(_DATE_CLASS.fullmatch(name) for name in _names(one).split()) or _DATE_LABEL.search(text)
        if is_dated and not _CHANGED.search(f"{_names(one)} {text}") and not layout.is_beside(one):
            yield from claims_in(text)


def in_address(uri: str) -> Iterator[str]:
    """The date in the path of an address, as blogs and papers have it."""
    for found in _URL.finditer(parts_of(uri).path):
        yield "-".join(filter(None, found.groups()))


def _time_of(element: Any) -> str:  # noqa: ANN401 - likewise
    return str(element.get("datetime") or element.get("content") or element.text_content())


def _names(element: Any) -> str:  # noqa: ANN401 - likewise
    return " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop"))))
