"""Finding inputs: files named, and files in folders named, in sorted order."""

import dataclasses
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from provenance.model import Failure

STDIN = "-"


@dataclasses.dataclass(frozen=True)
class Input:
    """One input that may hold texts, before it is opened.

    Attributes:
        uri: ``file:`` URI, or ``stdin:``.
        path: Where it lies; ``None`` for standard input.
        size: Bytes, as the file system says.
        modified_ns: Modification time in nanoseconds, likewise.
    """

    uri: str
    path: Path | None
    size: int = 0
    modified_ns: int = 0


@dataclasses.dataclass(frozen=True)
class Walked:
    """A folder that was named, after everything in it: what is not among that is not there any more."""

    uri: str


def walk(paths: Iterable[str], *, skip: Iterable[Path] = ()) -> Iterator[Input | Failure | Walked]:
    """Every input at ``paths``, folders recursively and in sorted order; what cannot be one is a failure.

    Hidden files and folders inside a folder are passed over, and so is ``skip``. A folder reached
    twice, by a link or a loop of links, is walked once.
    """
    skipped = {Path(os.path.abspath(path)) for path in skip}
    seen: set[tuple[int, int]] = set()
    for named in paths:
        if named == STDIN:
            yield Input("stdin:", None)
        else:
            path = Path(os.path.abspath(named))
            before = len(seen)
            yield from _walk_path(path, skipped, seen)
            if len(seen) > before:
                yield Walked(path.as_uri())


def _walk_path(path: Path, skipped: set[Path], seen: set[tuple[int, int]]) -> Iterator[Input | Failure]:
    """``path`` itself or, if it is a folder, everything below it."""
    if path in skipped:
        return
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield _input(path, status)
            return
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        names = sorted(entry.name for entry in os.scandir(path) if not entry.name.startswith("."))
    except OSError as error:
        yield Failure(path.as_uri(), reason(error))
        return
    for name in names:
        yield from _walk_path(path / name, skipped, seen)


def _input(path: Path, status: os.stat_result) -> Input | Failure:
    if not stat.S_ISREG(status.st_mode):
        return Failure(path.as_uri(), "not a regular file")
    return Input(path.as_uri(), path, status.st_size, status.st_mtime_ns)


def reason(error: OSError) -> str:
    """What the system said, without the path that the failure names anyway."""
    return (error.strerror or str(error)).lower()
