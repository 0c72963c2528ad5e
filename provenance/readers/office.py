"""Office texts and e-books: DOCX, ODT and EPUB, which are XML in a ZIP archive."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import defusedxml.ElementTree

from provenance.errors import InputError
from provenance.model import Document, Metadata, claimed
from provenance.readers.limits import Limits, amount
from provenance.readers.markup import visible_text
from provenance.readers.plain import decode_page

#: Namespaces, as ElementTree writes them in front of names.
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"

_ODT = "application/vnd.oasis.opendocument.text"
_EPUB = "application/epub+zip"

#: Parts of a DOCX file that hold text, in the order in which it is read.
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def is_office(archive: zipfile.ZipFile) -> bool:
    """Whether ``archive`` is one document rather than a box of them."""
    names = archive.NameToInfo
    return "[Content_Types].xml" in names or "META-INF/container.xml" in names or _ODT in _kind(archive)


def read_office(data: bytes, uri: str, limits: Limits) -> Document:
    """The text of a DOCX, ODT or EPUB file and what the file claims about it.

    Raises:
        InputError: It is damaged, none of these, or larger than it may be.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            part = _Parts(archive, limits)
            if _PARTS[0] in archive.NameToInfo:
                return Document(uri, _docx_text(part), _dublin_core(part.xml("docProps/core.xml")))
            if "META-INF/container.xml" in archive.NameToInfo and _ODT not in _kind(archive):
                return _epub(part, uri)
            if _ODT in _kind(archive):
                return Document(uri, _odt_text(part.needed("content.xml")), _dublin_core(part.xml("meta.xml")))
    except (zipfile.BadZipFile, ParseError, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError) as error:
        raise InputError(f"an office document that cannot be read: {error}") from error
    raise InputError("an office document of a kind that holds no running text")


class _Parts:
    """The members of an office document, each and all together no larger than they may be."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._left = limits.document
        self._most = limits.document

    def bytes(self, name: str) -> bytes | None:
        """What is in the member ``name``, if there is one."""
        if name not in self._archive.NameToInfo:
            return None
        with self._archive.open(name) as member:
            data = member.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"expands to more than {amount(self._most)}")
        return data

    def xml(self, name: str) -> Element | None:
        """The tree in the member ``name``, if there is one; entities, which can be bombs, are refused."""
        data = self.bytes(name)
        try:
            return None if data is None else defusedxml.ElementTree.fromstring(data)
        except defusedxml.DefusedXmlException as error:
            raise InputError(f"an office document whose XML defines entities: {type(error).__name__}") from error

    def needed(self, name: str) -> Element:
        """The tree in the member ``name``."""
        found = self.xml(name)
        if found is None:
            raise InputError(f"an office document without {name}")
        return found


def _kind(archive: zipfile.ZipFile) -> str:
    """What the archive says it is, in the way of ODT and EPUB."""
    info = archive.NameToInfo.get("mimetype")
    if info is None or info.file_size > len(_ODT) * 2:
        return ""
    return archive.read(info).decode("ascii", "replace")


def _docx_text(part: _Parts) -> str:
    trees = [part.needed(_PARTS[0]), *filter(None.__ne__, map(part.xml, _PARTS[1:]))]
    return "\n".join(line for tree in trees for line in _docx_lines(tree)).strip()


def _docx_lines(tree: Any) -> Iterator[str]:  # noqa: ANN401 - an Element, or what passed the filter as one
    """The paragraphs; text that was deleted with changes tracked is not in ``t`` but in ``delText``."""
    line: list[str] = []
    for element in tree.iter():
        if element.tag == _WORD + "p":
            yield "".join(line)
            line = []
        elif element.tag == _WORD + "t":
            line.append(element.text or "")
        elif element.tag in {_WORD + "tab", _WORD + "br", _WORD + "cr"}:
            line.append("\t" if element.tag == _WORD + "tab" else "\n")
    yield "".join(line)


def _odt_text(tree: Element) -> str:
    """Headings and paragraphs, a line each."""
    blocks = (element for element in tree.iter() if element.tag in {_TEXT + "p", _TEXT + "h"})
    return "\n".join("".join(_odt_pieces(block)) for block in blocks).strip()


def _odt_pieces(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph; blanks beyond the first are elements. A paragraph inside it speaks for itself."""
    waiting: list[tuple[Element, bool]] = [(paragraph, False)]
    while waiting:
        element, done = waiting.pop()
        if done:
            yield element.tail or ""
            continue
        inner = element is not paragraph and element.tag in {_TEXT + "p", _TEXT + "h"}
        if element.tag == _TEXT + "s":
            yield " " * min(1_000, int(element.get(_TEXT + "c") or 1))
        elif element.tag in {_TEXT + "tab", _TEXT + "line-break"}:
            yield "\t" if element.tag == _TEXT + "tab" else "\n"
        elif not inner:
            yield element.text or ""
        if element is not paragraph:
            waiting.append((element, True))
        if not inner:
            waiting += [(child, False) for child in reversed(element)]


def _epub(part: _Parts, uri: str) -> Document:
    """The chapters in their reading order."""
    root = part.needed("META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    path = root.get("full-path") if root is not None else None
    if not path:
        raise InputError("an e-book without a table of its parts")
    package = part.needed(path)
    files = {item.get("id"): item.get("href") or "" for item in package.iter(_PACKAGE + "item")}
    chapters = [files.get(item.get("idref"), "") for item in package.iter(_PACKAGE + "itemref")]
    names = [posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(name))) for name in chapters if name]
    texts = (visible_text(decode_page(part.bytes(name) or b"")) for name in names)
    return Document(uri, "\n\n".join(filter(None, texts)), _dublin_core(package))


def _dublin_core(tree: Element | None) -> Metadata:
    """Claims in Dublin Core, as all three formats make them."""
    if tree is None:
        return Metadata()
    found = {element.tag: (element.text or "").strip() for element in reversed(list(tree.iter()))}
    times = (_TERMS + "created", _META + "creation-date", _DUBLIN + "date")
    claims: Mapping[str, str | None] = {
        "title": found.get(_DUBLIN + "title"),
        "author": found.get(_META + "initial-creator") or found.get(_DUBLIN + "creator"),
        "language": found.get(_DUBLIN + "language"),
        "licence": found.get(_DUBLIN + "rights"),
        "published_at": next((found[name] for name in times if found.get(name)), None),
    }
    return claimed(claims)
