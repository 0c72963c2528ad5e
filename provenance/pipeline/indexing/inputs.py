"""Reading: from inputs to a stream of documents, and notes on everything else.

Reading only queries the store. The caller that takes the stream stores the notes, in one transaction with the documents
that came before them. So after a crash the store never has a note about a document that it lacks.
"""

import dataclasses
import itertools
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from provenance import __version__, readers
from provenance.model import Container, Document, Failure, Input, PassedOver
from provenance.store import Store, failures, sightings

#: What separates the URI of an input from the name of a part of it: a record, row, member or attachment.
_INSIDE = re.compile("#|!/")
#: Inputs whose size and time are looked up at once.
LOOKUP = 4_096
#: Bytes of a large input between two reports of progress.
PROGRESS_BYTES = 1 << 20
#: Items of an input between two looks at how far reading has come in it.
PROGRESS_ITEMS = 64


@dataclasses.dataclass(frozen=True)
class Unchanged:
    """An input that is as it was when it was last read, and was not read again.

    Attributes:
        retimed: Its size and time now, if the time has changed.
    """

    uri: str
    retimed: Input | None = None


@dataclasses.dataclass(frozen=True)
class Consumed:
    """Bytes of an input that are done with, whether or not there was a text in them; for showing progress."""

    size: int


Note: TypeAlias = Failure | Unchanged | Container | readers.Walked
Item: TypeAlias = Document | Note | Consumed | PassedOver
WalkItem: TypeAlias = Input | Failure | readers.Walked


@dataclasses.dataclass
class Notes:
    """What came with the documents of a batch and is stored together with them.

    Attributes:
        tried: What reads the inputs: version, libraries, memory. A failure is worth another try with other ones.
    """

    tried: str = ""
    failures: list[Failure] = dataclasses.field(default_factory=list)
    unchanged: list[Unchanged] = dataclasses.field(default_factory=list)
    containers: list[Container] = dataclasses.field(default_factory=list)
    walked: list[readers.Walked] = dataclasses.field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.failures) + len(self.unchanged) + len(self.containers) + len(self.walked)

    def add(self, note: Note) -> None:
        """Take a note."""
        if isinstance(note, Failure):
            self.failures.append(note)
        elif isinstance(note, Unchanged):
            self.unchanged.append(note)
        elif isinstance(note, Container):
            self.containers.append(note)
        else:
            self.walked.append(note)


def tried_with(limits: readers.Limits) -> str:
    """What reads inputs under ``limits``, in a line."""
    return " ".join([__version__, *readers.installed(), f"{limits.document}"])


def store_notes(store: Store, run_id: int, documents: Sequence[Document], notes: Notes) -> None:
    """Store ``notes``, and that ``documents`` were read; inside the transaction of both, after its sightings."""
    if notes.unchanged:
        sightings.touch(store, run_id, [one.uri for one in notes.unchanged])
        sightings.retime(store, [one.retimed for one in notes.unchanged if one.retimed])
    if notes.failures:
        failures.record(store, run_id, notes.tried, notes.failures)
    for container in notes.containers:
        sightings.record_container(store, run_id, container)
    sightings.mark_parts_gone(store, run_id, [one.uri for one in documents])
    failures.clear(store, run_id, [*(one.uri for one in documents), *(one.uri for one in notes.containers)])
    for folder in notes.walked:
        sightings.mark_gone(store, run_id, folder.uri + "/")
        failures.clear_below(store, run_id, folder.uri + "/")


def read_all(
    store: Store, inputs: Iterable[WalkItem], columns: readers.Columns, limits: readers.Limits
) -> Generator[Item, None, None]:
    """All that is at ``inputs``, in order, less what is known to be unchanged.

    Inputs are taken as they are needed, a few thousand at a time, so that a walk of millions of files may feed them.
    One that failed before and has not changed since fails again, for the same reason, without being opened.
    """
    with readers.Reader(columns, limits) as reader:
        items: Iterator[Item] = reader.in_order(_begun(store, inputs, reader, tried_with(limits)))
        yield from items


def _begun(
    store: Store, inputs: Iterable[WalkItem], reader: readers.Reader, tried: str
) -> Iterator[Item | readers.Job]:
    remaining = iter(inputs)
    while part := list(itertools.islice(remaining, LOOKUP)):
        known = _Known.of(store, part, tried)
        for one in part:
            if isinstance(one, readers.Walked):
                yield one
            elif isinstance(one, Failure):
                yield one
                yield Consumed(0)
            elif known.covers(one):
                yield from known.about(one)
                yield Consumed(one.size)
            else:
                yield from _read(reader, one)


def _read(reader: readers.Reader, one: Input) -> Iterator[Item | readers.Job]:
    """What is in an input that was not read before, and how far reading has come."""
    consumed = 0
    for number, item in enumerate(reader.begin(one)):
        yield item
        if number % PROGRESS_ITEMS == 0 and (position := reader.position()) - consumed >= PROGRESS_BYTES:
            yield Consumed(position - consumed)
            consumed = position
    yield Consumed(one.size - consumed)


@dataclasses.dataclass(frozen=True)
class _Known:
    """What the store knows about some inputs that are files.

    Attributes:
        notes: By URI, notes on those that are as they were.
        digests: By URI, the SHA-256 of others whose time changed; if it is still the same, they are unchanged.
        failures: By URI, notes on what failed inside of those.
    """

    notes: dict[str, list[Item]]
    digests: dict[str, str]
    failures: dict[str, list[Item]]

    @classmethod
    def of(cls, store: Store, inputs: Sequence[WalkItem], tried: str) -> "_Known":
        """What ``store`` knows about ``inputs``."""
        on_disk = [one for one in inputs if isinstance(one, Input) and one.path]
        notes: dict[str, list[Item]] = {uri: [Unchanged(uri)] for uri in sightings.unchanged(store, on_disk)}
        digests = sightings.digests(store, [one for one in on_disk if one.uri not in notes])
        for uri in failures.worth_reading_again(store, tried, [*notes, *digests]):
            notes.pop(uri, None)
            digests.pop(uri, None)
        inside: dict[str, list[Item]] = {}
        for uri, reason in failures.inside(store, [*notes, *digests]):
            inside.setdefault(_INSIDE.split(uri, maxsplit=1)[0], []).append(Failure(uri, reason))
        sizes = {one.uri: (one.size, one.modified_ns) for one in on_disk}
        for uri, reason in failures.standing(store, tried, on_disk).items():
            notes[uri] = [Failure(uri, reason, *sizes[uri])]
        return cls(notes, digests, inside)

    def covers(self, one: Input) -> bool:
        """Whether all that is to be known about an input is known already."""
        if one.uri in self.digests and one.path and _digest(one.path) == self.digests[one.uri]:
            self.notes[one.uri] = [Unchanged(one.uri, one)]
        return one.uri in self.notes

    def about(self, one: Input) -> Iterator[Item]:
        """Notes on an input that is covered."""
        yield from self.notes[one.uri]
        yield from self.failures.get(one.uri, [])


def _digest(path: Path) -> str | None:
    """SHA-256 of a file; ``None`` if it cannot be read, which is reported when it is read."""
    try:
        with path.open("rb") as stream:
            return readers.digest_of(stream)
    except OSError:
        return None
