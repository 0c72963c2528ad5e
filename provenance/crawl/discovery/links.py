"""Links of a web page, in one pass whose time grows only with the length of the page.

A page of a few megabytes can keep a parser that builds a tree busy for minutes. Links need no tree: they stand in start
tags. Comments and scripts are skipped.
"""

import dataclasses
import html
import re

from provenance.crawl.discovery.robots_directives import of_meta

#: Links that are taken from one page.
MOST_LINKS = 20_000
#: Characters of a tag that are looked at.
_LONGEST_TAG = 4_096

_TAG = re.compile(r"<(?:(!--)|(script|style|textarea|title|xmp)\b|(a|area|base|link|meta)(?=[\s/]))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")


@dataclasses.dataclass
class Links:
    """What a page links to, as written.

    Attributes:
        base: What links are relative to; ``None`` for the page itself.
        canonical: The address that the page names as its proper one.
        targets: Where its links lead, in order.
        asks: What it asks of robots, such as ``noindex``.
    """

    base: str | None = None
    canonical: str | None = None
    targets: list[str] = dataclasses.field(default_factory=list)
    asks: set[str] = dataclasses.field(default_factory=set)


def links(page: str, agent: str = "robots") -> Links:
    """The links of ``page``, and what it asks of all robots and of ``agent``."""
    found = Links()
    place = 0
    while len(found.targets) < MOST_LINKS and (tag := _TAG.search(page, place)):
        comment, raw, name = tag.groups()
        if comment or raw:
            place = _end(page, "-->" if comment else f"</{raw}", tag.end())
            continue
        end = page.find(">", tag.end(), tag.end() + _LONGEST_TAG)
        place = tag.end() if end < 0 else end
        given = _attributes(page[tag.end() : max(end, tag.end())])
        if name.lower() == "meta":
            found.asks |= of_meta(given.get("name", ""), given.get("content", ""), agent)
        else:
            _take(found, name.lower(), given)
    return found


def _take(found: Links, name: str, given: dict[str, str]) -> None:
    href = given.get("href", "").strip()
    if not href:
        return
    relations = given.get("rel", "").lower().split()
    if name in {"a", "area"} and "nofollow" not in relations:
        found.targets.append(href)
    elif name == "base" and found.base is None:
        found.base = href
    elif name == "link" and "canonical" in relations and found.canonical is None:
        found.canonical = href


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag; of several with one name the first counts."""
    given: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        given.setdefault(name.lower(), html.unescape("".join(values)))
    return given


def _end(page: str, mark: str, start: int) -> int:
    """Where ``mark`` ends, or the page when it is not closed. Marks of elements may be in either case."""
    found = re.compile(re.escape(mark), re.IGNORECASE).search(page, start)
    return found.end() if found else len(page)
