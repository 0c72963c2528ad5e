"""Preparing a batch: all that can be done before the batch in front of it is in the store."""

import dataclasses
import hashlib
from collections.abc import Sequence

from provenance import engine
from provenance.model import Document
from provenance.pipeline.gathering import Gathered
from provenance.pipeline.reading import Notes
from provenance.pipeline.session import Session
from provenance.store import Store, documents


@dataclasses.dataclass(frozen=True)
class Batch:
    """Documents on their way into the store.

    Attributes:
        items: The documents as read.
        ids: The number of each one's text.
        first_id: The number of the first text that is new to the store.
        hashes: SHA-256 of the new texts, in the order of their numbers.
        texts: The new texts, likewise.
        frames: The new texts as they are stored, likewise.
        sketched: The keys of the new texts.
        notes: What else was read.
    """

    items: Sequence[Document]
    ids: Sequence[int]
    first_id: int
    hashes: Sequence[str]
    texts: Sequence[str]
    frames: Sequence[bytes]
    sketched: engine.Batch
    notes: Notes


class Preparing:
    """Prepares batches, one after the other; when one is asked for, the last but one must be in the store."""

    def __init__(self, session: Session, store: Store, beside: engine.Workers | None = None) -> None:
        """Number new texts from the next number of ``store``.

        Store and workers may be others than the session's: what is in use must not wait for what is ahead. The first
        batch is prepared by the workers of the session, which have nothing else to do, all others by those ``beside``,
        if there are any.
        """
        self._sketcher = session.sketcher
        self._workers, self._beside = session.workers, beside or session.workers
        self._store = store
        self._next_id = documents.next_id(store)
        self._last: dict[str, int] = {}

    def batch(self, gathered: Gathered) -> Batch:
        """The batch of what was gathered, with a number for each text that the store does not have yet."""
        items = gathered.documents
        hashes = [hashlib.sha256(item.text.encode()).hexdigest() for item in items]
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
        workers, self._workers = self._workers, self._beside
        return Batch(
            items=items,
            ids=[numbers[sha256] for sha256 in hashes],
            first_id=first_id,
            hashes=list(new),
            texts=texts,
            frames=workers.compress(texts),
            sketched=workers.sketch(self._sketcher, texts, first_id),
            notes=gathered.notes,
        )
