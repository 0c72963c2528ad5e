import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from provenance.cli.output import Text
from provenance.visible import json_text, one_line, printable, steerless

#: Formats of Unicode (Cf) that have a shape of their own: they enclose or precede numbers, or lay out hieroglyphs.
SHAPED = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}
#: What hides, turns around or steers: every format without a shape, separators, controls, surrogates, fillers.
HARMFUL = [
    sign
    for code in range(0x110000)
    for sign in [chr(code)]
    if (unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and code not in SHAPED and sign not in "\n\t")
    or code in {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
]

#: Joiners and selectors that a script or a picture needs.
NEEDED = [
    "می‌خواهم",  # Persian: no joining inside a word
    "\u0647\u200d",  # Arabic: an initial form by itself
    "क्‍ष", "র‍্য", "ශ්‍රී", "ക്‍",  # Indic: half forms, beside a virama
    "ᠠ᠋ᠨ᠎ᠠ",  # Mongolian: variants and a vowel apart
    "👩‍👩‍👧‍👦", "❤️‍🔥", "🙂‍↔️", "👩🏽‍🚀", "1️⃣", "©️", "‼️",  # pictures made of several, and their colours
    "葛󠄀城", "神︀",  # variants of ideographs in names
]  # fmt: skip

#: The same signs where nothing needs them: they hide a word, or carry a message.
ABUSED = ["pass‌word", "pass‍word", "па‌роль", "密‍码", "a️", "x️️", "👍️️", "1️", "a󠄀", "‍", "︀", "👍󠅔󠅕", "א‍‍"]

TEXTS = st.text(st.characters() | st.sampled_from(HARMFUL) | st.sampled_from("کमا👩ᠠ葛1"), max_size=40)


@pytest.mark.parametrize("before", ["", "a", "?"])
def test_everything_that_hides_or_steers_is_shown(before: str) -> None:
    """Each such code point of Unicode, alone or after a Latin letter, is replaced by something that is seen."""
    through = [f"U+{ord(sign):04X}" for sign in HARMFUL if sign in printable(f"{before}{sign}b")]
    assert not through


@pytest.mark.parametrize("before", ["©", "👍", "♥\ufe0f", "葛", "ᠠ", "1", "ش", "क्"])
def test_what_no_script_needs_is_shown_after_any_sign(before: str) -> None:
    """Signs that may stay beside some others are joiners and selectors only: a symbol lets no other pass."""
    may_stay = {*range(0x180B, 0x1810), 0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
    through = [
        f"U+{ord(sign):04X}" for sign in HARMFUL if ord(sign) not in may_stay and sign in printable(f"{before}{sign}b")
    ]
    assert not through


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_script_needs_stays(text: str) -> None:
    """Joiners in Arabic, Indic and Mongolian words and in emoji, and variants of ideographs, pass."""
    assert printable(text) == text == printable(f"x {text} y")[2:-2]


@pytest.mark.parametrize("text", ABUSED)
def test_what_a_script_does_not_need_is_shown(text: str) -> None:
    """The same signs in words that do not need them, and a second one in a row, are escapes."""
    assert "<U+" in printable(text)


@given(TEXTS)
def test_once_is_enough(text: str) -> None:
    """What is printable stays as it is, ends in as many lines, and holds no control."""
    shown = printable(text)
    assert printable(shown) == steerless(shown) == shown
    assert shown.count("\n") == text.count("\n")
    assert not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"} for sign in shown if sign not in "\n\t")
    assert "\n" not in one_line(text)


@given(TEXTS.map(lambda text: {text: [text, 1.5, None]}))
def test_json_keeps_its_values(value: object) -> None:
    """Escaped JSON says the same, and holds nothing raw that reorders, hides in any place, or controls."""
    shown = json_text(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert steerless(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    "name", ["a\u202eb", "名前\u2066", "e\u0301\u0301\u200b", "\U000e0041\U000e0042", "👩‍👩‍👧", "\x1b[31m"]
)
def test_columns_stand_below_each_other(name: str) -> None:
    """A cell is measured as it is shown, so the column after it begins at the same place in every row."""
    table = Table(box=None, show_header=False)
    for cell in (name, "plain"):
        table.add_row(Text(cell), Text("|"))
    console = Console(width=60, record=True, file=io.StringIO())
    console.print(table)
    places = {cell_len(line.split("|")[0]) for line in console.export_text().splitlines()}
    assert len(places) == 1
