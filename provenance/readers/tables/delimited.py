"""Rows of CSV (RFC 4180) and TSV tables, each read for itself: a broken row does not harm the others.

In the standard library's reader, an open quote takes all that follows, and the limit on fields holds for the whole
process.
"""

import dataclasses
import enum
from collections.abc import Iterator

from provenance.sizes import readable_size

#: What may stand between fields; of those that fit equally the first one does.
DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = "sep="


@dataclasses.dataclass(frozen=True)
class Broken:
    """A row that cannot be read.

    Attributes:
        reason: Why, in plain words, behind the number of its line.
    """

    reason: str


Row = list[str] | Broken


@dataclasses.dataclass
class Table:
    """A table in lines of text.

    Attributes:
        lines: The lines with their ends, those longer than ``most`` cut off behind it.
        most: Characters of a row.
        delimiter: What stands between fields.
    """

    lines: Iterator[str]
    most: int
    delimiter: str = ","
    number: int = 0
    _waiting: list[str] = dataclasses.field(default_factory=list)

    def header(self, wanted: str) -> list[str]:
        """The names of the columns; it tells the delimiter, as does a line ``sep=;`` before it, as Excel has it."""
        first = self._next()
        while not first.strip() and first:
            first = self._next()
        if first.lower().startswith(_SEPARATOR) and len(first.rstrip("\r\n")) == len(_SEPARATOR) + 1:
            self.delimiter = first[len(_SEPARATOR)]
            return self._header_row()
        self._back([first])
        for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
            self.delimiter = delimiter
            if wanted in _names(first, delimiter):
                break
        else:
            self.delimiter = max(DELIMITERS, key=first.count)
        return self._header_row()

    def rows(self) -> Iterator[Row]:
        """The rows that follow, empty lines left out."""
        while line := self._next():
            if line.strip("\r\n"):
                yield self._row(line)

    def _header_row(self) -> list[str]:
        row = next(self.rows(), [])
        return [] if isinstance(row, Broken) else [name.strip() for name in row]

    def _row(self, line: str) -> Row:
        """The row that begins with ``line``; of one whose quotes are broken, only that line is used up."""
        number = self.number
        if len(line) > self.most:
            return Broken(f"line {number} is longer than {readable_size(self.most)}")
        if '"' not in line:
            return line.rstrip("\r\n").split(self.delimiter)
        quoted = _Quoted(self.delimiter)
        state, taken, size = quoted.feed(line), [line], len(line)
        while state is _State.OPEN and size <= self.most and (more := self._next()):
            taken.append(more)
            size += len(more)
            state = quoted.feed(more)
        if state is _State.WHOLE:
            return quoted.fields
        self._back(taken[1:])
        reason = (
            "a quote that is not closed" if state is _State.OPEN else "a quote inside of quotes that is not doubled"
        )
        return self._unquoted(line, number, reason)

    def _unquoted(self, line: str, number: int, reason: str) -> Row:
        """Where tabs are between fields, quotes often are part of the text (as registered, TSV has no other)."""
        if self.delimiter == "\t":
            return line.rstrip("\r\n").split("\t")
        return Broken(f"line {number} has {reason}")

    def _next(self) -> str:
        line = self._waiting.pop() if self._waiting else next(self.lines, "")
        self.number += bool(line)
        return line

    def _back(self, lines: list[str]) -> None:
        self._waiting += reversed(lines)
        self.number -= len(lines)


def _names(line: str, delimiter: str) -> list[str]:
    quoted = _Quoted(delimiter)
    quoted.feed(line)
    return [name.strip() for name in quoted.fields]


class _State(enum.Enum):
    WHOLE = enum.auto()
    OPEN = enum.auto()
    BROKEN = enum.auto()


class _Quoted:
    """A row whose fields may stand in quotes, taken line by line."""

    def __init__(self, delimiter: str) -> None:
        self.fields: list[str] = []
        self._delimiter = delimiter
        self._open: list[str] | None = None

    def feed(self, line: str) -> _State:
        """Take a line; more are needed if a quote stays open."""
        row = line.rstrip("\r\n")
        at = 0
        while True:
            if self._open is None and not row.startswith('"', at):
                end = row.find(self._delimiter, at)
                self.fields.append(row[at:] if end < 0 else row[at:end])
                if end < 0:
                    return _State.WHOLE
                at = end + 1
                continue
            if self._open is None:
                self._open, at = [], at + 1
            close = _closing(row, at)
            if close < 0:
                self._open.append(row[at:] + line[len(row) :])
                return _State.OPEN
            at = self._end_of_field(row, at, close)
            if at > len(row):
                return _State.WHOLE
            if row[at - 1] != self._delimiter:
                return _State.BROKEN

    def _end_of_field(self, row: str, at: int, close: int) -> int:
        """Take a field that is closed at ``close``; where the next one begins, behind the row if there is none."""
        self.fields.append("".join([*(self._open or ()), row[at:close]]).replace('""', '"'))
        self._open = None
        at = close + 1
        while at < len(row) and row[at] == " ":
            at += 1
        return at + 1


def _closing(row: str, at: int) -> int:
    """Where the quote is that closes a field which begins at ``at``; negative if none is."""
    while (close := row.find('"', at)) >= 0 and row.startswith('"', close + 1):
        at = close + 2
    return close
