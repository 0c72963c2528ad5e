"""Every threshold of the native core has its evidence beside it, and that is what was measured."""

import itertools
import re
from pathlib import Path

import pytest

from scripts.docs import thresholds

# Why a threshold stands that no sample feels, unless it bounds the work.
UNFELT = {
    "content::groups::least_likeness": "no group that is less alike than chance may be shown; no sample has one",
    "disguise::word_break::no_word": "a cost, and no threshold: whatever it is, there has to be one",
    "passages::contents::least_pages": "no sample has a list of contents without leaders; RFCs have",
    "passages::menu::least_items": "no set has menus; short passages without spaces between words would be some",
    "passages::references::digits": "no answer depends on it, but the time that prose takes",
    "signals::context_overlap::least_words": "the weights of direction were fitted with it",
    "signals::context_overlap::most_words": "the weights of direction were fitted with it",
}

SOURCE = """\
thresholds! {
    /// A group.
    group {
        /// What it means.
        /// *Measured:* something that was measured before, in so many words that they are written
        /// on two lines.
        least: f32 = 0.5, off = 0.0;
        /// What it means.
        most: u64 = 1 << 4;
    }
}
"""


def test_every_threshold_has_the_evidence_of_the_table() -> None:
    """Names and values are those of the table, and what stands below each is what the table says."""
    known = thresholds.table(thresholds.TABLE.read_text(encoding="utf-8"))
    named = set()
    for path in thresholds.TUNING.glob("*.rs"):
        source = path.read_text(encoding="utf-8")
        named |= {name for _, name, _ in thresholds.thresholds(source, path.stem)}
        assert thresholds.annotated(source, path.stem, known) == source, f"run `make docs`: {path}"
    assert named == set(known)


def test_a_threshold_that_no_sample_feels_goes() -> None:
    """It bounds the work, as its meaning says, or there is a reason for it here."""
    known = thresholds.table(thresholds.TABLE.read_text(encoding="utf-8"))
    unfelt = {name for name, (_, cells) in known.items() if thresholds.evidence(cells) == thresholds.UNFELT}
    for path in thresholds.TUNING.glob("*.rs"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for at, name, _ in thresholds.thresholds("\n".join(lines), path.stem):
            above = itertools.takewhile(lambda line: "///" in line, reversed(lines[:at]))
            meaning = " ".join(line.strip(" /") for line in reversed(list(above)))
            unfelt -= {name} if re.search(r"[Bb]ounds the work", meaning) else set()
    assert unfelt == set(UNFELT)


def test_evidence_is_written_below_the_meaning() -> None:
    """What was written before is replaced, and a threshold without evidence gets its own."""
    known = {"stage::group::least": (0.5, ["3", "0", "9: spun -0.300"]), "stage::group::most": (16.0, ["0", "0", "-"])}
    written = thresholds.annotated(SOURCE, "stage", known)
    assert [line.strip() for line in written.splitlines()[3:9]] == [
        "/// What it means.",
        "/// *Measured:* flat within a fifth; off spun -0.300.",
        "least: f32 = 0.5, off = 0.0;",
        "/// What it means.",
        "/// *Measured:* no sample feels it.",
        "most: u64 = 1 << 4;",
    ]
    assert thresholds.annotated(written, "stage", known) == written


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["0", "0", "0"], "no sample feels it."),
        (["4", "0", "5"], "flat within a fifth; flat when off."),
        (["4: a -0.020", "1", "-"], "a fifth less a -0.020; a fifth more flat."),
        (["4: a -0.020, b +0.010, c +0.006", "1", "-"], "a fifth less a -0.020, b +0.010; a fifth more flat."),
    ],
)
def test_cells_are_told_in_a_few_words(cells: list[str], said: str) -> None:
    """Two figures at most for each variation, and flat where none moved."""
    assert thresholds.evidence(cells) == said


def test_another_value_is_noticed() -> None:
    """A threshold that was changed and not measured again is refused."""
    known = {"stage::group::least": (0.4, ["0", "0", "0"]), "stage::group::most": (16.0, ["0", "0", "-"])}
    with pytest.raises(SystemExit, match="run `make ablate`"):
        thresholds.annotated(SOURCE, "stage", known)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Figures that move are told, those that moved most first; others are left out."""
    path = tmp_path / "table.md"
    figures: dict[str, dict[str, float]] = {
        "less": {"x": 0.5, "y": 0.9, "z": 0.3, "changed": 7},
        "more": {"changed": 0},
    }
    usual = {"x": 0.6, "y": 0.901, "z": 0.5}
    row = thresholds.Row("a::b::c", 4.0, figures, usual)
    thresholds.write_table(path, usual, ["a::b::c"], {row.name: row})
    assert thresholds.table(path.read_text(encoding="utf-8")) == {"a::b::c": (4.0, ["7: z -0.200, x -0.100", "0", "-"])}


def test_rows_that_were_not_measured_again_stay(tmp_path: Path) -> None:
    """A run over some thresholds replaces their rows alone; a threshold that is gone loses its row."""
    path = tmp_path / "table.md"
    usual = {"x": 0.6}
    first = {name: thresholds.Row(name, 4.0, {"less": {"changed": 1}}, usual) for name in ("a", "b", "gone")}
    thresholds.write_table(path, usual, ["a", "b", "gone"], first)
    again = {"b": thresholds.Row("b", 5.0, {"less": {"changed": 2}}, usual)}
    thresholds.write_table(path, usual, ["a", "b"], again)
    known = thresholds.table(path.read_text(encoding="utf-8"))
    assert known == {"a": (4.0, ["1", "-", "-"]), "b": (5.0, ["2", "-", "-"])}
