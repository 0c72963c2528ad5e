"""One text out of some bytes, whatever their format: for files, for records of archives, and for the crawler."""

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.blame import failed
from provenance.readers.formats import HEAD, Format, recognise
from provenance.readers.limits import Limits
from provenance.readers.mail import read_mail
from provenance.readers.office import read_office
from provenance.readers.page import read_page
from provenance.readers.pdf import read_pdf
from provenance.readers.plain import charset, decode


def extract(data: bytes, *, uri: str, content_type: str = "", name: str = "") -> Document | Failure:
    """The text in ``data`` and what it claims about itself, or why there is none.

    It works in the calling process; bytes from strangers belong into a :class:`provenance.readers.Sandbox`, which has
    a method of the same name and the same meaning.

    Args:
        data: The bytes as they came, without any content encoding of the transfer.
        uri: Where they were seen.
        content_type: What the server or archive called them, parameters such as ``charset`` included.
        name: A file name that tells the format where the bytes do not.
    """
    found = recognise(data[:HEAD], name=name, content_type=content_type)
    try:
        return document(found, data, uri, content_type, Limits())
    except InputError as error:
        return failed(uri, error)


def document(found: Format, data: bytes, uri: str, content_type: str, limits: Limits) -> Document:
    """The one text in ``data``, which is in the format ``found``.

    Raises:
        InputError: It is damaged, or holds no text or many.
    """
    declared = charset(content_type)
    if found is Format.TEXT:
        return Document(uri, decode(data, declared))
    if found is Format.HTML:
        return read_page(data, uri, charset=declared)
    if found is Format.PDF:
        return read_pdf(data, uri)
    if found is Format.ZIP:
        return read_office(data, uri, limits)
    if found is Format.MAIL:
        return read_mail(data, uri)
    raise InputError(f"{found.value}, which is no single text")
