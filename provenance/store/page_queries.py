"""Queries that only pages need: places of texts, a search by words, numbers by site, single runs and events."""

import dataclasses
import json
from collections.abc import Collection, Iterator
from urllib.parse import quote

from provenance.store.database import Store

#: Sources that one call of :func:`search` looks at, at most.
SEARCHED = 40_000


@dataclasses.dataclass(frozen=True)
class Sighting:
    """A source that carried a document: since when, what it claims, and where the bytes lie."""

    document_id: int
    uri: str
    first_seen_at: str
    last_seen_at: str
    published_at: str | None
    observed_at: str | None
    evidence: str | None


@dataclasses.dataclass(frozen=True)
class FoundSource:
    """A source that :func:`search` found."""

    source_id: int
    document_id: int
    uri: str
    title: str | None


@dataclasses.dataclass(frozen=True)
class Version:
    """A document of a cluster: where and when it was first seen, and what it claims there."""

    document_id: int
    uri: str
    first_seen_at: str
    published_at: str | None


@dataclasses.dataclass(frozen=True)
class Derivation:
    """An edge of lineage to the most likely direct source, as a page about sites needs it."""

    derived_uri: str
    source_uri: str
    derived_id: int
    source_id: int
    derived_claims: str | None = None
    source_claims: str | None = None


def sightings(store: Store, ids: Collection[int]) -> list[Sighting]:
    """Where these documents were seen, first seen first."""
    sql = """
        SELECT g.document_id, s.uri, g.first_seen_at, g.last_seen_at, g.published_at, g.observed_at, g.evidence
        FROM json_each(?) AS wanted
        JOIN sighting AS g ON g.document_id = wanted.value JOIN source AS s USING (source_id)
        ORDER BY g.document_id, g.sighting_id
    """
    return [Sighting(*row) for row in store.rows(sql, (json.dumps(list(ids)),))]


def search(
    store: Store, words: Collection[str], limit: int, before: int | None = None
) -> tuple[list[FoundSource], int]:
    """Sources whose URI or title has all of these words, in any case, newest first.

    Args:
        store: The store.
        words: The words, or parts of words.
        limit: Sources at most.
        before: Only sources with lower numbers than this.

    Returns:
        What was found, and the number to pass as ``before`` to search on; 0 if all were searched. There is no index of
        words for this: the newest :data:`SEARCHED` sources are scanned, which is quick enough for a page.
    """
    last = (before or 1 + (store.value("SELECT max(source_id) FROM source") or 0)) - 1
    first = max(0, last - SEARCHED)
    ways = [_written(word) for word in words]
    values: dict[str, int | str] = {"limit": limit, "first": first, "last": last}
    values |= {f"w{word}_{place}": way for word, some in enumerate(ways) for place, way in enumerate(some)}
    made = [FoundSource(*row) for row in store.rows(_search_sql(tuple(map(len, ways))), values)]
    return made, made[-1].source_id if len(made) == limit else first and first + 1


def _search_sql(ways: tuple[int, ...]) -> str:
    """The SQL of a search for words; ``ways`` has the number of spellings of each."""
    has = "instr(lower(s.uri || ' ' || coalesce(g.title, '')), :w{}_{})"
    each = [" OR ".join(has.format(word, way) for way in range(count)) for word, count in enumerate(ways)]
    return f"""
        SELECT s.source_id, s.document_id, s.uri, g.title FROM source AS s
        JOIN sighting AS g ON g.source_id = s.source_id AND g.document_id = s.document_id
        WHERE s.source_id > :first AND s.source_id <= :last AND s.document_id IS NOT NULL
          AND {" AND ".join(f"({one})" for one in each)}
        ORDER BY s.source_id DESC LIMIT :limit
    """  # noqa: S608 - names of parameters


def _written(word: str) -> list[str]:
    """The spellings of a word in an address or title after ``lower()`` of SQLite, which changes ASCII only."""
    ways = {word.lower(), word.upper(), word.capitalize(), quote(word.lower()), quote(word.capitalize())}
    return sorted({"".join(sign.lower() if sign.isascii() else sign for sign in way) for way in ways})


def versions(store: Store, cluster_id: int) -> list[Version]:
    """All documents of a cluster, by number."""
    sql = """
        SELECT m.document_id, s.uri, f.first_seen_at, f.published_at FROM cluster AS c
        JOIN cluster_document AS m USING (cluster_key)
        JOIN sighting AS f ON f.document_id = m.document_id AND f.is_first
        JOIN source AS s ON s.source_id = f.source_id
        WHERE c.cluster_id = ? ORDER BY m.document_id
    """
    return [Version(*row) for row in store.rows(sql, (cluster_id,))]


def runs_that_saw(store: Store, document_id: int) -> list[int]:
    """The runs that saw a document first or last at some place."""
    sql = """
        SELECT run_id FROM sighting WHERE document_id = ?1
        UNION SELECT last_run_id FROM sighting WHERE document_id = ?1
    """
    return [number for (number,) in store.rows(sql, (document_id,))]


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
        SELECT ds.uri, ss.uri, e.derived_id, e.source_id, df.published_at, sf.published_at FROM lineage AS e
        JOIN sighting AS df ON df.document_id = e.derived_id AND df.is_first
        JOIN source AS ds ON ds.source_id = df.source_id
        JOIN sighting AS sf ON sf.document_id = e.source_id AND sf.is_first
        JOIN source AS ss ON ss.source_id = sf.source_id
        WHERE e.immediate
    """
    return [Derivation(*row) for row in store.rows(sql)]


def decided_pairs(store: Store) -> Iterator[tuple[int, int, bool]]:
    """The two documents of every match, and whether it is decided which derives from the other."""
    rows = store.rows("SELECT left_id, right_id, derived_id IS NOT NULL FROM match")
    return ((left, right, bool(known)) for left, right, known in rows)


def first_places(store: Store) -> dict[int, str]:
    """The address at which each document was seen first."""
    sql = "SELECT g.document_id, s.uri FROM sighting AS g JOIN source AS s USING (source_id) WHERE g.is_first"
    return dict(store.rows(sql))


def event(store: Store, event_id: int) -> tuple[str, str] | None:
    """When the event of this number was added, and its hash."""
    return store.row("SELECT at, hash FROM event WHERE event_id = ?", (event_id,))


def run(store: Store, run_id: int) -> tuple[str, str, str, str] | None:
    """The command, version, parameters (JSON) and beginning of a run."""
    return store.row("SELECT command, version, parameters, started_at FROM run WHERE run_id = ?", (run_id,))


def descriptions(store: Store) -> list[tuple[str, str, str]]:
    """What each table, view and column means: its object, its column (empty for the object itself), and the words."""
    return store.rows("SELECT object, column_name, text FROM description ORDER BY object, column_name")
