"""The signatures of the stored documents, as a file for datasketch."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance.exchange.signature_file import Header, Signature, write
from provenance.finished import finished
from provenance.pipeline.known_by_signature import TEXTS, signed
from provenance.pipeline.session import Session
from provenance.store import documents, sightings


def export_signatures(session: Session, path: Path) -> int:
    """Write the signature of each document to ``path``, with its number and where it was first seen; say how many.

    Texts without words have no signature. The file appears when it is complete.
    """
    with session.store.snapshot():
        ids = sorted(number for number, _, tokens in documents.sizes(session.store) if tokens)
        header = Header.of(session.params, session.permutations, len(ids))
        with finished(path) as out:
            write(out, header, _signatures(session, ids))
    return len(ids)


def _signatures(session: Session, ids: Sequence[int]) -> Iterator[Signature]:
    for start in range(0, len(ids), TEXTS):
        texts = session.texts(ids[start : start + TEXTS])
        places = sightings.uris(session.store, list(texts))
        for number, hashvalues in zip(texts, signed(session, list(texts.values())), strict=True):
            yield Signature(places[number][0], hashvalues, number)
