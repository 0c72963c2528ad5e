"""Lineage: which document most likely derives from which."""

import dataclasses
import json
from collections.abc import Collection, Iterable

from provenance.model import Reason, Relation
from provenance.store import events
from provenance.store.canonical import canonical_json
from provenance.store.database import Row, Store

MAX_DEPTH = 64
"""No tree is followed further; a chain of copies this long would be a finding of its own."""


@dataclasses.dataclass(frozen=True)
class Edge:
    """One document derives from another."""

    derived_id: int
    source_id: int
    relation: Relation
    confidence: float
    immediate: bool
    reasons: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True)
class Tree:
    """Where a document comes from and what comes from it.

    Attributes:
        ancestors: Edges on the way up from it, nearest first.
        descendants: Edges on the way down from it, nearest first.
    """

    document_id: int
    ancestors: tuple[Edge, ...]
    descendants: tuple[Edge, ...]


_EDGE = "derived_id, source_id, relation, confidence, immediate, reasons"
_ANCESTORS = f"""
    WITH RECURSIVE reached (document_id, depth) AS (
        SELECT :document_id, 0
        UNION
        SELECT e.source_id, r.depth + 1 FROM reached AS r JOIN lineage AS e ON e.derived_id = r.document_id
        WHERE r.depth < :depth AND (e.immediate OR NOT :immediate_only)
    )
    SELECT {_EDGE}, min(depth) AS nearest FROM reached JOIN lineage ON derived_id = document_id
    WHERE depth < :depth AND (immediate OR NOT :immediate_only)
    GROUP BY derived_id, source_id ORDER BY nearest, confidence DESC, derived_id, source_id
"""  # noqa: S608 - constants
_DESCENDANTS = f"""
    WITH RECURSIVE reached (document_id, depth) AS (
        SELECT :document_id, 0
        UNION
        SELECT e.derived_id, r.depth + 1 FROM reached AS r JOIN lineage AS e ON e.source_id = r.document_id
        WHERE r.depth < :depth AND (e.immediate OR NOT :immediate_only)
    )
    SELECT {_EDGE}, min(depth) AS nearest FROM reached JOIN lineage ON source_id = document_id
    WHERE depth < :depth AND (immediate OR NOT :immediate_only)
    GROUP BY derived_id, source_id ORDER BY nearest, confidence DESC, derived_id, source_id
"""  # noqa: S608 - constants


def replace(store: Store, run_id: int, derived_ids: Collection[int], edges: Collection[Edge]) -> None:
    """Put ``edges`` in the place of all edges from these derived documents.

    An edge that the store has the other way round is turned: of two documents one derives, never both.
    """
    store.write_many("DELETE FROM lineage WHERE derived_id = ?", [(document_id,) for document_id in derived_ids])
    store.write_many("INSERT OR REPLACE INTO lineage VALUES (?, ?, ?, ?, ?, ?, ?)", (_row(e, run_id) for e in edges))
    if derived_ids or edges:
        arrows = sorted([edge.derived_id, edge.source_id, edge.relation] for edge in edges)
        events.append(store, run_id, "replace-lineage", {"derived": sorted(derived_ids), "edges": arrows})


def remove_documents(store: Store, ids: Collection[int]) -> int:
    """Remove all edges from and to these documents; say how many there were."""
    return sum(
        store.write_many(f"DELETE FROM lineage WHERE {end} = ?", [(number,) for number in ids])  # noqa: S608 - constants
        for end in ("derived_id", "source_id")
    )


def tree(store: Store, document_id: int, *, depth: int = MAX_DEPTH, immediate_only: bool = True) -> Tree:
    """The edges above and below a document, up to ``depth`` steps away."""
    values = {"document_id": document_id, "depth": min(depth, MAX_DEPTH), "immediate_only": immediate_only}
    up, down = store.rows(_ANCESTORS, values), store.rows(_DESCENDANTS, values)
    return Tree(document_id, tuple(_edges(up)), tuple(_edges(down)))


def touching(store: Store, ids: Collection[int]) -> list[Edge]:
    """All edges that start or end at one of these documents."""
    sql = f"""
        WITH wanted (document_id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT {_EDGE} FROM lineage WHERE derived_id IN (SELECT document_id FROM wanted)
        UNION
        SELECT {_EDGE} FROM lineage WHERE source_id IN (SELECT document_id FROM wanted)
        ORDER BY derived_id, source_id
    """  # noqa: S608 - constants
    return list(_edges(store.rows(sql, (json.dumps(list(ids)),))))


def _row(edge: Edge, run_id: int) -> Row:
    reasons = canonical_json([dataclasses.asdict(reason) for reason in edge.reasons])
    ends = (edge.derived_id, edge.source_id, edge.relation)
    return (*ends, edge.confidence, edge.immediate, reasons, run_id)


def _edges(rows: Iterable[Row]) -> Iterable[Edge]:
    for derived_id, source_id, relation, confidence, immediate, reasons, *_ in rows:
        evidence = tuple(Reason(**reason) for reason in json.loads(reasons))
        yield Edge(derived_id, source_id, Relation(relation), confidence, bool(immediate), evidence)
