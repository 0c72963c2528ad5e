"""OpenDocument texts, zipped (ODT) or in one XML file (FODT): what a reader of them sees.

Tracked changes are read in their final form. Comments and descriptions of pictures are left out.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from provenance.errors import InputError
from provenance.readers.office.package import local

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

_PARAGRAPHS = frozenset({_TEXT + "p", _TEXT + "h"})
#: What stands in a text and is not of it.
_UNSEEN = frozenset(
    {_OFFICE + name for name in ("annotation", "binary-data", "forms", "scripts", "event-listeners", "settings")}
    | {_TEXT + name for name in ("tracked-changes", "note-citation", "ruby-text", "page-number", "page-count")}
    | {_TEXT + name for name in ("hidden-text", "hidden-paragraph", "page-continuation", "script", "sequence-decls")}
    | {_TEXT + name for name in ("variable-decls", "user-field-decls", "dde-connection-decls")}
    | {_TABLE + "covered-table-cell", _TABLE + "desc", _TABLE + "title", _DRAW + "object", _DRAW + "object-ole"}
    | {"{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}" + name for name in ("title", "desc")}
)
#: Kinds of documents that are no running text, as the root or the body names them.
_OTHERS = {
    "spreadsheet": "an OpenDocument spreadsheet (ODS)",
    "presentation": "an OpenDocument presentation (ODP)",
    "drawing": "an OpenDocument drawing (ODG)",
    "graphics": "an OpenDocument drawing (ODG)",
    "formula": "an OpenDocument formula (ODF)",
    "chart": "an OpenDocument chart",
    "image": "an OpenDocument image",
    "database": "an OpenDocument database (ODB)",
}
#: How the edges of pages begin their names.
_EDGES = re.compile(r"(header|footer)(-left|-first)?")
_BLANKS = re.compile(r"[ \t\r\n]+")
#: Blanks in a row that are kept.
_MOST_BLANKS = 1_000


def is_odf(root: Element) -> bool:
    """Whether ``root`` is that of an OpenDocument file."""
    return root.tag.startswith(_OFFICE)


def read_odf(content: Element, styles: Element | None = None) -> str:
    """The text in ``content``, then the headers and footers in it and in ``styles``, each once.

    Raises:
        InputError: It is a document of another kind, or none.
    """
    body = content.find(f"{_OFFICE}body")
    if body is None:
        body = content  # as it was before OpenDocument was a standard
    require_text(next((local(one.tag) for one in body if local(one.tag) in _OTHERS), "text"))
    roots = [content] if styles is None else [content, styles]
    hidden = frozenset(name for root in roots for name in _hidden_styles(root))
    lines = _Text(hidden).read(body)
    for edge in dict.fromkeys("\n".join(_Text(hidden).read(one)) for root in roots for one in _edges(root)):
        lines += [edge] if edge.strip() else []
    return "\n".join(lines).strip("\n")


def require_text(kind: str) -> None:
    """Refuse a document of a ``kind`` that holds no running text.

    Raises:
        InputError: It is such a one; the message names it.
    """
    if other := next((name for mark, name in _OTHERS.items() if kind.startswith(mark)), None):
        raise InputError(f"{other}, which is not read")


def _edges(root: Element) -> Iterator[Element]:
    """Headers and footers of pages, in the order of the kinds of pages."""
    for page in root.iter(_STYLE + "master-page"):
        for one in page:
            if _EDGES.fullmatch(local(one.tag)) and one.get(_STYLE + "display") != "false":
                yield one


def _hidden_styles(root: Element) -> Iterator[str]:
    """The names of styles that hide what they are put on."""
    for style in root.iter(_STYLE + "style"):
        properties = style.find(_STYLE + "text-properties")
        if properties is not None and properties.get(_TEXT + "display") == "none":
            yield style.get(_STYLE + "name") or ""


class _Text:
    """Reads one part, paragraph by paragraph."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden
        self._done: list[str] = []
        self._line: list[str] = []
        self._aside: list[Element] = []

    def read(self, tree: Element) -> list[str]:
        """The lines in ``tree``."""
        for child in tree:
            self._block(child)
        return self._done

    def _block(self, element: Element) -> None:
        """A paragraph, or what holds paragraphs; what hangs on it, such as a note or a box, follows it."""
        if self._is_unseen(element):
            return
        if element.tag not in _PARAGRAPHS:
            for child in element:
                self._block(child)
            return
        outer, self._line = self._line, []
        aside, self._aside = self._aside, []
        self._inline(element)
        self._done.append("".join(self._line).strip(" "))
        waiting, self._line, self._aside = self._aside, outer, aside
        for one in waiting:
            self._block(one)

    def _inline(self, element: Element) -> None:
        self._say(element.text)
        for child in element:
            if not self._is_unseen(child):
                self._piece(child)
            self._say(child.tail)

    def _piece(self, element: Element) -> None:
        if element.tag == _TEXT + "s":
            self._line.append(" " * _count(element))
        elif element.tag == _TEXT + "tab":
            self._line.append("\t")
        elif element.tag == _TEXT + "line-break":
            self._line.append("\n")
        elif any(one.tag in _PARAGRAPHS for one in element.iter()):
            self._aside.append(element)
        else:
            self._inline(element)

    def _say(self, text: str | None) -> None:
        """Text, in which blanks in a row are one, as in HTML."""
        if text:
            self._line.append(_BLANKS.sub(" ", text))

    def _is_unseen(self, element: Element) -> bool:
        if element.tag in _UNSEEN:
            return element.tag not in {_TEXT + "hidden-text", _TEXT + "hidden-paragraph"} or _is_hidden(element)
        if element.get(_TEXT + "display") == "none":
            return True
        if element.get(_TEXT + "is-hidden") == "true" and element.get(_TEXT + "display") == "condition":
            return True
        return element.get(_TEXT + "style-name") in self._hidden


def _is_hidden(element: Element) -> bool:
    """Whether a conditional text was hidden when the document was stored."""
    return element.get(_TEXT + "is-hidden") != "false"


def _count(element: Element) -> int:
    count = element.get(_TEXT + "c") or "1"
    return min(_MOST_BLANKS, int(count)) if count.isdecimal() else 1
