"""Tags and texts of what a server calls XML, in one pass over whatever it really is.

An XML parser has to stop at the first mistake, and one that recovers drops the rest of an address behind a bare ``&``.
This module refuses nothing. It skips what stands before the root, what is not closed or not declared, and what is cut
off. Its time grows only with the length. It expands only character references.
"""

import html
import html.entities
import re
from collections.abc import Iterator
from typing import NamedTuple

#: Tags that are read, which takes a few seconds: ten for each address that a sitemap may have.
MOST_TAGS = 500_000

#: Characters of a tag that are looked at.
_LONGEST_TAG = 4_096

_OPEN = re.compile(
    r"<(?:(?P<mark>!--|!\[CDATA\[|!DOCTYPE)|(?P<end>/?)(?:(?P<prefix>[a-z_][\w.-]*+):)?(?P<name>[a-z_][\w.-]*+))",
    re.IGNORECASE,
)
_REST = re.compile(r"""(?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+>""")
_ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_ENTITY = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{0,31});")
_SUBSET = re.compile(r"[^\[<>]*+\[")
_DECLARED = re.compile(r"<!ENTITY\s++([\w.:-]++)", re.IGNORECASE)


class Piece(NamedTuple):
    """A tag, or the text up to the next one.

    Attributes:
        name: Of the element, in lower case and without its prefix; empty for text.
        is_end: Whether it is an end tag.
        is_empty: Whether it is a start tag and an end tag in one.
        rest: What stands in the tag behind the name, or the text.
    """

    name: str
    prefix: str = ""
    is_end: bool = False
    is_empty: bool = False
    rest: str = ""

    def attributes(self) -> dict[str, str]:
        """The attributes of a start tag, their names as written."""
        return {name: plain(one or other) for name, one, other in _ATTRIBUTE.findall(self.rest)}


def plain(text: str) -> str:
    """``text`` with the entities resolved that stand for one character; others, and a bare ``&``, are left.

    >>> plain("a=1&b=2&amp;c=3&copy=4&#233;&mine;")
    'a=1&b=2&c=3&copy=4é&mine;'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    """What an entity stands for; ``html.unescape`` would also take the beginning of its name for one."""
    number = found[1]
    return html.unescape(found[0]) if number else html.entities.html5.get(found[0][1:], found[0])


class Pieces:
    """The pieces of a text, in order; texts as they read, comments and instructions left out.

    Attributes:
        declared: The entities that a document type declares. They are not resolved: they can be made to grow.
        is_long: Whether there are more tags than are read.
    """

    def __init__(self, text: str) -> None:
        """Nothing of ``text`` is read yet."""
        self._text = text
        self._missing: set[str] = set()
        self._place = self._unquoted_until = 0
        self.declared: frozenset[str] = frozenset()
        self.is_long = False

    def __iter__(self) -> Iterator[Piece]:
        """One piece after another."""
        tags = 0
        while found := _OPEN.search(self._text, self._place):
            if found.start() > self._place:
                yield Piece("", rest=plain(self._text[self._place : found.start()]))
            self._place = found.end()
            tags += 1
            if tags > MOST_TAGS:
                self.is_long = True
                return
            piece = self._marked(found["mark"].upper()) if found["mark"] else self._tag(found)
            if piece is not None:
                yield piece
        yield Piece("", rest=plain(self._text[self._place :]))

    def _tag(self, found: re.Match[str]) -> Piece:
        rest = self._rest()
        prefix, name = (found["prefix"] or "").lower(), found["name"].lower()
        return Piece(name, prefix, bool(found["end"]), rest.endswith("/"), rest)

    def _rest(self) -> str:
        """What stands in a tag behind the name, which is passed. Quotes that are not closed hide no end of a tag."""
        start = self._place
        if start >= self._unquoted_until:
            if found := _REST.match(self._text, start, start + _LONGEST_TAG):
                self._place = found.end()
                return found[0][:-1]
            self._unquoted_until = start + _LONGEST_TAG
        end = self._text.find(">", start)
        self._place = len(self._text) if end < 0 else end + 1
        return self._text[start : max(start, end)][:_LONGEST_TAG]

    def _marked(self, mark: str) -> Piece | None:
        start = self._place
        if mark == "!DOCTYPE":
            inner = _SUBSET.match(self._text, start)
            subset = self._until("]>" if inner else ">")
            self.declared |= frozenset(_DECLARED.findall(subset)) if inner else frozenset()
            return None
        text = self._until("-->" if mark == "!--" else "]]>")
        return Piece("", rest=text) if mark != "!--" else None

    def _until(self, end: str) -> str:
        """What stands before ``end``, which is passed; where there is none, nothing is."""
        # Looked for once: were every mark that is not closed to look again, time would grow with the square.
        place = -1 if end in self._missing else self._text.find(end, self._place)
        if place < 0:
            self._missing.add(end)
            return ""
        found = self._text[self._place : place]
        self._place = place + len(end)
        return found
