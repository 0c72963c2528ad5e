"""Office texts and e-books: DOCX, ODT and EPUB, which are packages of XML, and their forms in one XML file."""

import zipfile
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from provenance.errors import InputError
from provenance.model import Document, Metadata
from provenance.readers.formats.zips import ODF, mimetype
from provenance.readers.limits import Limits
from provenance.readers.office.docx import Foreign, read_docx
from provenance.readers.office.dublin_core import dublin_core
from provenance.readers.office.epub import read_epub
from provenance.readers.office.odf import is_odf, read_odf, require_text
from provenance.readers.office.package import FlatPackage, Package, ZipPackage, is_flat, local, needed, optional

#: What a manifest has for each part that is encrypted.
_LOCK = "encryption-data"
#: What a damaged archive or part raises.
_DAMAGED = (zipfile.BadZipFile, ParseError, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError, OSError)
#: Parts with claims.
_CORE = "docProps/core.xml"
_META = "meta.xml"


def read_office(data: bytes, uri: str, limits: Limits, foreign: Foreign) -> Document:
    """The text of a DOCX, ODT or EPUB file and what the file claims about it.

    Args:
        data: The file.
        uri: Where it lies.
        limits: What it may take.
        foreign: Reads parts in other formats, which a document takes in whole.

    Raises:
        InputError: It is damaged, none of these, locked, or larger than it may be.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return Document(uri, *_read(ZipPackage(archive, limits), mimetype(archive), foreign))
    except _DAMAGED as error:
        raise InputError(f"an office document that cannot be read: {error}") from error


def _read(package: ZipPackage, kind: str, foreign: Foreign) -> tuple[str, Metadata]:
    if kind.startswith(ODF):
        require_text(kind.removeprefix(ODF))
        return _read_odt(package)
    if not package.has("[Content_Types].xml") and package.has("META-INF/container.xml"):
        return read_epub(package)
    return read_docx(package, foreign), dublin_core(optional(package, _CORE))


def _read_odt(package: ZipPackage) -> tuple[str, Metadata]:
    manifest = optional(package, "META-INF/manifest.xml")
    if manifest is not None and any(local(one.tag) == _LOCK for one in manifest.iter()):
        raise InputError("an OpenDocument file that is locked with a password")
    text = read_odf(needed(package, "content.xml"), optional(package, "styles.xml"))
    return text, dublin_core(optional(package, _META))


def is_flat_office(root: Element) -> bool:
    """Whether ``root`` is that of an office document in one XML file: FODT, Flat OPC, or of Word 2003."""
    return is_odf(root) or is_flat(root) or local(root.tag) == "wordDocument"


def read_flat_office(root: Element, foreign: Foreign) -> tuple[str, Metadata]:
    """The text of such a document and what it claims.

    Raises:
        InputError: It is of a kind that holds no running text.
    """
    if is_odf(root):
        return read_odf(root), dublin_core(next((one for one in root if local(one.tag) == "meta"), None))
    package: Package = FlatPackage(root) if is_flat(root) else _Single(root)
    return read_docx(package, foreign), dublin_core(optional(package, _CORE))


class _Single:
    """A document that is its only part."""

    def __init__(self, root: Element) -> None:
        self._root = root

    def bytes(self, name: str) -> bytes | None:
        del name
        return None

    def xml(self, name: str) -> Element | None:
        return self._root if name == "word/document.xml" else None
