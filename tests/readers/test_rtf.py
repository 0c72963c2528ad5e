# ruff: noqa: RUF001 - letters that look like others are what texts in other scripts are made of
import random

import pytest

from provenance.errors import InputError
from provenance.model import Metadata
from provenance.readers.documents.rtf import read_rtf, rtf_text

FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}{\f3\fcharset2 Symbol;}}"

TEXTS = {
    "paragraphs": (r"{\rtf1\ansi One.\par Two.\line Three.\par}", "One.\nTwo.\nThree."),
    "lines that were wrapped": ("{\\rtf1\\ansi One \r\nferry\r\n left.\\par\r\n}", "One ferry left."),
    "bytes": (r"{\rtf1\ansi\ansicpg1252 caf\'e9 \'93x\'94\par}", "café “x”"),
    "Cyrillic by the document": (r"{\rtf1\ansi\ansicpg1251 \'cf\'e0\'f0\'ee\'ec\par}", "Паром"),
    "Cyrillic by the font": (rf"{{\rtf1\ansi\deff0{FONTS}\f0 caf\'e9 \f1\'cf\'e0\'f0\f0  x\par}}", "café Пар x"),
    "the font of a group ends with it": (rf"{{\rtf1\ansi\deff0{FONTS}{{\f1\'cf}}\'e9}}", "Пé"),
    "two bytes a letter": (rf"{{\rtf1\ansi{FONTS}\f2 \'93\'fa\'96\'7b\f0 x}}", "日本x"),
    "two bytes a letter, one of them ASCII": (r"{\rtf1\ansi\ansicpg932 \'83A\'83C}", "アイ"),
    "Unicode": (r"{\rtf1\ansi\uc1 \u1055?\u1072\'3f\u1088 \'3fx\par}", "Парx"),
    "Unicode with a longer fallback": (r"{\rtf1\ansi\uc2 \u1055??x{\uc0\u1072 y}\par}", "Пxаy"),
    "Unicode beyond the first plane": (r"{\rtf1\ansi\uc1\u-10179?\u-8704? x}", "\U0001f600 x"),
    "the code page of a Mac": (r"{\rtf1\mac caf\'8e}", "café"),
    "signs": (r"{\rtf1 a\~b\_c\-d \{e\} \\ \emdash\ldblquote x\rdblquote\tab y}", "a\N{NO-BREAK SPACE}b\N{NON-BREAKING HYPHEN}cd {e} \\ —“x”\ty"),
    "a table": (r"{\rtf1 \trowd\cellx9\cellx99\intbl one\cell two\cell\row\pard three\par}", "one\ttwo\nthree"),
    "a field": (r'{\rtf1 see {\field{\*\fldinst { HYPERLINK "http://x.example" }}{\fldrslt {\ul the link}}} now}', "see the link now"),
    "the number of a page": (r"{\rtf1 x{\field{\*\fldinst PAGE}{\fldrslt 7}}}", "x"),
    "a picture": (r"{\rtf1 a{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0100}}b{\pict\bin5 {}\'}}c}", "abc"),
    "an object": (r"{\rtf1 a{\object{\*\objdata 0105}{\result b}}c}", "abc"),
    "a footnote": (r"{\rtf1 One{\footnote\pard\chftn  A note.} two.\par}", "One two.\n A note."),
    "header and footer": (r"{\rtf1{\header Head\par}{\headerf Head\par}{\footer Foot\par}Body\par}", "Body\nHead\nFoot"),
    "a comment": (r"{\rtf1 a{\*\atnid AB}{\*\atnauthor Ann}{\*\annotation Why?}b}", "ab"),
    "hidden and deleted text": (r"{\rtf1 a{\v hidden}b\v hidden\v0 c{\deleted gone}{\revised d}\v x\plain e}", "abcde"),
    "a text box": (r"{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt box\par}}{\shprslt{\*\do box}}}b}", "abox\nb"),
    "numbers of lists": (r"{\rtf1{\listtext\pard 1.\tab}{\*\pn\pnlvlbody}One\par{\pntext 2.\tab}Two\par}", "One\nTwo"),
    "two spellings of the same": (r"{\rtf1{\upr{b?}{\*\ud{b\u233?}}}x}", "béx"),
    "an index": (r"{\rtf1 a{\xe\v entry}b{\tc chapter}c}", "abc"),
    "tables of the document": (
        r"{\rtf1{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\*\generator Riched20 10.0}{\*\unknown{x}}{\info{\title T}}Body}",
        "Body",
    ),
    "fonts that are symbols": (rf"{{\rtf1{FONTS}{{\f3\'b7}}One {{\f3\u-3913?}}two}}", "One two"),
    "an end that is missing": (r"{\rtf1\ansi One {\b ferry", "One ferry"),
    "more ends than beginnings": (r"{\rtf1 One}} ferry", "One ferry"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_rtf_is_what_a_reader_sees(kind: str) -> None:
    """What is shown is the text, in whatever code pages it is spelled; what is not shown is not."""
    data, expected = TEXTS[kind]
    assert rtf_text(data.encode("latin-1")) == expected


def test_claims_of_rtf() -> None:
    """Title, author and the time at which it was made are claims."""
    info = rb"{\info{\title Caf\'e9}{\author Ann}{\creatim\yr2024\mo5\dy1\hr10\min2}{\revtim\yr2025\mo1\dy1}}"
    found = read_rtf(rb"{\rtf1" + info + b"x}", "file:///a")
    assert (found.text, found.metadata) == ("x", Metadata("2024-05-01T10:02", "Café", "Ann"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"\yr2024\mo5\dy1", "2024-05-01"),
        (r"\yr2024\mo5", "2024-05"),
        (r"\yr2024", "2024"),
        (r"\yr2024\mo5\dy1\hr7\min5\sec9", "2024-05-01T07:05:09"),
        (r"\yr2024\mo15\dy1", None),
        (r"\mo5", None),
    ],
)
def test_the_time_in_rtf_is_as_precise_as_it_is_written(words: str, expected: str | None) -> None:
    """A time of which the day or the hour is not said is not completed, and one that is none is no claim."""
    data = rf"{{\rtf1{{\info{{\creatim{words}}}}}x}}"
    assert read_rtf(data.encode(), "file:///a").metadata.published_at == expected


def test_any_damage_to_rtf_leaves_a_text() -> None:
    """Bytes that were changed anywhere never stop the reader, and lone halves of characters do not come through."""
    rng = random.Random(1)
    for _ in range(500):
        data = bytearray(rng.choice(list(TEXTS.values()))[0].encode("latin-1"))
        for _ in range(5):
            data[rng.randrange(len(data))] = rng.choice(b"{}\\'u9a \xff")
        rtf_text(bytes(data)).encode()


def test_groups_without_end() -> None:
    """Groups that are nested beyond all measure are refused."""
    with pytest.raises(InputError, match="nested"):
        rtf_text(b"{\\rtf1" + b"{" * 100_000)
