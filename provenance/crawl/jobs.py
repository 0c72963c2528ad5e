"""Work of the threads: one request to one host, or a few for its robots.txt. Nothing is stored here."""

import dataclasses
import datetime as dt

from provenance.crawl.clock import Clock
from provenance.crawl.http import robots
from provenance.crawl.http.fetch import NO_CONDITIONS, Conditions, Exchange, Fetcher, NotHttp
from provenance.crawl.http.urls import host_of, normal_or_none
from provenance.errors import InputError
from provenance.store.fetches import Withheld
from provenance.store.frontier import DueUrl

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One request and what came of it: an exchange, or a reason why there is none.

    Attributes:
        is_heard: Whether the server is there, though what it answers is no HTTP.
    """

    url: str
    started_at: dt.datetime
    finished_at: dt.datetime
    exchange: Exchange | None
    error: str | None = None
    is_heard: bool = False

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def target(self) -> str | None:
        """Where a redirect leads; nothing when it is none, or leads nowhere that is fetched, or to itself."""
        if self.exchange is None or self.exchange.status not in REDIRECTS:
            return None
        location = self.exchange.header("Location")
        found = normal_or_none(location, self.url) if location else None
        return None if found == self.url else found


@dataclasses.dataclass(frozen=True)
class PageJob:
    """Fetch a URL whose turn it is."""

    entry: DueUrl

    @property
    def host(self) -> str:
        """The host that is asked."""
        return self.entry.found.host

    def perform(self, fetcher: Fetcher, clock: Clock) -> list[Attempt]:
        """Ask once, on the conditions that are known from the last time.

        What a header kept out of the index is asked for without conditions: an answer that nothing was modified need
        not have the header, so it would not tell when that is gone.
        """
        last_body = self.entry.last_body
        known = last_body is not None and last_body.withheld is not Withheld.HEADER
        conditions = Conditions(last_body.etag, last_body.last_modified) if last_body and known else NO_CONDITIONS
        return [_attempt(fetcher, clock, self.entry.found.url, conditions)]


@dataclasses.dataclass(frozen=True)
class RobotsJob:
    """Fetch the robots.txt of an origin."""

    origin: str

    @property
    def host(self) -> str:
        """The host that is asked."""
        return host_of(self.origin)

    def perform(self, fetcher: Fetcher, clock: Clock) -> list[Attempt]:
        """Ask, and follow a few redirects."""
        attempts: list[Attempt] = []
        url: str | None = robots.location(self.origin)
        while url is not None and len(attempts) <= robots.MOST_HOPS:
            attempts.append(_attempt(fetcher, clock, url, NO_CONDITIONS))
            url = attempts[-1].target
        return attempts


Job = PageJob | RobotsJob


def _attempt(fetcher: Fetcher, clock: Clock, url: str, conditions: Conditions) -> Attempt:
    started_at = clock.now()
    try:
        exchange = fetcher.fetch(url, conditions)
    except InputError as error:
        said = f"{error}; {error.hint}" if error.hint else str(error)
        return Attempt(url, started_at, clock.now(), None, said, isinstance(error, NotHttp))
    except Exception as error:  # noqa: BLE001 - libraries raise anything at all on hostile answers
        said = f"the answer cannot be read: {type(error).__name__}: {error}"[:300]
        return Attempt(url, started_at, clock.now(), None, said, is_heard=True)
    return Attempt(url, started_at, clock.now(), exchange)
