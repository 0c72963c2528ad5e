"""Records of texts that another program holds for alike: of datatrove, of text-dedup, or as plain lists of names.

Formats as of datatrove 0.10 (``MinhashDedupBuckets`` and ``MinhashDedupCluster``) and text-dedup 1.0
(``save_clusters``). Both name a text by its row in the files that they read.
"""

import enum
import json
import pickletools
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from provenance.errors import InputError, UsageError

#: What datatrove writes in the place of a text of an index, of which it knows nothing else.
_OF_INDEX = 0xFFFF_FFFF
#: Bytes that are read at once.
_PIECE = 1 << 20
#: Bytes of a line of names at most.
_LINE = 1 << 24


class Row(NamedTuple):
    """A text by its place: the row, from 0, in the file of this number among those that a program read."""

    file: int
    row: int


class Counting(enum.StrEnum):
    """How a program counts rows."""

    TEXTS = "texts"
    """datatrove: the rows of each file by themselves, without those that have no text."""
    ALL = "all"
    """text-dedup: all rows of all files, one after the other."""


class Records(NamedTuple):
    """Groups of texts that a program holds for alike, each by rows or by names.

    Attributes:
        groups: The groups; each has two texts or more.
        counting: How rows are counted; ``None`` if texts are named.
    """

    groups: Sequence[Sequence[Row | str]]
    counting: Counting | None


def read_candidates(path: Path) -> Records:
    """The records at ``path``: a folder of datatrove, ``clusters.pickle`` of text-dedup, or JSON Lines of names.

    Raises:
        InputError: They cannot be read, or are not what they are named like.
        UsageError: There is nothing of the kind.
    """
    try:
        if path.is_dir():
            return _of_datatrove(path)
        if path.suffix in {".pickle", ".pkl"}:
            return Records(_grouped(_of_text_dedup(path)), Counting.ALL)
        return Records([*_of_names(path)], None)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}", hint="name a folder or file of records") from error


def _of_datatrove(folder: Path) -> Records:
    clusters, pairs = sorted(folder.rglob("*.clusters")), sorted(folder.rglob("*.dups"))
    if clusters:
        rows = ((group, Row(_number(path), row)) for path in clusters for row, group in _integers(path, 2))
        return Records(_grouped(rows), Counting.TEXTS)
    if pairs:
        found = {(Row(a, b), Row(c, d)) for path in pairs for a, b, c, d in _integers(path, 4) if a != _OF_INDEX}
        return Records(sorted(found), Counting.TEXTS)
    said = f"{folder} has no records of datatrove (`*.clusters` or `*.dups`)"
    raise UsageError(said, hint="name the output folder of MinhashDedupBuckets or MinhashDedupCluster")


def _number(path: Path) -> int:
    """The number of the file that the records at ``path`` are about."""
    if not (path.stem.isascii() and path.stem.isdigit()):
        raise InputError(f"{path}: its name is no number", hint="keep the names that datatrove gave")
    return int(path.stem)


def _integers(path: Path, width: int) -> Iterator[tuple[int, ...]]:
    """The records of a file: so many little-endian 32-bit integers each."""
    record = struct.Struct(f"<{width}I")
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if rest := len(piece) % record.size:
                size = path.stat().st_size
                said = f"{path}: {size:,} bytes are not whole records of {record.size} bytes ({rest} too many)"
                raise InputError(said, hint="the file was cut off, or is none of datatrove's")
            yield from record.iter_unpack(piece)


def _of_text_dedup(path: Path) -> Iterator[tuple[int, Row]]:
    """Cluster and row of each text, from a pickled ``dict[int, int]``, of which nothing is executed."""
    numbers: list[int] = []
    try:
        with path.open("rb") as file:
            for opcode, argument, _ in pickletools.genops(file):
                if opcode.name in _INTEGERS and type(argument) is int:
                    numbers.append(argument)
                elif opcode.name not in _STRUCTURE:
                    raise _no_clusters(path, f"it holds more than numbers ({opcode.name})")
    except (ValueError, UnicodeDecodeError, MemoryError, OverflowError) as error:
        raise _no_clusters(path, str(error)) from error
    if len(numbers) % 2 or any(number < 0 for number in numbers):
        raise _no_clusters(path, "it does not give a cluster for each row")
    rows, clusters = numbers[::2], numbers[1::2]
    return ((cluster, Row(0, row)) for row, cluster in zip(rows, clusters, strict=True))


#: What a pickle of a dictionary of numbers consists of.
_INTEGERS = {"BININT", "BININT1", "BININT2", "LONG1"}
_STRUCTURE = {"PROTO", "FRAME", "EMPTY_DICT", "MEMOIZE", "BINPUT", "MARK", "SETITEM", "SETITEMS", "STOP"}


def _no_clusters(path: Path, why: str) -> InputError:
    hint = "name the `clusters.pickle` that text-dedup writes with `save_clusters`, or write names as JSON Lines"
    return InputError(f"{path}: no clusters of text-dedup: {why[:100]}", hint=hint)


def _of_names(path: Path) -> Iterator[list[Row | str]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LINE + 1):
            number += 1
            yield _names(path, number, line)


def _names(path: Path, number: int, line: bytes) -> list[Row | str]:
    try:
        found: Any = json.loads(line) if len(line) <= _LINE else None
    except (ValueError, RecursionError):
        found = None
    uris = found.get("uris") if isinstance(found, dict) else None
    if not (isinstance(uris, list) and len(uris) > 1 and all(isinstance(uri, str) and uri for uri in uris)):
        said = f'{path}: line {number:,} is not {{"uris": ["…", "…"]}} with two names or more'
        raise InputError(said, hint="write one pair or group of names on each line")
    return list(uris)


def _grouped(rows: Iterator[tuple[int, Row]]) -> list[list[Row]]:
    """Rows by their groups, those alone left out."""
    groups: dict[int, list[Row]] = {}
    for group, row in rows:
        groups.setdefault(group, []).append(row)
    return [sorted(set(members)) for members in groups.values() if len(set(members)) > 1]
