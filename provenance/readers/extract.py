"""One text out of some bytes, whatever their format: for files, for records of archives, and for the crawler."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.documents.json_object import read_object
from provenance.readers.documents.latex import latex_text
from provenance.readers.documents.pdf import read_pdf
from provenance.readers.documents.rtf import read_rtf, rtf_text
from provenance.readers.documents.subtitles import spoken
from provenance.readers.documents.xml_text import read_xml
from provenance.readers.encoding.decode import charset, decode, decode_page
from provenance.readers.entries import Part
from provenance.readers.formats.magic import foreign
from provenance.readers.formats.recognise import HEAD, Format, recognise
from provenance.readers.limits import Limits
from provenance.readers.mail.mail import read_mail
from provenance.readers.mail.mhtml import read_mhtml
from provenance.readers.office.office import read_office
from provenance.readers.pages.markup import visible_text
from provenance.readers.pages.page import read_page

#: Bytes of the beginning in which the table of contents of an Office document is looked for.
_LOOK = 1 << 20

Read: TypeAlias = Document | Failure | Part


def documents(
    found: Format, data: bytes, uri: str, content_type: str, limits: Limits, columns: Mapping[str, str]
) -> Iterator[Read]:
    """The one text in ``data``, which is in the format ``found``; before it, what came with it.

    Raises:
        InputError: It is damaged, or holds no text or many.
    """
    if found is Format.MAIL:
        yield from read_mail(data, uri)
    elif found is Format.JSON:
        yield read_object(data, uri, columns)
    else:
        yield _document(found, data, uri, content_type, limits)


def _document(found: Format, data: bytes, uri: str, content_type: str, limits: Limits) -> Document:
    declared = charset(content_type)
    if found in _TEXTS:
        return Document(uri, _TEXTS[found](decode(data, declared)))
    if found is Format.HTML:
        return read_page(data, uri, charset=declared)
    if found is Format.PDF:
        return read_pdf(data, uri)
    if found is Format.ZIP:
        return read_office(data, uri, limits, _taken_in)
    if found is Format.XML:
        return read_xml(data, uri, declared, _taken_in)
    if found in _ALONE:
        return _ALONE[found](data, uri)
    raise InputError(refusal(found, data))


#: What makes a text of a text in some markup, and what needs nothing but the bytes.
_TEXTS: Mapping[Format, Callable[[str], str]] = {Format.TEXT: str, Format.SUBTITLES: spoken, Format.LATEX: latex_text}
_ALONE: Mapping[Format, Callable[[bytes, str], Document]] = {Format.RTF: read_rtf, Format.MHTML: read_mhtml}


def refusal(found: Format, data: bytes, name: str = "") -> str:
    """Why nothing is read from ``data``, which is in the format ``found``; ``name`` is its file name."""
    what = foreign(data[:_LOOK], name) if found is Format.FOREIGN else None
    return f"{what}, which is not read" if what else f"{found.value}, which is no single text"


def _taken_in(data: bytes) -> str:
    """The text of what an office document takes in whole; nothing if that is none of the formats that do so."""
    found = recognise(data[:HEAD])
    try:
        if found is Format.RTF:
            return rtf_text(data)
        if found is Format.MHTML:
            return read_mhtml(data, "").text
        return visible_text(decode_page(data)) if found in {Format.HTML, Format.XML} else decode(data)
    except InputError:
        return ""
