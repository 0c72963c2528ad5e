"""Lineage: which document most likely derives from which."""

import dataclasses
import json
from collections.abc import Collection, Iterable

from provenance.model import Reason, Relation
from provenance.store import events
from provenance.store.canonical import canonical_json, digest, parsed
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
_COLUMNS = f"{_EDGE}, run_id"
_ANCESTORS = f"""
    WITH RECURSIVE reached (document_id, depth) AS (
        SELECT :document_id, 0
        UNION
        SELECT e.source_id, r.depth + 1 FROM reached AS r JOIN lineage AS e ON e.derived_id = r.document_id
        WHERE r.depth < {MAX_DEPTH} AND e.immediate
    )
    SELECT {_EDGE}, min(depth) AS nearest FROM reached JOIN lineage ON derived_id = document_id
    WHERE depth < {MAX_DEPTH} AND immediate
    GROUP BY derived_id, source_id ORDER BY nearest, confidence DESC, derived_id, source_id
"""  # noqa: S608 - constants
_DESCENDANTS = f"""
    WITH RECURSIVE reached (document_id, depth) AS (
        SELECT :document_id, 0
        UNION
        SELECT e.derived_id, r.depth + 1 FROM reached AS r JOIN lineage AS e ON e.source_id = r.document_id
        WHERE r.depth < {MAX_DEPTH} AND e.immediate
    )
    SELECT {_EDGE}, min(depth) AS nearest FROM reached JOIN lineage ON source_id = document_id
    WHERE depth < {MAX_DEPTH} AND immediate
    GROUP BY derived_id, source_id ORDER BY nearest, confidence DESC, derived_id, source_id
"""  # noqa: S608 - constants


def replace(store: Store, run_id: int, derived_ids: Collection[int], edges: Collection[Edge]) -> None:
    """Put ``edges`` in the place of all edges from these derived documents; only what changed is written.

    An edge that the store has the other way round is turned: of two documents one derives, never both. What an edge was
    before goes into the history. The event seals every row that is new.
    """
    wanted = {(edge.derived_id, edge.source_id): _row(edge, run_id) for edge in edges}
    ends = {number for pair in wanted for number in pair}
    known = {(row[0], row[1]): row for row in _rows_touching(store, {*derived_ids, *ends})}
    derived = set(derived_ids)
    gone = [pair for pair in known if (pair[0] in derived and pair not in wanted) or pair[::-1] in wanted]
    changed = [pair for pair in wanted if pair in known and known[pair][:-1] != wanted[pair][:-1]]
    fresh = [pair for pair in wanted if pair not in known]
    _put_by(store, run_id, [known[pair] for pair in sorted([*gone, *changed])])
    store.write_many(
        "INSERT INTO lineage VALUES (?, ?, ?, ?, ?, ?, ?)", (wanted[p] for p in sorted([*changed, *fresh]))
    )
    if gone or changed or fresh:
        sealed = [[*pair, seal(wanted[pair])] for pair in sorted([*changed, *fresh])]
        events.append(store, run_id, "judge-lineage", {"edges": sealed, "dropped": sorted(map(list, gone))})


def put_off(store: Store, ids: Collection[int]) -> None:
    """Note that lineage is to be inferred again because something about these documents is new."""
    store.write_many("INSERT OR IGNORE INTO lineage_due VALUES (?)", ((number,) for number in sorted(ids)))


def due(store: Store, most: int) -> list[int]:
    """The first documents that were put off and not settled yet."""
    sql = "SELECT document_id FROM lineage_due ORDER BY document_id LIMIT ?"
    return [number for (number,) in store.rows(sql, (most,))]


def clear_due(store: Store, ids: Collection[int]) -> None:
    """Note that these documents are up to date."""
    store.write_many("DELETE FROM lineage_due WHERE document_id = ?", ((number,) for number in ids))


def seal(row: Row) -> str:
    """What stands in the chain of events for a row of ``lineage``."""
    return digest(row)[:32]


def every(store: Store) -> list[Edge]:
    """All edges there are, by their ends."""
    return list(_edges(rows(store)))


def between(store: Store, a: int, b: int) -> Edge | None:
    """The edge between two documents, whichever way it leads, if there is one."""
    return next((edge for edge in touching(store, [a]) if {edge.derived_id, edge.source_id} == {a, b}), None)


def rows(store: Store) -> list[Row]:
    """All edges as they are stored, by their ends."""
    return store.rows(f"SELECT {_COLUMNS} FROM lineage ORDER BY derived_id, source_id")  # noqa: S608 - constants


def past_rows(store: Store) -> list[Row]:
    """What edges were before, as they were stored, each with the run that replaced it, oldest first."""
    return store.rows(f"SELECT {_COLUMNS}, replaced_by FROM lineage_history ORDER BY history_id")  # noqa: S608 - constants


def remove_documents(store: Store, ids: Collection[int]) -> int:
    """Remove all edges from and to these documents, past ones too; say how many there were in force."""
    clear_due(store, ids)
    for end in ("derived_id", "source_id"):
        sql = f"DELETE FROM lineage_history WHERE {end} = ?"  # noqa: S608 - constants
        store.write_many(sql, [(number,) for number in ids])
    return sum(
        store.write_many(f"DELETE FROM lineage WHERE {end} = ?", [(number,) for number in ids])  # noqa: S608 - constants
        for end in ("derived_id", "source_id")
    )


def tree(store: Store, document_id: int) -> Tree:
    """The edges to immediate sources, above and below a document."""
    values = {"document_id": document_id}
    up, down = store.rows(_ANCESTORS, values), store.rows(_DESCENDANTS, values)
    return Tree(document_id, tuple(_edges(up)), tuple(_edges(down)))


def touching(store: Store, ids: Collection[int]) -> list[Edge]:
    """All edges that start or end at one of these documents."""
    return list(_edges(row for row in _rows_touching(store, ids)))


def _rows_touching(store: Store, ids: Collection[int]) -> list[Row]:
    sql = f"""
        WITH wanted (document_id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT {_COLUMNS} FROM lineage WHERE derived_id IN (SELECT document_id FROM wanted)
        UNION ALL
        SELECT {_COLUMNS} FROM lineage WHERE source_id IN (SELECT document_id FROM wanted)
                                         AND derived_id NOT IN (SELECT document_id FROM wanted)
        ORDER BY derived_id, source_id
    """  # noqa: S608 - constants
    return store.rows(sql, (json.dumps(list(ids)),))


def _put_by(store: Store, run_id: int, known: Collection[Row]) -> None:
    """Move these rows into the history."""
    sql = """
        INSERT INTO lineage_history
            (derived_id, source_id, relation, confidence, immediate, reasons, run_id, replaced_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """
    store.write_many(sql, ((*row, run_id) for row in known))
    store.write_many("DELETE FROM lineage WHERE derived_id = ? AND source_id = ?", (row[:2] for row in known))


def _row(edge: Edge, run_id: int) -> Row:
    reasons = canonical_json([vars(reason) for reason in edge.reasons])
    ends = (edge.derived_id, edge.source_id, str(edge.relation))
    return (*ends, edge.confidence, int(edge.immediate), reasons, run_id)


def _edges(rows: Iterable[Row]) -> Iterable[Edge]:
    for derived_id, source_id, relation, confidence, immediate, reasons, *_ in rows:
        weighed = parsed(reasons, lambda found: tuple(Reason(**reason) for reason in found))
        yield Edge(derived_id, source_id, Relation(relation), confidence, bool(immediate), weighed)
