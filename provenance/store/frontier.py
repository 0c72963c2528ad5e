"""The frontier: which URLs the crawler knows, when each is due, and when each host may be asked again.

Times are written as :func:`provenance.store.clock.stamp` does, so that they compare as text.
"""

import dataclasses
import enum
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from provenance.store.database import Row, Store
from provenance.store.fetches import Withheld


class UrlKind(enum.StrEnum):
    """What is expected at a URL; sources of URLs come before pages."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"
    PAGE = "page"


class UrlState(enum.StrEnum):
    """Whether a URL is fetched again; one that is gone is, but rarely."""

    WAITING = "waiting"
    GONE = "gone"
    GIVEN_UP = "given-up"
    OUTSIDE = "outside"


@dataclasses.dataclass(frozen=True)
class DiscoveredUrl:
    """A URL that was found.

    Attributes:
        depth: Links from where the configuration begins.
        hops: Redirects in a row that led here.
        found_on: Number of the URL where it was found.
        interval: Seconds between two fetches, to begin with.
        announced_at: When it was published, as the URL where it was found says.
    """

    url: str
    host: str
    site: str
    kind: UrlKind
    interval: int
    depth: int = 0
    hops: int = 0
    found_on: int | None = None
    announced_at: str | None = None


@dataclasses.dataclass(frozen=True)
class LastBody:
    """The last fetch of a URL that brought a whole body, which the next one is compared with."""

    fetch_id: int
    url: str
    started_at: str
    sha256: str
    content_sha256: str
    etag: str | None
    last_modified: str | None
    record_id: str
    withheld: Withheld | None = None
    reason: str | None = None
    is_bad: bool = False


@dataclasses.dataclass(frozen=True)
class DueUrl:
    """A URL whose turn it is."""

    frontier_id: int
    found: DiscoveredUrl
    due_at: str
    failures: int
    last_body: LastBody | None


@dataclasses.dataclass(frozen=True)
class Schedule:
    """When a URL is fetched again, if at all."""

    state: UrlState
    due_at: str
    interval: int
    failures: int


@dataclasses.dataclass(frozen=True)
class HostState:
    """A host and when it may be asked again."""

    host: str
    next_at: str
    failures: int


#: Whether a URL has a turn to come.
_WAITS = "frontier.state IN ('waiting', 'gone')"
#: The order of turns, of URLs of one depth and of all: sources of URLs first, then by depth. The index
#: ``frontier_turn`` has them so for each host and site.
_DEPTH_TURN = "frontier.due_at, frontier.frontier_id"
_TURN = f"frontier.kind = 'page', frontier.depth, {_DEPTH_TURN}"
_DUE = f"{_WAITS} AND frontier.due_at <= :at AND frontier.site IN (SELECT value FROM json_each(:sites))"  # noqa: S608

_ENTRY = """
    SELECT frontier.frontier_id, frontier.url, frontier.host, frontier.site, frontier.kind, frontier.interval,
           frontier.depth, frontier.hops, frontier.found_on, frontier.announced_at, frontier.due_at, frontier.failures,
           w.fetch_id, w.url, w.started_at, w.sha256, w.content_sha256, w.etag, w.last_modified, w.record_id,
           w.withheld, w.reason, w.is_bad
    FROM frontier LEFT JOIN fetch AS w ON w.fetch_id = frontier.whole_id
"""
_NEXT_SITE = f"SELECT site FROM frontier WHERE {_WAITS} AND host = ? AND site > ? ORDER BY site LIMIT 1"  # noqa: S608 - constants
_NEXT_DEPTH = f"""
    SELECT depth FROM frontier WHERE {_WAITS} AND host = ? AND site = ? AND (kind = 'page') = ? AND depth > ?
    ORDER BY depth LIMIT 1
"""  # noqa: S608 - constants
_FIRST_DUE = f"""
    SELECT {_TURN} FROM frontier
    WHERE {_WAITS} AND host = ? AND site = ? AND (kind = 'page') = ? AND depth = ? AND due_at <= ?
    ORDER BY {_DEPTH_TURN} LIMIT 1
"""  # noqa: S608 - constants


def add(store: Store, batch: Iterable[DiscoveredUrl], at: str) -> None:
    """Add URLs that are not known yet, due since ``at``; known ones take nothing but the first date they are given."""
    sql = """
        INSERT INTO frontier (url, host, site, kind, interval, depth, hops, found_on, announced_at, announced_on,
                              found_at, state, due_at, failures)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, CASE WHEN ?9 IS NOT NULL THEN ?8 END, ?10, 'waiting', ?10, 0)
        ON CONFLICT (url) DO UPDATE SET announced_at = excluded.announced_at, announced_on = excluded.announced_on
        WHERE frontier.announced_at IS NULL AND excluded.announced_at IS NOT NULL
    """
    store.write_many(sql, ((*dataclasses.astuple(found), at) for found in batch))


def seed(store: Store, batch: Sequence[DiscoveredUrl], at: str) -> None:
    """Add the URLs that a configuration names; known ones take the site, kind and depth it gives them now.

    What was outside of the configuration, or given up, gets another chance when it is named.
    """
    add(store, batch, at)
    sql = """
        UPDATE frontier SET site = ?2, kind = ?3, depth = 0, hops = 0,
               state = CASE state WHEN 'outside' THEN 'waiting' ELSE state END
        WHERE url = ?1 AND (site, kind, depth, hops, state) <> (?2, ?3, 0, 0, 'waiting')
    """
    store.write_many(sql, ((found.url, found.site, found.kind) for found in batch))


def hosts_due(store: Store, sites: Collection[str], at: str) -> list[str]:
    """The hosts that have URLs due at ``at``."""
    sql = f"SELECT DISTINCT host FROM frontier WHERE {_DUE} ORDER BY host"  # noqa: S608 - constants
    return [host for (host,) in store.rows(sql, {"at": at, "sites": json.dumps(list(sites))})]


def next_due(store: Store, host: str, sites: Collection[str], at: str) -> DueUrl | None:
    """The URL of ``host`` whose turn is next of those due at ``at``: feeds and the like first, then by depth."""
    wanted = set(sites)
    turns = [_turn(store, host, site, at) for site in _sites(store, host) if site in wanted]
    first = min(filter(None, turns), default=None)
    row = store.row(f"{_ENTRY} WHERE frontier.frontier_id = ?", first[-1:]) if first else None
    return None if row is None else _entry(row)


def _sites(store: Store, host: str) -> Iterator[str]:
    """The sites to which URLs of ``host`` belong, most often one; each is one step in an index."""
    site = ""
    while row := store.row(_NEXT_SITE, (host, site)):
        site = row[0]
        yield site


def _turn(store: Store, host: str, site: str, at: str) -> tuple[bool, int, str, int] | None:
    """The place in the order, and the number, of the first URL of ``host`` and ``site`` that is due at ``at``.

    One step in an index for each depth, however many URLs are due.
    """
    for is_page in (False, True):
        depth = -1
        while row := store.row(_NEXT_DEPTH, (host, site, is_page, depth)):
            depth = row[0]
            if found := store.row(_FIRST_DUE, (host, site, is_page, depth, at)):
                return found
    return None


def due(store: Store, sites: Collection[str], at: str, limit: int) -> list[DueUrl]:
    """URLs that are due at ``at``, in the order in which a single host would get them."""
    values = {"at": at, "sites": json.dumps(list(sites)), "limit": limit}
    sql = f"{_ENTRY} WHERE {_DUE} ORDER BY {_TURN} LIMIT :limit"
    return [_entry(row) for row in store.rows(sql, values)]


def load(store: Store, frontier_id: int) -> DiscoveredUrl:
    """The URL with that number."""
    sql = """
        SELECT url, host, site, kind, interval, depth, hops, found_on, announced_at FROM frontier WHERE frontier_id = ?
    """
    row = store.row(sql, (frontier_id,))
    if row is None:
        raise ValueError(f"no URL has number {frontier_id}")
    return DiscoveredUrl(row[0], row[1], row[2], UrlKind(row[3]), *row[4:])


def failing_seeds(store: Store, limit: int) -> list[tuple[str, int, str]]:
    """URLs of the configuration that fail again and again, worst first: how often in a row, and why."""
    sql = """
        SELECT u.url, u.failures, coalesce(f.reason, f.outcome) FROM frontier AS u JOIN fetch AS f USING (fetch_id)
        WHERE u.failures >= 3 AND u.found_on IS NULL AND u.state IN ('waiting', 'gone')
        ORDER BY u.failures DESC, u.url LIMIT ?
    """
    return [(url, failures, reason) for url, failures, reason in store.rows(sql, (limit,))]


def known(store: Store, urls: Collection[str]) -> set[str]:
    """Those of ``urls`` that are in the frontier."""
    sql = "SELECT url FROM frontier WHERE url IN (SELECT value FROM json_each(?))"
    return {url for (url,) in store.rows(sql, (json.dumps(list(urls)),))}


def reschedule(store: Store, frontier_id: int, schedule: Schedule, robots: str | None = None) -> None:
    """Store when a URL is fetched again, and what robots.txt said about it if it was asked."""
    sql = """
        UPDATE frontier SET state = ?, due_at = ?, interval = ?, failures = ?, robots = coalesce(?, robots)
        WHERE frontier_id = ?
    """
    store.write(sql, (*dataclasses.astuple(schedule), robots, frontier_id))


def host_states(store: Store) -> dict[str, HostState]:
    """When each host may be asked again; those that are not named may be asked at once."""
    return {row[0]: HostState(*row) for row in store.rows("SELECT host, next_at, failures FROM host")}


def set_host(store: Store, state: HostState) -> None:
    """Store when a host may be asked again."""
    store.write("INSERT OR REPLACE INTO host VALUES (?, ?, ?)", dataclasses.astuple(state))


def rules(store: Store, origin: str) -> tuple[str | None, str, str | None] | None:
    """The robots.txt of ``origin``, until when it holds, why it cannot be read; nothing if it was never asked for."""
    row = store.row("SELECT rules, until, reason FROM robots WHERE origin = ?", (origin,))
    return None if row is None else (row[0], row[1], row[2])


def set_rules(store: Store, origin: str, text: str | None, until: str, reason: str | None = None) -> None:
    """Store the robots.txt of ``origin``; ``None`` stands for one that cannot be read, for a ``reason``."""
    sql = "INSERT OR REPLACE INTO robots (origin, rules, until, reason) VALUES (?, ?, ?, ?)"
    store.write(sql, (origin, text, until, reason))


def _entry(row: Row) -> DueUrl:
    frontier_id, url, host, site, kind, interval, depth, hops, found_on, announced_at, due_at, failures, *last_body = (
        row
    )
    found = DiscoveredUrl(url, host, site, UrlKind(kind), interval, depth, hops, found_on, announced_at)
    return DueUrl(frontier_id, found, due_at, failures, _last_body(*last_body) if last_body[0] is not None else None)


def _last_body(*row: Any) -> LastBody:  # noqa: ANN401 - columns
    last_body = LastBody(*row)
    withheld = Withheld(last_body.withheld) if last_body.withheld else None
    return dataclasses.replace(last_body, withheld=withheld, is_bad=bool(last_body.is_bad))
