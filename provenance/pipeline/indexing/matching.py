"""From candidates to matches, for a batch of new documents."""

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from provenance.direction import NEWER, OLDER, End, Rarity
from provenance.engine import Proposed, Workers
from provenance.model import INCIDENTAL, Metadata, Passage
from provenance.pipeline.aligning import Aligned, align, with_direction
from provenance.pipeline.indexing.batches import Batch
from provenance.pipeline.known_by_signature import propose_waiting
from provenance.pipeline.session import Session
from provenance.store import documents
from provenance.store.clock import now
from provenance.store.matches import NewMatch
from provenance.uris import short_name

#: Matches kept for a new document: the best few say where it comes from, and a text that stands on thousands of sites
#: must not be matched with each of them.
MATCHES_PER_DOCUMENT = 7
#: Further ones are kept if `LITTLE_MATCHED` of the characters of one of their passages are in fewer than
#: `MATCHES_PER_PART` of the matches kept before: so a text made of many sources is matched with all of them.
MATCHES_PER_PART = 4
LITTLE_MATCHED = 0.8
#: Such a passage has at least `PARAGRAPH` words, or is one of those that together are `SHARE` of the shorter text.
#: Long texts on one subject share phrases with many others.
PARAGRAPH = 50
SHARE = 0.02
#: Pairs that are aligned at once.
PAIRS = 4_096
#: Bytes that a prepared text takes for each of its characters, and as many for its candidates.
PREPARED = 24
#: The translation table that counts one match more, up to `MATCHES_PER_PART`.
_ONE_MORE = bytes(min(count + 1, MATCHES_PER_PART) for count in range(256))


def find_matches(session: Session, batch: Batch, *, reference: bool, resident: int) -> list[NewMatch]:
    """Matches of the new documents of ``batch`` with each other and with all that came before.

    ``resident`` bytes of the index may stay in memory.
    """
    best: list[Aligned] = []
    texts: dict[int, str] = {}
    candidates = session.workers.candidates(session.segments, batch.sketched, resident)
    propose_waiting(session, batch.first_id, batch.names, candidates)
    lengths = {number: len(text) for number, text in enumerate(batch.texts, batch.first_id)}
    proposed = enumerate(candidates, batch.first_id)
    texts_of_both = functools.partial(_texts, session, batch)
    for found, known in kept_matches(session.workers, proposed, lengths, resident, texts_of_both):
        best += found
        texts |= {number: known[number] for one in found for number in (one.number, one.document_id)}
    ends = _ends(session, batch, texts, reference=reference)
    return [new_match(one, ends, session.rarity) for one in best]


def kept_matches(
    workers: Workers,
    proposed: Iterable[tuple[int, Proposed]],
    lengths: Mapping[int, int],
    resident: int,
    texts: Callable[[Mapping[int, Proposed]], Mapping[int, str]],
) -> Iterator[tuple[list[Aligned], Mapping[int, str]]]:
    """The matches that are kept of new documents, portion by portion, each with the texts that it was aligned with.

    ``texts`` gives the texts of both sides of what is ``proposed``; the new ones have these ``lengths``. Prepared texts
    may take about ``resident`` bytes.
    """
    for portion in _portions(proposed, lengths, resident):
        known = texts(portion)
        yield _best_matches(align(workers, known, portion, known, local=True)), known


def _portions(
    proposed: Iterable[tuple[int, Proposed]], lengths: Mapping[int, int], resident: int
) -> Iterator[dict[int, Proposed]]:
    """What is ``proposed`` for each document that has candidates, so many at a time that there is room for all pairs.

    Where all texts are alike each has many candidates, of which few are kept. The texts of a portion, which have these
    ``lengths``, are kept prepared while it is aligned, in about so many ``resident`` bytes.
    """
    portion: dict[int, Proposed] = {}
    pairs = size = 0
    for number, one in proposed:
        if one.candidates:
            portion[number] = one
            pairs += len(one.candidates)
            size += PREPARED * lengths[number]
        if pairs >= PAIRS or size >= resident:
            yield portion
            portion, pairs, size = {}, 0, 0
    if portion:
        yield portion


def _texts(session: Session, batch: Batch, proposed: Mapping[int, Proposed]) -> dict[int, str]:
    """The texts of both sides of all that is ``proposed``."""
    candidates = {candidate.document_id for one in proposed.values() for candidate in one.candidates}
    return texts_of(session, batch, candidates | proposed.keys())


def texts_of(session: Session, batch: Batch, numbers: AbstractSet[int]) -> dict[int, str]:
    """The texts with these numbers, those that are new in ``batch`` and those that the store has."""
    own = {number: batch.texts[number - batch.first_id] for number in numbers if number >= batch.first_id}
    return own | session.texts(numbers - own.keys())


def _best_matches(aligned: list[Aligned]) -> list[Aligned]:
    """The matches that are kept of each new document."""
    by_new: dict[int, list[Aligned]] = {}
    for one in aligned:
        by_new.setdefault(one.number, []).append(one)
    for found in by_new.values():
        found.sort(key=lambda one: (-one.score, one.document_id))
    return [one for found in by_new.values() for one in best_of(found)]


def best_of(found: Sequence[Aligned]) -> Iterator[Aligned]:
    """Of the matches of one document, most evidence first, the first few, and those with passages of their own."""
    matches = bytearray(max((passage.query_end for one in found for passage in one.alignment.passages), default=0))
    for rank, one in enumerate(found):
        if rank < MATCHES_PER_DOCUMENT or any(
            _little_matched(matches[_part(passage)]) for passage in _significant(one)
        ):
            for part in map(_part, one.alignment.passages):
                matches[part] = matches[part].translate(_ONE_MORE)
            yield one


def _part(passage: Passage) -> slice:
    """Where the passage stands in the new document."""
    return slice(passage.query_start, passage.query_end)


def _significant(one: Aligned) -> list[Passage]:
    """The passages of a match that are long enough to name a source.

    A list of references or an address is shared by texts that have nothing else in common.
    """
    passages = [passage for passage in one.alignment.passages if INCIDENTAL.isdisjoint(passage.marks)]
    length = sum(passage.query_end - passage.query_start for passage in passages)
    if length >= SHARE * one.shorter:
        return passages
    return [passage for passage in passages if passage.words >= PARAGRAPH]


def _little_matched(matches: bytearray) -> bool:
    """Whether there is room for a further match, by the number of matches at each character of a passage."""
    return len(matches) - matches.count(MATCHES_PER_PART) >= LITTLE_MATCHED * len(matches)


def _ends(session: Session, batch: Batch, texts: Mapping[int, str], *, reference: bool) -> dict[int, End]:
    """What is known about the documents of these ``texts``, for inferring the direction of their matches."""
    ends = stored_ends(session, {number: text for number, text in texts.items() if number < batch.first_id})
    seen_at = now()
    for item, number in zip(batch.items, batch.ids, strict=True):
        if number in texts and number not in ends:
            ends[number] = end_of(item.uri, item.text, item.metadata, seen_at, reference=reference)
    return ends


def stored_ends(session: Session, texts: Mapping[int, str]) -> dict[int, End]:
    """What is known about stored documents, which have these ``texts``."""
    return {
        number: end_of(known.uri, texts[number], known.claims, known.first_seen_at, reference=known.is_reference)
        for number, known in documents.load(session.store, texts).items()
    }


def end_of(uri: str, text: str, claims: Metadata, seen_at: str, *, reference: bool) -> End:
    """What is known about a document when the direction of its matches is first inferred."""
    name = short_name(uri)
    return End(name, text, claims.published_at, seen_at, reference, uri, title=claims.title, author=claims.author)


def new_match(one: Aligned, ends: Mapping[int, End], rarity: Rarity) -> NewMatch:
    """A match ready to be stored, with its direction, inferred from what is known about both documents.

    Documents get their numbers in the order in which they were first seen, so these tell which of two versions came
    first to the place that carried both.
    """
    new, known = (
        dataclasses.replace(ends[number], places={ends[number].uri: number}) for number in (one.number, one.document_id)
    )
    if new.name == known.name:
        names = (NEWER, OLDER) if one.number > one.document_id else (OLDER, NEWER)
        new, known = (dataclasses.replace(end, name=name) for end, name in zip((new, known), names, strict=True))
    return NewMatch(one.number, one.document_id, with_direction(one.alignment, new, known, rarity))
