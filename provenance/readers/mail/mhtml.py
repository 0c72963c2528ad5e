"""Saved pages (MHTML, RFC 2557): the page in a message that holds all that belongs to it."""

import dataclasses
from email.message import Message

from provenance.errors import InputError
from provenance.model import Document
from provenance.readers.mail.mail import charset_of, content, parse, parts_of
from provenance.readers.pages.page import read_page

#: Messages and parts inside each other.
_DEEPEST = 50
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_mhtml(data: bytes, uri: str) -> Document:
    """The main text of the page in an MHTML file and what it claims; when it was saved is no claim.

    Raises:
        InputError: There is no page in it.
        ExtraMissing: The libraries for web pages are not installed.
    """
    page = _page(parse(data), 0)
    if page is None:
        raise InputError("a saved page (MHTML) without a page in it")
    location = str(page.get("content-location") or "").strip()
    seen = location if location.startswith(("http://", "https://")) else uri
    return dataclasses.replace(read_page(content(page), seen, charset=charset_of(page)), uri=uri)


def _page(part: Message, depth: int) -> Message | None:
    """The part that is the page: the one that is named as the first, else the first that is one."""
    if not part.is_multipart():
        return part if part.get_content_type() in _PAGES else None
    parts = parts_of(part) if depth < _DEEPEST else []
    start = str(part.get_param("start") or "").strip()
    parts.sort(key=lambda one: not (start and one.get("content-id") == start))
    return next((found for one in parts if (found := _page(one, depth + 1)) is not None), None)
