# ruff: noqa: RUF001 - letters that look like others are what texts in other scripts are made of
import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.readers.encoding.decode import decode, decode_page

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


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00\\r\xa8f",
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00\x01\x00\x00\x00" + bytes(64),
        bytes(range(256)) * 4,
        bytes(1000),
    ],
    ids=["png", "elf", "all bytes", "nulls"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """Bytes that are no text are refused, and the reason says so."""
    with pytest.raises(InputError, match="binary"):
        decode(data)


STORIES = {
    "ru": "Начальник порта закрыл северные ворота на рассвете, потому что река поднялась за ночь.",
    "el": "Ο λιμενάρχης έκλεισε τη βόρεια πύλη την αυγή επειδή το ποτάμι είχε φουσκώσει τη νύχτα.",
    "ja": "港長は夜明けに北の門を閉じた。川が一晩で増水したからだ。木材を積んだ二隻の艀が岸壁で待っていた。",
    "zh": "港务长在黎明时关闭了北门，因为河水一夜之间上涨了。两艘装满木材的驳船停在码头等候。",
    "fr": "Le maître du port a fermé la porte nord à l’aube, parce que la rivière avait monté.",
    "es": "El capitán del puerto cerró la puerta norte al amanecer porque el río había crecido.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("el", "windows-1253"),
        ("ja", "shift_jis"),
        ("ja", "euc-jp"),
        ("zh", "gb18030"),
        ("fr", "windows-1252"),
        ("es", "windows-1252"),
        ("fr", "utf-16-le"),
        ("fr", "utf-16-be"),
    ],
)
def test_an_encoding_that_nobody_names_is_guessed(language: str, encoding: str) -> None:
    """Text in the usual encodings of other scripts, and UTF-16 without a mark, is read as it was meant."""
    assert decode(STORIES[language].encode(encoding)) == STORIES[language]


def test_what_is_declared_decides() -> None:
    """A declared encoding is taken at its word, as browsers understand it; a mark outranks it."""
    assert decode("Größe".encode("iso-8859-2"), "iso-8859-2") == "Größe"
    assert decode("“quoted”".encode("windows-1252"), "latin1") == "“quoted”"
    assert decode(codecs.BOM_UTF8 + "Größe".encode(), "iso-8859-2") == "Größe"
    assert decode("Größe".encode(), "no-such-encoding") == "Größe"
    assert decode("Größe".encode(), "zip") == "Größe"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "windows-1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "windows-1251"),
        ('<meta charset="utf-16">', "utf-8"),
    ],
)
def test_a_page_may_declare_its_encoding(head: str, encoding: str) -> None:
    """What a page says about its encoding in its first bytes is used, unless its bytes show that it cannot be."""
    page = f"{head}<p>Порт</p>"
    assert decode_page(page.encode(encoding)) == page
    assert decode_page(page.encode("utf-8"), "utf-8") == page


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
    assert decode(text.encode()) == text.removeprefix("\ufeff")
