"""Reading: from inputs to a stream of documents, and notes on all that was no document.

Reading only looks into the store. What it finds out is stored by whoever takes the stream, in one transaction with the
documents that came before it, so a crash can never leave the store knowing more than it holds.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from provenance import __version__, readers
from provenance.model import Document, Failure
from provenance.store import Store, failures, sightings

#: Inputs whose size and time are looked up at once.
LOOKUP = 4_096


@dataclasses.dataclass(frozen=True)
class Unchanged:
    """An input that is as it was when it was last read, and was not opened."""

    uri: str


@dataclasses.dataclass(frozen=True)
class Passed:
    """An input that is done with, whatever came of it; for those who count."""

    size: int


Item: TypeAlias = Document | Failure | Unchanged | Passed


@dataclasses.dataclass
class Notes:
    """What came with the documents of a batch and is stored together with them."""

    failures: list[Failure] = dataclasses.field(default_factory=list)
    unchanged: list[str] = dataclasses.field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.failures) + len(self.unchanged)

    def add(self, item: Failure | Unchanged) -> None:
        """Take a note."""
        if isinstance(item, Failure):
            self.failures.append(item)
        else:
            self.unchanged.append(item.uri)


def settle(store: Store, run_id: int, documents: Sequence[Document], notes: Notes) -> None:
    """Store ``notes``, and that ``documents`` were read; inside the transaction of both, after its sightings."""
    if notes.unchanged:
        sightings.touch(store, run_id, notes.unchanged)
    if notes.failures:
        failed = [failures.Failed(one.uri, one.reason, one.size, one.modified_ns) for one in notes.failures]
        failures.record(store, run_id, __version__, failed)
    failures.clear(store, run_id, [one.uri for one in documents])


def read_all(store: Store, inputs: Iterable[readers.Input | Failure], columns: readers.Columns) -> Iterator[Item]:
    """All that is at ``inputs``, in order, less what is known to be unchanged.

    Inputs are taken as they are needed, a few thousand at a time, so that a walk of millions of files may feed them.
    One that failed before and has not changed since fails again, for the same reason, without being opened.
    """
    remaining = iter(inputs)
    while part := list(itertools.islice(remaining, LOOKUP)):
        known = _known(store, part)
        for one in part:
            if isinstance(one, Failure):
                yield one
                yield Passed(0)
            else:
                yield from known[one.uri] if one.uri in known else readers.read(one, columns)
                yield Passed(one.size)


def _known(store: Store, inputs: Sequence[readers.Input | Failure]) -> dict[str, list[Item]]:
    """By URI, what the store knows already about those of ``inputs`` that are as they were."""
    on_disk = [
        sightings.Input(one.uri, one.size, one.modified_ns)
        for one in inputs
        if isinstance(one, readers.Input) and one.path
    ]
    known: dict[str, list[Item]] = {uri: [Unchanged(uri)] for uri in sightings.unchanged(store, on_disk)}
    for uri, reason in failures.inside(store, list(known)):
        known[uri.rpartition("#")[0]].append(Failure(uri, reason))
    for uri, reason in failures.standing(store, __version__, on_disk).items():
        known[uri] = [Failure(uri, reason)]
    return known
