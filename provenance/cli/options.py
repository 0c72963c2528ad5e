"""Options that several commands share, each defined once."""

import enum
import os
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from provenance import sizes
from provenance.errors import UsageError

INTERRUPTED = 130
TERMINATED = 143


class OutputFormat(enum.StrEnum):
    """How data is printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


Db = Annotated[
    Path, typer.Option("--db", metavar="FILE", envvar="PROV_DB", help="The store; its index lies beside it.")
]
DEFAULT_DB = Path("prov.db")


def db_option(db: Path) -> str:
    """What else to type in a command that is named, for another store than the usual one."""
    return "" if str(db) == str(DEFAULT_DB) else f" --db {shlex.quote(str(db))}"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="Print a stream of JSON documents, one a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but data and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar, even on a terminal.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, metavar="N", help="Threads to use.", show_default="all cores")
]
Memory = Annotated[str, typer.Option("--memory", metavar="SIZE", help="Memory to plan with, such as 512MiB or 2GiB.")]
DEFAULT_MEMORY = "1GiB"
LockWait = Annotated[
    float, typer.Option("--lock-wait", min=0.0, metavar="SECONDS", help="How long to wait for another writer.")
]
MinWords = Annotated[int, typer.Option("--min-words", min=0, metavar="N", help="Leave out matches of fewer words.")]
Hide = Annotated[
    str | None,
    typer.Option(
        "--hide",
        metavar="MARKS",
        help="Leave out passages marked quoted, credited, or boilerplate (references, licence, menu, contents, "
        "contact); a,b for several.",
    ),
]
FailOnMatch = Annotated[bool, typer.Option("--fail-on-match", help="Exit with 4 if there is a match.")]


def output_format(*, json: bool, jsonl: bool = False) -> OutputFormat:
    """The format that was asked for."""
    if json and jsonl:
        raise UsageError("--json and --jsonl exclude each other")
    return OutputFormat.JSON if json else OutputFormat.JSONL if jsonl else OutputFormat.TEXT


def size_in_bytes(text: str) -> int:
    """The number of bytes in ``512MiB``, as :func:`provenance.sizes.size_in_bytes` has it."""
    try:
        return sizes.size_in_bytes(text)
    except ValueError as error:
        said, _, hint = str(error).partition("; ")
        raise UsageError(said, hint=hint) from None


#: In place of a time: since the last run that added texts.
LAST = "last"


def moment(text: str | None) -> str | None:
    """A time given on the command line, such that every stored time of that second or later sorts after it."""
    from provenance.times import utc_time

    try:
        return text and utc_time(text).removesuffix("Z")
    except ValueError:
        raise UsageError(
            f"{text!r} is not a date or time", hint="write it as 2024-05-01 or 2024-05-01T10:00Z"
        ) from None


def swapped_words(text: str | None) -> tuple[str, str] | None:
    """``("soldiers", "troopers")`` for ``soldiers=troopers``."""
    if text is None:
        return None
    one, equals, other = (part.strip().lower() for part in text.partition("="))
    if not (one and equals and other):
        raise UsageError(f"--swap {text!r} is not A=B", hint="write it as soldiers=troopers")
    return one, other


def column_map(pairs: list[str]) -> dict[str, str]:
    """``["text=body"]`` as ``{"text": "body"}``."""
    from provenance.readers import FIELDS

    columns = {}
    for pair in pairs:
        name, equals, field = pair.partition("=")
        if not equals or not field or name not in FIELDS:
            raise UsageError(f"--column {pair!r} is not NAME=FIELD", hint=f"NAME is one of {', '.join(FIELDS)}")
        columns[name] = field
    return columns


class _Terminated(KeyboardInterrupt):
    """SIGTERM arrived."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the block after clean-up, with exit codes 130 and 143."""

    def terminate(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except _Terminated:
        os.write(2, b"prov: terminated; what was committed stays, a rerun does the rest\n")
        raise typer.Exit(TERMINATED) from None
    except KeyboardInterrupt:
        os.write(2, b"prov: interrupted; what was committed stays, a rerun does the rest\n")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
