"""Two texts side by side: passages aligned line by line, words that differ marked."""

import dataclasses
import difflib
import itertools
import operator
import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table

from provenance import engine
from provenance.cli.output import Text
from provenance.cli.tables import KIND_STYLE, reason_lines, substitutions_line
from provenance.model import Comparison, Derived, Passage
from provenance.pipeline.asking.lookup import SideBySide
from provenance.uris import names_apart
from provenance.web.halves import word_start
from provenance.web.words import direction_line, passage_note

#: Marks of a word that differs, where there is no colour.
OPEN, CLOSE = "‹", "›"
STYLES = ("bold green", "bold red")

#: Ends of sentences, good places to cut a row.
_ENDS = (".", "?", "!", "\u3002", "\uff1f", "\uff01")

#: Words of a row before it is cut at the next place where both texts agree.
ROW_WORDS = 28

#: Words of a passage that are shown; the rest is counted.
PASSAGE_WORDS = 2_000


@dataclasses.dataclass(frozen=True)
class _Word:
    """A token with the signs behind it, and whether a space follows; of scripts without spaces, one character."""

    text: str
    spaced: bool


@dataclasses.dataclass(frozen=True)
class _Column:
    """One side of the picture: a text, its name, and where its passages stand in it."""

    name: str
    text: str
    spans: tuple[tuple[int, int], ...]

    def words(self, passage: int) -> list[_Word]:
        """The words of one passage."""
        start, end = self.spans[passage]
        text = self.text[start:end]
        gaps = itertools.pairwise(engine.token_spans(text))
        inner = [end + word_start(text[end:start]) for (_, end), (start, _) in gaps]
        pieces = [text[a:b] for a, b in itertools.pairwise([0, *inner, len(text)])]
        return [_Word(" ".join(piece.split()), piece[-1:].isspace()) for piece in pieces]


def render(shown: SideBySide, width: int, *, marks: bool) -> Iterator[RenderableType]:
    """The parts of the picture, from top to bottom; what came first stands on the left."""
    one = shown.comparison
    query, source = names_apart(shown.query_uri, shown.source_uri)
    yield from _summary(one, query, source)
    for uri, copies in shown.copies.items():
        if copies:
            yield Text(f"the text of {query if uri == shown.query_uri else source} is also at {', '.join(copies)}")
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
    yield Text.assemble(kind, f" · {one.matched_words:,} words shared, {one.changed:.0%} of them changed")
    yield from reason_lines(one.direction, query, source)
    if one.substitutions:
        yield Text(f"swapped words: {substitutions_line(one)}")
    yield Text()


def _heading(number: int, total: int, passage: Passage) -> str:
    return f"passage {number} of {total} · {passage.kind} · {passage.words:,} words · {passage.changed:.0%} changed"


def _table(columns: list[_Column], passage: int, width: int, *, marks: bool) -> RenderableType:
    left, right = (column.words(passage) for column in columns)
    half = (width - 3) // 2
    table = Table(box=None, pad_edge=False, padding=(0, 1), width=width)
    for column in columns:
        table.add_column(Text(column.name, style="dim"), width=half, overflow="fold")
    for row in _rows(left[:PASSAGE_WORDS], right[:PASSAGE_WORDS]):
        table.add_row(*(_marked(cell, style, marks=marks) for cell, style in zip(row, STYLES, strict=True)))
    if hidden := max(0, len(left) - PASSAGE_WORDS, len(right) - PASSAGE_WORDS):
        table.add_row(Text(f"… {hidden:,} more words", style="dim"))
    return table


Cell = list[tuple[_Word, bool]]


def _rows(left: list[_Word], right: list[_Word]) -> Iterator[tuple[Cell, Cell]]:
    """Words of both sides, each with whether it differs, cut into rows where both sides agree."""
    matcher = difflib.SequenceMatcher(None, _folded(left), _folded(right), autojunk=False)
    cells: tuple[Cell, Cell] = ([], [])
    for tag, left_start, left_end, right_start, right_end in matcher.get_opcodes():
        if tag != "equal":
            cells[0].extend((word, True) for word in left[left_start:left_end])
            cells[1].extend((word, True) for word in right[right_start:right_end])
            continue
        for left_word, right_word in zip(left[left_start:left_end], right[right_start:right_end], strict=True):
            cells[0].append((left_word, False))
            cells[1].append((right_word, False))
            if max(map(len, cells)) >= ROW_WORDS or (
                left_word.text[-1:] in _ENDS and max(map(len, cells)) >= ROW_WORDS // 2
            ):
                yield cells
                cells = ([], [])
    if any(cells):
        yield cells


def _folded(words: list[_Word]) -> list[str]:
    """What counts as the same word: letters and digits, whatever their case and the signs around them."""
    return [re.sub(r"\W+", "", word.text).casefold() or word.text for word in words]


def _marked(cell: Cell, style: str, *, marks: bool) -> Text:
    """The words of a cell; those that differ in a row are marked as one, and spaces stand where they stood."""
    text = Text()
    for differs, words in itertools.groupby(cell, key=operator.itemgetter(1)):
        run = "".join(word.text + " " * word.spaced for word, _ in words)
        words_alone = run.rstrip()
        shown = f"{OPEN}{words_alone}{CLOSE}" if marks and differs else words_alone
        text.append(shown, style=style if differs else "")
        text.append(run[len(words_alone) :])
    text.rstrip()
    return text
