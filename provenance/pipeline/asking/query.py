"""One text against the index: which known texts does it repeat?"""

import hashlib
from collections.abc import Mapping, Sequence

from provenance import engine
from provenance.direction import End
from provenance.errors import SEE_VERIFY, IntegrityError
from provenance.model import Comparison, KnownBySignature, Match, QueryResult, scalar_text
from provenance.pipeline.aligning import Aligned, align, with_direction
from provenance.pipeline.confirmation import worth_asking
from provenance.pipeline.known_by_signature import sign, signatures_like
from provenance.pipeline.session import Session
from provenance.store import documents, sightings, signatures

#: Places reported of a document that many sources carry, first seen first; `prov matches` and the views have them all.
PLACES = 10


def query(session: Session, text: str, *, uri: str = "", limit: int | None = None, min_words: int = 0) -> QueryResult:
    """The known texts that ``text`` repeats, best first, one match for each place where they were seen. Stores nothing.

    Args:
        session: The index to ask.
        text: The text; lone surrogates count as U+FFFD.
        uri: Where it was seen; what was seen there is the text itself and no match.
        limit: Matches returned at most.
        min_words: Matches with fewer words in passages are left out.
    """
    text = scalar_text(text)
    with session.store.snapshot():
        return _query(session, text, uri, limit, min_words)


def _query(session: Session, text: str, uri: str, limit: int | None, min_words: int) -> QueryResult:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    prepared = engine.PreparedText(text)
    proposed = session.workers.propose(session.segments, prepared)
    proposed.candidates = list(worth_asking(proposed.candidates, session.lengths))
    known = session.texts(candidate.document_id for candidate in proposed.candidates)
    aligned = align(session.workers, {0: prepared}, {0: proposed}, known)
    found = _ranked(session, prepared, [one for one in aligned if one.alignment.matched_words >= min_words], known)
    numbers = [one.document_id for one in found]
    stored, places = documents.load(session.store, numbers), sightings.uris(session.store, numbers)
    if lost := [number for number in numbers if number not in stored or not places.get(number)]:
        said = f"document {min(lost)} is in the index, and the store does not say where it was seen"
        raise IntegrityError(said, hint=SEE_VERIFY)
    matches = [
        Match(place, one.document_id, comparison)
        for one in found
        for comparison in [_compared(session, text, one, known[one.document_id], stored[one.document_id])]
        for place in [place for place in places[one.document_id] if place != uri][:PLACES]
    ]
    kept = tuple(matches[:limit])
    by_signature = _by_signature(session, text, uri)
    return QueryResult(uri, sha256, prepared.tokens, kept, by_signature, left_out=len(matches) - len(kept))


def _by_signature(session: Session, text: str, uri: str) -> tuple[KnownBySignature, ...]:
    """The texts like this one of which only the signature is known."""
    if not signatures.any_waiting(session.store):
        return ()
    (hashvalues,) = sign(session, [text])
    return tuple(
        KnownBySignature(one.uri, share) for share, one in signatures_like(session, hashvalues) if one.uri != uri
    )


def _ranked(
    session: Session, text: engine.PreparedText, found: Sequence[Aligned], known: Mapping[int, str]
) -> list[Aligned]:
    """The closest sources first, the older of equally close ones."""
    found = sorted(found, key=lambda one: one.document_id)
    return [found[at] for at in session.workers.closest_first(text, [known[one.document_id] for one in found])]


def _compared(session: Session, text: str, one: Aligned, source: str, known: documents.StoredDocument) -> Comparison:
    end = End(
        "the source",
        source,
        known.claims.published_at,
        is_reference=known.is_reference,
        uri=known.uri,
        title=known.claims.title,
        author=known.claims.author,
    )
    return with_direction(one.alignment, End("the query", text), end, session.rarity)
