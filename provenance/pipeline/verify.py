"""Recomputing what the store and its index promise."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from provenance.errors import IntegrityError
from provenance.pipeline import clusters, evidence
from provenance.pipeline.session import Session, open_reader
from provenance.store import audit, documents, segments, status

#: Texts that are recomputed unless all are asked for: a second's work, spread over the whole store.
SAMPLE = 1_000


def verify(path: Path, *, every_text: bool = False) -> list[str]:
    """Everything that is not what was written, in plain words; empty when the store is sound.

    Recomputes the pages of the database, the chain of events and the digests it seals, every checksum of every segment,
    and the SHA-256 of the stored texts, of a sample or of all.
    """
    with open_reader(path) as session:
        return [
            *status.damage(session.store),
            *audit.findings(session.store),
            *clusters.findings(session.store),
            *evidence.findings(session.store),
            *_segments(session),
            *_texts(session, every_text=every_text),
        ]


def _segments(session: Session) -> Iterator[str]:
    for segment in segments.listed(session.store):
        file = session.store.index_folder / segment.name
        if file.stat().st_size != segment.size:
            yield f"segment {segment.name} has {file.stat().st_size} bytes, not {segment.size}"
        try:
            session.open([segment.name]).verify()
        except IntegrityError as error:
            yield str(error)


def _texts(session: Session, *, every_text: bool) -> Iterator[str]:
    ids = documents.ids(session.store)
    step = 1 if every_text else max(1, len(ids) // SAMPLE)
    for start in range(0, len(ids), step * 100):
        part = ids[start : start + step * 100 : step]
        expected = {number: known.sha256 for number, known in documents.load(session.store, part).items()}
        for number in part:
            try:
                text = session.texts([number])[number]
            except (IntegrityError, KeyError) as error:
                yield f"the text of document {number} cannot be read: {error}"
                continue
            if hashlib.sha256(text.encode()).hexdigest() != expected.get(number):
                yield f"the text of document {number} is not the one that was stored"
