"""Gathering what was read into portions that are worth a commit."""

import dataclasses
import sys
import time

from provenance import engine
from provenance.model import Document
from provenance.pipeline.reading import Notes

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
