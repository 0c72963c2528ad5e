"""One text against the index: which known texts does it repeat?"""

import hashlib

from provenance import engine
from provenance.direction import End
from provenance.model import Alignment, Comparison, Match, QueryResult, scalar_text
from provenance.pipeline.compare import judged
from provenance.pipeline.session import Session
from provenance.store import documents, sightings


def query(session: Session, text: str, *, uri: str = "", limit: int | None = None, min_words: int = 0) -> QueryResult:
    """The known documents that ``text`` repeats, best first. Stores nothing.

    Args:
        session: The index to ask.
        text: The text; lone surrogates count as U+FFFD.
        uri: Where it was seen; a document seen nowhere else is the text itself and no match.
        limit: Matches returned at most.
        min_words: Matches with fewer words in passages are left out.
    """
    text = scalar_text(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = [one for one in _aligned(session, text) if one[1].matched_words >= min_words]
    own = _own(session, [document_id for document_id, _, _ in found], uri)
    ranked = sorted((one for one in found if one[0] not in own), key=lambda one: rank(one[1], one[0]))[:limit]
    stored = documents.load(session.store, [document_id for document_id, _, _ in ranked])
    matches = [_match(session, text, stored[number], alignment, source) for number, alignment, source in ranked]
    return QueryResult(uri, sha256, len(engine.token_spans(text)), tuple(matches))


def rank(alignment: Alignment, document_id: int) -> tuple[float, float, int]:
    """Sort key, best first: words repeated unchanged, then resemblance, then the older document."""
    return (-alignment.matched_words * (1.0 - alignment.changed), -alignment.resemblance, document_id)


def _aligned(session: Session, text: str) -> list[tuple[int, Alignment, str]]:
    """Candidates that share a passage with ``text``: their ids, alignments and texts."""
    texts = session.texts(candidate.document_id for candidate in session.segments.candidates(text))
    alignments = session.workers.align([(text, source) for source in texts.values()])
    found = zip(texts.items(), alignments, strict=True)
    return [(number, alignment, source) for (number, source), alignment in found if alignment.passages]


def _own(session: Session, ids: list[int], uri: str) -> set[int]:
    """Documents that were seen at ``uri`` and nowhere else."""
    return {number for number, uris in sightings.uris(session.store, ids).items() if uris == [uri]} if uri else set()


def _match(session: Session, text: str, known: documents.StoredDocument, alignment: Alignment, source: str) -> Match:
    end = End("the source", source, known.claims.published_at, is_reference=known.is_reference)
    comparison = judged(alignment, End("the query", text), end, session.rarity)
    fields = {name: getattr(comparison, name) for name in Comparison.__dataclass_fields__}
    return Match(**fields, uri=known.uri, document_id=known.document_id)
