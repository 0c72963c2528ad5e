"""Batches: documents are gathered for one commit, and sketched while the batch before is stored."""

import dataclasses
import sys
import time
from collections.abc import Callable, Sequence

from provenance import engine
from provenance.model import Document
from provenance.pipeline.indexing.inputs import Notes
from provenance.pipeline.session import Session
from provenance.store import Store, documents, lexicons

#: Documents of a batch: as many as are in the store already, but at least the first number, so that a sync costs
#: nothing, and at most the second, so that an interruption loses seconds. The keys of a batch are looked for in the
#: whole index: the more at a time, the less each costs.
BATCH_DOCUMENTS = (4_096, 16_384)
#: Bytes of memory that a batch takes for each byte of its texts, which are compressed and stored, and for each token,
#: whose keys are gathered and sorted: while it is prepared and, on several threads, while the one before is committed.
MEMORY_PER_BYTE = 3
MEMORY_PER_TOKEN = 32
#: Failures, unchanged inputs and the like after which they are stored.
BATCH_NOTES = 65_536
#: Seconds after which what there is is stored, however little: PDF takes long to read, and an interruption loses it.
BATCH_SECONDS = 15.0


@dataclasses.dataclass
class Gathered:
    """What is worth a commit: documents, and the notes that came with them.

    Attributes:
        memory: Bytes of memory that indexing the documents takes, about.
        begun: When gathering began, by the clock that only rises.
    """

    notes: Notes
    documents: list[Document] = dataclasses.field(default_factory=list)
    memory: int = 0
    begun: float = dataclasses.field(default_factory=time.monotonic)

    def add(self, document: Document) -> None:
        """Take a document."""
        self.documents.append(document)
        self.memory += MEMORY_PER_BYTE * sys.getsizeof(document.text)
        self.memory += MEMORY_PER_TOKEN * engine.about_tokens(document.text)

    def is_full(self, stored: int, memory: int) -> bool:
        """Whether it should be committed, when so many documents are stored and there are so many bytes of memory."""
        least, most = BATCH_DOCUMENTS
        return (
            len(self.documents) >= min(max(stored, least), most)
            or len(self.notes) >= BATCH_NOTES
            or self.memory >= memory
            or (bool(self) and time.monotonic() - self.begun >= BATCH_SECONDS)
        )

    def __bool__(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.documents or self.notes)


@dataclasses.dataclass(frozen=True)
class Batch:
    """Documents on their way into the store.

    Attributes:
        items: The documents as read.
        ids: The number of each one's text.
        first_id: The number of the first text that is new to the store.
        hashes: SHA-256 of the new texts, in the order of their numbers.
        texts: The new texts, likewise.
        lexicon: What was learned from them, if they are stored in its words.
        frames: The new texts as they are stored, likewise.
        sketched: The keys of the new texts.
        notes: What else was read.
    """

    items: Sequence[Document]
    ids: Sequence[int]
    first_id: int
    hashes: Sequence[str]
    texts: Sequence[str]
    lexicon: engine.Lexicon | None
    frames: Sequence[bytes]
    sketched: engine.Sketches
    notes: Notes

    @property
    def names(self) -> list[tuple[str, int]]:
        """Where each of the documents was read, and the number of its text; in order."""
        return [(item.uri, number) for item, number in zip(self.items, self.ids, strict=True)]


class Preparing:
    """Prepares batches, one after the other. A batch may be asked for while the one before it is being stored."""

    def __init__(
        self,
        session: Session,
        store: Store,
        background_workers: engine.Workers | None = None,
        wait: Callable[[], object] = lambda: None,
    ) -> None:
        """Number new texts from the next number of ``store``.

        Store and workers may be others than the session's, so that committing a batch does not wait for preparing the
        next one. The workers of the session prepare the first batch, since they have nothing else to do, and
        ``background_workers``, if there are any, all others. Before these have much to do, ``wait`` is called.
        """
        self._sketcher = session.sketcher
        self._workers, self._background_workers = session.workers, background_workers or session.workers
        self._store, self._wait = store, wait
        self._next_id = documents.next_id(store)
        self._last: dict[str, int] = {}
        copies = lexicons.latest(store)
        self._lexicon = None if copies is None else engine.Lexicon.of_copies(copies)

    def batch(self, gathered: Gathered) -> Batch:
        """The batch of what was gathered, with a number for each text that the store does not have yet."""
        items = gathered.documents
        hashes = [item.sha256 for item in items]
        numbers = documents.ids_by_sha256(self._store, set(hashes)) | self._last
        first_id = self._next_id
        new: dict[str, str] = {}
        for item, sha256 in zip(items, hashes, strict=True):
            if sha256 not in numbers:
                numbers[sha256] = first_id + len(new)
                new[sha256] = item.text
        texts = list(new.values())
        self._next_id += len(new)
        self._last = {sha256: numbers[sha256] for sha256 in new}
        workers, self._workers = self._workers, self._background_workers
        self._wait()
        learned = workers.learn(texts, self._lexicon)
        self._lexicon = learned or self._lexicon
        return Batch(
            items=items,
            ids=[numbers[sha256] for sha256 in hashes],
            first_id=first_id,
            hashes=list(new),
            texts=texts,
            lexicon=learned,
            frames=workers.compress(texts, self._lexicon),
            sketched=workers.sketch(self._sketcher, texts, first_id),
            notes=gathered.notes,
        )
