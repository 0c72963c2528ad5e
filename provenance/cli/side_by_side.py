"""Two texts side by side: passages aligned line by line, words that differ marked."""

import dataclasses
import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table

from provenance.cli.output import Text
from provenance.cli.tables import KIND_STYLE, reason_lines, substitutions_line
from provenance.model import Comparison, Derived, Passage
from provenance.pipeline.asking.lookup import SideBySide
from provenance.presentation.word_diff import DiffSpan, rows, words
from provenance.presentation.words import amount, direction_line, passage_note
from provenance.uris import names_apart

#: Marks of a word that differs, where there is no colour.
OPEN, CLOSE = "‹", "›"
STYLES = ("bold green", "bold red")

#: Words of a passage that are shown; the rest is counted.
PASSAGE_WORDS = 2_000


@dataclasses.dataclass(frozen=True)
class _Column:
    """One side of the picture: a text, its name, and where its passages stand in it."""

    name: str
    text: str
    spans: tuple[tuple[int, int], ...]


def render(shown: SideBySide, width: int, *, marks: bool) -> Iterator[RenderableType]:
    """The parts of the picture, from top to bottom; what came first stands on the left."""
    one = shown.comparison
    query, source = names_apart(shown.query_uri, shown.source_uri, shown.query_id, shown.source_id)
    yield from _summary(one, query, source)
    for name, copies in ((query, shown.query_copies), (source, shown.source_copies)):
        if copies:
            yield Text(f"the text of {name} is also at {', '.join(copies)}")
    spans = [((p.query_start, p.query_end), (p.source_start, p.source_end)) for p in one.passages]
    columns = [
        _Column(query, one.query_text, tuple(span for span, _ in spans)),
        _Column(source, one.source_text, tuple(span for _, span in spans)),
    ]
    if one.direction.derived is Derived.QUERY:
        columns.reverse()
    for number, passage in enumerate(one.passages):
        heading = Text(_heading(number + 1, len(one.passages), passage), style=KIND_STYLE[passage.kind])
        yield Rule(heading, align="left")
        if note := passage_note(passage, query, source):
            yield Text(note, style="italic")
        yield _table(columns, number, width, marks=marks)


def _summary(one: Comparison, query: str, source: str) -> Iterator[RenderableType]:
    if not one.passages:
        yield Text(f"{query} and {source} share no passage")
        return
    kind = Text(one.kind or "", style=KIND_STYLE[one.kind or ""])
    yield Text(direction_line(one.direction, query, source), style="bold")
    yield Text.assemble(kind, f" · {amount(one.matched_words, 'word')} shared, {one.changed:.0%} of them changed")
    yield from reason_lines(one.direction, query, source)
    if one.substitutions:
        yield Text(f"swapped words: {substitutions_line(one)}")
    yield Text()


def _heading(number: int, total: int, passage: Passage) -> str:
    length = amount(passage.words, "word")
    return f"passage {number} of {total} · {passage.kind} · {length} · {passage.changed:.0%} changed"


def _table(columns: list[_Column], passage: int, width: int, *, marks: bool) -> RenderableType:
    left, right = columns
    half = (width - 3) // 2
    table = Table(box=None, pad_edge=False, padding=(0, 1), width=width)
    for column in columns:
        table.add_column(Text(column.name, style="dim"), width=half, overflow="fold")
    room = PASSAGE_WORDS
    hidden = 0
    for row in rows(left.text, left.spans[passage], right.text, right.spans[passage]):
        cells = zip(columns, row, STYLES, strict=True)
        length = max(_words(column.text, spans) for column, spans in zip(columns, row, strict=True))
        if room > 0:
            table.add_row(*(_marked(column.text, spans, style, marks=marks) for column, spans, style in cells))
        else:
            hidden += length
        room -= length
    if hidden:
        table.add_row(Text(f"… {hidden:,} more words", style="dim"))
    return table


def _words(text: str, spans: tuple[DiffSpan, ...]) -> int:
    return sum(len(words(text, span.start, span.end)) for span in spans)


def _marked(text: str, spans: tuple[DiffSpan, ...], style: str, *, marks: bool) -> Text:
    """The words of a cell on one line; those that differ are marked."""
    cell = Text()
    for span in spans:
        run = re.sub(r"\s+", " ", text[span.start : span.end])
        cell.append(f"{OPEN}{run}{CLOSE}" if marks and span.change else run, style=style if span.change else "")
    cell.rstrip()
    return cell
