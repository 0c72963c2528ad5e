"""Fetches: requests and their results, and the files of the web archive that hold the answers."""

import dataclasses
import enum
import json
from collections.abc import Collection, Mapping

from provenance.store import events
from provenance.store.database import Store


class Outcome(enum.StrEnum):
    """What a fetch came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REDIRECT = "redirect"
    GONE = "gone"
    FAILED = "failed"


class Step(enum.StrEnum):
    """What is still to be done with an answer that is safe in the archive."""

    SCAN = "scan"
    INDEX = "index"


class Withheld(enum.StrEnum):
    """What asked that the text of a page be left out of the index."""

    PAGE = "page"
    HEADER = "header"


@dataclasses.dataclass(frozen=True)
class ArchiveFile:
    """A file of the web archive, as far as it is committed."""

    name: str
    size: int
    records: int
    sha256: str


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a record lies."""

    archive: str
    offset: int
    record_id: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fetch:
    """One request and what came of it; ``v_fetch`` says what the fields mean.

    Attributes:
        frontier_id: The URL in the frontier; ``None`` for robots.txt.
        place: Where request and answer lie in the archive; ``None`` when there was no answer.
        is_bad: Whether it failed, or what came could not be understood, wholly or in part.
        next_step: What is to be done with the answer, once it is safe.
        tries: How often that was begun.
    """

    frontier_id: int | None
    url: str
    kind: str
    started_at: str
    finished_at: str
    outcome: Outcome
    status: int | None = None
    reason: str | None = None
    address: str | None = None
    certificate: str | None = None
    size: int | None = None
    sha256: str | None = None
    content_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    place: Place | None = None
    is_bad: bool = False
    next_step: Step | None = None
    tries: int = 0


@dataclasses.dataclass(frozen=True)
class Conclusion:
    """What a look at an answer came to.

    Attributes:
        step: What is to be done next.
        reason: Why it gives nothing, or not all; nothing when there is nothing to say.
        is_bad: Whether it could not be understood, wholly or in part.
        withheld: What asks that its text be left out of the index.
        remedy: What to do where the cause is not in the answer, which is then tried again in the next pass.
    """

    step: Step | None = None
    reason: str | None = None
    is_bad: bool = False
    withheld: Withheld | None = None
    remedy: str | None = None


@dataclasses.dataclass(frozen=True)
class Pending:
    """An answer in the archive with which something is still to be done.

    Attributes:
        announced_at: When it was published, as the feed or sitemap that lists it says.
        tries: How often that was begun and not ended.
    """

    fetch_id: int
    frontier_id: int
    url: str
    started_at: str
    archive: str
    offset: int
    announced_at: str | None
    tries: int = 0


def record(store: Store, run_id: int, fetch: Fetch) -> int:
    """Store a fetch and give its number; its URL refers to it from now on."""
    sql = """
        INSERT INTO fetch (frontier_id, url, kind, run_id, started_at, finished_at, outcome, status, reason, address,
                           certificate, size, sha256, content_sha256, etag, last_modified, location,
                           archive_id, archive_offset, record_id, is_bad, next_step, tries)
        VALUES (:frontier_id, :url, :kind, :run_id, :started_at, :finished_at, :outcome, :status, :reason, :address,
                :certificate, :size, :sha256, :content_sha256, :etag, :last_modified, :location,
                (SELECT archive_id FROM archive WHERE name = :archive), :offset, :record_id,
                :is_bad, :next_step, :tries)
    """
    values = {name: value for name, value in vars(fetch).items() if name != "place"}
    place = dataclasses.asdict(fetch.place) if fetch.place else {"archive": None, "offset": None, "record_id": None}
    store.write(sql, {**values, **place, "run_id": run_id})
    fetch_id = int(store.value("SELECT last_insert_rowid()"))
    whole = fetch.outcome in {Outcome.NEW, Outcome.CHANGED}
    store.write(
        "UPDATE frontier SET fetch_id = ?1, whole_id = CASE WHEN ?2 THEN ?1 ELSE whole_id END WHERE frontier_id = ?3",
        (fetch_id, whole, fetch.frontier_id),
    )
    return fetch_id


def pending(store: Store, step: Step, limit: int) -> list[Pending]:
    """Answers with which ``step`` is still to be done, oldest first."""
    sql = """
        SELECT f.fetch_id, f.frontier_id, f.url, f.started_at, a.name, f.archive_offset, u.announced_at,
               f.tries
        FROM fetch AS f JOIN archive AS a USING (archive_id) JOIN frontier AS u USING (frontier_id)
        WHERE f.next_step = ? ORDER BY f.fetch_id LIMIT ?
    """
    return [Pending(*row) for row in store.rows(sql, (step, limit))]


def waiting(store: Store, step: Step) -> int:
    """With how many answers ``step`` is still to be done."""
    return int(store.value("SELECT count(*) FROM fetch WHERE next_step = ?", (step,)))


def missing(store: Store, frontier_id: int) -> list[int]:
    """The statuses of the last answers for a URL that said that there is nothing, since there last was something."""
    sql = """
        SELECT status FROM fetch WHERE frontier_id = ?1 AND outcome = 'gone' AND fetch_id > (
            SELECT coalesce(max(fetch_id), 0) FROM fetch WHERE frontier_id = ?1 AND outcome NOT IN ('gone', 'failed'))
    """
    return [status for (status,) in store.rows(sql, (frontier_id,))]


def begin(store: Store, numbers: Collection[int]) -> None:
    """Count one more try of the next step of these answers, so that one that kills the process is noticed."""
    store.write_many("UPDATE fetch SET tries = tries + 1 WHERE fetch_id = ?", ((number,) for number in numbers))


def undo_begin(store: Store, numbers: Collection[int]) -> None:
    """Take back :func:`begin`: the step was left before it ended, through no fault of these answers."""
    store.write_many("UPDATE fetch SET tries = max(tries - 1, 0) WHERE fetch_id = ?", ((number,) for number in numbers))


def conclude(store: Store, conclusions: Mapping[int, Conclusion]) -> None:
    """Store what came of looking at these answers; a reason is added to the one why a fetch failed.

    A conclusion with a remedy says nothing about the answer; it is stored as a failure only.
    """
    sql = """
        UPDATE fetch SET next_step = ?2, tries = 0, is_bad = max(is_bad, ?4), withheld = ?5,
               reason = iif(?3 IS NULL OR reason IS NULL, coalesce(?3, reason), reason || '; ' || ?3)
        WHERE fetch_id = ?1
    """
    kept = ((number, Conclusion() if one.remedy else one) for number, one in conclusions.items())
    store.write_many(sql, ((number, one.step, one.reason, one.is_bad, one.withheld) for number, one in kept))


def retry_own_failures(store: Store) -> None:
    """Let texts be read again, as they were last seen, whose failure was not the fault of their source."""
    sql = """
        UPDATE fetch SET next_step = 'index' WHERE next_step IS NULL AND withheld IS NULL AND fetch_id IN
        (SELECT u.whole_id FROM failure AS f JOIN frontier AS u ON u.url = f.uri WHERE f.remedy IS NOT NULL)
    """
    store.write(sql)


def release(store: Store, fetch_id: int) -> None:
    """Let the text of an answer be indexed that was left out."""
    sql = """
        UPDATE fetch SET next_step = 'index', withheld = NULL, reason = NULL
        WHERE fetch_id = ? AND withheld IS NOT NULL
    """
    store.write(sql, (fetch_id,))


def release_all(store: Store, sites: Collection[str]) -> int:
    """Let the texts of these sites be indexed that were left out, as they were last seen; say how many."""
    sql = """
        UPDATE fetch SET next_step = 'index', withheld = NULL, reason = NULL
        WHERE withheld IS NOT NULL
          AND fetch_id IN (SELECT whole_id FROM frontier WHERE site IN (SELECT value FROM json_each(?)))
    """
    return store.write(sql, (json.dumps(list(sites)),))


def archives(store: Store) -> list[ArchiveFile]:
    """The files of the web archive, oldest first."""
    sql = "SELECT name, size, records, sha256 FROM archive ORDER BY archive_id"
    return [ArchiveFile(*row) for row in store.rows(sql)]


def set_archive(store: Store, run_id: int, file: ArchiveFile) -> None:
    """Store how far a file is committed; its bytes must be on the disk."""
    sql = """
        INSERT INTO archive (name, size, records, sha256, is_sealed, run_id) VALUES (?, ?, ?, ?, 0, ?)
        ON CONFLICT (name) DO UPDATE SET size = excluded.size, records = excluded.records, sha256 = excluded.sha256
    """
    store.write(sql, (*dataclasses.astuple(file), run_id))


def seal_archives(store: Store, run_id: int) -> list[str]:
    """Close all files of the archive that are still open, with an event that keeps their digests; name them."""
    sql = "SELECT name, size, records, sha256 FROM archive WHERE NOT is_sealed ORDER BY archive_id"
    files = [ArchiveFile(*row) for row in store.rows(sql)]
    if files:
        store.write("UPDATE archive SET is_sealed = 1 WHERE NOT is_sealed")
        events.append(store, run_id, "seal-archives", {"files": [dataclasses.asdict(file) for file in files]})
    return [file.name for file in files]
