"""Queries that only pages need: places of texts, a search by words, numbers by site, single runs and events."""

import dataclasses
import json
from collections.abc import Collection

from provenance.store.database import Store


@dataclasses.dataclass(frozen=True)
class Sighted:
    """A source that carried a document: since when, what it claims, and where the bytes lie."""

    document_id: int
    uri: str
    first_seen_at: str
    last_seen_at: str
    published_at: str | None
    observed_at: str | None
    evidence: str | None


@dataclasses.dataclass(frozen=True)
class Found:
    """A source that a search found."""

    document_id: int
    uri: str
    title: str | None


@dataclasses.dataclass(frozen=True)
class Derivation:
    """An edge of lineage to the most likely direct source, as a page about sites needs it."""

    derived_uri: str
    source_uri: str
    derived_id: int
    source_id: int


def sighted(store: Store, ids: Collection[int]) -> list[Sighted]:
    """Where these documents were seen, first seen first."""
    sql = """
        SELECT g.document_id, s.uri, g.first_seen_at, g.last_seen_at, g.published_at, g.observed_at, g.evidence
        FROM json_each(?) AS wanted
        JOIN sighting AS g ON g.document_id = wanted.value JOIN source AS s USING (source_id)
        ORDER BY g.document_id, g.sighting_id
    """
    return [Sighted(*row) for row in store.rows(sql, (json.dumps(list(ids)),))]


def found(store: Store, words: Collection[str], limit: int) -> list[Found]:
    """Sources whose URI or title has all of these words, in any case of ASCII letters, newest first."""
    sql = """
        SELECT s.document_id, s.uri, g.title FROM source AS s
        JOIN sighting AS g ON g.source_id = s.source_id AND g.document_id = s.document_id
        WHERE s.document_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM json_each(:words) AS w
            WHERE instr(lower(s.uri), lower(w.value)) = 0 AND instr(lower(coalesce(g.title, '')), lower(w.value)) = 0)
        ORDER BY s.source_id DESC LIMIT :limit
    """
    return [Found(*row) for row in store.rows(sql, {"words": json.dumps(list(words)), "limit": limit})]


def strongest(store: Store, document_id: int, limit: int) -> list[tuple[int, int]]:
    """The matches of a document that share most words: their numbers, and the documents at their other ends."""
    sql = """
        SELECT match_id, left_id + right_id - :document_id FROM (
            SELECT match_id, left_id, right_id, matched_words FROM match WHERE left_id = :document_id
            UNION ALL SELECT match_id, left_id, right_id, matched_words FROM match WHERE right_id = :document_id)
        ORDER BY matched_words DESC, match_id LIMIT :limit
    """
    return store.rows(sql, {"document_id": document_id, "limit": limit})


def match_count(store: Store, document_id: int) -> int:
    """How many matches a document has."""
    sql = """
        SELECT (SELECT count(*) FROM match WHERE left_id = :id) + (SELECT count(*) FROM match WHERE right_id = :id)
    """
    return int(store.value(sql, {"id": document_id}))


def derivations(store: Store) -> list[Derivation]:
    """Every edge of lineage to a most likely direct source."""
    sql = """
        SELECT ds.uri, ss.uri, e.derived_id, e.source_id FROM lineage AS e
        JOIN sighting AS df ON df.document_id = e.derived_id AND df.is_first
        JOIN source AS ds ON ds.source_id = df.source_id
        JOIN sighting AS sf ON sf.document_id = e.source_id AND sf.is_first
        JOIN source AS ss ON ss.source_id = sf.source_id
        WHERE e.immediate
    """
    return [Derivation(*row) for row in store.rows(sql)]


def event(store: Store, event_id: int) -> tuple[str, str] | None:
    """When an event of this number was added, and its hash."""
    return store.row("SELECT at, hash FROM event WHERE event_id = ?", (event_id,))


def run(store: Store, run_id: int) -> tuple[str, str, str, str] | None:
    """Of a run its command, version, parameters as JSON, and when it began."""
    return store.row("SELECT command, version, parameters, started_at FROM run WHERE run_id = ?", (run_id,))


def descriptions(store: Store) -> list[tuple[str, str, str]]:
    """What each table, view and column means: its object, its column (empty for the object itself), and the words."""
    return store.rows("SELECT object, column_name, text FROM description ORDER BY object, column_name")
