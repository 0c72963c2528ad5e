"""The format of some bytes: by their own first bytes, then by what was declared, then by their name."""

import codecs
import enum
import json
import posixpath
import re

from provenance.readers.formats import signs
from provenance.readers.formats.magic import foreign


class Format(enum.Enum):
    """A format that is read; the value is what people call a thing in it."""

    TEXT = "text"
    HTML = "a web page"
    PDF = "a PDF file"
    MAIL = "a mail"
    MBOX = "a mailbox"
    JSONL = "JSON Lines"
    CSV = "a CSV table"
    PARQUET = "a Parquet file"
    WARC = "a web archive (WARC)"
    ARC = "a web archive (ARC)"
    ZIP = "a ZIP archive (or a DOCX, ODT or EPUB file)"
    TAR = "a tar archive"
    GZIP = "a gzip file"
    ZSTD = "a Zstandard file"
    XZ = "an xz file"
    BZIP2 = "a bzip2 file"
    RTF = "an RTF document"
    MHTML = "a saved page (MHTML)"
    XML = "XML"
    ARRAY = "a JSON array"
    JSON = "JSON"
    SUBTITLES = "subtitles"
    LATEX = "LaTeX"
    FOREIGN = "a format that is not read"


#: Bytes of the beginning that :func:`recognise` wants to see.
HEAD = 4_096

#: First bytes that are those of one format only.
_MAGIC = {
    b"%PDF-": Format.PDF,
    b"PK\x03\x04": Format.ZIP,
    b"PK\x05\x06": Format.ZIP,
    b"\x1f\x8b": Format.GZIP,
    b"\x28\xb5\x2f\xfd": Format.ZSTD,
    b"\xfd7zXZ\x00": Format.XZ,
    b"BZh": Format.BZIP2,
    b"PAR1": Format.PARQUET,
    b"WARC/": Format.WARC,
    b"filedesc://": Format.ARC,
    b"{\\rtf": Format.RTF,
}
_MAGIC_FIRST = frozenset(magic[0] for magic in _MAGIC)

_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "message/rfc822": Format.MAIL,
    "multipart/related": Format.MHTML,
    "application/x-mimearchive": Format.MHTML,
    "application/mbox": Format.MBOX,
    "application/x-ndjson": Format.JSONL,
    "application/jsonl": Format.JSONL,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
    "application/pdf": Format.PDF,
}
_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".eml": Format.MAIL,
    ".emlx": Format.MAIL,
    ".mht": Format.MHTML,
    ".mhtml": Format.MHTML,
    ".ipynb": Format.JSON,
    ".srt": Format.SUBTITLES,
    ".vtt": Format.SUBTITLES,
    ".ass": Format.SUBTITLES,
    ".ssa": Format.SUBTITLES,
    ".tex": Format.LATEX,
    ".ltx": Format.LATEX,
    ".latex": Format.LATEX,
    ".mbox": Format.MBOX,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".pdf": Format.PDF,
}

#: A type is made of tokens (RFC 9110); of several types the first one counts.
_MEDIA_TYPE = re.compile(r"[\s,;\"']*+([\w!#$&^.+*-]++/[\w!#$&^.+*-]++)", re.ASCII)
_FIELD = re.compile(rb"[!-9;-~]++:|[ \t]")
#: What may stand before the first element of a document: declarations, comments, and a document type.
_DECLARATION = (b"<?", b"<!--", b"<!")
_CLOSED_BY = {b"<?": b">", b"<!--": b"-->", b"<!": b">"}
_BLANK = b" \t\r\n\f"
_BLANKS = re.compile(rb"[ \t\r\n\f]*+")
_UTF8_MARK = b"\xef\xbb\xbf"
_HTML_TYPE = re.compile(rb"<!doctype\s++html\b", re.IGNORECASE)
#: Elements with which a page begins, and those with which one begins that leaves out the usual first ones (WHATWG,
#: *MIME Sniffing*, and the sections of HTML 5).
_PAGE = re.compile(rb"<html\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    rb"<(?:head|body|script|iframe|h1|h2|div|font|table|a|style|title|b|br|p|meta|link|article|main|section|span|ul)"
    rb"(?=[\s/>])",
    re.IGNORECASE,
)
_TAR = slice(257, 262)
#: A PDF file may begin with something else. What is a text about PDF files does not go on as they do.
_PDF_SIGN, _PDF_WITHIN = b"%PDF-", 1_024
_LATE_PDF = re.compile(rb"%PDF-\d\.\d[^\r\n]{0,40}[\r\n]++(?:%[^\r\n]*+[\r\n]++){0,4}+\s*+\d++ \d++ obj")


def recognise(head: bytes, *, name: str = "", content_type: str = "", text_field: str = "text") -> Format:
    """The format of something that begins with ``head``.

    Args:
        head: Its first :data:`HEAD` bytes, or all of it if it is shorter.
        name: Its file name, if it has one.
        content_type: What a server or an archive called it.
        text_field: The field in which rows of JSON Lines hold their text.
    """
    if head and head[0] in _MAGIC_FIRST:
        for magic, found in _MAGIC.items():
            if head.startswith(magic):
                return found
    if head[_TAR] == b"ustar":
        return Format.TAR
    if _PDF_SIGN in head[:_PDF_WITHIN] and _LATE_PDF.search(head):
        return Format.PDF
    if foreign(head):
        return Format.FOREIGN
    if content_type and (said := _TYPES.get(media_type(content_type))):
        return said
    named = name and _SUFFIXES.get(posixpath.splitext(name)[1].lower())
    return named or _recognise_text(head, text_field, name)


def media_type(content_type: str) -> str:
    """The type and subtype that a header names, in lower case; empty if it names none.

    >>> media_type("Text/HTML;;charset="), media_type("text/html charset=utf-8"), media_type("html")
    ('text/html', 'text/html', '')
    """
    found = _MEDIA_TYPE.match(content_type)
    return found[1].lower() if found else ""


def _recognise_text(head: bytes, text_field: str, name: str) -> Format:
    """Which kind of text it is; most are just text, and are found out to be by their first byte."""
    head = _narrowed(head).removeprefix(_UTF8_MARK)
    start = head[:64].lstrip(_BLANK)[:1]
    if start == b"<" and begins_page(head):
        return Format.HTML
    if start == b"{" and _is_row(head.lstrip(_BLANK).partition(b"\n")[0], text_field):
        return Format.JSONL
    if start == b"F" and signs.is_mailbox(head):
        return Format.MBOX
    if b"\nmessage-id: " in head.lower() and _is_mail(head):
        return Format.MAIL
    return _recognise_markup(head, start, name)


def _recognise_markup(head: bytes, start: bytes, name: str) -> Format:
    """Which kind of markup it is, if it is any, by the byte ``start`` with which it begins."""
    if start == b"<":
        return Format.XML if signs.is_xml(head, name) else Format.TEXT
    if start == b"[" and signs.is_array(head):
        return Format.ARRAY
    if start == b"{" and signs.is_object(head):
        return Format.JSON
    if start in {b"\\", b"%"} and signs.is_latex(head):
        return Format.LATEX
    if signs.is_subtitles(head):
        return Format.SUBTITLES
    return Format.MHTML if signs.is_saved_page(head) else Format.TEXT


def _narrowed(head: bytes) -> bytes:
    """``head`` with a byte a character where it has two or four of them, so that its beginning can be looked at."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or 0 in head[:4]:
        return head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head


def begins_page(head: bytes, *, fragment: bool = False) -> bool:
    """Whether it is the beginning of a web page, or else of a ``fragment`` of one, behind comments and declarations."""
    at = _after_blanks(head, len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0)
    while opened := next((mark for mark in _DECLARATION if head.startswith(mark, at)), None):
        if _HTML_TYPE.match(head, at):
            return True
        end = head.find(_CLOSED_BY[opened], at + len(opened))
        if end < 0:
            return False
        at = _after_blanks(head, end + len(_CLOSED_BY[opened]))
    return bool(_PAGE.match(head, at) or (fragment and _FRAGMENT.match(head, at)))


def _after_blanks(head: bytes, at: int) -> int:
    found = _BLANKS.match(head, at)
    return found.end() if found else at


def _is_row(line: bytes, text_field: str) -> bool:
    """Whether ``line`` is a JSON object with a text in it, or the beginning of one too long to see its end."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return len(line) == HEAD and re.search(rb'"%s"\s*:\s*"' % re.escape(text_field.encode()), line) is not None
    return isinstance(row, dict) and isinstance(row.get(text_field), str)


def _is_mail(head: bytes) -> bool:
    """Whether it begins with a block of headers that only mail has."""
    names = set()
    *whole, last = head.split(b"\n")
    for line in whole if len(head) > HEAD - len(_UTF8_MARK) else [*whole, last]:
        if not _FIELD.match(line):
            if line.strip(b"\r"):
                return False
            break
        names.add(line.partition(b":")[0].lower())
    return b"from" in names and bool(names & {b"mime-version", b"received"})
