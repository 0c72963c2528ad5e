"""Sources and sightings: which source carried which document when, and what it claimed."""

import dataclasses
import json
from collections.abc import Collection, Iterator, Sequence

from provenance.errors import SEE_VERIFY, IntegrityError
from provenance.model import Container, Input, Metadata, Origin
from provenance.store import events
from provenance.store.canonical import digest
from provenance.store.clock import now
from provenance.store.database import Store

_NOTHING = Metadata()
_NOWHERE = Origin()


@dataclasses.dataclass(frozen=True)
class Seen:
    """A source that was read and the document it carries."""

    uri: str
    document_id: int
    claims: Metadata = _NOTHING
    origin: Origin = _NOWHERE


@dataclasses.dataclass(frozen=True)
class Change:
    """A source that carries another document than before."""

    uri: str
    before: int
    after: int


@dataclasses.dataclass(frozen=True)
class Recorded:
    """What was new about a batch of sources.

    Attributes:
        added: Sources never seen before.
        changed: Sources that carry another document now.
        unchanged: How many sources were as before.
    """

    added: tuple[str, ...]
    changed: tuple[Change, ...]
    unchanged: int


@dataclasses.dataclass(frozen=True)
class _Known:
    """A source as the store has it."""

    source_id: int
    document_id: int | None
    claims: Metadata


def record(store: Store, run_id: int, batch: Sequence[Seen]) -> Recorded:
    """Store that these sources carry these documents now. A URI that occurs twice is seen twice, in order."""
    added: list[str] = []
    changed: list[Change] = []
    unchanged = 0
    for part in _without_repeats(batch):
        found = _record_distinct(store, run_id, part)
        added += found.added
        changed += found.changed
        unchanged += found.unchanged
    return Recorded(tuple(added), tuple(changed), unchanged)


def record_container(store: Store, run_id: int, container: Container) -> None:
    """Store that this archive or table was read to its end; records of it that this run did not see are gone."""
    sql = """
        INSERT INTO source (uri, document_id, status, size, modified_ns, digest, last_run_id)
        VALUES (?, NULL, 'present', ?, ?, ?, ?)
        ON CONFLICT (uri) DO UPDATE SET document_id = NULL, status = 'present', size = excluded.size,
                                        modified_ns = excluded.modified_ns, digest = excluded.digest,
                                        last_run_id = excluded.last_run_id
    """
    store.write(sql, (container.uri, container.size, container.modified_ns, container.digest, run_id))
    mark_gone(store, run_id, container.uri + "#")


def unchanged(store: Store, inputs: Collection[Input]) -> set[str]:
    """Those inputs, by URI, whose size and modification time are as when they were last read to their end."""
    sql = """
        SELECT uri, size, modified_ns FROM source
        WHERE uri IN (SELECT value FROM json_each(?)) AND status = 'present' AND size IS NOT NULL
    """
    known = {row[0]: row[1:] for row in store.rows(sql, (json.dumps([i.uri for i in inputs]),))}
    return {i.uri for i in inputs if known.get(i.uri) == (i.size, i.modified_ns)}


def digests(store: Store, inputs: Collection[Input]) -> dict[str, str]:
    """By URI, the digests of those inputs that have another time than when they were last read, but the same size."""
    sql = """
        SELECT uri, size, modified_ns, digest FROM source
        WHERE uri IN (SELECT value FROM json_each(?)) AND status = 'present' AND digest IS NOT NULL
    """
    known = {row[0]: row[1:] for row in store.rows(sql, (json.dumps([i.uri for i in inputs]),))}
    found = {i.uri: (i, *known[i.uri]) for i in inputs if i.uri in known}
    return {uri: digest for uri, (i, size, at, digest) in found.items() if i.size == size and i.modified_ns != at}


def retime(store: Store, inputs: Collection[Input]) -> None:
    """Store that the content of these inputs is as it was, and their modification time is another one."""
    store.write_many("UPDATE source SET modified_ns = ? WHERE uri = ?", ((i.modified_ns, i.uri) for i in inputs))


def uris(store: Store, ids: Collection[int]) -> dict[int, list[str]]:
    """Where each of these documents was ever seen, first place first.

    Raises:
        IntegrityError: An address in the table is not the one in its index, so that one of them is damaged.
    """
    sql = """
        SELECT g.document_id, s.uri, s.source_id IS (SELECT t.source_id FROM source AS t WHERE t.uri = s.uri)
        FROM sighting AS g JOIN source AS s USING (source_id)
        WHERE g.document_id IN (SELECT value FROM json_each(?)) ORDER BY g.document_id, g.sighting_id
    """
    found: dict[int, list[str]] = {}
    for document_id, uri, is_indexed in store.rows(sql, (json.dumps(list(ids)),)):
        if not is_indexed:
            said = f"where document {document_id} was seen is damaged: {uri!r}"
            raise IntegrityError(said, hint=SEE_VERIFY)
        places = found.setdefault(document_id, [])
        if uri not in places:
            places.append(uri)
    return found


def ever_at(store: Store, uris: Collection[str]) -> frozenset[str]:
    """Those of ``uris`` at which a document was ever seen."""
    sql = """
        SELECT uri FROM source AS s
        WHERE uri IN (SELECT value FROM json_each(?))
          AND EXISTS (SELECT 1 FROM sighting AS g WHERE g.source_id = s.source_id)
    """
    return frozenset(uri for (uri,) in store.rows(sql, (json.dumps(list(uris)),)))


def digest_of(store: Store, first: int, last: int) -> str:
    """What the ``add-sightings`` event of these sightings must have as its digest: all but when they were last seen.

    What a later version added to the claims counts where there is something: so older events keep their digests.
    """
    sql = """
        SELECT g.sighting_id, s.uri, g.document_id, g.is_first, g.first_seen_at,
               g.published_at, g.title, g.author, g.language, g.canonical, g.licence, g.observed_at, g.evidence,
               g.run_id, g.credited
        FROM sighting AS g JOIN source AS s USING (source_id)
        WHERE g.sighting_id BETWEEN ? AND ? ORDER BY g.sighting_id
    """
    rows = store.rows(sql, (first, last))
    return digest([row if row[-1] is not None else row[:-1] for row in rows])


def touch(store: Store, run_id: int, uris: Collection[str]) -> int:
    """Store that these sources, the records of these containers, and what is attached to these mails, are as they were.

    Say how many sources.
    """
    sql = """
        UPDATE sighting SET last_seen_at = :at, last_run_id = :run_id
        WHERE sighting_id IN (
            WITH wanted (uri) AS MATERIALIZED (SELECT value FROM json_each(:uris)),
                 still (source_id) AS (
                     SELECT source_id FROM wanted JOIN source USING (uri)
                     UNION ALL
                     SELECT r.source_id FROM wanted AS w
                     JOIN source AS c ON c.uri = w.uri AND c.document_id IS NULL
                     JOIN source AS r ON r.uri > w.uri || '#' AND r.uri < w.uri || '$' AND r.status = 'present'
                     UNION ALL
                     SELECT r.source_id FROM wanted AS w
                     JOIN source AS r ON r.uri > w.uri || '!/' AND r.uri < w.uri || '!0' AND r.status = 'present'
                 )
            SELECT (SELECT max(sighting_id) FROM sighting WHERE source_id = still.source_id) FROM still
        )
    """
    values = {"uris": json.dumps(list(uris)), "at": now(), "run_id": run_id}
    containers = """
        UPDATE source SET last_run_id = :run_id
        WHERE uri IN (SELECT value FROM json_each(:uris)) AND document_id IS NULL
    """
    store.write(containers, {"uris": values["uris"], "run_id": run_id})
    return store.write(sql, values)


def mark_gone(store: Store, run_id: int, prefix: str) -> int:
    """Mark sources whose URI starts with ``prefix`` and that this run did not see as gone; say how many.

    Call it when everything under ``prefix`` was walked. What they carried stays, with its sightings. What this run
    could not read, or could not look into, is not gone.
    """
    span = {"prefix": prefix, "end": prefix + "\U0010ffff", "run_id": run_id}
    seen = """(SELECT last_run_id FROM sighting AS s WHERE s.source_id = source.source_id
               ORDER BY sighting_id DESC LIMIT 1)"""
    gone = store.write(_GONE.format(kind="NOT NULL", seen=seen), span)
    store.write(_GONE.format(kind="NULL", seen="last_run_id"), span)
    if gone:
        events.append(store, run_id, "mark-gone", {"prefix": prefix, "sources": gone})
    return gone


def mark_parts_gone(store: Store, run_id: int, uris: Collection[str]) -> None:
    """Mark as gone what was attached to these mails, which were read again, and is not any more."""
    sql = """
        SELECT DISTINCT read.value FROM json_each(?) AS read
        JOIN source AS p ON p.uri > read.value || '!/' AND p.uri < read.value || '!0' AND p.status = 'present'
    """
    for (uri,) in store.rows(sql, (json.dumps(list(uris)),)):
        mark_gone(store, run_id, f"{uri}!/")


def mark_source_gone(store: Store, run_id: int, uri: str) -> None:
    """Mark one source as gone. What it carried stays, with its sightings."""
    if store.write("UPDATE source SET status = 'gone' WHERE uri = ? AND status = 'present'", (uri,)):
        events.append(store, run_id, "mark-gone", {"uri": uri, "sources": 1})


def mark_source_present(store: Store, run_id: int, uri: str) -> None:
    """Store that a source carries what it carried last, though it may have been gone meanwhile."""
    sql = "UPDATE source SET status = 'present' WHERE uri = ? AND status = 'gone' AND document_id IS NOT NULL"
    if store.write(sql, (uri,)):
        events.append(store, run_id, "find-again", {"uri": uri})
    touch(store, run_id, [uri])


def of_documents(store: Store, ids: Collection[int]) -> list[int]:
    """The numbers of all sightings of these documents, rising."""
    sql = """
        SELECT sighting_id FROM sighting WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY sighting_id
    """
    return [number for (number,) in store.rows(sql, (json.dumps(list(ids)),))]


#: A source is told from what failed to be read by its URI up to any ``#``, ``!/`` or ``/``: in an archive, attached to
#: a mail, below a folder.
_GONE = """
    UPDATE source SET status = 'gone'
    WHERE uri >= :prefix AND uri < :end AND status = 'present' AND document_id IS {kind} AND {seen} < :run_id
      AND NOT EXISTS (SELECT 1 FROM failure AS f WHERE f.last_run_id = :run_id
                      AND substr(source.uri, 1, length(f.uri)) = f.uri
                      AND substr(source.uri, length(f.uri) + 1, 1) IN ('', '#', '!', '/'))
"""


def remove_documents(store: Store, ids: Collection[int]) -> int:
    """Remove all sightings of these documents, and the sources that carried nothing else; say how many of those.

    A source that carried other documents before stays, as one that is gone.
    """
    wanted = (json.dumps(list(ids)),)
    empty = """
        SELECT source_id FROM sighting WHERE document_id IN (SELECT value FROM json_each(?1))
        EXCEPT SELECT g.source_id FROM sighting AS d JOIN sighting AS g USING (source_id)
        WHERE d.document_id IN (SELECT value FROM json_each(?1))
          AND g.document_id NOT IN (SELECT value FROM json_each(?1))
    """
    sources = store.rows(empty, wanted)
    store.write("DELETE FROM sighting WHERE document_id IN (SELECT value FROM json_each(?))", wanted)
    store.write_many("DELETE FROM source WHERE source_id = ?", sources)
    sql = """
        UPDATE source SET document_id = NULL, status = 'gone', size = NULL, modified_ns = NULL, digest = NULL
        WHERE document_id IN (SELECT value FROM json_each(?))
    """
    store.write(sql, wanted)
    return len(sources)


def _without_repeats(batch: Sequence[Seen]) -> Iterator[list[Seen]]:
    """The batch in order, cut wherever a URI would come a second time."""
    part: dict[str, Seen] = {}
    for seen in batch:
        if seen.uri in part:
            yield list(part.values())
            part = {}
        part[seen.uri] = seen
    if part:
        yield list(part.values())


def _record_distinct(store: Store, run_id: int, batch: Sequence[Seen]) -> Recorded:
    known = _known(store, [seen.uri for seen in batch])
    fresh = [seen for seen in batch if seen.uri not in known]
    again = [(seen, known[seen.uri]) for seen in batch if seen.uri in known]
    changed = [(seen, old) for seen, old in again if old.document_id != seen.document_id]
    kept = [(seen, old) for seen, old in again if old.document_id == seen.document_id]
    reclaimed = [(seen, old) for seen, old in kept if old.claims != seen.claims]
    same = [old.source_id for seen, old in kept if old.claims == seen.claims]
    numbered = _add_sources(store, fresh)
    _update_sources(store, again)
    _touch_sightings(store, run_id, same)
    _add_sightings(store, run_id, numbered + [(seen, old.source_id) for seen, old in changed + reclaimed])
    return Recorded(
        added=tuple(seen.uri for seen in fresh + [seen for seen, old in changed if old.document_id is None]),
        changed=tuple(
            Change(seen.uri, old.document_id, seen.document_id) for seen, old in changed if old.document_id is not None
        ),
        unchanged=len(kept),
    )


def stored_claims(uri: str, claims: Sequence[str | None]) -> Metadata:
    """What a source claims, by the values that are stored of it.

    Raises:
        IntegrityError: They cannot have been stored like this.
    """
    try:
        return Metadata(*claims)
    except ValueError as error:
        raise IntegrityError(f"what {uri} claims is damaged: {error}", hint=SEE_VERIFY) from error


def _known(store: Store, uris: Sequence[str]) -> dict[str, _Known]:
    sql = """
        SELECT s.uri, s.source_id, s.document_id,
               g.published_at, g.title, g.author, g.language, g.canonical, g.licence, g.credited
        FROM source AS s
        LEFT JOIN sighting AS g ON g.sighting_id = (SELECT max(sighting_id) FROM sighting AS c
                                                    WHERE c.source_id = s.source_id)
        WHERE s.uri IN (SELECT value FROM json_each(?))
    """
    rows = store.rows(sql, (json.dumps(uris),))
    return {
        uri: _Known(source_id, document_id, stored_claims(uri, claims)) for uri, source_id, document_id, *claims in rows
    }


def _add_sources(store: Store, batch: Sequence[Seen]) -> list[tuple[Seen, int]]:
    first = int(store.value("SELECT coalesce(max(source_id), 0) + 1 FROM source"))
    numbered = [(seen, first + place) for place, seen in enumerate(batch)]
    sql = """
        INSERT INTO source (source_id, uri, document_id, status, size, modified_ns, digest)
        VALUES (?, ?, ?, 'present', ?, ?, ?)
    """
    rows = ((n, seen.uri, seen.document_id, *_stamp(seen.origin)) for seen, n in numbered)
    store.write_many(sql, rows)
    return numbered


def _update_sources(store: Store, again: Sequence[tuple[Seen, _Known]]) -> None:
    sql = """
        UPDATE source SET document_id = ?, status = 'present', size = ?, modified_ns = ?, digest = ? WHERE source_id = ?
    """
    rows = ((seen.document_id, *_stamp(seen.origin), old.source_id) for seen, old in again)
    store.write_many(sql, rows)


def _touch_sightings(store: Store, run_id: int, source_ids: Sequence[int]) -> None:
    sql = """
        UPDATE sighting SET last_seen_at = ?, last_run_id = ?
        WHERE sighting_id IN (SELECT (SELECT max(sighting_id) FROM sighting WHERE source_id = wanted.value)
                              FROM json_each(?) AS wanted)
    """
    store.write(sql, (now(), run_id, json.dumps(source_ids)))


def _add_sightings(store: Store, run_id: int, numbered: Sequence[tuple[Seen, int]]) -> None:
    """Whether a sighting is the first of its document is decided row by row, so two in one batch are told apart."""
    sql = """
        INSERT INTO sighting (sighting_id, source_id, document_id, is_first, first_seen_at, last_seen_at,
                              published_at, title, author, language, canonical, licence, credited,
                              observed_at, evidence, run_id, last_run_id)
        VALUES (?1, ?2, ?3, NOT EXISTS (SELECT 1 FROM sighting WHERE document_id = ?3), ?4, ?4,
                ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)
    """
    at = now()
    first = _next_id(store)
    rows = [
        (number, source_id, s.document_id, at, *_columns(s.claims), s.origin.observed_at, s.origin.record_uri, run_id)
        for number, (s, source_id) in enumerate(numbered, first)
    ]
    store.write_many(sql, rows)
    if rows:
        last = first + len(rows) - 1
        subject = {"first": first, "last": last, "sightings": len(rows), "digest": digest_of(store, first, last)}
        events.append(store, run_id, "add-sightings", subject)


def _next_id(store: Store) -> int:
    """The number of the next sighting: none that an event sealed is used again, though its row be forgotten."""
    sql = """
        SELECT max((SELECT coalesce(max(sighting_id), 0) FROM sighting), coalesce(max(object ->> 'last'), 0))
        FROM event WHERE action = 'add-sightings'
    """
    return 1 + int(store.value(sql))


def _columns(claims: Metadata) -> tuple[str | None, ...]:
    """Not by `dataclasses.astuple`, which copies deeply, and takes longer than the row takes to write."""
    said = (claims.published_at, claims.title, claims.author, claims.language)
    return (*said, claims.canonical, claims.licence, claims.credited)


def _stamp(origin: Origin) -> tuple[int | None, int | None, str | None]:
    """What recognises an input unchanged."""
    return origin.size, origin.modified_ns, origin.digest
