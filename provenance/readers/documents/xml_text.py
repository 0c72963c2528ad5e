"""XML and SGML that hold running text, such as TEI, DocBook and JATS: the text without its tags.

A file that holds data is refused. It is known by the small share of its words that stands in running text.
"""

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from provenance.errors import InputError
from provenance.model import Document
from provenance.readers.encoding.decode import decode_page
from provenance.readers.office.docx import Foreign
from provenance.readers.office.office import is_flat_office, read_flat_office
from provenance.readers.office.package import local, parsed
from provenance.readers.pages.markup import visible_text

#: Elements, in lower case, that say something about a text, or hold programs or coded data.
_UNSEEN = frozenset(
    {"teiheader", "fw", "journal-meta", "permissions", "binary", "script", "style", "metadata", "prolog", "docdata"}
    | {"identified-content", "indexterm", "remark", "title-info", "document-info", "publish-info"}
)
#: Roots of vocabularies for texts, in lower case; others have to show that they hold one.
_TEXTS = frozenset(
    {"tei", "tei.2", "teicorpus", "text", "article", "book", "chapter", "section", "part", "topic", "concept", "task"}
    | {"fictionbook", "dtbook", "nitf", "tt", "refentry", "html"}
)
#: Roots that are no texts, in lower case, and what people call them.
_OTHERS = {
    "svg": "an SVG image",
    "rss": "a feed (RSS)",
    "feed": "a feed (Atom)",
    "rdf": "a feed or data in RDF",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "opml": "an outline (OPML)",
    "kml": "map data (KML)",
    "gpx": "map data (GPX)",
    "plist": "a property list",
    "stylesheet": "a style sheet (XSLT)",
    "transform": "a style sheet (XSLT)",
    "schema": "a schema (XSD)",
    "mediawiki": "a dump of a wiki (MediaWiki)",
}
#: Elements of web pages; a piece of one has no others.
_PAGE = """
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas caption
    center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption
    figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd
    label legend li link main map mark menu meta meter nav noscript object ol optgroup option output p param picture
    pre progress q rp rt ruby s samp script search section select small source span strike strong style sub summary
    sup svg path table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr
"""
_HTML = frozenset(_PAGE.split())
#: Elements that stand amid text, in pages and elsewhere.
_AMID = """
    a abbr b big bold c cite code date em emph emphasis foreign font hi i ins italic kbd mark mentioned name num pc
    persname placename q quote ref rs s seg small span strong sub subscript sup superscript tt u ulink var w xref
"""
_INLINE = frozenset(_AMID.split())
_NAME = re.compile(r"</?\s*([A-Za-z_][\w:.-]*)")
_ROOT = re.compile(
    r"(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE(?:\[[^\]]*+\]|[^>\[])*+>)*+<([A-Za-z_][\w:.-]*+)",
    re.DOTALL | re.IGNORECASE,
)
#: Tags and what else is not text; what has no end goes on to the end of all, as in a browser.
_MARKUP = re.compile(
    r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<!--(?:.*?-->|.*\Z)|<\?[^>]*+>?|<!(?:\[[^\]]*+\]?|[^>\[])*+>?|</?[A-Za-z_][^<>]*+>",
    re.DOTALL,
)
#: Words of a line that is a sentence, or a part of one, and the share of all words that stand in such lines in a text.
_RUNNING = 6
_SHARE = 0.5


def read_xml(data: bytes, uri: str, declared: str | None, foreign: Foreign) -> Document:
    """The text in an XML file, or in one that looks like XML and is broken.

    Raises:
        InputError: It is of a kind that holds no running text; the message names it.
    """
    text = decode_page(data, declared)
    root = (found[1] if (found := _ROOT.match(text)) else "").rpartition(":")[2].lower()
    if root in _OTHERS:
        raise InputError(f"{_OTHERS[root]}, which is not read")
    if root in _HTML and {name.lower() for name in _NAME.findall(text)} <= _HTML:
        return Document(uri, visible_text(text))
    tree = _tree(data)
    if tree is not None and is_flat_office(tree):
        return _flat_office(tree, uri, foreign)
    try:
        lines = _stripped(text) if tree is None else list(_lines(tree))
    except RecursionError as error:
        raise InputError("XML that is nested too deep") from error
    if root in _TEXTS or _is_running(lines):
        return Document(uri, "\n".join(lines))
    return Document(uri, _beside_data(text, root, is_xml=tree is not None))


def _tree(data: bytes) -> Element | None:
    """The tree in ``data``; none if it is no XML."""
    try:
        return parsed(data)
    except (ParseError, ValueError, LookupError):
        return None


def _flat_office(tree: Element, uri: str, foreign: Foreign) -> Document:
    try:
        text, metadata = read_flat_office(tree, foreign)
    except (ParseError, RuntimeError, ValueError) as error:
        raise InputError(f"an office document that cannot be read: {error}") from error
    return Document(uri, text, metadata)


def _is_running(lines: list[str]) -> bool:
    """Whether most of the words stand in sentences, and not beside names and numbers."""
    words = [len(line.split()) for line in lines]
    return sum(words) > 0 and sum(count for count in words if count >= _RUNNING) >= _SHARE * sum(words)


def _beside_data(text: str, root: str, *, is_xml: bool) -> str:
    """The running text of comments, or else all of ``text`` where it is no XML and does not say that it is.

    So a licence in front of data is read, and notes that begin with a tag are the text that they are.

    Raises:
        InputError: There is neither.
    """
    lines = [" ".join(line.split()) for comment in _comments(text) for line in comment.split("\n") if line.strip()]
    if _is_running(lines):
        return "\n".join(lines)
    if is_xml or text.lstrip().startswith("<?xml"):
        raise InputError(f"XML without running text (<{root}>), which is not read")
    return text


def _comments(text: str) -> Iterator[str]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (end := text.find("-->", start)) >= 0:
        yield text[start + 4 : end]


def _lines(tree: Element) -> Iterator[str]:
    """A line for each stretch of text; an element that stands amid text is of its line."""
    pieces: list[str] = []
    _collect(tree, pieces)
    for line in "".join(pieces).split("\0"):
        if words := line.split():
            yield " ".join(words)


def _collect(element: Element, pieces: list[str]) -> None:
    """The text of ``element``, with a NUL, which XML has not, where a line ends."""
    if local(element.tag).lower() in _UNSEEN:
        return
    is_mixed = _says(element.text) or any(_says(child.tail) for child in element)
    pieces.append(element.text or "")
    for child in element:
        if not is_mixed:
            pieces.append("\0")
        _collect(child, pieces)
        pieces.append(child.tail or "")
    if not is_mixed:
        pieces.append("\0")


def _says(text: str | None) -> bool:
    return bool(text and not text.isspace())


def _stripped(text: str) -> list[str]:
    """The lines of what is no XML, without all that looks like a tag."""
    bare = _MARKUP.sub(lambda tag: tag[1] or ("" if _is_inline(tag[0]) else "\n"), text)
    return [" ".join(line.split()) for line in html.unescape(bare).split("\n") if line.strip()]


def _is_inline(tag: str) -> bool:
    name = _NAME.match(tag)
    return name is not None and name[1].lower() in _INLINE
