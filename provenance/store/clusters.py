"""Clusters: documents that are versions of one text, as matches connect them."""

import dataclasses
import json
from collections.abc import Collection, Iterable

from provenance.store.database import Store
from provenance.times import credible

SHARE = 0.5
"""A match makes two documents versions of one text when it spans more than this share of the longer one."""

Edge = tuple[int, int]
"""Two documents that are versions of one text, the lower number first."""


@dataclasses.dataclass(frozen=True)
class Cluster:
    """One row of ``cluster``."""

    key: int
    cluster_id: int
    representative_id: int
    documents: int


@dataclasses.dataclass(frozen=True)
class Listed:
    """A cluster as people see it."""

    cluster_id: int
    documents: int
    representative_id: int
    representative_uri: str


@dataclasses.dataclass(frozen=True)
class Member:
    """One row of ``v_cluster``."""

    cluster_id: int
    document_id: int
    uri: str
    representative: bool
    documents: int


@dataclasses.dataclass(frozen=True, order=True)
class Rank:
    """What makes a document stand for its cluster; the least does.

    Attributes:
        not_reference: A known original comes first.
        known_since: Then the earliest time at which the text is known to have existed: a claimed publication, what a
            server or archive recorded, or else the end of the day on which it was first seen.
        shortness: Then the longest: its number of tokens, negative.
        document_id: Then the lowest number.
    """

    not_reference: bool
    known_since: str
    shortness: int
    document_id: int


_COLUMNS = "cluster_key, cluster_id, representative_id, documents"
_EDGES = f"""
    SELECT m.left_id, m.right_id FROM match AS m
    JOIN document AS l ON l.document_id = m.left_id
    JOIN document AS r ON r.document_id = m.right_id
    WHERE m.matched_words > {SHARE} * max(l.tokens, r.tokens)
"""  # noqa: S608 - constants


def edges(store: Store) -> list[Edge]:
    """All pairs that are versions of one text."""
    return store.rows(_EDGES)


def edges_of_matches(store: Store, match_ids: Collection[int]) -> list[Edge]:
    """Those of these matches that make their documents versions of one text."""
    sql = _EDGES + "AND m.match_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    return store.rows(sql, (json.dumps(list(match_ids)),))


def edges_among(store: Store, ids: Collection[int]) -> list[Edge]:
    """All pairs of these documents that are versions of one text."""
    some = "(SELECT value FROM json_each(:ids))"
    sql = f"{_EDGES} AND m.left_id IN {some} AND +m.right_id IN {some}"
    return store.rows(sql, {"ids": json.dumps(list(ids))})


def of_documents(store: Store, ids: Collection[int]) -> dict[int, Cluster]:
    """The cluster of each of these documents that is in one."""
    sql = f"""
        SELECT document_id, {_COLUMNS} FROM cluster_document JOIN cluster USING (cluster_key)
        WHERE document_id IN (SELECT value FROM json_each(?))
    """  # noqa: S608 - constants
    return {number: Cluster(*rest) for number, *rest in store.rows(sql, (json.dumps(list(ids)),))}


def members(store: Store, keys: Collection[int]) -> list[int]:
    """The documents of these clusters, rising."""
    sql = """
        SELECT document_id FROM cluster_document
        WHERE cluster_key IN (SELECT value FROM json_each(?)) ORDER BY document_id
    """
    return [number for (number,) in store.rows(sql, (json.dumps(list(keys)),))]


def ranks(store: Store, ids: Collection[int]) -> dict[int, Rank]:
    """How each of these documents ranks."""
    sql = """
        SELECT d.document_id, NOT d.is_reference, d.tokens, g.published_at, g.observed_at, g.first_seen_at
        FROM json_each(?) AS wanted
        JOIN document AS d ON d.document_id = wanted.value
        JOIN sighting AS g ON g.document_id = d.document_id
    """
    found: dict[int, Rank] = {}
    for number, not_reference, tokens, *times in store.rows(sql, (json.dumps(list(ids)),)):
        rank = Rank(bool(not_reference), _known_since(*times), -tokens, number)
        found[number] = min(rank, found.get(number, rank))
    return found


def _known_since(published_at: str | None, observed_at: str | None, first_seen_at: str) -> str:
    """By when a sighting says that its text existed."""
    claim = credible(published_at, min(observed_at or first_seen_at, first_seen_at))
    claimed = claim.latest.strftime("%Y-%m-%dT%H:%M:%SZ") if claim else None
    return min(filter(None, (claimed, observed_at, f"{first_seen_at[:10]}T24")))


def create(store: Store, ids: Collection[int], representative_id: int) -> None:
    """Make a cluster of documents that are in none."""
    sql = "INSERT INTO cluster (cluster_id, representative_id, documents) VALUES (?, ?, ?)"
    store.write(sql, (min(ids), representative_id, len(ids)))
    _put(store, int(store.value("SELECT last_insert_rowid()")), ids)


def grow(
    store: Store, cluster: Cluster, others: Collection[Cluster], ids: Collection[int], representative_id: int
) -> None:
    """Add documents that are in no cluster, and all of other clusters, to one; cheapest when that is the largest."""
    keys = [(other.key,) for other in others]
    store.write_many(
        "UPDATE cluster_document SET cluster_key = ? WHERE cluster_key = ?", [(cluster.key, *key) for key in keys]
    )
    store.write_many("DELETE FROM cluster WHERE cluster_key = ?", keys)
    _put(store, cluster.key, ids)
    cluster_id = min([cluster.cluster_id, *(other.cluster_id for other in others), *ids])
    documents = cluster.documents + sum(other.documents for other in others) + len(ids)
    sql = "UPDATE cluster SET cluster_id = ?, representative_id = ?, documents = ? WHERE cluster_key = ?"
    store.write(sql, (cluster_id, representative_id, documents, cluster.key))


def dissolve(store: Store, keys: Iterable[int]) -> None:
    """Remove clusters; their documents are in none then."""
    for key in keys:
        store.write("DELETE FROM cluster_document WHERE cluster_key = ?", (key,))
        store.write("DELETE FROM cluster WHERE cluster_key = ?", (key,))


def memberships(store: Store) -> dict[int, int]:
    """The number of its cluster for every document that is in one."""
    return dict(store.rows("SELECT document_id, cluster_id FROM cluster_document JOIN cluster USING (cluster_key)"))


def every(store: Store) -> list[Cluster]:
    """All clusters, by number."""
    return [Cluster(*row) for row in store.rows(f"SELECT {_COLUMNS} FROM cluster ORDER BY cluster_id")]  # noqa: S608 - constants


def listed(store: Store, *, at_least: int = 2, limit: int = 100) -> list[Listed]:
    """The largest clusters, largest first, then by number."""
    sql = """
        SELECT c.cluster_id, c.documents, c.representative_id, s.uri FROM cluster AS c
        JOIN sighting AS f ON f.document_id = c.representative_id AND f.is_first
        JOIN source AS s ON s.source_id = f.source_id
        WHERE c.documents >= ? ORDER BY c.documents DESC, c.cluster_id LIMIT ?
    """
    return [Listed(*row) for row in store.rows(sql, (at_least, limit))]


def of_document(store: Store, document_id: int, limit: int = 100) -> list[Member]:
    """All documents of the cluster in which this one is, its representative first; none if it is in no cluster."""
    sql = """
        SELECT cluster_id, document_id, uri, representative, documents FROM v_cluster
        WHERE cluster_id = (SELECT cluster_id FROM v_cluster WHERE document_id = ?)
        ORDER BY representative DESC, document_id LIMIT ?
    """
    rows = store.rows(sql, (document_id, limit))
    return [Member(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]


def _put(store: Store, key: int, ids: Collection[int]) -> None:
    store.write_many("INSERT INTO cluster_document VALUES (?, ?)", [(number, key) for number in ids])
