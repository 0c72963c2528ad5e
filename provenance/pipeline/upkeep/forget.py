"""Forgetting: removing documents for good, with everything that would show them."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from provenance.errors import UsageError
from provenance.pipeline.lineage import clusters
from provenance.pipeline.session import Session, running
from provenance.store import Store, documents, forgotten, matches, sightings, signatures, text_files


@dataclasses.dataclass(frozen=True)
class Repeat:
    """A document that stays and repeats one that goes."""

    document_id: int
    uri: str
    matched_words: int


@dataclasses.dataclass(frozen=True)
class Plan:
    """What forgetting would remove, and what it would leave.

    Attributes:
        places: Where each document that goes was seen, by its number.
        already: Numbers that were asked for and are forgotten already.
        repeated_by: Documents that stay although they share passages, most words first: they may have to go as well.
        signatures: Imported signatures of these texts, names by number.
    """

    places: dict[int, list[str]]
    already: tuple[int, ...]
    repeated_by: tuple[Repeat, ...]
    signatures: dict[int, str] = dataclasses.field(default_factory=dict)


def plan(store: Store, names: Sequence[str]) -> Plan:
    """What ``names`` mean: a URI or path every document ever seen there, a number or SHA-256 that one.

    And the signatures that were imported under these names.

    Raises:
        UsageError: A name means nothing in this store.
    """
    ids: set[int] = set()
    already: set[int] = set()
    known_by_signature: dict[int, str] = {}
    for name in names:
        found = documents.find_all(store, name)
        signed = {one.signature_id: one.uri for one in signatures.by_uri(store, list(documents.as_uris(name))).values()}
        known_by_signature |= signed
        number_or_hash = int(name) if re.fullmatch("[0-9]{1,18}", name) else name
        gone = [] if found or signed else forgotten.numbers(store, [number_or_hash])
        if not (found or gone or signed):
            raise UsageError(f"no text {name!r} in {store.path}", hint="name a URI, a path or a document number")
        ids.update(found)
        already.update(gone)
    places = sightings.uris(store, sorted(ids))
    known_by_signature |= {one.signature_id: one.uri for one in signatures.of_documents(store, ids)}
    return Plan(places, tuple(sorted(already)), tuple(_repeats(store, ids)), known_by_signature)


def forget(session: Session, names: Sequence[str], *, keep_hash: bool = True) -> tuple[Plan, forgotten.Removed]:
    """Remove what ``names`` mean, in one transaction. The index drops their keys at its next merge.

    Args:
        session: An index open for writing.
        names: As in :func:`plan`.
        keep_hash: Keep the SHA-256 of each text and signature, so that it is not added again unasked; otherwise let go
            of it, and of those kept of documents that were forgotten before.
    """
    store = session.store
    planned = plan(store, names)
    asked = {"documents": sorted(planned.places), "keep_hash": keep_hash}
    with running(session, "forget", asked) as run, store.transaction():
        clusters.leave(store, planned.places)
        removed = forgotten.forget(store, run.run_id, planned.places, planned.signatures, keep_hash=keep_hash)
        if not keep_hash:
            forgotten.drop_hashes(store, run.run_id, planned.already)
    text_files.tidy(store)
    return planned, removed


def _repeats(store: Store, ids: set[int]) -> Iterable[Repeat]:
    best: dict[int, Repeat] = {}
    for row in matches.partners(store, ids):
        for number, uri in ((row.left_id, row.left_uri), (row.right_id, row.right_uri)):
            if number not in ids and row.matched_words > getattr(best.get(number), "matched_words", 0):
                best[number] = Repeat(number, uri, row.matched_words)
    return sorted(best.values(), key=lambda one: (-one.matched_words, one.document_id))
