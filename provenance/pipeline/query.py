"""One text against the index: which known texts does it repeat?"""

import dataclasses
import hashlib

from provenance import engine
from provenance.direction import End
from provenance.model import Alignment, Comparison, Match, QueryResult, scalar_text
from provenance.pipeline.compare import judged
from provenance.pipeline.session import Session
from provenance.store import documents, sightings

#: Places reported of a document that many sources carry, first seen first; `prov matches` and the views have them all.
PLACES = 10


@dataclasses.dataclass(frozen=True)
class _Aligned:
    """A known document that shares a passage with the query."""

    document_id: int
    text: str
    alignment: Alignment


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
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = [one for one in _aligned(session, text) if one.alignment.matched_words >= min_words]
    tokens = len(engine.token_spans(text))
    found.sort(key=lambda one: (-closeness(one.alignment, tokens), one.document_id))
    numbers = [one.document_id for one in found]
    stored, places = documents.load(session.store, numbers), sightings.uris(session.store, numbers)
    matches = [
        _match(session, text, one, stored[one.document_id], place)
        for one in found
        for place in [place for place in places[one.document_id] if place != uri][:PLACES]
    ]
    return QueryResult(uri, sha256, tokens, tuple(matches[:limit]))


def closeness(alignment: Alignment, tokens: int) -> float:
    """How good a source is: how much of the query's ``tokens`` it explains, and how alike the two are.

    The weights rank best among 400 licence texts, each against all variants of its family, of those that keep a long
    partial copy before a short whole one.
    """
    explained = min(1.0, alignment.matched_words / max(1, tokens))
    alike = alignment.query_in_source + alignment.source_in_query
    return 2.0 * explained + alike - 2.0 * alignment.changed


def _aligned(session: Session, text: str) -> list[_Aligned]:
    """Candidates that share a passage with ``text``."""
    proposed = session.segments.candidates(text)
    texts = session.texts(candidate.document_id for candidate in proposed.candidates)
    alignments = session.workers.align([(text, source) for source in texts.values()], [proposed] * len(texts))
    found = zip(texts.items(), alignments, strict=True)
    return [_Aligned(number, source, alignment) for (number, source), alignment in found if alignment.passages]


def _match(session: Session, text: str, one: _Aligned, known: documents.StoredDocument, place: str) -> Match:
    end = End("the source", one.text, known.claims.published_at, is_reference=known.is_reference, uri=place)
    comparison = judged(one.alignment, End("the query", text), end, session.rarity)
    fields = {name: getattr(comparison, name) for name in Comparison.__dataclass_fields__}
    return Match(**fields, uri=place, document_id=one.document_id)
