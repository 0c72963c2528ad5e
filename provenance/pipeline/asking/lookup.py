"""Looking at what is stored: matches, one match with its texts and lineage."""

import dataclasses
import enum
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from provenance.errors import UsageError
from provenance.model import Comparison, Document, Reason
from provenance.pipeline.aligning import compare
from provenance.pipeline.stored_texts import stored_texts
from provenance.store import Store, clusters, documents, lineage, matches, open_for_reading, sightings

Places = dict[int, list[str]]
"""By document number, the URIs where it was seen, first place first."""


@dataclasses.dataclass(frozen=True)
class SideBySide:
    """Two texts and what they share, to be laid side by side.

    Attributes:
        query_id, source_id: Their numbers, if they were read from a store.
        query_copies, source_copies: Where else the same text was seen.
    """

    query_uri: str
    source_uri: str
    comparison: Comparison
    query_id: int | None = None
    source_id: int | None = None
    query_copies: Collection[str] = ()
    source_copies: Collection[str] = ()

    def flipped(self) -> "SideBySide":
        """The same with the source as the query."""
        uris, numbers = (self.source_uri, self.query_uri), (self.source_id, self.query_id)
        return SideBySide(*uris, self.comparison.flipped(), *numbers, self.source_copies, self.query_copies)


@dataclasses.dataclass(frozen=True)
class Family:
    """The lineage of one document with what is known about every document in it.

    Attributes:
        words: Words that two documents share, by their numbers.
        places: Where each document was seen, first place first.
        undecided: Matches of the document with texts of which it is not known who came first.
        distant: Edges between the document and texts that are no immediate sources, and that no other edge leads to.
    """

    tree: lineage.Tree
    members: dict[int, documents.StoredDocument]
    words: dict[frozenset[int], int]
    places: Places
    undecided: tuple[matches.ListedMatch, ...]
    distant: tuple[lineage.Edge, ...] = ()

    def other(self, match: matches.ListedMatch) -> int:
        """The other end of a match of the document."""
        return match.right_id if match.left_id == self.tree.document_id else match.left_id


class Answer(enum.StrEnum):
    """Whether one document derives from another, as far as is known."""

    DERIVED = "derived"
    REVERSED = "reversed"
    UNDECIDED = "undecided"
    UNRELATED = "unrelated"


@dataclasses.dataclass(frozen=True)
class Why:
    """What is known about whether one document derives from another.

    Attributes:
        edge: The edge between them, whichever way it leads.
        reasons: Those for the answer; positive weights speak for it. Undecided: for the first deriving from the second.
    """

    derived: documents.StoredDocument
    source: documents.StoredDocument
    answer: Answer
    edge: lineage.Edge | None
    confidence: float
    matched_words: int
    reasons: tuple[Reason, ...]


def list_matches(store: Store, wanted: matches.Filter, *, about: str | None, limit: int) -> list[matches.ListedMatch]:
    """Stored matches, newest first, that fit all that is ``wanted``, and are of the text that ``about`` names.

    For what is read of them besides, a snapshot has to be around both.
    """
    with store.snapshot():
        document_id = None if about is None else find(store, about)
        return matches.listed(store, dataclasses.replace(wanted, document_id=document_id), limit)


def places_of(store: Store, found: Collection[matches.ListedMatch]) -> Places:
    """Where the documents of these matches were seen."""
    return sightings.uris(store, {number for row in found for number in (row.left_id, row.right_id)})


def list_versions(store: Store, about: str, limit: int) -> list[clusters.Member]:
    """The documents of the cluster that holds the one that ``about`` means; none if that has no other version."""
    with store.snapshot():
        return clusters.of_document(store, find(store, about), limit)


def match_side_by_side(path: Path, number: str) -> SideBySide:
    """A stored match, its source on one side and what derives from it on the other."""
    with open_for_reading(path) as store, store.snapshot():
        found = matches.load(store, int(number)) if re.fullmatch("[0-9]{1,18}", number) else None
        if found is None:
            raise UsageError(f"no match {number} in {path}", hint="list them with `prov matches`")
        return _side_by_side(store, found)


def stored_side_by_side(path: Path, one: str, other: str) -> SideBySide | None:
    """The stored match of the two documents that these names mean, if there is one; the first is the query."""
    with open_for_reading(path) as store, store.snapshot():
        query, source = find(store, one), find(store, other)
        number = matches.between(store, query, source)
        found = None if number is None else matches.load(store, number)
        if found is None:
            return None
        shown = _side_by_side(store, found)
        return shown if query == found.row.left_id else shown.flipped()


def _side_by_side(store: Store, found: matches.StoredMatch) -> SideBySide:
    """A stored match, the left document as the query."""
    row = found.row
    texts = stored_texts(store, [row.left_id, row.right_id])
    places = sightings.uris(store, [row.left_id, row.right_id])
    left, right = texts[row.left_id], texts[row.right_id]
    copies = (places[number][1:] for number in (row.left_id, row.right_id))
    return SideBySide(row.left_uri, row.right_uri, found.comparison(left, right), row.left_id, row.right_id, *copies)


def stored_text(path: Path, name: str) -> tuple[Document, int]:
    """The stored document that ``name`` means, as a reader would give it, and its number."""
    with open_for_reading(path) as store, store.snapshot():
        number = find(store, name)
        text = stored_texts(store, [number])[number]
        return Document(documents.load(store, [number])[number].uri, text), number


def pair_side_by_side(
    query: Document, source: Document, query_id: int | None = None, source_id: int | None = None
) -> SideBySide:
    """Two texts that need not be stored; the numbers are those that they have in a store."""
    return SideBySide(query.uri, source.uri, compare(query.text, source.text), query_id, source_id)


def lineage_of(store: Store, name: str) -> lineage.Tree:
    """The edges above and below the document that ``name`` means."""
    with store.snapshot():
        return lineage.tree(store, find(store, name))


def family_of(path: Path, name: str) -> Family:
    """:func:`family` of the store at ``path``."""
    with open_for_reading(path) as store:
        return family(store, name)


def family(store: Store, name: str) -> Family:
    """Where the document that ``name`` means comes from, what comes from it, and what is undecided."""
    with store.snapshot():
        tree = lineage.tree(store, find(store, name))
        edges = (*tree.ancestors, *tree.descendants)
        related = {number for edge in edges for number in (edge.derived_id, edge.source_id)} | {tree.document_id}
        partners = matches.partners(store, related)
        words = {frozenset((row.left_id, row.right_id)): row.matched_words for row in partners}
        touching = lineage.touching(store, [tree.document_id])
        undecided = undecided_of(tree.document_id, touching, partners)
        distant = distant_of(touching, related)
        ids = related | {number for row in undecided for number in (row.left_id, row.right_id)}
        ids |= {number for edge in distant for number in (edge.derived_id, edge.source_id)}
        return Family(tree, documents.load(store, ids), words, sightings.uris(store, ids), undecided, distant)


def distant_of(touching: Iterable[lineage.Edge], related: Collection[int]) -> tuple[lineage.Edge, ...]:
    """Those edges of a document, of all that touch it, whose other end is not among its relatives in the tree."""
    return tuple(edge for edge in touching if not {edge.derived_id, edge.source_id} <= set(related))


def undecided_of(
    document_id: int, edges: Iterable[lineage.Edge], partners: Iterable[matches.ListedMatch]
) -> tuple[matches.ListedMatch, ...]:
    """Those matches that are of the document itself and whose ends no edge joins."""
    joined = {frozenset((edge.derived_id, edge.source_id)) for edge in edges}
    ends = ((row, frozenset((row.left_id, row.right_id))) for row in partners)
    return tuple(row for row, both in ends if document_id in both and both not in joined)


def why(path: Path, derived: str, source: str) -> Why:
    """What is known about whether ``derived`` derives from ``source``."""
    with open_for_reading(path) as store, store.snapshot():
        ends = find(store, derived), find(store, source)
        known = documents.load(store, ends)
        edge = lineage.between(store, *ends)
        number = matches.between(store, *ends)
        match = None if number is None else matches.load(store, number)
    one, other = known[ends[0]], known[ends[1]]
    words = match.row.matched_words if match else 0
    if edge:
        answer = Answer.DERIVED if edge.derived_id == ends[0] else Answer.REVERSED
        return Why(one, other, answer, edge, edge.confidence, words, edge.reasons)
    if match is None:
        return Why(one, other, Answer.UNRELATED, None, 0.5, 0, ())
    direction = match.direction if match.row.left_id == ends[0] else match.direction.flipped()
    return Why(one, other, Answer.UNDECIDED, None, direction.confidence, words, direction.reasons)


def find(store: Store, name: str) -> int:
    """The document that a person means by a URI, a path, a number or a SHA-256.

    Raises:
        UsageError: There is none.
    """
    found = documents.find(store, name)
    if found is None:
        raise UsageError(f"no text {name!r} in {store.path}", hint="name a URI, a path or a document number")
    return found
