import base64
import codecs
import io
import random
from collections import Counter
from pathlib import Path

import pytest
import wordfreq
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers import Input, Reader, walk
from provenance.readers.encoding import decode, encodings
from provenance.readers.encoding.lines import text_lines
from tests.readers.extraction import extract

#: Encodings in which texts of a language lie about without saying so.
OLD = {
    "ru": ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"],
    "uk": ["cp1251", "koi8-u"],
    "bg": ["cp1251"],
    "el": ["cp1253", "iso8859-7"],
    "tr": ["cp1254", "iso8859-9"],
    "he": ["cp1255", "iso8859-8"],
    "ar": ["cp1256", "iso8859-6"],
    "fa": ["cp1256"],
    "pl": ["cp1250", "iso8859-2"],
    "cs": ["cp1250", "iso8859-2"],
    "hu": ["cp1250", "iso8859-2"],
    "lt": ["cp1257"],
    "lv": ["cp1257"],
    "de": ["cp1252", "mac-roman"],
    "fr": ["cp1252", "mac-roman"],
    "es": ["cp1252"],
    "sv": ["cp1252"],
    "ja": ["cp932", "euc-jp", "iso2022_jp"],
    "zh": ["gb18030", "gb2312", "hz", "big5"],
    "ko": ["euc-kr", "iso2022_kr"],
    "th": ["tis-620"],
}
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
THAI = [
    "นายท่า", "ปิด", "ประตู", "ทางเหนือ", "ตั้งแต่", "รุ่งเช้า",
    "เพราะ", "แม่น้ำ", "เอ่อขึ้น", "ใน", "ตอนกลางคืน", "เรือ",
    "ไม้", "สองลำ", "จอดรอ", "อยู่ที่", "ท่าเรือ", "ผู้คน",
    "หมู่บ้าน",
]  # fmt: skip
UNSPACED = {"ja": "。", "zh": "。", "th": " "}


def words(language: str) -> list[str]:
    """Words of a language, the frequent ones more often."""
    if language == "th":
        return THAI
    known = wordfreq.top_n_list(language, 1_500)
    return known[:150] * 4 + known


def made_up(language: str, encoding: str, size: int, rnd: random.Random) -> str:
    """A text of about ``size`` bytes in ``encoding`` and no more."""
    known, text, pieces = words(language), "", []
    while len(text.encode(encoding, "ignore")) < size:
        pieces.append(rnd.choice(known))
        joined = ("" if language in UNSPACED else " ").join(pieces[-12:])
        if len(pieces) % 12 == 0:
            text += joined[:1].upper() + joined[1:] + UNSPACED.get(language, ". ")
    while len(text.encode(encoding, "ignore")) > size:
        text = text[:-1]
    return text.encode(encoding, "ignore").decode(encoding)


def read(data: bytes) -> str | None:
    """The text, ``None`` if it is refused."""
    try:
        return decode.decode(data)
    except InputError:
        return None


def shares(size: int, count: int, names: dict[str, list[str]]) -> dict[tuple[str, str], float]:
    """How many of some texts are read exactly, by language and encoding."""
    rnd = random.Random(size)
    right: Counter[tuple[str, str]] = Counter()
    for language, candidates in names.items():
        for encoding in candidates:
            for _ in range(count):
                text = made_up(language, encoding, size, rnd)
                right[language, encoding] += read(text.encode(encoding)) == text
    return {(language, name): right[language, name] / count for language in names for name in names[language]}


@pytest.mark.parametrize(
    ("size", "least", "mean"), [(40, 0.4, 0.93), (100, 0.6, 0.97), (400, 0.8, 0.98), (2_000, 0.8, 0.98)]
)
def test_texts_in_old_encodings_are_read_exactly(size: int, least: float, mean: float) -> None:
    """Of texts in 21 languages and the encodings that were usual for them, nearly all are read as they were meant."""
    found = shares(size, 5, OLD)
    assert min(found.values()) >= least, found
    assert sum(found.values()) / len(found) >= mean, found


@pytest.mark.parametrize("size", [40, 100, 400, 2_000])
def test_unmarked_texts_of_two_and_four_bytes_a_character(size: int) -> None:
    """UTF-16 and UTF-32 without a mark, of either order and any script, is read, however short."""
    found = shares(size, 3, dict.fromkeys([*OLD, "en", "hi", "vi"], WIDE))
    assert sum(found.values()) / len(found) >= 0.99, {key: value for key, value in found.items() if value < 1}


def test_utf8_stays_utf8_with_some_broken_bytes() -> None:
    """A text in UTF-8 of any script in which one byte in a hundred is broken is still read as UTF-8."""
    rnd = random.Random(5)
    for language in OLD:
        data = bytearray(made_up(language, "utf-8", 1_200, rnd).encode())
        for _ in range(12):
            data[rnd.randrange(len(data))] = 0xFF
        text = decode.decode(bytes(data))
        assert text == data.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "text",
    [
        "Caf\u00e9",
        "na\u00efve caf\u00e9",
        "\u201cCaf\u00e9\u201d \u2013 na\u00efve",
        "Z\u00fcrich, 5 \u20ac",
        "don\u2019t",
        "S\u00e3o \u00a7 4",
    ],
)
def test_a_few_letters_of_western_europe(text: str) -> None:
    """Where hardly anything speaks for another encoding, it is the one of Western Europe."""
    assert decode.decode(f"The {text} of the harbour".encode("cp1252")) == f"The {text} of the harbour"


LABELS = {
    "latin1": "windows-1252",
    "ASCII": "windows-1252",
    "iso-8859-9": "windows-1254",
    "x-sjis": "cp932",
    "Shift_JIS": "cp932",
    "GB2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    " 'utf-8' ": "utf-8",
    "iso-2022-kr": "iso2022_kr",
    "hz-gb-2312": "hz",
    "cp437": "cp437",
    "no-such": None,
    "zip": None,
    "idna": None,
    "unicode_escape": None,
    "": None,
    "a\x00b": None,
    "é": None,
}


@pytest.mark.parametrize(("label", "codec"), list(LABELS.items()))
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str | None) -> None:
    """Names of encodings are those of the WHATWG, then those of Python, less what is no encoding of documents."""
    assert encodings.known(label) == codec


RUSSIAN = "Начальник порта закрыл северные ворота на рассвете, потому что река поднялась за ночь."
JAPANESE = "港長は夜明けに北の門を閉じた。川が一晩で増水したからだ。"


#: A text, its encoding, and one that is declared but cannot be it.
WRONG = [
    (RUSSIAN, "utf-8", "windows-1252"),
    (RUSSIAN, "utf-8", "koi8-r"),
    (RUSSIAN, "utf-8", "utf-16"),
    (RUSSIAN, "windows-1251", "utf-8"),
    (RUSSIAN, "koi8-r", "utf-8"),
    (RUSSIAN, "windows-1251", "utf-16"),
    (RUSSIAN, "utf-16-le", "utf-8"),
    (RUSSIAN, "utf-16-be", "utf-16-le"),
    (RUSSIAN, "utf-32-le", "windows-1251"),
    (JAPANESE, "shift_jis", "utf-8"),
    (JAPANESE, "euc-jp", "utf-8"),
    (JAPANESE, "utf-8", "shift_jis"),
    (JAPANESE, "utf-16-le", "shift_jis"),
    ("Größe, Straße", "cp1252", "utf-8"),
    ("plain words", "ascii", "utf-16"),
]


@pytest.mark.parametrize(("text", "encoding", "declared"), WRONG)
def test_a_declaration_that_the_bytes_contradict(text: str, encoding: str, declared: str) -> None:
    """What cannot be in the encoding that was declared is read in the one it is in."""
    assert decode.decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-16le", "windows-1251", "koi8-r", "utf-8", "iso-8859-5"]
)
def test_a_declaration_that_fits_decides(encoding: str) -> None:
    """A declared encoding that the bytes can be in is believed, down to a single letter."""
    for text in (RUSSIAN, "да", "Ж!"):
        assert decode.decode(text.encode(encoding), encoding) == text


PRECEDENCE = [
    (b"\xef\xbb\xbf", '<meta charset="windows-1251">', "koi8-r", "utf-8"),
    (b"\xff\xfe", '<meta charset="windows-1251">', "koi8-r", "utf-16-le"),
    (b"", '<meta charset="windows-1251">', "koi8-r", "koi8-r"),
    (b"", '<meta charset="windows-1251">', "no-such", "windows-1251"),
    (b"", '<META content="text/html; CHARSET=koi8-r" http-equiv=content-type>', None, "koi8-r"),
    (b"", "<meta charset = 'koi8-r' />", None, "koi8-r"),
    (b"", "<meta name=a content=b><meta name=c><meta charset=koi8-r>", None, "koi8-r"),
    (b"", "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", None, "windows-1251"),
    (b"", '<?xml version="1.0" encoding="koi8-r"?><html><meta charset=windows-1251>', None, "koi8-r"),
    (b"", "\n<?xml version='1.0' encoding='windows-1251' ?>", None, "windows-1251"),
    (b"", '<meta charset="utf-16">', None, "utf-8"),
    (b"", "<meta charset=utf-8>", None, "windows-1251"),
    (b"", "<title>" + "x" * 2_000 + "</title><meta charset=koi8-r>", None, "koi8-r"),
]


@pytest.mark.parametrize(("mark", "head", "sent", "encoding"), PRECEDENCE)
def test_who_is_believed_about_the_encoding_of_a_page(mark: bytes, head: str, sent: str | None, encoding: str) -> None:
    """A mark outranks the server, the server the page, and the page a guess; what cannot be is passed over."""
    page = f"{head}<p>{RUSSIAN}</p>"
    assert decode.decode_page(mark + page.encode(encoding), sent) == page


BINARY = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0",
    "gif": b"GIF89a\x20\x03\x58\x02\xf7\0\0\xff\xfe\xd9",
    "elf": b"\x7fELF\2\1\1" + bytes(9) + b"\3\0>\0\1\0\0\0" + bytes(64),
    "pe": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(40),
    "java": b"\xca\xfe\xba\xbe\0\0\0\x34\0\x1d\x0a\0\6\0\x0f\x09",
    "wasm": b"\0asm\1\0\0\0\1\x07\1\x60\2\x7f\x7f\1\x7f",
    "sqlite": b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20\0\0\0\4\xff\xf3",
    "wav": b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0" + b"\x80\x7f\x81\x82\x7e" * 200,
    "mp3": b"ID3\4\0\0\0\0\0\x23TSSE\0\0\0\x0f\0\0\3Lavf58\xff\xfb\x90\x64" + b"\xf0\xe9\xb4" * 300,
    "floats": b"".join(int(k * 1e6).to_bytes(8, "little") for k in range(200)),
    "pcm": b"".join((k * 37 % 801 - 400).to_bytes(2, "little", signed=True) for k in range(400)),
    "nulls": bytes(500),
    "all": bytes(range(256)) * 4,
    **{f"random {size}": random.Random(size).randbytes(size) for size in (50, 64, 100, 256, 1_000, 10_000, 70_000)},
}  # fmt: skip


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1252", "koi8-r", "utf-16"])
@pytest.mark.parametrize("name", BINARY)
def test_binary_data_is_refused_as_such(name: str, declared: str | None) -> None:
    """What is no text is refused, whatever was declared, and the reason says so."""
    with pytest.raises(InputError, match="binary"):
        decode.decode(BINARY[name], declared)


ASCII = [
    "a ~{b}~ c",
    "\\frac~{a b} and ~{c d}~",
    "a +AGE-b",
    "\x1b[31mred\x1b[0m text",
    "x ~{",
    "\x1b(B plain",
    "Bush hid the facts",
    "1\t2\x0c3\x1b",
]


@pytest.mark.parametrize("text", ASCII)
def test_ascii_stays_ascii(text: str) -> None:
    """What looks a little like an encoding of seven bits or of two bytes a character is not taken for one."""
    assert decode.decode(text.encode()) == text


def test_an_encoding_that_is_not_read_is_named() -> None:
    """ISO-2022-CN is refused by its name; its escapes are never a text."""
    with pytest.raises(InputError, match="ISO-2022-CN"):
        decode.decode(b"\x1b$)A\x0e\x3d\x3b\x3b\x3b\x1b$*H\x1bN(*\x0f\n")


#: A few letters in each of the character sets of ISO-2022-CN and ISO-2022-CN-EXT (RFC 1922).
CHINESE = {
    "GB 2312": b"\x1b$)A\x0e\x44\x63\x3a\x43\x0f",
    "CNS 1": b"\x1b$)G\x0e\x44\x63\x0f",
    "CNS 2": b"\x1b$*H\x1bN\x44\x63",
    "ISO-IR-165": b"\x1b$)E\x0e\x44\x63\x0f",
    **{f"CNS {plane}": b"\x1b$+" + b"IJKLM"[plane - 3 : plane - 2] + b"\x1bO\x44\x63" for plane in range(3, 8)},
}
#: Where such letters stand, and what the place is taken for.
PLACES = {
    "alone": (b"%s", "text/plain"),
    "declared": (b"%s", "text/plain; charset=iso-2022-cn-ext"),
    "among ASCII": (b"Some text. %s And more.\n", "text/plain"),
    "far behind ASCII": (b"word " * 40_000 + b"%s", "text/plain"),
    "a page": (b"<html><body><p>Some text. %s</p></body></html>", "text/html"),
    "a page that says so": (b"<html><head><meta charset=iso-2022-cn></head><body><p>%s</p>", "text/html"),
    "a page, far": (b"<html><body><p>" + b"word " * 40_000 + b"%s</p>", "text/html"),
    "a mail": (b"From: a@b.c\nTo: x@y.z\nSubject: s\nContent-Type: text/plain; charset=iso-2022-cn\n\n%s\n", ""),
    "a mail that does not say so": (b"From: a@b.c\nTo: x@y.z\nSubject: s\n\nSome text. %s\n", ""),
    "a table": (b"text,title\none,two\nSome text. %s,three\n", ""),
}


@pytest.mark.parametrize("letters", CHINESE)
@pytest.mark.parametrize("place", PLACES)
def test_an_encoding_that_is_not_read_is_named_wherever_it_stands(letters: str, place: str, tmp_path: Path) -> None:
    """Texts, pages, mails and tables with a letter of ISO-2022-CN or -EXT, near or far, are failures that name it."""
    frame, kind = PLACES[place]
    data = frame % CHINESE[letters]
    if place == "a table":
        (tmp_path / "a.csv").write_bytes(data)
        with Reader() as reader:
            found = [*reader.read(next(one for one in walk([str(tmp_path / "a.csv")]) if isinstance(one, Input)))]
    else:
        found = [extract(data, uri="u:", content_type=kind)]
    assert any(isinstance(one, Failure) and "ISO-2022-CN" in one.reason for one in found), found
    assert not any(isinstance(one, Document) and "\x1b" in one.text for one in found)


@pytest.mark.parametrize("name", ["iso2022_jp", "iso2022_kr", "hz"])
def test_an_encoding_of_seven_bits_is_told_far_behind_ascii(name: str) -> None:
    """It does not matter how much of a text is ASCII before the first letter that is not."""
    language = {"iso2022_jp": "ja", "iso2022_kr": "ko", "hz": "zh"}[name]
    text = "word " * 20_000 + "\n" + made_up(language, name, 2_000, random.Random(name))
    assert decode.decode(text.encode(name)) == text


def test_a_header_in_an_encoding_that_is_not_read_is_no_claim() -> None:
    """A mail whose subject is in ISO-2022-CN is read; none of its escapes are a claim."""
    coded = base64.b64encode(CHINESE["GB 2312"]).decode()
    for subject in (CHINESE["GB 2312"], f"=?iso-2022-jp?B?{coded}?=".encode()):
        mail = b"From: a@b.c\nTo: x@y.z\nSubject: " + subject + b"\n\nA text.\n"
        found = extract(mail, uri="u:", content_type="message/rfc822")
        assert isinstance(found, Document)
        assert (found.text.strip(), "\x1b" in (found.metadata.title or "")) == ("A text.", False)


def test_the_beginning_decides_and_a_cut_character_does_not() -> None:
    """Far behind nothing but ASCII the encoding is still told, and a character that is cut at the end is no reason."""
    far = "word " * 20_000 + RUSSIAN * 3
    assert decode.decode(far.encode("windows-1251")) == far
    assert decode.decode("Größe".encode()[:-3] + "ß".encode()[:1]) == "Grö\ufffd"
    assert decode.decode(("x" * 65_535 + "Größe " * 9).encode()) == "x" * 65_535 + "Größe " * 9


@pytest.mark.parametrize(
    ("label", "text"),
    [("euc_cn", "镕"), ("gb2312_80", "镕"), ("936", "€"), ("shiftjis", "①")],
)
def test_a_name_of_python_means_the_larger_encoding(label: str, text: str) -> None:
    """What is declared by a name that only Python knows is read with letters that its codec of that name lacks."""
    larger = encodings.codec(label)
    assert larger is not None
    assert encodings.known(label) == larger
    assert text.encode(larger).decode(larger) == text
    with pytest.raises(UnicodeError):
        text.encode(codecs.lookup(label).name)


@given(st.text(st.sampled_from("ab\r\n\u00e9"), max_size=60), st.integers(1, 6))
def test_long_lines_are_cut_wherever_they_end(text: str, most: int) -> None:
    """A line is read once, also where the limit falls between the two characters that end it."""
    stream = io.BufferedReader(io.BytesIO(text.encode()))
    assert list(text_lines(stream, most)) == [line[: most + 1] for line in io.StringIO(text, newline="")]
