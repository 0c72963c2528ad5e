"""Watch lists: watched sources, and the matches of their texts with those of others."""

import dataclasses
import json
from collections.abc import Collection

from provenance.model import Kind
from provenance.store import events
from provenance.store.clock import now
from provenance.store.database import Row, Store


@dataclasses.dataclass(frozen=True)
class Watched:
    """A source that is watched, and the document it carries now."""

    uri: str
    document_id: int | None
    added_at: str


@dataclasses.dataclass(frozen=True)
class Repetition:
    """A watched text that is seen elsewhere, or another text that matches it.

    Attributes:
        match_id: The match; ``None`` when the other source carries the very same text.
        watched_uri: The watched source.
        other_uri: Where the other text was first seen.
        other_id: The document there.
    """

    match_id: int | None
    watched_uri: str
    other_uri: str
    other_id: int
    kind: Kind
    matched_words: int
    changed: float
    found_at: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which repetitions to list; everything that is not ``None`` must hold.

    Attributes:
        since: Found at or after this time.
        since_run: Found by this run or a later one.
    """

    kind: Kind | None = None
    min_words: int = 0
    since: str | None = None
    since_run: int | None = None


def sources_at(store: Store, uri: str) -> list[str]:
    """The sources with texts at ``uri``: itself, rows and records in it, files below it."""
    sql = """
        SELECT uri FROM source WHERE document_id IS NOT NULL
           AND (uri = :uri OR (uri > :uri || '#' AND uri < :uri || '$') OR (uri > :uri || '!/' AND uri < :uri || '!0')
                OR (uri > :below AND uri < :end))
        ORDER BY uri
    """
    below = uri.rstrip("/")
    return [found for (found,) in store.rows(sql, {"uri": uri, "below": below + "/", "end": below + "0"})]


def add(store: Store, run_id: int, uris: Collection[str]) -> int:
    """Watch these sources; say how many were not watched before."""
    at = now()
    sql = "INSERT INTO watch VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    added = store.write_many(sql, ((uri, at, run_id) for uri in sorted(set(uris))))
    if added:
        events.append(store, run_id, "watch", {"uris": sorted(set(uris))})
    return added


def remove(store: Store, run_id: int, uris: Collection[str]) -> int:
    """Watch these sources no more; say how many were watched."""
    removed = store.write("DELETE FROM watch WHERE uri IN (SELECT value FROM json_each(?))", (json.dumps(list(uris)),))
    if removed:
        events.append(store, run_id, "unwatch", {"uris": sorted(set(uris))})
    return removed


def listed(store: Store) -> list[Watched]:
    """What is watched, in order."""
    return [Watched(*row) for row in store.rows("SELECT uri, document_id, added_at FROM v_watch ORDER BY uri")]


def repetitions(store: Store, wanted: Wanted, limit: int) -> list[Repetition]:
    """Sources that are not watched and carry a watched text, or one that matches it, newest first."""
    sql = """
        WITH own (document_id, uri) AS MATERIALIZED (
            SELECT g.document_id, min(w.uri) FROM watch AS w JOIN source AS s ON s.uri = w.uri
            JOIN sighting AS g ON g.source_id = s.source_id GROUP BY g.document_id
        ), found (match_id, uri, other_uri, other_id, kind, matched_words, changed, found_at, run_id) AS (
            SELECT m.match_id, own.uri, m.right_uri, m.right_id,
                   m.kind, m.matched_words, m.changed, m.found_at, m.run_id
            FROM own JOIN v_match AS m ON m.left_id = own.document_id
            WHERE m.right_id NOT IN (SELECT document_id FROM own)
            UNION ALL
            SELECT m.match_id, own.uri, m.left_uri, m.left_id,
                   m.kind, m.matched_words, m.changed, m.found_at, m.run_id
            FROM own JOIN v_match AS m ON m.right_id = own.document_id
            WHERE m.left_id NOT IN (SELECT document_id FROM own)
            UNION ALL
            SELECT NULL, own.uri, s.uri, d.document_id, 'verbatim', d.tokens, 0.0, min(g.first_seen_at), min(g.run_id)
            FROM own JOIN document AS d USING (document_id) JOIN sighting AS g USING (document_id)
            JOIN source AS s USING (source_id)
            WHERE s.uri NOT IN (SELECT uri FROM watch) GROUP BY d.document_id, s.source_id
        )
        SELECT match_id, uri, other_uri, other_id, kind, matched_words, changed, found_at FROM found
        WHERE matched_words >= :min_words
          AND (:kind IS NULL OR kind = :kind)
          AND (:since IS NULL OR found_at >= :since)
          AND (:since_run IS NULL OR run_id >= :since_run)
        ORDER BY found_at DESC, other_uri LIMIT :limit
    """
    rows = store.rows(sql, {**dataclasses.asdict(wanted), "limit": limit})
    return [_repetition(row) for row in rows]


def _repetition(row: Row) -> Repetition:
    match_id, watched_uri, other_uri, other_id, kind, *rest = row
    return Repetition(match_id, watched_uri, other_uri, other_id, Kind(kind), *rest)
