"""Health: what is wrong with a store that a schedule keeps current."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from provenance.store import Store, frontier, open_for_reading, runs, segments, status, text_files
from provenance.store.beside import wal_size

#: Bytes of a WAL from which on some reader must be keeping a snapshot open.
LARGE_WAL = 1 << 30
#: Failed hosts and URLs that are named; all of them stand in the views.
_NAMED = 5


@dataclasses.dataclass(frozen=True)
class Health:
    """How a store stands, and what is wrong with it; ``problems`` is empty when nothing is."""

    status: status.Status
    problems: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a healthy store keeps to.

    Attributes:
        max_age: Seconds since the last run that ended well.
        min_free: Bytes that are free where the store lies.
    """

    max_age: float
    min_free: int


def health(path: Path) -> Health:
    """Counts, sizes and last runs of the store at ``path``; whether every segment is there and sound at its ends."""
    with open_for_reading(path) as store, store.snapshot():
        problems = []
        for segment in segments.listed(store):
            file = store.index_folder / segment.name
            size = file.stat().st_size if file.exists() else None
            if size != segment.size:
                problems.append(f"segment {segment.name}: {segment.size} bytes expected, {size} found")
        problems += text_files.problems(store)
        if waiting := text_files.waiting(store):
            problems.append(f"forgotten texts wait for a command that writes, to be overwritten: {waiting}")
        return Health(status.status(store), tuple(problems))


def problems(path: Path, expected: Expected) -> list[str]:
    """What is wrong with the store at ``path``, in plain words; empty when nothing is."""
    found = list(health(path).problems)
    with open_for_reading(path) as store:
        found += _age(store, expected.max_age)
        found += _failures(store)
        found += _wal(path)
    free = shutil.disk_usage(path.parent).free
    if free < expected.min_free:
        found.append(f"{free:,} bytes are free, {expected.min_free:,} are expected")
    return found


def _age(store: Store, max_age: float) -> Iterator[str]:
    """The last run of the kind that keeps the store current: a crawl if it was ever crawled."""
    command = "crawl" if runs.ever(store, "crawl") else "index"
    good = runs.last_good(store, command)
    if good is None:
        yield f"no {command} has ever ended well"
        return
    age = (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(good)).total_seconds()
    if age > max_age:
        ago = f"{age / 3_600:.1f} hours ago, {max_age / 3_600:.1f} at most are expected"
        yield f"the last {command} that ended well began {ago}"


def _failures(store: Store) -> Iterator[str]:
    for url, failures, reason in frontier.failing_seeds(store, _NAMED):
        yield f"{url} failed {failures} times in a row: {reason}"


def _wal(path: Path) -> Iterator[str]:
    if (size := wal_size(path)) > LARGE_WAL:
        yield f"the WAL has {size:,} bytes: some reader keeps a snapshot open"
