"""From matches to lineage: the lineage of a family is inferred again when a match or a date of it is new."""

import dataclasses
import functools
from collections.abc import Collection, Mapping

from provenance.direction import NEWER, OLDER, STATED, End, Pair, reweighed
from provenance.model import NOTHING_SHARED, Derived, Direction, Kind, Reason, Relation
from provenance.pipeline.lineage import clusters
from provenance.pipeline.lineage.tree import PlacedEdge, PossibleEdge, Stretch, place
from provenance.pipeline.session import gc_paused
from provenance.store import Store, lineage, lineage_inputs
from provenance.store.lineage import Edge
from provenance.store.lineage_inputs import LineageDocument, LineageMatch, Shared
from provenance.uris import short_name

#: A text that repeats less than this share of its source is an excerpt of it.
EXCERPT = 0.5
#: The lineage of a family with so many documents is inferred once a run, not with every batch that touches it.
LARGE_FAMILY = 1_000
#: Documents of a family that are looked at together; of a larger one those nearest to what is new.
LARGEST_FAMILY = 50_000


@dataclasses.dataclass(frozen=True)
class _Directed:
    """A match with its direction as of now."""

    match: LineageMatch
    direction: Direction

    @property
    def left_derives(self) -> bool:
        """Whether the left document is the derived one, if any is."""
        return self.direction.derived is Derived.QUERY

    @functools.cached_property
    def ends(self) -> tuple[int, int]:
        """The derived document and its source."""
        pair = (self.match.left_id, self.match.right_id)
        return pair if self.left_derives else pair[::-1]

    @functools.cached_property
    def odds(self) -> float:
        """How much evidence there is; positive when the left document derives."""
        return sum(reason.weight for reason in self.direction.reasons)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The evidence; positive weights speak for this direction."""
        reasons = self.direction.reasons
        return reasons if self.left_derives else tuple(reason.flipped() for reason in reasons)


def update_families(store: Store, run_id: int, touched: Collection[int]) -> None:
    """Infer the lineage of the families of these documents: a new match or date of one may change that of all.

    Evidence from the texts is taken from the match, where alignment put it; evidence from dates is found anew. Large
    families wait for :func:`update_due`.
    """
    ids, due = clusters.split_by_size(store, touched, LARGE_FAMILY)
    lineage.put_off(store, due)
    _update(store, run_id, ids)


def update_due(store: Store, run_id: int) -> None:
    """Infer the lineage that was put off, in transactions of its own; at the end of a run, for all that it added.

    After a crash the next run does it.
    """
    while due := lineage.due(store, LARGEST_FAMILY // 2):
        with gc_paused(), store.transaction():
            ids = clusters.nearest(store, due, LARGEST_FAMILY)
            _update(store, run_id, ids)
            lineage.clear_due(store, ids)


def _update(store: Store, run_id: int, ids: Collection[int]) -> None:
    known = lineage_inputs.documents_of(store, ids)
    ends = {number: (_end(one, short_name(one.uri)), _end(one, one.uri)) for number, one in known.items()}
    directed = [
        _directed(match, ends[match.left_id], ends[match.right_id]) for match in lineage_inputs.matches(store, ids)
    ]
    decided = {one.ends: one for one in directed if one.direction.derived is not Derived.UNDECIDED}
    shared = lineage_inputs.shared(store, ((one.match.match_id, one.left_derives) for one in decided.values()))
    possible = [_possible_edge(one, found, known) for one, found in zip(decided.values(), shared, strict=True)]
    placed = place(possible, {number: one.tokens for number, one in known.items()})
    edges = [_edge(one, decided[one.edge.derived, one.edge.source], known) for one in placed]
    lineage.replace(store, run_id, ids, edges)


def _directed(match: LineageMatch, left: tuple[End, End], right: tuple[End, End]) -> _Directed:
    """The match as of now; each end comes under a short name, else under its URI, else by its age."""
    form = int(left[0].name == right[0].name)
    older, newer = left[form], right[form]
    if older.name == newer.name:
        older, newer = dataclasses.replace(older, name=OLDER), dataclasses.replace(newer, name=NEWER)
    shared = dataclasses.replace(NOTHING_SHARED, matched_words=match.matched_words)
    return _Directed(match, reweighed(match.reasons, Pair(older, newer, shared)))


def _end(one: LineageDocument, name: str) -> End:
    return End(
        name,
        "",
        one.published_at,
        one.seen_at,
        one.is_reference,
        one.uri,
        one.places,
        one.canonical,
        one.credited,
        tokens=one.tokens,
    )


def _possible_edge(one: _Directed, shared: Shared, known: Mapping[int, LineageDocument]) -> PossibleEdge:
    derived, source = one.ends
    stretches = [Stretch(*stretch) for stretch in shared.stretches]
    odds, stated = abs(one.odds), any(r.kind in STATED and r.weight * one.odds > 0 for r in one.direction.reasons)
    return PossibleEdge(
        derived, source, odds, stretches, shared.swaps, stated, _is_revision(known[derived], known[source])
    )


def _edge(placed: PlacedEdge, one: _Directed, known: Mapping[int, LineageDocument]) -> Edge:
    derived, source = one.ends
    relation = _relation(one.match, known[derived], known[source])
    confidence = float(one.direction.confidence)
    return Edge(derived, source, relation, confidence, immediate=placed.immediate, reasons=one.reasons)


def _relation(match: LineageMatch, derived: LineageDocument, source: LineageDocument) -> Relation:
    if _is_revision(derived, source):
        return Relation.REVISION
    is_filled_in = any(reason.kind == "same-template" for reason in match.reasons)
    if match.kind in {Kind.REWRITTEN, Kind.SUMMARY} or is_filled_in:
        return Relation.REWRITE
    if match.matched_words < EXCERPT * source.tokens:
        return Relation.EXCERPT
    return Relation.COPY


def _is_revision(derived: LineageDocument, source: LineageDocument) -> bool:
    """Whether one place carried both."""
    return not derived.places.keys().isdisjoint(source.places)
