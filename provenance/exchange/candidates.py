"""Records of texts that another program holds for alike: of datatrove, of text-dedup, or as plain lists of names.

Formats as of datatrove 0.10 (``MinhashDedupBuckets`` and ``MinhashDedupCluster``), text-dedup 0.4 (``uf.pkl``, written
with ``--debug``) and what its repository has after that (``clusters.pickle``, ``save_clusters``). Texts are named by
their rows in the files that were read, or, where text-dedup was told of a column of names, by these.
"""

import enum
import json
import pickle
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from provenance.errors import InputError, UsageError

#: What datatrove writes in the place of a text of an index, of which it knows nothing else.
_OF_INDEX = 0xFFFF_FFFF
#: Bytes that are read at once.
_PIECE = 1 << 20
#: Bytes of a line of names at most.
_LINE = 1 << 24


T = TypeVar("T", "Row", str, int)


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
            return _of_text_dedup(path)
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


class _Forest:
    """What text-dedup 0.4 calls ``UnionFind``: ``parent`` leads from each text to another one of its group."""

    parent: object = None


class _Unpickler(pickle.Unpickler):
    """Unpickles what text-dedup pickles. Whatever else a pickle names is refused, so that nothing in it is run."""

    _KNOWN: ClassVar[Mapping[tuple[str, str], type]] = {
        ("text_dedup.utils.union_find", "UnionFind"): _Forest,
        ("collections", "Counter"): dict,
    }

    def find_class(self, module_name: str, global_name: str, /) -> type:
        """One of the few classes that are known."""
        if (module_name, global_name) not in self._KNOWN:
            raise pickle.UnpicklingError(f"it holds {module_name}.{global_name}")
        return self._KNOWN[module_name, global_name]


def _of_text_dedup(path: Path) -> Records:
    """Groups from a pickled ``dict`` of text and cluster, or from the forest of text-dedup 0.4; by row or by name."""
    try:
        with path.open("rb") as file:
            found = _Unpickler(file).load()
    except _BROKEN as error:
        raise _no_clusters(path, str(error) or type(error).__name__) from error
    parents = found.parent if isinstance(found, _Forest) else found
    if not isinstance(parents, dict):
        raise _no_clusters(path, "it does not give a cluster for each text")
    ends = [*parents, *parents.values()]
    if all(type(one) is int and one >= 0 for one in ends):
        return Records(_grouped((root, Row(0, one)) for one, root in _roots(parents).items()), Counting.ALL)
    if all(type(one) is str and one for one in ends):
        return Records(_grouped((root, one) for one, root in _roots(parents).items()), None)
    raise _no_clusters(path, "its texts are neither rows nor names")


#: What a broken pickle raises.
_BROKEN = (
    *(pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError),
    *(ImportError, OverflowError, MemoryError, RecursionError),
)


def _roots(parents: Mapping[T, T]) -> dict[T, T]:
    """Where the way up from each text ends; that of a damaged file may lead round in a circle."""
    roots: dict[T, T] = {}
    for start in parents:
        text, way = start, dict[T, None]()
        while text not in roots and text not in way:
            way[text] = None
            text = parents.get(text, text)
        roots |= dict.fromkeys(way, roots.get(text, text))
    return roots


def _no_clusters(path: Path, why: str) -> InputError:
    hint = "name the `uf.pkl` or `clusters.pickle` that text-dedup wrote, or write names as JSON Lines"
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


def _grouped(members: Iterable[tuple[object, T]]) -> list[list[T]]:
    """Texts by their groups, each once, those alone left out."""
    groups: dict[object, dict[T, None]] = {}
    for group, text in members:
        groups.setdefault(group, {})[text] = None
    return [sorted(own) for own in groups.values() if len(own) > 1]
