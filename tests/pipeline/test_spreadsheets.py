import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.pipeline.asking import exporting

FORMULAS = [
    "=1+1", '=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\ufeff=1", "\u200b@x", "'=1", "=", "-", "+1", "-1",
]  # fmt: skip


def written(value: object) -> str:
    """The cell as a program that reads CSV gets it."""
    line = exporting._csv_line([value, "end"]).decode()
    ((cell, _),) = csv.reader(io.StringIO(line, newline=""))
    return cell


def undone(cell: str) -> str:
    """What docs/for-auditors.md says to do with a cell."""

    def sign(found: re.Match[str]) -> str:
        half, odd = divmod(len(found[1]), 2)
        digits = found[2] or ""
        return "\\" * half + (chr(int(digits, 16)) if odd else f"u{digits}")

    text = re.sub(r"(\\+)u([0-9a-f]{4})?", sign, cell.removeprefix("'"))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    """Text that a spreadsheet would compute stands behind an apostrophe or an escape, also in full width."""
    assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", written(text))
    assert written(text)[0] in "'\\"
    assert undone(written(text)) == text


@pytest.mark.parametrize("value", [-1, -0.25, 3, 1e-9, 0.5])
def test_numbers_stay_numbers(value: float) -> None:
    """A negative number is no text."""
    assert float(written(value)) == value


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\u\x1b=+-@'\t\r\n\u202e01ab"), max_size=30))
def test_cells_can_be_undone(text: str) -> None:
    """Every text comes back, and none brings a control or a sign that turns the line around."""
    cell = written(text)
    assert undone(cell) == text or json.loads(cell) == json.loads(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or "\u202a" <= sign <= "\u202e" for sign in cell)


def test_json_in_a_cell_stays_json() -> None:
    """The reasons of an edge are the same JSON, with their own kind of escapes."""
    reasons = [{"kind": "=1", "note": "a\x1b\u202e\\u0041\\\\ \x9b"}]
    cell = written(json.dumps(reasons, ensure_ascii=False))
    assert json.loads(cell) == reasons
    assert cell.isascii()
