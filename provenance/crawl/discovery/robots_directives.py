"""What an answer asks of robots beside robots.txt: directives such as ``noindex`` in its headers and the page itself.

There is no standard for them. This page describes what is in use:
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag.
"""

import re
from collections.abc import Iterable

HEADER = "x-robots-tag"
NO_INDEX, NO_FOLLOW = "noindex", "nofollow"

_NONE = "none"
#: How the name of a robot may begin a header: a word and a colon, unless that word is a directive with a value.
_NAMED = re.compile(r"\s*(?!unavailable_after|max-[a-z]+-?preview|max-snippet)([a-z][\w-]*)\s*:(.*)", re.DOTALL)


def of_headers(headers: Iterable[tuple[str, str]], agent: str) -> frozenset[str]:
    """The directives of all headers ``X-Robots-Tag`` that are for every robot or for ``agent``.

    >>> of_headers([("X-Robots-Tag", "otherbot: noindex, mybot: nofollow")], "mybot")
    frozenset({'nofollow'})
    """
    found: set[str] = set()
    for value in (value for name, value in headers if name.lower() == HEADER):
        robot = ""
        for piece in value.lower().split(","):
            named = _NAMED.match(piece)
            robot, directive = named.groups() if named else (robot, piece)
            if robot in {"", agent.lower()}:
                found.add(directive.strip())
    return _plain(found)


def of_meta(name: str, content: str, agent: str) -> frozenset[str]:
    """The directives of an element ``meta``, if it is for every robot or for ``agent``.

    >>> sorted(of_meta("Robots", "NONE", "mybot"))
    ['nofollow', 'noindex']
    """
    if name.strip().lower() not in {"robots", agent.lower()}:
        return frozenset()
    return _plain(re.split(r"[\s,]+", content.lower()))


def _plain(directives: Iterable[str]) -> frozenset[str]:
    """``none`` means two others."""
    found = frozenset(directives) - {""}
    return (found - {_NONE}) | {NO_INDEX, NO_FOLLOW} if _NONE in found else found
