"""What stands on a letter or only varies its form hides no copy: scripts and spellings, bare against marked."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provenance import Index, compare
from provenance.model import Comparison, Disguise, Kind, Side
from tests.corpus import STORY, planted

TEXTS = Path(__file__).with_name("spellings")

Respell = Callable[[str], str]


@dataclasses.dataclass(frozen=True)
class Spelling:
    """Two ways to write one text.

    Attributes:
        name: What the row is about.
        marked: The text with all that can stand on its letters.
        bare: The same text without.
        letters: How many letters of the marked text the bare one writes in another way.
    """

    name: str
    marked: str
    bare: str
    letters: int


def without_marks(text: str) -> str:
    """``text`` as a tool leaves it that drops every combining mark."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def rewritten(letters: dict[str, str], then: Respell = without_marks) -> Respell:
    """Some letters written as others say, in both cases, and the rest as ``then`` has it."""
    both = letters | {one.upper(): other.capitalize() for one, other in letters.items() if len(one.upper()) == 1}
    table = str.maketrans(both)
    return lambda text: then(text.translate(table))


def as_it_is(text: str) -> str:
    """``text``."""
    return text


def capitals(text: str) -> str:
    """Capitals without accents, as on monuments."""
    return without_marks(text.upper())


def marked_after(pattern: str, marks: str) -> Respell:
    """One of ``marks`` after each place that fits ``pattern``, in turn."""

    def respell(text: str) -> str:
        at = iter(range(len(text)))
        return re.sub(pattern, lambda found: found[0] + marks[next(at) % len(marks)], text)

    return respell


def clusters(text: str) -> list[str]:
    """Letters with the marks on them."""
    return re.findall(
        r".[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f]*", text, re.DOTALL
    )


def read(name: str) -> str:
    """A text of the folder."""
    return unicodedata.normalize("NFC", (TEXTS / f"{name}.txt").read_text(encoding="utf-8"))


def taken_off(name: str, respell: Respell = without_marks, *, text: str = "") -> Spelling:
    """A row whose marked text is the one in the folder."""
    marked = read(text or name)
    letters = sum(respell(one) != one and one.strip() != "" for one in clusters(marked))
    return Spelling(name, marked, respell(marked), letters)


def put_on(name: str, text: str, respell: Respell, mark: str) -> Spelling:
    """A row whose bare text is the one in the folder; ``mark`` fits what was put on one letter."""
    marked = respell(read(text))
    return Spelling(name, marked, read(text), len(re.findall(mark, marked)))


DOTLESS = "\u0131"
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
DANISH = {"æ": "ae", "ø": "oe", "å": "aa"}
ARABIC = dict(zip("أإآةى", "\u0627\u0627\u0627\u0647\u064a", strict=True))
EASTERN = {"ک": "ك", "ی": "ي"}
KAZAKH = dict(zip("әғқңөұүһ", "агкноуух", strict=True))
ESPERANTO = dict(zip("ĉĝĥĵŝŭ", ("cx", "gx", "hx", "jx", "sx", "ux"), strict=True))
POINTS = "[\u05b0-\u05c7\u0591-\u05af]"


def without_sigma(text: str) -> str:
    """Greek with one sigma in all places."""
    return text.replace("ς", "\u03c3")


def decomposed(name: str, text: str, respell: Respell) -> Spelling:
    """A row whose marked text has each mark as a character of its own."""
    row = taken_off(name, respell, text=text)
    return dataclasses.replace(row, marked=unicodedata.normalize("NFD", row.marked))


def capital_count(name: str) -> Spelling:
    """Greek in capitals: case is no mark, accents are."""
    row = taken_off(name, text="greek")
    return dataclasses.replace(row, bare=capitals(row.marked))


ROWS = [
    taken_off("french", rewritten({"œ": "oe"})),
    taken_off("spanish"),
    taken_off("portuguese"),
    taken_off("german in two letters", rewritten(UMLAUTS), text="german"),
    taken_off("german in one letter", rewritten({"ß": "ss"}), text="german"),
    taken_off("german with ss", rewritten({"ß": "ss"}, as_it_is), text="german"),
    taken_off("vietnamese", rewritten({"đ": "d"})),
    taken_off("polish", rewritten({"ł": "l"})),
    taken_off("czech"),
    taken_off("hungarian"),
    taken_off("romanian"),
    taken_off("turkish", rewritten({DOTLESS: "i"})),
    taken_off("croatian", rewritten({"đ": "d"})),
    taken_off("croatian with dj", rewritten({"đ": "dj"}), text="croatian"),
    taken_off("danish", rewritten({"æ": "ae", "ø": "o"})),
    taken_off("danish in two letters", rewritten(DANISH), text="danish"),
    taken_off("icelandic", rewritten({"þ": "th", "ð": "d", "æ": "ae"})),
    taken_off("lithuanian"),
    taken_off("azerbaijani", rewritten({"ə": "e", DOTLESS: "i"})),
    taken_off("yoruba"),
    taken_off("pinyin"),
    taken_off("esperanto"),
    taken_off("esperanto with x", rewritten(ESPERANTO, as_it_is), text="esperanto"),
    taken_off("sanskrit"),
    taken_off("greek"),
    capital_count("greek capitals"),
    taken_off("greek sigma", without_sigma, text="greek"),
    taken_off("russian", rewritten({"ё": "\u0435"}, as_it_is)),
    taken_off("russian without marks", text="russian"),
    put_on("russian with stress", "russian", marked_after("[иыэюя](?=[\u0430-я]{2})", "\u0301"), "\u0301"),
    taken_off("ukrainian", rewritten({"ґ": "\u0433"})),
    taken_off("kazakh", rewritten(KAZAKH, as_it_is)),
    put_on(
        "arabic with vowels",
        "arabic",
        marked_after("[ب-غف-ن]", "\u064e\u0650\u064f\u0652"),
        "[\u064e\u0650\u064f\u0652]",
    ),
    put_on("arabic doubled", "arabic", lambda text: re.sub("([ب-غ])", "\\1\u0651\u064e", text), "\u0651\u064e"),
    put_on("arabic stretched", "arabic", lambda text: re.sub("([س-ع])(?=[ء-ي])", "\\1ـــ", text), "ـ+"),
    put_on("koran marks", "arabic", marked_after("[ل-ن]", "\u06d6\u06da\u0670\u06e1"), "[\u06d6\u06da\u0670\u06e1]"),
    taken_off("arabic letters", rewritten(ARABIC, as_it_is), text="arabic"),
    put_on("persian with arabic letters", "persian", rewritten(EASTERN, as_it_is), "[كي]"),
    put_on("urdu with arabic letters", "urdu", rewritten(EASTERN, as_it_is), "[كي]"),
    put_on("hebrew with points", "hebrew", marked_after("[א-ת](?=[א-ת])", "\u05b7\u05b8\u05b4\u05bc"), POINTS),
    put_on("hebrew with accents", "hebrew", marked_after("[ב-ל](?=[א-ת])", "\u0596\u0597\u05a3"), POINTS),
    taken_off("hindi", lambda text: re.sub("\u093c", "", unicodedata.normalize("NFD", text)).replace("ँ", "ं")),
    decomposed("vietnamese in parts", "vietnamese", rewritten({"đ": "d"})),
    put_on("struck out", "esperanto", marked_after("[b-df-h]", "\u0336\u0332"), "[\u0336\u0332]"),
]


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Spelling:
    """One row of the table."""
    found: Spelling = request.param
    return found


@pytest.fixture(scope="module", params=["marked", "bare"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Index]]:
    """Which of the two spellings an index has, among other texts, and that index."""
    others = sorted(planted(10)[0].items())
    with Index.create(tmp_path_factory.mktemp(request.param) / "prov.db", jobs=1) as index:
        index.add([*others, *((row.name, getattr(row, request.param)) for row in ROWS)])
        yield request.param, index


def found_in(one: Comparison, side: Side) -> dict[Disguise, int]:
    """What is found on one side, in numbers."""
    counts: dict[Disguise, int] = {}
    for finding in (finding for passage in one.passages for finding in passage.findings):
        assert finding.side == side, finding
        counts[finding.kind] = counts.get(finding.kind, 0) + finding.count
    return counts


def require_the_same_text(one: Comparison, row: Spelling, side: Side) -> None:
    """The two spellings are one text, and what the marked one has more is counted there."""
    covered = sum(passage.query_end - passage.query_start for passage in one.passages)
    assert covered >= 0.98 * len(one.query_text.strip())
    assert (one.kind, one.changed, one.resemblance, one.substitutions) == (Kind.VERBATIM, 0.0, 1.0, ())
    assert found_in(one, side) == {Disguise.DIACRITICS: row.letters}


def test_the_table_is_worth_its_name() -> None:
    """There are many rows, each of a long text that has marks, and the spellings differ."""
    assert len({row.name for row in ROWS}) == len(ROWS) >= 25
    for row in ROWS:
        assert len(row.bare.split()) >= 80, row.name
        assert row.marked != row.bare
        assert row.letters > 0


def test_two_spellings_are_one_text(row: Spelling) -> None:
    """Compared either way, texts with marks and without are verbatim the same, and the marks are counted."""
    require_the_same_text(compare(row.marked, row.bare), row, Side.QUERY)
    require_the_same_text(compare(row.bare, row.marked), row, Side.SOURCE)


def test_one_spelling_is_found_by_the_other(row: Spelling, kept: tuple[str, Index]) -> None:
    """An index that has one spelling finds the other, and says the same of the two."""
    has, index = kept
    asked, side = (row.bare, Side.SOURCE) if has == "marked" else (row.marked, Side.QUERY)
    found = {match.source_text: match.comparison for match in index.query(asked).matches}
    require_the_same_text(found[getattr(row, has)], row, side)


def test_marks_that_make_other_words_count() -> None:
    """Voicing marks of kana and vowel signs of Hindi are no ornaments: without them it is another text."""
    kana = "はたらくひとがそとにでてかぜにふかれながらばすをまっているとがっこうのこどもたちがどんどんかけてきた"
    assert compare(kana, without_marks(kana)).kind != Kind.VERBATIM
    hindi = read("hindi")
    assert compare(hindi, re.sub("[\u093f\u0940\u0947\u094b]", "", hindi)).kind != Kind.VERBATIM


def test_other_marks_are_counted_on_both_sides() -> None:
    """Where both texts mark a letter, each in its own way, neither is the plain one."""
    comma = read("romanian")
    cedilla = rewritten({"ș": "ş", "ț": "ţ"}, as_it_is)(comma)
    letters = len(re.findall("[șțȘȚ]", comma))
    (passage,) = compare(comma, cedilla).passages
    assert [(one.kind, one.side, one.count) for one in passage.findings] == [
        (Disguise.DIACRITICS, Side.QUERY, letters),
        (Disguise.DIACRITICS, Side.SOURCE, letters),
    ]


@pytest.mark.parametrize("sign", ["'", "\u2018", "\u2019", "\u02bc", "`"])
def test_an_apostrophe_is_one_however_it_is_written(sign: str) -> None:
    """Whether Unicode calls an apostrophe a letter or a sign, writers do not; it is no mark on a letter either."""
    letters = read("uzbek")
    one = compare(letters, letters.replace("\u02bb", sign))
    assert (one.kind, one.changed, one.resemblance) == (Kind.VERBATIM, 0.0, 1.0)
    assert [passage.findings for passage in one.passages] == [()]


@pytest.mark.parametrize("zero", "\u0660\u06f0\u0966\u09e6\u0e50\uff10")
def test_digits_are_those_of_any_script(zero: str) -> None:
    """A number is the same number in the digits of another script."""
    story = " ".join(f"{word} {31 * at % 977}" for at, word in enumerate(STORY.split()))
    other = re.sub("[0-9]", lambda digit: chr(ord(zero) + int(digit[0])), story)
    one = compare(story, other)
    assert (one.kind, one.changed, one.resemblance) == (Kind.VERBATIM, 0.0, 1.0)
    assert {finding.side for passage in one.passages for finding in passage.findings} == {Side.SOURCE}


def test_marks_hide_no_edit_and_are_no_swap() -> None:
    """Where a text without marks is edited besides, the edits are found, and nothing else is said to be replaced."""
    marked = read("french")
    bare = without_marks(marked).replace("pecheurs", "marins").replace("Noel", "Paques")
    one = compare(bare, marked)
    assert one.kind == Kind.EDITED
    assert {(swap.source, swap.query) for swap in one.substitutions} <= {("pêcheurs", "marins"), ("noël", "paques")}


def test_offsets_are_those_of_the_text(row: Spelling) -> None:
    """Behind a text with marks and before more of it, a passage still begins and ends where it does."""
    (passage,) = compare(f"{row.marked}\n\nQuite another line.", row.bare).passages
    assert passage.query_start == next(at for at, c in enumerate(row.marked) if c.isalnum())
    assert row.marked[: passage.query_end].rstrip() == row.marked.rstrip()
