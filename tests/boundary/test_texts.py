"""The native core takes every string that Python can hold."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance import compare, engine, shingle_hashes, signatures
from provenance.model import Kind, NormalizationCounts
from tests.corpus import STORY

ANY_TEXT = st.text(max_size=120) | st.text(
    st.sampled_from("aZ09 .,'-\u0301\u00ad\u200b\u200d\u0e01\u0e33\u4e2d\u3042\u05e9\u0633\ud800\udfff\0\uff21ß\ufb01"),
    max_size=120,
)

HOSTILE = {
    "nothing": "",
    "blanks": " \t\r\n\u3000",
    "signs": "!!! ... ???",
    "NUL": "a\0b\0",
    "lone surrogate": "a \ud800 b \udfff",
    "right to left": "שלום עולם \u202eabc\u202c مرحبا بالعالم",
    "combining": "e\u0301\u0302\u0303 " + "a" + "\u0301" * 1_000,
    "Chinese": "中文没有空格",
    "Thai": "สวัสดีครับ",
    "emoji": "🎉🎉 👩‍👩‍👧",
    "megabyte word": "x" * 1_000_000,
    "megabyte of combining": "a" + "\u0301" * 500_000,
    "megabyte of Han": "中" * 300_000,
    "megabyte of soft hyphens": "\u00ad" * 500_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_text_passes_through_the_core(text: str) -> None:
    """Tokens, hashes, signatures, compression and alignment take any text."""
    spans = engine.token_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert engine.normalization(text).invisible >= 0
    assert len(signatures([text])) == 1
    assert (len(shingle_hashes(text)) > 0) == bool(spans)
    stored = text.encode(errors="replace").decode()
    assert engine.decompress(engine.Workers(1).compress([stored])[0]) == stored


@pytest.mark.parametrize("name", [name for name in HOSTILE if not name.startswith("megabyte")])
def test_every_text_can_be_compared(name: str) -> None:
    """Any text aligns with itself and with an ordinary one, and passages stay inside both."""
    for query, source in ((HOSTILE[name], HOSTILE[name]), (HOSTILE[name], STORY), (STORY, HOSTILE[name])):
        for passage in compare(query, source).passages:
            assert 0 <= passage.query_start < passage.query_end <= len(query)
            assert 0 <= passage.source_start < passage.source_end <= len(source)


def has_compounds(text: str) -> bool:
    """Whether a character of the text stands for several: ½ is 1, a slash and 2."""
    return any(len(unicodedata.normalize("NFKC", character)) > 1 for character in text)


@given(ANY_TEXT)
@example("a\u0301\u0302 b")
@example("ﬁ中a\u200bb½")
def test_token_spans_lie_in_order_inside_the_text(text: str) -> None:
    """Spans are half-open, not empty, and rise; they overlap only where one character stands for several, as ½ does."""
    spans = engine.token_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)
    if not has_compounds(text):
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@given(ANY_TEXT)
def test_a_token_by_itself_is_one_token(text: str) -> None:
    """What a span cuts out of a text is one token, and all of it, unless one character stands for several."""
    for start, end in engine.token_spans(text):
        piece = text[start:end]
        assert engine.token_spans(piece) == [(0, len(piece))] or has_compounds(piece)


@given(ANY_TEXT)
def test_a_lone_surrogate_counts_as_a_replacement_character(text: str) -> None:
    """Half a character stands for U+FFFD, so every text has tokens and hashes, and offsets stay."""
    plain = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert engine.token_spans(text) == engine.token_spans(plain)
    assert list(shingle_hashes(text)) == list(shingle_hashes(plain))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, world", ["Hello", "world"]),
        ("e\u0301tude", ["e\u0301tude"]),
        ("co\u00adop", ["co\u00adop"]),
        ("中文字", ["中", "文", "字"]),
        ("A中文b", ["A", "中", "文", "b"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("a\0b", ["a", "b"]),
        ("!? …", []),
    ],
)
def test_tokens_of_known_texts(text: str, tokens: list[str]) -> None:
    """Words are tokens, scripts without spaces are cut per character, and offsets count code points."""
    assert [text[start:end] for start, end in engine.token_spans(text)] == tokens


def test_offsets_count_code_points_beyond_the_first_plane() -> None:
    """A character that UTF-8 writes with four bytes counts as one."""
    text = "🎉" * 9 + " word"
    assert engine.token_spans(text) == [(10, 14)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", NormalizationCounts()),
        ("a\u200bb\u200b", NormalizationCounts(invisible=2)),
        ("co\u00adop", NormalizationCounts(soft_hyphens=1)),
        ("p\u0430per", NormalizationCounts(lookalikes=1)),
        ("ﬁne \uff26\uff35\uff2c\uff2c", NormalizationCounts(compatibility=5)),
        ("вода и хлеб", NormalizationCounts()),
    ],
)
def test_what_the_normal_form_undid_is_counted(text: str, expected: NormalizationCounts) -> None:
    """Disguise is counted by kind; a text that is Cyrillic throughout is not disguised."""
    assert engine.normalization(text) == expected


@pytest.mark.parametrize(
    "disguised",
    [
        STORY.upper(),
        STORY.replace("e", "\u0435"),
        STORY.replace("r", "r\u200b"),
        STORY.replace("ar", "a\u00adr"),
        "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in STORY),
    ],
    ids=["capitals", "Cyrillic e", "zero width", "soft hyphens", "full width"],
)
def test_disguise_does_not_hide_a_copy(disguised: str) -> None:
    """Capitals, look-alike letters, invisible characters and full-width letters change no shingle."""
    assert list(shingle_hashes(disguised)) == list(shingle_hashes(STORY))
    found = compare(disguised, STORY)
    assert found.kind is Kind.VERBATIM
    assert [(p.query_start, p.query_end, p.source_start, p.source_end) for p in found.passages] == [
        (0, len(disguised), 0, len(STORY))
    ]


def test_short_texts_still_have_a_shingle() -> None:
    """A text of fewer tokens than a shingle needs has one shingle, and it is its own."""
    assert len(shingle_hashes("two words")) == 1
    assert list(shingle_hashes("two words")) != list(shingle_hashes("three words"))


@given(st.text(st.sampled_from("abAB é中🎉1 "), max_size=60))
def test_a_pattern_is_found_where_it_stands(text: str) -> None:
    """At the code points at which the standard library finds it."""
    pattern = "(?i)ab+|é|🎉b?|a1*"
    found = engine.Pattern(pattern)
    assert found.spans(text) == [one.span() for one in re.finditer(pattern, text)]
    assert found.is_in(text) == bool(re.search(pattern, text))


def test_what_is_no_pattern_is_refused() -> None:
    """Looking around could take more than linear time."""
    with pytest.raises(ValueError, match="look-around"):
        engine.Pattern("(?<=a)b").is_in("ab")
