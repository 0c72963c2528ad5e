"""Bytes to text, and what web pages and servers say about their encoding."""

import re

from provenance.errors import InputError
from provenance.readers.encoding.encodings import BINARY, BROKEN_SHARE, SAMPLE, known, marked, shifted, told

#: Bytes in which a page declares its encoding. Browsers look into 1,024 before, and mend it when it comes later.
_PRESCAN = 8_192
_DECLARED = re.compile(rb"""<meta[\s/][^<>]*?charset\s*+=\s*+["']?\s*+([a-z0-9_:.+-]++)""", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"""\s*+<\?xml[^>]+?encoding\s*+=\s*+["']([a-z0-9_:.+-]++)""", re.IGNORECASE)
_CHARSET = re.compile(r"""\bcharset\s*+=\s*+["']?\s*+([^\s"';,]++)""", re.IGNORECASE)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in ``data``: by its byte-order mark, else as ``declared``, else as what it looks like.

    That is UTF-8 where it can be, UTF-16 or UTF-32 or another encoding where the letters make sense in it, and
    otherwise Windows-1252. A declaration that the bytes contradict is passed over. Broken bytes become U+FFFD, and line
    ends are kept as they are.

    Raises:
        InputError: The bytes are those of no text, or of one in an encoding that is not read.
    """
    if mark := marked(data):
        encoding, length = mark
        return data[length:].decode(encoding, errors="replace")
    encoding = told(_telling(data), known(declared) if declared else None)
    text = data.decode(encoding, errors="replace")
    if not text.isascii() and text.count("\ufffd") > BROKEN_SHARE * len(text):
        raise InputError(BINARY)
    return text


def _telling(data: bytes) -> bytes:
    """The bytes by which an encoding is told: the first ones, or those behind where nothing but ASCII is."""
    sample = data[:SAMPLE]
    if len(data) <= SAMPLE or not sample.isascii():
        return sample
    try:
        data.decode("ascii")
    except UnicodeDecodeError as error:
        return data[error.start : error.start + SAMPLE]
    start = shifted(data)
    return data[start : start + SAMPLE]


def decode_page(data: bytes, declared: str | None = None) -> str:
    """As :func:`decode`, for a web page, which may declare its encoding itself; who sent it knows better."""
    if not (declared and known(declared)):
        pieces = data[:_PRESCAN].split(b"<!--")
        head = pieces[0] + b"".join(piece.partition(b"-->")[2] for piece in pieces[1:])
        found = _DECLARED_XML.match(head) or _DECLARED.search(head)
        declared = found[1].decode() if found else None
    return decode(data, declared)


def charset(content_type: str) -> str | None:
    """The parameter ``charset`` of a content type, however carelessly that is written.

    >>> charset('text/html; charset="utf-8"'), charset("text/html charset = koi8-r"), charset("text/html;charset=")
    ('utf-8', 'koi8-r', None)
    """
    found = _CHARSET.search(content_type)
    return found[1] if found else None
