"""Two texts side by side: passages aligned line by line, words that differ marked."""

import difflib
import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from provenance.cli.tables import KIND_STYLE, direction_line
from provenance.model import Comparison, Passage
from provenance.pipeline.look import ShownPair
from provenance.uris import short_name

#: Marks of a word that differs, where there is no colour.
OPEN, CLOSE = "‹", "›"
STYLES = ("bold green", "bold red")

#: Words of a row before it is cut at the next place where both texts agree.
ROW_WORDS = 28

#: Words of a passage that are shown; the rest is counted.
PASSAGE_WORDS = 4_000

_WORD = re.compile(r"\S+")


def render(shown: ShownPair, width: int, *, marks: bool) -> Iterator[RenderableType]:
    """The parts of the picture, from top to bottom."""
    one = shown.comparison
    query, source = short_name(shown.query_uri), short_name(shown.source_uri)
    yield from _summary(one, query, source)
    for number, passage in enumerate(one.passages, start=1):
        yield Rule(Text(_heading(number, len(one.passages), passage), style=KIND_STYLE[passage.kind]), align="left")
        yield _columns(one, passage, query, source, width, marks=marks)


def _summary(one: Comparison, query: str, source: str) -> Iterator[RenderableType]:
    if not one.passages:
        yield Text(f"{query} and {source} share no passage")
        return
    yield Text(f"{query}  ⇄  {source}", style="bold")
    kind = Text(one.kind or "", style=KIND_STYLE[one.kind or ""])
    yield Text.assemble(kind, f" · {one.matched_words:,} words shared, {one.changed:.0%} of them changed")
    yield Text(direction_line(one.direction, query, source))
    for reason in one.direction.reasons:
        yield Text(f"  {reason.weight:+.1f}  {reason.note}")
    if one.substitutions:
        swaps = ", ".join(f"{s.source} → {s.query}{f' ×{s.count}' if s.count > 1 else ''}" for s in one.substitutions)
        yield Text(f"swapped words ({source} → {query}): {swaps}")


def _heading(number: int, total: int, passage: Passage) -> str:
    return f"passage {number} of {total} · {passage.kind} · {passage.words:,} words · {passage.changed:.0%} changed"


def _columns(one: Comparison, passage: Passage, query: str, source: str, width: int, *, marks: bool) -> RenderableType:
    left = _WORD.findall(one.query_text[passage.query_start : passage.query_end])
    right = _WORD.findall(one.source_text[passage.source_start : passage.source_end])
    half = (width - 3) // 2
    table = Table(box=None, pad_edge=False, padding=(0, 1), width=width)
    table.add_column(Text(query, style="dim"), width=half, overflow="fold")
    table.add_column(Text(source, style="dim"), width=half, overflow="fold")
    for row in _rows(left[:PASSAGE_WORDS], right[:PASSAGE_WORDS]):
        table.add_row(*(_marked(cell, style, marks=marks) for cell, style in zip(row, STYLES, strict=True)))
    if hidden := max(0, len(left) - PASSAGE_WORDS, len(right) - PASSAGE_WORDS):
        table.add_row(Text(f"… {hidden:,} more words", style="dim"))
    return table


Cell = list[tuple[str, bool]]


def _rows(left: list[str], right: list[str]) -> Iterator[tuple[Cell, Cell]]:
    """Words of both sides, each with whether it differs, cut into rows where both sides agree."""
    matcher = difflib.SequenceMatcher(None, _folded(left), _folded(right))
    cells: tuple[Cell, Cell] = ([], [])
    for tag, left_start, left_end, right_start, right_end in matcher.get_opcodes():
        if tag != "equal":
            cells[0].extend((word, True) for word in left[left_start:left_end])
            cells[1].extend((word, True) for word in right[right_start:right_end])
            continue
        for left_word, right_word in zip(left[left_start:left_end], right[right_start:right_end], strict=True):
            cells[0].append((left_word, False))
            cells[1].append((right_word, False))
            if max(map(len, cells)) >= ROW_WORDS or (left_word[-1] in ".?!" and max(map(len, cells)) >= ROW_WORDS // 2):
                yield cells
                cells = ([], [])
    if any(cells):
        yield cells


def _folded(words: list[str]) -> list[str]:
    """What counts as the same word: letters and digits, whatever their case and the signs around them."""
    return [re.sub(r"\W+", "", word).casefold() or word for word in words]


def _marked(cell: Cell, style: str, *, marks: bool) -> Text:
    text = Text()
    for place, (word, differs) in enumerate(cell):
        if place:
            text.append(" ")
        text.append(f"{OPEN}{word}{CLOSE}" if marks and differs else word, style=style if differs else "")
    return text
