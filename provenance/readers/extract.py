"""One text out of some bytes, whatever their format: for files, for records of archives, and for the crawler."""

from email.message import Message

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.formats import HEAD, Format, recognise
from provenance.readers.page import read_page
from provenance.readers.plain import decode


def extract(data: bytes, *, uri: str, content_type: str = "", name: str = "") -> Document | Failure:
    """The text in ``data`` and what it claims about itself, or why there is none.

    The crawler and the readers of archives call this for every response and record. It works in the calling process;
    bytes from strangers belong into a process that can be killed.

    Args:
        data: The bytes as they came, without any content encoding of the transfer.
        uri: Where they were seen.
        content_type: What the server or archive called them, parameters such as ``charset`` included.
        name: A file name that tells the format where the bytes do not.
    """
    found = recognise(data[:HEAD], name=name, content_type=content_type)
    try:
        return _document(found, data, uri, _charset(content_type))
    except InputError as error:
        return Failure(uri, str(error))
    except (RecursionError, MemoryError) as error:
        return Failure(uri, f"{found.value} that cannot be read: {type(error).__name__}")


def _document(found: Format, data: bytes, uri: str, charset: str | None) -> Document:
    if found is Format.HTML:
        return read_page(data, uri, charset=charset)
    if found is Format.TEXT:
        return Document(uri, decode(data, charset))
    raise InputError(f"{found.value}, which is not read yet; extract its text first")


def _charset(content_type: str) -> str | None:
    """The parameter ``charset`` of a content type."""
    if "charset" not in content_type.lower():
        return None
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    return header.get_content_charset()
