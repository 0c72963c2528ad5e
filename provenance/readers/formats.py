"""What format some bytes are in: by their own first bytes, then by what was said about them, then by their name."""

import enum
import json
import posixpath
import re


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
}
_MAGIC_FIRST = frozenset(magic[0] for magic in _MAGIC)

_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "message/rfc822": Format.MAIL,
    "application/mbox": Format.MBOX,
    "application/x-ndjson": Format.JSONL,
    "application/jsonl": Format.JSONL,
    "text/csv": Format.CSV,
}
_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".eml": Format.MAIL,
    ".mbox": Format.MBOX,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
}

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_MBOX = re.compile(rb"From \S+ .*\d{4}\r?\n[A-Za-z-]+: ")
_HEADER = re.compile(rb"(?:[A-Za-z-]+:.*\r?\n(?:[ \t].*\r?\n)*)+\r?\n")
_TAR = slice(257, 262)


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
    if content_type and (said := _TYPES.get(content_type.partition(";")[0].strip().lower())):
        return said
    named = name and _SUFFIXES.get(posixpath.splitext(name)[1].lower())
    return named or _recognise_text(head, text_field)


def _recognise_text(head: bytes, text_field: str) -> Format:
    """Which kind of text it is; most are just text, and are found out to be by their first byte."""
    start = head[:64].lstrip(b"\xef\xbb\xbf \t\r\n\f")[:1]
    if start == b"<" and _PAGE.match(head):
        return Format.HTML
    if start == b"{" and _is_row(head.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0], text_field):
        return Format.JSONL
    if start == b"F" and _MBOX.match(head):
        return Format.MBOX
    return Format.MAIL if b"\nMessage-ID: " in head and _is_mail(head) else Format.TEXT


def _is_row(line: bytes, text_field: str) -> bool:
    """Whether ``line`` is a JSON object with a text in it, or the beginning of one too long to see its end."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return len(line) == HEAD and re.search(rb'"%s"\s*:\s*"' % re.escape(text_field.encode()), line) is not None
    return isinstance(row, dict) and isinstance(row.get(text_field), str)


def _is_mail(head: bytes) -> bool:
    """Whether it begins with a block of headers that only mail has."""
    block = _HEADER.match(head)
    lines = b"\n" + block[0].lower() if block else b""
    return b"\nfrom:" in lines and (b"\nmime-version:" in lines or b"\nreceived:" in lines)
