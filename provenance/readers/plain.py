"""Bytes to text: encodings, and bytes that are no text."""

import codecs

from provenance.errors import InputError

#: Byte-order marks and what they announce; the longer ones first, since one is a prefix of another.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: First bytes of formats that hold texts but are not text.
_FORMATS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, ODT or EPUB file)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"PAR1", "a Parquet file"),
)

#: Control bytes that text has no use for. Real texts have stray ones, some pages even rows of them: valid UTF-8 is
#: taken for text up to the higher share (12 % seen), other bytes up to the lower one; compiled data has 30 % and
#: more, compressed data 10 %, and neither is valid UTF-8.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))
_CONTROL_SHARE_UTF8 = 0.25
_CONTROL_SHARE = 0.03

#: Share of undecodable characters from which on it is no text in a broken encoding but no text at all.
_BROKEN_SHARE = 0.3


BINARY = "binary data, not text"


def decode(data: bytes) -> str:
    """The text in ``data``: by its byte-order mark, else as UTF-8, else as Windows-1252, as browsers do.

    A few broken bytes in UTF-8 become U+FFFD. Line ends are kept as they are.

    Raises:
        InputError: The bytes are those of another format or of no text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    for magic, name in _FORMATS:
        if data.startswith(magic):
            raise InputError(f"{name}, which is not read yet; extract its text first")
    return _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> str:
    controls = (len(data) - len(data.translate(None, _CONTROLS))) / max(1, len(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_broken(data, controls)
    if controls > _CONTROL_SHARE_UTF8:
        raise InputError(BINARY)
    return text


def _decode_broken(data: bytes, controls: float) -> str:
    """Bytes that are not UTF-8: UTF-8 with a few broken bytes, or Windows-1252, or no text."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if controls > _CONTROL_SHARE or broken > _BROKEN_SHARE * len(text):
        raise InputError(BINARY)
    whole = sum(not character.isascii() for character in text) - broken
    return text if whole >= broken else data.decode("windows-1252", errors="replace")
