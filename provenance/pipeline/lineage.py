"""From matches with a direction to edges of lineage."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from provenance.model import Comparison, Derived, Kind, Relation
from provenance.store import Store, documents, lineage, matches, sightings
from provenance.store.lineage import Edge
from provenance.store.matches import NewMatch

#: A text that repeats less than this share of its source is an excerpt of it.
EXCERPT = 0.5


def relate(store: Store, found: Sequence[NewMatch]) -> list[Edge]:
    """All edges of every document that ``found`` shows to derive from another, old edges included.

    The source that repeats most words unchanged is the immediate one.
    """
    decided = [one for one in found if one.comparison.direction.derived is not Derived.UNDECIDED]
    if not decided:
        return []
    ids = {number for one in decided for number in (one.query_id, one.source_id)}
    known = documents.load(store, ids)
    seen_at = sightings.uris(store, ids)
    fresh = {(edge.derived_id, edge.source_id): edge for edge in (_edge(one, known, seen_at) for one in decided)}
    derived = {pair[0] for pair in fresh}
    kept = [edge for edge in lineage.touching(store, derived) if edge.derived_id in derived]
    edges = {(edge.derived_id, edge.source_id): edge for edge in kept} | fresh
    return _with_immediate(edges.values(), _strengths(store, derived))


def _edge(one: NewMatch, known: Mapping[int, documents.StoredDocument], seen_at: Mapping[int, Sequence[str]]) -> Edge:
    direction = one.comparison.direction
    is_query = direction.derived is Derived.QUERY
    derived_id, source_id = (one.query_id, one.source_id) if is_query else (one.source_id, one.query_id)
    if set(seen_at[derived_id]) & set(seen_at[source_id]):
        relation = Relation.REVISION
    else:
        relation = _relation(one.comparison, known[source_id].tokens)
    reasons = (
        direction.reasons if is_query else tuple(dataclasses.replace(r, weight=-r.weight) for r in direction.reasons)
    )
    return Edge(derived_id, source_id, relation, direction.confidence, immediate=False, reasons=reasons)


def _relation(comparison: Comparison, source_tokens: int) -> Relation:
    if comparison.kind in {Kind.REWRITTEN, Kind.SUMMARY}:
        return Relation.REWRITE
    if comparison.matched_words < EXCERPT * source_tokens:
        return Relation.EXCERPT
    return Relation.COPY


def _strengths(store: Store, derived: Iterable[int]) -> dict[frozenset[int], float]:
    """Words repeated unchanged, by pair of documents."""
    rows = matches.partners(store, list(derived))
    return {frozenset((row.left_id, row.right_id)): row.matched_words * (1.0 - row.changed) for row in rows}


def _with_immediate(edges: Iterable[Edge], strengths: Mapping[frozenset[int], float]) -> list[Edge]:
    """``edges`` with the strongest of each derived document marked."""

    def strength(edge: Edge) -> tuple[float, float, int]:
        return (strengths.get(frozenset((edge.derived_id, edge.source_id)), 0.0), edge.confidence, -edge.source_id)

    best: dict[int, Edge] = {}
    for edge in edges:
        if edge.derived_id not in best or strength(edge) > strength(best[edge.derived_id]):
            best[edge.derived_id] = edge
    return [dataclasses.replace(edge, immediate=edge is best[edge.derived_id]) for edge in edges]
