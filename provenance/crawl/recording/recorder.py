"""Recording an answer: first in the archive, then in the store, then its links and text.

Each step is committed before the next one begins. :meth:`ResponseRecorder.catch_up` finishes later what a crash
interrupts. The content of an answer never ends a run: an exception is recorded as the result. If an answer ended the
program while it was read, the number of further tries is limited.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from provenance.crawl import schedule
from provenance.crawl.config import Config, Site
from provenance.crawl.discovery import robots_directives
from provenance.crawl.discovery.discover import Discovery, discover
from provenance.crawl.http.fetch import Exchange, Response
from provenance.crawl.http.robots import Rules
from provenance.crawl.http.unpacking import as_far_as_sound
from provenance.crawl.http.urls import host_of, normal_or_none
from provenance.crawl.jobs import Attempt
from provenance.crawl.recording.archive import Archives, Kept, read_back
from provenance.crawl.recording.classify import NOT_MODIFIED, OVERLOADED, ClassifiedResponse, classify_response, failed
from provenance.errors import ProvenanceError
from provenance.pipeline.session import OpenRun
from provenance.store import Store, fetches, frontier, runs, sightings
from provenance.store.clock import stamp
from provenance.store.fetches import Conclusion, Fetch, Outcome, Pending, Step, Withheld
from provenance.store.frontier import DiscoveredUrl, DueUrl, HostState, LastBody, Schedule, UrlKind, UrlState

#: Redirects in a row after which a URL is taken for a loop.
MOST_HOPS = 10

#: Times that a look at an answer is begun, when the program ends in the middle of it each time.
MOST_TRIES = 3

_PORTION = 256
_ASKED = {
    Withheld.PAGE: "the page asks not to be indexed",
    Withheld.HEADER: "a header asks that it be not indexed",
}
_WITH_TEXT = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED})


@dataclasses.dataclass(frozen=True)
class RecordedResponse:
    """What the run needs to know about a request that was recorded.

    Attributes:
        reason: Why it failed, or gives nothing, or not all.
        hosts: Where something new is to be fetched.
        not_before: When the host may be asked again.
        in_trouble: Whether the host is better left alone until the next pass.
        withheld: What asked that the text be left out of the index, if anything did.
    """

    outcome: Outcome
    reason: str | None
    hosts: frozenset[str]
    not_before: dt.datetime
    in_trouble: bool
    withheld: Withheld | None = None
    is_bad: bool = False


class ResponseRecorder:
    """Records requests and their answers, one at a time."""

    def __init__(
        self, store: Store, run: OpenRun, config: Config, archive: Archives, folder: Path, begun: dt.datetime
    ) -> None:
        """Write to ``store`` as ``run``, begun at ``begun``, and to ``archive``, whose files lie in ``folder``."""
        # What is found is due since the run began, so that it is fetched before the run ends.
        self._begun = stamp(begun)
        self._store = store
        self._run = run
        self._config = config
        self._archive = archive
        self._folder = folder
        self._host_failures = {host: state.failures for host, state in frontier.host_states(store).items()}
        self._seeds = {found.url for found in config.seeds()}

    def page(self, entry: DueUrl, attempt: Attempt, pause: float) -> RecordedResponse:
        """Record the answer for a URL of the frontier; its host rests for ``pause`` seconds at least."""
        site = self._config.site(entry.found.site)
        classified = self._classify(entry, attempt)
        is_page = entry.found.kind is UrlKind.PAGE and classified.outcome in _WITH_TEXT
        kept = self._keep(attempt, entry.last_body, is_page=is_page)
        host = self._host(entry.found.host, attempt, pause)
        step = None if classified.content is None else Step.SCAN
        with self._store.transaction():
            self._commit_file(kept)
            fetch = _fetch(attempt, classified, kept, entry.found.kind, entry.frontier_id, step)
            fetch_id = fetches.record(self._store, self._run.run_id, fetch)
            due = self._due(entry, attempt, classified, host)
            frontier.reschedule(self._store, entry.frontier_id, due, "allowed")
            frontier.set_host(self._store, host)
            hosts = self._follow(entry, attempt, classified, site)
            self._count(classified)
            if entry.found.kind is UrlKind.PAGE:
                self._see(entry, attempt, classified, due)
        looked = Conclusion()
        if classified.content is not None and attempt.exchange is not None:
            looked, more = self._look_at(fetch_id, entry.frontier_id, entry.found, attempt.exchange, classified.content)
            hosts |= more
        reason = "; ".join(filter(None, (classified.reason, looked.reason))) or None
        is_bad = classified.is_bad or looked.is_bad
        next_at = _moment(host.next_at)
        in_trouble = _in_trouble(attempt, host)
        return RecordedResponse(classified.outcome, reason, hosts, next_at, in_trouble, looked.withheld, is_bad)

    def rules(self, origin: str, attempts: Sequence[Attempt], rules: Rules, pause: float) -> RecordedResponse:
        """Record the answers for a robots.txt, and the rules they amount to."""
        last, name = attempts[-1], host_of(origin)
        kept = [self._keep(attempt, None, is_page=False) for attempt in attempts]
        classified_all = [classify_response(attempt, None, self._config.limits.size) for attempt in attempts]
        host = self._host(name, last, pause)
        found = self._sitemaps(origin, rules)
        with self._store.transaction():
            for attempt, classified, one in zip(attempts, classified_all, kept, strict=True):
                self._commit_file(one)
                fetches.record(self._store, self._run.run_id, _fetch(attempt, classified, one, "robots", None, None))
            frontier.set_rules(self._store, origin, rules.text, stamp(rules.until), rules.reason)
            frontier.set_host(self._store, host)
            frontier.add(self._store, found, self._begun)
        hosts = frozenset({one.host for one in found})
        end = classified_all[-1]
        return RecordedResponse(end.outcome, end.reason, hosts, _moment(host.next_at), _in_trouble(last, host))

    def catch_up(self) -> None:
        """Look at what answers lead to that an interrupted run had no time to look at."""
        while waiting := fetches.pending(self._store, Step.SCAN, _PORTION):
            for one in waiting:
                self._catch_up_with(one)

    def _catch_up_with(self, one: Pending) -> None:
        entry = frontier.load(self._store, one.frontier_id)
        if one.tries >= MOST_TRIES:
            reason = f"the crawler ended {one.tries} times in the middle of looking at it"
            with self._store.transaction():
                fetches.conclude(self._store, {one.fetch_id: Conclusion(reason=reason, is_bad=True)})
            return
        with self._store.transaction():
            fetches.begin(self._store, [one.fetch_id])
        response = read_back(self._folder / one.archive, one.offset)
        content = as_far_as_sound(response, self._config.limits.size).content
        self._look_at(one.fetch_id, one.frontier_id, entry, response, content)

    def _keep(self, attempt: Attempt, last_body: LastBody | None, *, is_page: bool) -> Kept | None:
        exchange = attempt.exchange
        if exchange is None:
            return None
        repeats = exchange.status == NOT_MODIFIED or (last_body is not None and last_body.sha256 == _sha256(exchange))
        return self._archive.keep(exchange, stamp(attempt.started_at), last_body if repeats else None, is_page=is_page)

    def _classify(self, entry: DueUrl, attempt: Attempt) -> ClassifiedResponse:
        classified = classify_response(attempt, entry.last_body, self._config.limits.size, entry.found.kind)
        if classified.outcome is Outcome.REDIRECT and entry.found.hops >= MOST_HOPS:
            return failed(f"more than {MOST_HOPS} redirects in a row")
        return classified

    def _commit_file(self, kept: Kept | None) -> None:
        if kept is not None:
            fetches.set_archive(self._store, self._run.run_id, kept.file)

    def _host(self, name: str, attempt: Attempt, pause: float) -> HostState:
        """When the host may be asked again: after a pause, or later if it is in trouble."""
        exchange = attempt.exchange
        wait = max(pause, 2 * attempt.seconds)
        overloaded = exchange is not None and exchange.status in OVERLOADED
        is_silent = exchange is None and not attempt.is_heard
        failures = self._host_failures.get(name, 0) + 1 if is_silent or overloaded else 0
        if overloaded or failures >= schedule.HOST_PATIENCE:
            asked = schedule.retry_after(exchange.header("Retry-After"), attempt.finished_at) if exchange else None
            wait = max(wait, schedule.back_off(failures, name) if asked is None else asked)
        self._host_failures[name] = failures
        return HostState(name, stamp(attempt.finished_at + dt.timedelta(seconds=wait)), failures)

    def _due(self, entry: DueUrl, attempt: Attempt, classified: ClassifiedResponse, host: HostState) -> Schedule:
        """When the URL is due again. That its host was overloaded says nothing about the URL."""
        if attempt.exchange and attempt.exchange.status in OVERLOADED:
            return Schedule(UrlState.WAITING, host.next_at, entry.found.interval, entry.failures)
        url = entry.found.url
        missing = fetches.missing(self._store, entry.frontier_id) if classified.outcome is Outcome.GONE else ()
        turn = schedule.Turn(
            url, classified.outcome, entry.found.interval, entry.failures, url in self._seeds, tuple(missing)
        )
        after = schedule.after(turn, self._config.site(entry.found.site).revisit(entry.found.kind))
        due_at = stamp(attempt.finished_at + dt.timedelta(seconds=after.wait))
        return Schedule(after.state, due_at, after.interval, after.failures)

    def _follow(self, entry: DueUrl, attempt: Attempt, classified: ClassifiedResponse, site: Site) -> frozenset[str]:
        """Put the target of a redirect into the frontier, if it lies within the site."""
        target = attempt.target if classified.outcome is Outcome.REDIRECT else None
        if target is None or not site.admits(target):
            return frozenset()
        more = {"depth": entry.found.depth, "hops": entry.found.hops + 1, "found_on": entry.frontier_id}
        found = site.found(target, entry.found.kind, entry.found.announced_at, **more)
        frontier.add(self._store, [found], self._begun)
        return frozenset({found.host})

    def _count(self, classified: ClassifiedResponse) -> None:
        """Count what the run did."""
        unchanged, failed = classified.outcome is Outcome.UNCHANGED, classified.outcome is Outcome.FAILED
        self._run.counters = self._run.plus(unchanged=int(unchanged), failed=int(failed))
        runs.progress(self._store, self._run.run_id, self._run.counters)

    def _see(self, entry: DueUrl, attempt: Attempt, classified: ClassifiedResponse, due: Schedule) -> None:
        """A page that is as it was is seen again; one that is believed to be gone is marked so."""
        if classified.outcome is Outcome.UNCHANGED:
            sightings.mark_source_present(self._store, self._run.run_id, entry.found.url)
            if entry.last_body and entry.last_body.withheld is Withheld.HEADER and not self._keeps_out(attempt):
                fetches.release(self._store, entry.last_body.fetch_id)
        elif due.state is UrlState.GONE:
            sightings.mark_source_gone(self._store, self._run.run_id, entry.found.url)

    def _keeps_out(self, attempt: Attempt) -> bool:
        """Whether an answer without a new body still has a header that keeps its text out of the index."""
        exchange = attempt.exchange
        if exchange is None or exchange.status == NOT_MODIFIED:
            return True
        return robots_directives.NO_INDEX in robots_directives.of_headers(exchange.headers, self._config.token)

    def _look_at(
        self, fetch_id: int, frontier_id: int, on: DiscoveredUrl, response: Response, content: bytes
    ) -> tuple[Conclusion, frozenset[str]]:
        """Look at an answer and store what it leads to; what came of it, and where something is to be fetched."""
        step = Step.INDEX if on.kind is UrlKind.PAGE else None
        try:
            discovery, withheld = self._look(on, response, content)
            found = list(self._wanted(frontier_id, on, discovery))
            finding = _finding(step, on, discovery, withheld, is_left=not found)
            with self._store.transaction():
                frontier.add(self._store, found, self._begun)
                fetches.conclude(self._store, {fetch_id: finding})
        except (ProvenanceError, OSError):  # of the store or this machine, not of the answer
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is met once, and here
            found, finding = (
                [],
                Conclusion(step, f"cannot be looked at: {type(error).__name__}: {error}"[:300], is_bad=True),
            )
            with self._store.transaction():
                fetches.conclude(self._store, {fetch_id: finding})
        return finding, frozenset(one.host for one in found)

    def _look(self, on: DiscoveredUrl, response: Response, content: bytes) -> tuple[Discovery, Withheld | None]:
        """What an answer leads to, and what in it asks that its text be left out, as far as the site honours that."""
        limit, agent = self._config.limits.size, self._config.token
        found = discover(on.kind, on.url, content, response.header("Content-Type") or "", limit, agent)
        known = on.site in self._config.names
        if on.kind is not UrlKind.PAGE or (known and not self._config.site(on.site).robots_tags):
            return found, None
        said = robots_directives.of_headers(response.headers, agent)
        if robots_directives.NO_FOLLOW in said | found.asks:
            found = dataclasses.replace(found, urls=())
        if robots_directives.NO_INDEX in found.asks:
            return found, Withheld.PAGE
        return found, Withheld.HEADER if robots_directives.NO_INDEX in said else None

    def _wanted(self, frontier_id: int, on: DiscoveredUrl, discovery: Discovery) -> Iterable[DiscoveredUrl]:
        if on.site not in self._config.names:
            return
        site = self._config.site(on.site)
        if discovery.canonical and site.admits(discovery.canonical):
            yield site.found(discovery.canonical, UrlKind.PAGE, on.announced_at, depth=on.depth, found_on=frontier_id)
        depth = on.depth + (on.kind is UrlKind.PAGE)
        if on.kind is UrlKind.PAGE and depth > site.depth:
            return
        for link in discovery.urls:
            if site.admits(link.url):
                yield site.found(link.url, link.kind, link.published_at, depth=depth, found_on=frontier_id)

    def _sitemaps(self, origin: str, rules: Rules) -> list[DiscoveredUrl]:
        """The sitemaps that a robots.txt names, for sites that want them."""
        sites = [site for site in self._config.sites if site.robots_sitemaps and site.admits(f"{origin}/")]
        urls = [url for text in rules.sitemaps() if (url := normal_or_none(text, origin))]
        return [site.found(url, UrlKind.SITEMAP) for site in sites for url in urls if site.admits(url)]


def _finding(
    step: Step | None, on: DiscoveredUrl, discovery: Discovery, withheld: Withheld | None, *, is_left: bool
) -> Conclusion:
    """What a look came to; ``is_left`` says that nothing it leads to is fetched."""
    if withheld is not None:
        return Conclusion(None, _ASKED[withheld], withheld=withheld)
    reason = discovery.reason
    if reason is None and is_left and on.kind is not UrlKind.PAGE:
        reason = f"all of its {len(discovery.urls):,} addresses lie outside of the site {on.site!r}"
    return Conclusion(step, reason, discovery.is_bad)


def _fetch(
    attempt: Attempt,
    classified: ClassifiedResponse,
    kept: Kept | None,
    kind: str,
    frontier_id: int | None,
    step: Step | None,
) -> Fetch:
    """The row that tells of a request."""
    fetch = Fetch(
        frontier_id=frontier_id,
        url=attempt.url,
        kind=kind,
        started_at=stamp(attempt.started_at),
        finished_at=stamp(attempt.finished_at),
        outcome=classified.outcome,
        reason=classified.reason,
        content_sha256=classified.content_sha256,
        place=kept.place if kept else None,
        is_bad=classified.is_bad,
        next_step=step,
        tries=int(step is not None),
    )
    exchange = attempt.exchange
    if exchange is None:
        return fetch
    return dataclasses.replace(
        fetch,
        status=exchange.status,
        address=exchange.address,
        certificate=exchange.certificate or None,
        size=len(exchange.body),
        sha256=_sha256(exchange),
        etag=exchange.header("ETag"),
        last_modified=exchange.header("Last-Modified"),
        location=exchange.header("Location"),
    )


def _in_trouble(attempt: Attempt, host: HostState) -> bool:
    overloaded = attempt.exchange is not None and attempt.exchange.status in OVERLOADED
    return overloaded or host.failures >= schedule.HOST_PATIENCE


def _sha256(exchange: Exchange) -> str:
    return hashlib.sha256(exchange.body).hexdigest()


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
