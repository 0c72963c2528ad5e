"""From candidates to matches, for a batch of new documents."""

import dataclasses
from collections.abc import Iterator, Sequence

from provenance.direction import End
from provenance.engine import Batch as Sketched
from provenance.pipeline.aligning import Aligned, align
from provenance.pipeline.compare import judged
from provenance.pipeline.preparing import Batch
from provenance.pipeline.session import Session
from provenance.store import documents
from provenance.store.clock import now
from provenance.store.matches import NewMatch
from provenance.uris import short_name

#: Matches kept for a new document: the best few say where it comes from, and a text that stands on thousands of sites
#: must not be matched with each of them.
MATCHES_PER_DOCUMENT = 8
#: Further ones are kept for passages of which so much stands in fewer than so many of the matches kept before: a text
#: that was put together from many sources is matched with all of them.
MATCHES_PER_PART = 4
LITTLE_MATCHED = 0.8
#: For a number of matches, one more; what is beyond enough is not counted.
_ONE_MORE = bytes(min(count + 1, MATCHES_PER_PART) for count in range(256))


def find_matches(session: Session, batch: Batch, sketched: Sketched, *, reference: bool) -> list[NewMatch]:
    """Matches of the new documents of ``batch`` with each other and with all that came before."""
    proposed = dict(enumerate(session.workers.candidates(session.segments, sketched), batch.first_id))
    known = {candidate.document_id for found in proposed.values() for candidate in found.candidates}
    texts = _texts(session, batch, known)
    best = _best(align(session.workers, texts, proposed, texts))
    ends = _ends(session, batch, best, texts, reference=reference)
    return [_match(session, one, ends) for one in best]


def _texts(session: Session, batch: Batch, known: set[int]) -> dict[int, str]:
    """The texts of the batch by number, and those of older documents it may match."""
    own = dict(enumerate(batch.texts, batch.first_id))
    return own | session.texts(known - own.keys())


def _best(aligned: list[Aligned]) -> list[Aligned]:
    """The matches that are kept of each new document."""
    by_new: dict[int, list[Aligned]] = {}
    for one in aligned:
        by_new.setdefault(one.number, []).append(one)
    for found in by_new.values():
        found.sort(key=lambda one: (-one.evidence, one.document_id))
    return [one for found in by_new.values() for one in best_of(found)]


def best_of(found: Sequence[Aligned]) -> Iterator[Aligned]:
    """Of the matches of one document, most evidence first, the first few, and those with passages of their own."""
    matches = bytearray(max((passage.query_end for one in found for passage in one.alignment.passages), default=0))
    for rank, one in enumerate(found):
        parts = [slice(passage.query_start, passage.query_end) for passage in one.alignment.passages]
        if rank < MATCHES_PER_DOCUMENT or any(_little_matched(matches[part]) for part in parts):
            for part in parts:
                matches[part] = matches[part].translate(_ONE_MORE)
            yield one


def _little_matched(matches: bytearray) -> bool:
    """Whether there is room for a further match, by the number of matches at each character of a passage."""
    return len(matches) - matches.count(MATCHES_PER_PART) >= LITTLE_MATCHED * len(matches)


def _ends(
    session: Session, batch: Batch, aligned: list[Aligned], texts: dict[int, str], *, reference: bool
) -> dict[int, End]:
    """What is known about each document of a match, for judging its direction."""
    ids = {one.document_id for one in aligned} | {one.number for one in aligned}
    stored = documents.load(session.store, [number for number in ids if number < batch.first_id])
    ends = {
        number: End(
            short_name(known.uri),
            texts[number],
            known.claims.published_at,
            known.first_seen_at,
            known.is_reference,
            known.uri,
        )
        for number, known in stored.items()
    }
    seen_at = now()
    for item, number in zip(batch.items, batch.ids, strict=True):
        if number in ids and number not in ends:
            published = item.metadata.published_at
            ends[number] = End(short_name(item.uri), item.text, published, seen_at, reference, item.uri)
    return ends


def _match(session: Session, one: Aligned, ends: dict[int, End]) -> NewMatch:
    new, known = ends[one.number], ends[one.document_id]
    if new.name == known.name:
        new, known = dataclasses.replace(new, name="the newer text"), dataclasses.replace(known, name="the older text")
    return NewMatch(one.number, one.document_id, judged(one.alignment, new, known, session.rarity))
