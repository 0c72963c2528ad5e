"""Failures: inputs that could not be read, with the reason, and whether another try is worthwhile."""

import json
from collections.abc import Collection, Sequence

from provenance.model import Failure, Input
from provenance.store.clock import now
from provenance.store.database import Store


def record(store: Store, run_id: int, version: str, batch: Sequence[Failure]) -> None:
    """Store that these failed in this run of this version; of several reasons for one URI the last one counts.

    What is not the input's fault has no size and time by which it would be left out again.
    """
    sql = """
        INSERT INTO failure VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7, ?8)
        ON CONFLICT (uri) DO UPDATE SET reason = excluded.reason, size = excluded.size,
            modified_ns = excluded.modified_ns, version = excluded.version,
            last_failed_at = excluded.last_failed_at, last_run_id = excluded.last_run_id, remedy = excluded.remedy
    """
    at = now()
    rows = ((f.uri, f.reason, *_stamp(f), version, at, run_id, f.remedy) for f in batch)
    store.write_many(sql, rows)


def clear(store: Store, run_id: int, uris: Collection[str]) -> None:
    """Forget what failed at these inputs, and in records and rows of them, before this run: they were read since."""
    sql = """
        DELETE FROM failure WHERE last_run_id < :run_id AND uri IN (
            SELECT f.uri FROM json_each(:uris) AS read JOIN failure AS f
            ON f.uri = read.value OR (f.uri > read.value || '#' AND f.uri < read.value || '$')
               OR (f.uri > read.value || '!/' AND f.uri < read.value || '!0')
        )
    """
    store.write(sql, {"uris": json.dumps(list(uris)), "run_id": run_id})


def clear_below(store: Store, run_id: int, prefix: str) -> None:
    """Forget what failed before this run at URIs that start with ``prefix``: all of them were looked at again."""
    sql = "DELETE FROM failure WHERE uri >= ? AND uri < ? AND last_run_id < ?"
    store.write(sql, (prefix, prefix + "\U0010ffff", run_id))


def standing(store: Store, version: str, inputs: Collection[Input]) -> dict[str, str]:
    """Those inputs, with the reason, that failed in this version and have the size and time they had then."""
    sql = """
        SELECT f.uri, f.reason, f.size, f.modified_ns
        FROM json_each(?) AS wanted JOIN failure AS f ON f.uri = wanted.value
        WHERE f.version = ? AND f.size IS NOT NULL
    """
    rows = store.rows(sql, (json.dumps([one.uri for one in inputs]), version))
    known = {uri: (reason, size, modified_ns) for uri, reason, size, modified_ns in rows}
    return {one.uri: known[one.uri][0] for one in inputs if known.get(one.uri, ())[1:] == (one.size, one.modified_ns)}


def worth_reading_again(store: Store, version: str, uris: Collection[str]) -> set[str]:
    """Those archives and tables in which something failed that this version, or a remedy since, may mend."""
    sql = """
        SELECT DISTINCT read.value FROM json_each(?) AS read JOIN failure AS f
        ON f.uri > read.value || '#' AND f.uri < read.value || '$' WHERE f.version <> ? OR f.remedy IS NOT NULL
    """
    return {str(uri) for (uri,) in store.rows(sql, (json.dumps(list(uris)), version))}


def inside(store: Store, uris: Collection[str]) -> list[tuple[str, str]]:
    """What failed, and why, at records and rows of these inputs, which are otherwise read."""
    sql = """
        SELECT f.uri, f.reason FROM json_each(?) AS read JOIN failure AS f
        ON (f.uri > read.value || '#' AND f.uri < read.value || '$')
           OR (f.uri > read.value || '!/' AND f.uri < read.value || '!0') ORDER BY f.uri
    """
    return [(str(uri), str(reason)) for uri, reason in store.rows(sql, (json.dumps(list(uris)),))]


def _stamp(failure: Failure) -> tuple[int | None, int | None]:
    return (None, None) if failure.remedy else (failure.size, failure.modified_ns)
