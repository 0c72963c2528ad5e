"""Writes below each threshold of the native core what the last ablation said of it: make docs.

`make ablate` measures and writes the table; this reads it. With --check nothing is written: the exit code is 1 where a
threshold is not in the table or has another value there, or where what stands below it is not what the table says.
"""

import dataclasses
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TUNING = ROOT / "index" / "core" / "src" / "tuning"
TABLE = ROOT / "docs" / "measurements" / "2026-11-thresholds.md"

# Figures of small samples: what moves less than this has not moved.
MOVED = 0.005

# The same pairs, aligned as texts that are expected to share something, or that share much that few others have.
AS_OTHERS = ("-expected", "-apart", "-evident")
VARIATIONS = {"less": "a fifth less", "more": "a fifth more", "off": "off"}
HEADING = "## Each threshold"
MEASURED = "*Measured:* "
UNFELT = "no sample feels it."
GROUP = re.compile(r" {4}(\w+) \{")
ENTRY = re.compile(r" {8}(\w+): \w+ = ([^,;]+)")


@dataclasses.dataclass(frozen=True)
class Row:
    """A threshold, its value, and the figures of each variation that was measured, with the pairs ``changed``.

    Attributes:
        usual: The figures of the same samples where nothing is varied.
    """

    name: str
    value: float
    variations: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, float]


def write_table(path: Path, figures: Mapping[str, float], names: Sequence[str], rows: Mapping[str, Row]) -> None:
    """Write the figures where nothing is varied, and the ``rows`` that were measured now, in the order of ``names``.

    Of thresholds that were not measured now, the rows that are there stay.
    """
    before = _lines(path.read_text(encoding="utf-8")) if path.exists() else {}
    now = {name: f"| {name} | {row.value:g} | {' | '.join(_cells(row))} |" for name, row in rows.items()}
    known = before | now
    kept = sum(name in before and name not in now for name in names)
    lines = [
        "# Thresholds",
        "",
        "Written by `make ablate`, which says how. Each threshold of `index/core/src/tuning` was lowered by a",
        "fifth, raised by a fifth and turned off, all others as they are. A cell has the number of pairs of which",
        f"anything at all is said otherwise, and the figures that move by {MOVED} or more; `-` where nothing turns",
        "it off. What no sample feels was measured once more, on samples three times as large; its cells are of those.",
        *([f"{kept} rows are of an earlier run, whose samples may have been others."] if kept else []),
        "",
        "## Figures",
        "",
        "| sample | figure |",
        "|---|--:|",
        *(f"| {name} | {figure:.4f} |" for name, figure in figures.items()),
        "",
        HEADING,
        "",
        "| threshold | value | a fifth less | a fifth more | off |",
        "|---|--:|---|---|---|",
        *(known[name] for name in names if name in known),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(text: str) -> dict[str, str]:
    """The line of each threshold in a table."""
    lines = text.partition(HEADING)[2].splitlines()[4:]
    return {line.strip("| ").split(" | ")[0]: line for line in lines}


def _cells(row: Row) -> Iterator[str]:
    for variation in VARIATIONS:
        figures = row.variations.get(variation)
        yield "-" if figures is None else f"{figures['changed']:g}{_moves(figures, row.usual)}"


def _moves(figures: Mapping[str, float], usual: Mapping[str, float]) -> str:
    """The figures that moved, those that moved most first."""
    moves = {name: round(figures[name] - before, 3) for name, before in usual.items() if name in figures}
    others = ((name, name.removesuffix(ending)) for name in moves for ending in AS_OTHERS if name.endswith(ending))
    same = {name for name, other in others if moves[name] == moves.get(other)}
    moved = sorted(
        (name for name in moves.keys() - same if abs(moves[name]) >= MOVED), key=lambda it: (-abs(moves[it]), it)
    )
    return "".join(f"{':' if at == 0 else ','} {name} {moves[name]:+.3f}" for at, name in enumerate(moved))


def table(text: str) -> dict[str, tuple[float, list[str]]]:
    """The value of each threshold in a table, and what its cells say."""
    found = {}
    for name, line in _lines(text).items():
        _, value, *cells = (cell.strip() for cell in line.strip("| ").split(" | "))
        found[name] = (float(value), cells)
    return found


def evidence(cells: list[str]) -> str:
    """What a row of the table says, in a few words."""
    said = dict(zip(VARIATIONS.values(), cells, strict=True))
    if all(cell in ("-", "0") for cell in cells):
        return UNFELT
    fifth = [said["a fifth less"], said["a fifth more"]]
    parts = []
    if not any(":" in cell for cell in fifth):
        parts.append("flat within a fifth")
    else:
        parts += [f"{name} {_most(cell)}" for name, cell in list(said.items())[:2] if ":" in cell]
        parts += [f"{name} flat" for name, cell in list(said.items())[:2] if ":" not in cell]
    if said["off"] != "-":
        parts.append(f"off {_most(said['off'])}" if ":" in said["off"] else "flat when off")
    return "; ".join(parts) + "."


def _most(cell: str) -> str:
    """The two figures that moved most."""
    return ", ".join(cell.partition(": ")[2].split(", ")[:2])


def thresholds(text: str, stage: str) -> Iterator[tuple[int, str, float]]:
    """The line, name and value of each threshold in the source of a stage."""
    group = ""
    for at, line in enumerate(text.splitlines()):
        if match := GROUP.match(line):
            group = match[1]
        elif match := ENTRY.match(line):
            yield at, f"{stage}::{group}::{match[1]}", _number(match[2])


def _number(expression: str) -> float:
    """A literal, or a power of two as it is written."""
    base, shift, by = expression.replace("_", "").partition("<<")
    return float(base) * 2 ** int(by) if shift else float(base)


def annotated(text: str, stage: str, known: Mapping[str, tuple[float, list[str]]]) -> str:
    """The source of a stage with what the table says below the meaning of each threshold."""
    lines = text.splitlines()
    for at, name, value in reversed(list(thresholds(text, stage))):
        if name not in known or known[name][0] != value:
            sys.exit(f"{name} = {value:g} is not in {TABLE.relative_to(ROOT)} with this value\nhint: run `make ablate`")
        start = next((line for line in range(at - 1, 0, -1) if not lines[line].lstrip().startswith("///")), 0) + 1
        first = next((line for line in range(start, at) if MEASURED in lines[line]), at)
        said = textwrap.wrap(MEASURED + evidence(known[name][1]), 104, break_on_hyphens=False)
        lines[first:at] = [f"        /// {line}" for line in said]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check; the exit code."""
    known = table(TABLE.read_text(encoding="utf-8"))
    stale = []
    for path in sorted(TUNING.glob("*.rs")):
        before = path.read_text(encoding="utf-8")
        now = annotated(before, path.stem, known)
        if now != before and "--check" in sys.argv:
            stale.append(path.name)
        elif now != before:
            path.write_text(now, encoding="utf-8")
    if stale:
        print(f"not what {TABLE.relative_to(ROOT)} says: {', '.join(stale)}\nhint: run `make docs`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
