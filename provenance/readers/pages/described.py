"""Things that a page describes by schema.org, as JSON-LD, microdata or RDFa, and which of them is its own article.

A page also describes its site, its author, its comments and the articles it recommends. Their dates are not those of
the text.
"""

import contextlib
import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from provenance.readers.pages import jsonld
from provenance.readers.pages.layout import Layout, words_of
from provenance.uris import address_key

_ARTICLE = re.compile(r".*(?:article|posting)|report|apireference", re.IGNORECASE)
#: Works that a page may consist of, though no article; and pages as such.
_WORK = re.compile(
    r"(?:web|item|about|medicalweb|faq|qa|profile)page|creativework|book|chapter|thesis|shortstory|recipe|howto"
    r"|legislation|manuscript|poem|play",
    re.IGNORECASE,
)
#: What only leads on to other things.
_CONTAINER = re.compile(r"\A(?:itemlist|listitem|\w{0,60}page|blog|newsmediaorganization)", re.IGNORECASE)
_ONWARD = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_ADDRESSES = ("url", "@id", "mainEntityOfPage")
#: An address, whole or as seen from the page; other identifiers lead nowhere.
_LINK = re.compile(r"https?://|/|#", re.IGNORECASE)
#: Levels of things inside things.
_DEEPEST = 24
#: Characters from which on a headline that contains another one is the same with something added.
_TELLING = 12
#: So many words, and so much of them, make two headlines the same that were edited apart.
_WORDS, _MOST_WORDS = 3, 0.7


@dataclasses.dataclass(frozen=True)
class Article:
    """A text that a page describes.

    Attributes:
        is_article: By its type; otherwise another work, or the page as such.
        is_listed: It is part of a list, which mostly has other pages' articles.
    """

    is_article: bool
    is_listed: bool
    headline: str | None
    author: str | None
    published: tuple[str, ...]
    addresses: frozenset[str]
    based_on: str | None


@dataclasses.dataclass(frozen=True)
class About:
    """What is known of a page to tell its article from others.

    Attributes:
        addresses: Its own, and those it names as its proper ones, as :func:`address_key` has them.
        headings: Its title and headlines, as :func:`words_of` has them.
        base: What links in it are resolved against.
    """

    addresses: Collection[str]
    headings: Collection[str]
    base: str


def own_article(things: Sequence[Any], about: About) -> Article | None:
    """The article among ``things`` that is that of the page, if it can be told."""
    found = list(_articles(things, about.base))
    agreeing = [one for one in found if _agreement(one, about) > 0]
    if agreeing:
        return max(agreeing, key=lambda one: (one.is_article, _agreement(one, about), bool(one.published)))
    for kind in (True, False):
        of_kind = [one for one in found if one.is_article is kind]
        if len(of_kind) == 1 and not of_kind[0].is_listed and _agreement(of_kind[0], about) > -_STRONG:
            return of_kind[0]
        if of_kind and kind and any(one.published for one in of_kind):
            return None
    return None


#: What an address or a headline that agrees is worth; one that does not takes away half of it.
_STRONG = 2


def _agreement(one: Article, about: About) -> int:
    """How well an article fits the page: by its address and by its headline."""
    value = 0
    if one.addresses and about.addresses:
        value += _STRONG if one.addresses & set(about.addresses) else -_STRONG // 2
    if one.headline and about.headings:
        headline = words_of(one.headline)
        value += _STRONG if any(_alike(headline, heading) for heading in about.headings) else -_STRONG // 2
    return value


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) >= _TELLING and short in long):
        return True
    few, many = set(short.split()), set(long.split())
    return len(few) >= _WORDS and len(few & many) >= _MOST_WORDS * len(few)


def is_said_of_text(element: Any) -> bool:  # noqa: ANN401 - lxml
    """Whether what microdata says at ``element`` may be said of the text of the page: by the thing it is part of."""
    around = (element, *element.iterancestors())
    itemtype = next((one.get("itemtype") or "" for one in around if one.get("itemscope") is not None), "")
    names = [re.split(r"[/#:]", name)[-1] for name in itemtype.split()]
    return not names or any(_ARTICLE.fullmatch(name) or _WORK.fullmatch(name) for name in names)


def described(tree: Any, layout: Layout) -> list[Any]:  # noqa: ANN401 - an lxml element, and lxml has no types
    """All that the page describes as a whole: what is part of something else stands within it."""
    found: list[Any] = []
    for script in jsonld.scripts(tree):
        found += jsonld.values(script.text or "")
    for element in tree.iter():
        if _is_thing(element) and not element.get("itemprop") and not layout.is_beside(element):
            found.append(_thing(element, 0))
    return found


def _articles(things: Sequence[Any], base: str) -> Iterator[Article]:
    names = dict(_names(things, 0))
    for thing, is_listed in _reached(things, is_listed=False, depth=0):
        types = _types(thing)
        is_article = any(_ARTICLE.fullmatch(name) for name in types)
        says = any(thing.get(key) for key in ("datePublished", "headline", "author"))
        if says and (is_article or not types or any(_WORK.fullmatch(name) for name in types)):
            yield Article(
                is_article,
                is_listed,
                text_of(thing.get("headline") or thing.get("name")),
                _author(thing, names),
                tuple(_texts(thing.get("datePublished"))),
                frozenset(address_key(one) for key in _ADDRESSES for one in _links(thing.get(key), base)),
                next(_links(thing.get("isBasedOn") or thing.get("isBasedOnUrl"), base), None),
            )


def _reached(thing: Any, *, is_listed: bool, depth: int) -> Iterator[tuple[Mapping[str, Any], bool]]:  # noqa: ANN401 - JSON
    """The things that ``thing`` is or leads to, each with whether a list has it."""
    if depth > _DEEPEST:
        return
    if isinstance(thing, list):
        for one in thing:
            yield from _reached(one, is_listed=is_listed, depth=depth + 1)
    elif isinstance(thing, dict):
        types = _types(thing)
        yield thing, is_listed
        if not types or any(p.fullmatch(name) for name in types for p in (_ARTICLE, _WORK, _CONTAINER)):
            for key in _ONWARD:
                if isinstance(thing.get(key), (dict, list)):
                    listed = is_listed or key == "itemListElement"
                    yield from _reached(thing[key], is_listed=listed, depth=depth + 1)


def _types(thing: Mapping[str, Any]) -> list[str]:
    return [re.split(r"[/#:]", name)[-1] for name in _texts(thing.get("@type"))]


def _author(thing: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    for key in ("author", "creator"):
        claim = thing.get(key)
        claims = claim if isinstance(claim, list) else [claim]
        resolved = [
            names.get(str(one.get("@id")), "") if isinstance(one, dict) and not one.get("name") else one
            for one in claims
        ]
        if found := text_of(resolved):
            return found
    return None


def _names(thing: Any, depth: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """The names of things that others refer to."""
    if depth > _DEEPEST:
        return
    for one in thing if isinstance(thing, list) else thing.values() if isinstance(thing, dict) else ():
        if isinstance(one, (dict, list)):
            yield from _names(one, depth + 1)
    if isinstance(thing, dict) and isinstance(thing.get("@id"), str) and isinstance(thing.get("name"), str):
        yield thing["@id"], thing["name"]


def _links(claim: object, base: str) -> Iterator[str]:
    """Addresses, given as text, as a thing with one, or as a list of these; what leads nowhere on the web is none."""
    for one in claim if isinstance(claim, list) else [claim]:
        if isinstance(one, dict):
            yield from (
                link for key in ("@id", "url") if isinstance(one.get(key), str) for link in _links(one[key], base)
            )
        elif isinstance(one, str) and _LINK.match(one):
            with contextlib.suppress(ValueError):
                link = urljoin(base, one)
                if link.startswith(("http://", "https://")):
                    yield link


def _texts(claim: object) -> Iterator[str]:
    for one in claim if isinstance(claim, list) else [claim]:
        value = one.get("@value") if isinstance(one, dict) else one
        if isinstance(value, str) and value.strip():
            yield value.strip()


def text_of(claim: object) -> str | None:
    """A name, whether it is given as text, as an object with a name, or as a list of these."""
    if isinstance(claim, list):
        return ", ".join(filter(None, map(text_of, claim))) or None
    if isinstance(claim, dict):
        claim = claim.get("name") or claim.get("@value")
    return claim.strip() or None if isinstance(claim, str) else None


def _is_thing(element: Any) -> bool:  # noqa: ANN401 - lxml
    return element.get("itemscope") is not None or bool(element.get("typeof"))


def _thing(element: Any, depth: int) -> dict[str, Any]:  # noqa: ANN401 - lxml
    """What microdata or RDFa says of one thing, as JSON-LD would."""
    types = (element.get("itemtype") or element.get("typeof") or "").split()
    thing: dict[str, Any] = {"@type": types}
    if element.get("itemid"):
        thing["@id"] = element.get("itemid")
    todo = list(element)[::-1]
    while todo:
        one = todo.pop()
        names = (one.get("itemprop") or one.get("property") or "").split()
        if names and depth < _DEEPEST:
            value = _thing(one, depth + 1) if _is_thing(one) else _said(one)
            for name in names:
                thing.setdefault(name.removeprefix("schema:"), []).append(value)
        if not _is_thing(one):
            todo += list(one)[::-1]
    return thing


def _said(element: Any) -> str:  # noqa: ANN401 - lxml
    for attribute in ("content", "datetime", "href", "src"):
        if element.get(attribute) is not None:
            return str(element.get(attribute))
    return " ".join("".join(element.itertext()).split())[:1_000]
