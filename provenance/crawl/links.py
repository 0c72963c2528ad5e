"""Links of a web page, in one pass whose time grows with the length of the page and nothing else.

A parser that builds a tree can be made to take minutes by a page of a few megabytes. Links need no tree: they stand in
start tags, and what lies in comments and scripts is passed over.
"""

import dataclasses
import html
import re

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
        targets: Where its links lead, in order; empty when the page asks for none of them to be followed.
    """

    base: str | None = None
    canonical: str | None = None
    targets: list[str] = dataclasses.field(default_factory=list)


def links(page: str) -> Links:
    """The links of ``page``."""
    found = Links()
    follow = True
    place = 0
    while len(found.targets) < MOST_LINKS and (tag := _TAG.search(page, place)):
        comment, raw, name = tag.groups()
        if comment or raw:
            place = _end(page, "-->" if comment else f"</{raw}", tag.end())
            continue
        end = page.find(">", tag.end(), tag.end() + _LONGEST_TAG)
        place = tag.end() if end < 0 else end
        given = _attributes(page[tag.end() : max(end, tag.end())])
        follow = follow and not _forbids(name.lower(), given)
        _take(found, name.lower(), given)
    return found if follow else dataclasses.replace(found, targets=[])


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


def _forbids(name: str, given: dict[str, str]) -> bool:
    """Whether this tag asks not to follow the links of the page."""
    if name != "meta" or given.get("name", "").lower() != "robots":
        return False
    return bool({"nofollow", "none"} & set(re.split(r"[\s,]+", given.get("content", "").lower())))


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
