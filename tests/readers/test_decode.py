import codecs
import gzip
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.readers.plain import decode

TEXT = "Zwölf Boxkämpfer jagen Viktor über den großen Sylter Deich. 中文 🎉"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding(mark: bytes, encoding: str) -> None:
    """A byte-order mark decides the encoding and is no part of the text."""
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_utf8_is_the_rule() -> None:
    """Bytes without a mark are read as UTF-8."""
    assert decode(TEXT.encode()) == TEXT


def test_line_ends_are_kept() -> None:
    """Offsets count what stands in the file, so line ends stay as they are."""
    assert decode(b"a\r\nb\rc\n") == "a\r\nb\rc\n"


def test_windows_1252_is_the_fallback() -> None:
    """Bytes that are no UTF-8 are read as Windows-1252, as browsers do."""
    text = "“Café” – naïve façade, 5 €"
    assert decode(text.encode("windows-1252")) == text


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    """One broken byte in UTF-8 becomes U+FFFD, and the rest is read as it was meant."""
    assert decode("schön und größer".encode() + b" \xff " + "über".encode()) == "schön und größer \ufffd über"


def test_stray_nulls_are_kept() -> None:
    """A stray NUL does not make a text binary, and stays where it is."""
    text = "word " * 40 + "\0" + "word " * 40
    assert decode(text.encode()) == text


def test_nothing_is_an_empty_text() -> None:
    """An empty file is an empty text, not a failure."""
    assert decode(b"") == ""


def zipped() -> bytes:
    """A ZIP archive with one text in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", "text " * 100)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", "PDF"),
        (zipped(), "ZIP"),
        (gzip.compress(b"text " * 100), "gzip"),
        (b"\x28\xb5\x2f\xfd" + b"abc" * 9, "Zstandard"),
        (b"\xfd7zXZ\x00" + b"abc" * 9, "xz"),
        (b"PAR1" + b"abc" * 9, "Parquet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00\\r\xa8f", "binary"),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00\x01\x00\x00\x00" + bytes(64), "binary"),
        (bytes(range(256)) * 4, "binary"),
    ],
    ids=["pdf", "zip", "gzip", "zstd", "xz", "parquet", "png", "elf", "all bytes"],
)
def test_other_formats_are_refused_by_name(data: bytes, named: str) -> None:
    """What is no text is refused, and the reason says what it is."""
    with pytest.raises(InputError, match=named):
        decode(data)


@given(st.binary(max_size=400))
@example(codecs.BOM_UTF16_LE + b"\x00\xd8")
@example(codecs.BOM_UTF32_LE + b"\xff\xff\xff")
@example(b"\xff\xfe\x00")
@example(b"\x81\x8d\x8f\x90\x9d")
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    """Whatever the bytes, the outcome is a text that UTF-8 can hold, or an input error with a reason."""
    try:
        text = decode(data)
    except InputError as error:
        assert str(error)
    else:
        assert text.encode().decode() == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_comes_back_unchanged(text: str) -> None:
    """Every text without control characters, written as UTF-8, is read as it was, but for a leading mark."""
    if not any(text.encode().startswith(magic) for magic in (b"%PDF-", b"PAR1")):
        assert decode(text.encode()) == text.removeprefix("\ufeff")
