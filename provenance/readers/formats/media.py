"""Media types: what servers and archives call bytes, and the format that follows."""

import re

from provenance.errors import InputError
from provenance.readers.encoding import encodings
from provenance.readers.formats.recognise import HEAD, Format, begins_page, media_type, recognise

#: Types whose responses hold texts; what names another one is passed over, as images are.
_TEXTS = re.compile(
    r"text/(html|plain|markdown|rtf)|application/(xhtml\+xml|(x-)?pdf|epub\+zip|rtf)"
    r"|application/vnd\.(openxmlformats-officedocument\.wordprocessingml\.document|oasis\.opendocument\.text)"
    r"|message/rfc822"
)
#: Types that say nothing, so that the bytes have to.
_VAGUE = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "application/unknown", "*/*"}
    | {"application/x-unknown-content-type", "application/force-download", "application/x-download", "text/unknown"}
)
#: Formats that are texts even when nobody said so.
_EVIDENT = frozenset({Format.HTML, Format.PDF, Format.RTF})
#: What stands at the beginning of the ZIP archives that hold a text.
_OFFICE = (b"[Content_Types].xml", b"mimetype")
#: How data and markup begin that are no running text.
_NO_PROSE = (b"<", b"{", b"[", b"#!", b"%!", b"/*", b"//")


def text_format(content_type: str, body: bytes) -> Format | None:
    """The format of a response of this type from which a text is taken; ``None`` if none is.

    What has no type, a malformed one, or one that says nothing is looked at, as browsers do (WHATWG, *MIME Sniffing*).
    """
    head, kind = body[:HEAD], media_type(content_type)
    if kind not in _VAGUE:
        return recognise(head, content_type=kind) if _TEXTS.fullmatch(kind) else None
    found = recognise(head)
    if found in _EVIDENT or (found is Format.ZIP and any(mark in head for mark in _OFFICE)):
        return found
    if found not in {Format.TEXT, Format.XML}:
        return None
    if begins_page(head, fragment=True):
        return Format.HTML
    return found if found is Format.TEXT and _is_prose(head) else None


def holds_text(content_type: str, body: bytes = b"") -> bool:
    """Whether a response of this type, which brought ``body``, is one from which a text is taken."""
    return text_format(content_type, body) is not None


def named(content_type: str) -> str:
    """A type as it is named to people."""
    return media_type(content_type) or "no type"


def _is_prose(head: bytes) -> bool:
    if not head.strip() or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_NO_PROSE):
        return False
    try:
        return encodings.marked(head) is not None or bool(encodings.told(head))
    except InputError:
        return False
