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

#: Share of NUL bytes that plain text may have by accident; UTF-16 without a mark has far more.
_NUL_SHARE = 0.001


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
    if data.count(0) > _NUL_SHARE * len(data):
        raise InputError("binary data, not text")
    return _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    characters_beyond_ascii = sum(1 for character in text if character > "\x7f") - broken
    if characters_beyond_ascii > broken or broken > 0.3 * len(text):
        return _checked(text, broken)
    return data.decode("windows-1252", errors="replace")


def _checked(text: str, broken: int) -> str:
    if broken > 0.3 * len(text):
        raise InputError("binary data, not text")
    return text
