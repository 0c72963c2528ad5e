"""Output: data on standard output, messages on standard error, values as the documented JSON."""

import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Self

import rich.console
import rich.text
from rich.segment import Segment
from rich.style import StyleType

from provenance.visible import json_text, one_line, printable, steerless

SCHEMA_VERSION = 1

#: Width of what is not printed on a terminal.
PLAIN_WIDTH = 100


class Text(rich.text.Text):
    """Text as rich has it, and unable to steer a terminal, turn signs around or hide any.

    It is made visible before it is measured, so that columns stand where they should.
    """

    def __init__(self, text: str = "", style: StyleType = "", **layout: Any) -> None:  # noqa: ANN401 - rich's own
        """``text`` with escapes for what would."""
        super().__init__(printable(text), style, **layout)

    def append(self, text: rich.text.Text | str, style: StyleType | None = None) -> Self:
        """Add ``text``, likewise."""
        super().append(printable(text) if isinstance(text, str) else text, style)
        return self


def emit(line: str) -> None:
    """Print a line of data; a broken pipe ends the command as a success."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def emit_json(body: Mapping[str, Any]) -> None:
    """Print one JSON document under the schema version."""
    emit(json_text(json.dumps({"schema_version": SCHEMA_VERSION, **body}, ensure_ascii=False, indent=2)))


def emit_jsonl(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print JSON documents, one a line, each under the schema version."""
    for row in rows:
        emit(json_text(json.dumps({"schema_version": SCHEMA_VERSION, **row}, ensure_ascii=False)))


def talk(line: str) -> None:
    """Print a message for a person, on standard error."""
    sys.stderr.write(one_line(line) + "\n")


def cut(found: list[Any], limit: int) -> bool:
    """Cut off what is beyond ``limit``, and say whether anything was: whoever lists asks for one row more than that."""
    more = len(found) > limit
    del found[limit:]
    return more


def talk_of_more(limit: int, what: str) -> None:
    """Say that a list for a person was cut."""
    talk(f"there are more {what} than {limit:,}: a higher --limit lists them")


class _StandardError(io.FileIO):
    """Standard error; what cannot be written is dropped, since there is no other place to report it."""

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        """Write what can be written."""
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def tolerate_broken_stderr() -> None:
    """Keep a closed, full or broken standard error from changing the exit code."""
    if sys.stderr is not sys.__stderr__:
        return  # another program that runs us in its process has replaced it
    try:
        os.fstat(2)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # so that the next file opened does not get this descriptor
    raw = io.BufferedWriter(_StandardError(2, "w", closefd=False))
    encoding = sys.stderr.encoding if sys.stderr else "utf-8"
    sys.stderr = io.TextIOWrapper(raw, encoding, "backslashreplace", line_buffering=True)


class _Console(rich.console.Console):
    """A console whose output holds no control sequences of texts, and that ends quietly at a broken pipe."""

    def render(
        self, renderable: rich.console.RenderableType, options: rich.console.ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render, with control characters made visible; those of :class:`Text` were, before they were measured."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(steerless(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """End the command as a success."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


def console() -> rich.console.Console:
    """Standard output for people: colours on a terminal only, and none under ``NO_COLOR``."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return _Console(highlight=False, markup=False, emoji=False, width=width, soft_wrap=False)
