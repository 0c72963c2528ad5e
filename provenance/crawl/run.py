"""One pass of the crawler: fetch what is due, in turn and politely, until nothing is left or a limit is reached."""

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable
from concurrent import futures
from pathlib import Path

from provenance.crawl.clock import Clock, SystemClock
from provenance.crawl.config import Config
from provenance.crawl.fetch_log import FetchLog
from provenance.crawl.hosts import Hosts
from provenance.crawl.http.fetch import Fetcher
from provenance.crawl.http.guard import Guard
from provenance.crawl.http.robots import Decision, Rules
from provenance.crawl.http.urls import origin_of
from provenance.crawl.jobs import Attempt, Job, PageJob, RobotsJob
from provenance.crawl.recording.archive import Archives, recover
from provenance.crawl.recording.classify import robots_rules
from provenance.crawl.recording.recorder import RecordedResponse, ResponseRecorder
from provenance.crawl.recording.texts import PORTION, index_pending, update_due_families
from provenance.crawl.report import Remarks, Report
from provenance.crawl.threads import begin
from provenance.errors import ProvenanceError
from provenance.pipeline.indexing.ingest import Options, Progress
from provenance.pipeline.session import make_ready, running_in
from provenance.store import Store, fetches, frontier, open_for_crawling
from provenance.store.clock import stamp
from provenance.store.fetches import Outcome, Step
from provenance.store.frontier import DueUrl, Schedule, UrlState

#: How long a page waits that robots.txt forbids, before the rules are looked at again.
_FORBIDDEN_WAIT = dt.timedelta(days=1)


Observer = Callable[[int, int], None]
"""Called with the number of requests made and of bytes received."""


def crawl(
    path: Path,
    config: Config,
    options: Options,
    *,
    wait: float = 0.0,
    clock: Clock | None = None,
    log: FetchLog | None = None,
    guard: Guard | None = None,
    observe: Observer = lambda _requests, _size: None,
) -> Report:
    """Fetch what is due of the sites of ``config``, archive it, index it.

    Others may write to the store meanwhile; it is held only while a portion of texts is indexed.

    Args:
        path: The store, which is made if there is none.
        config: What to crawl.
        options: How to index.
        wait: Seconds to wait for another crawl before this one begins, and for another writer at its end.
        clock: For tests; otherwise the clock of this machine.
        log: Where to note what is done.
        guard: For tests; otherwise one that lets through what the configuration allows.
        observe: Told about progress.

    Raises:
        StoreLocked: Another crawl is under way.
        DiskFull: There is no room for the archive or the store.
        IntegrityError: Evidence is missing from the archive.
    """
    clock = clock or SystemClock()
    asked = {"config": config.digest, "agent": config.agent, "sites": list(config.names)}
    guard = guard or Guard(config.allowed)
    make_ready(path, wait=wait)
    with open_for_crawling(path, wait=wait) as store:
        folder = store.archive_folder
        recovered = recover(folder, fetches.archives(store))
        with (
            running_in(store, "crawl", asked) as run,
            Fetcher(config.agent, guard, config.limits, config.authorities) as fetcher,
        ):
            at = clock.now()
            archive = Archives(folder, f"{at:%Y%m%dT%H%M%SZ}-{run.run_id:06}", _archive_info(config))
            recorder = ResponseRecorder(store, run, config, archive, folder, at)
            one = _Pass(
                store, config, options, clock, log or FetchLog(None), fetcher, recorder, Progress(run), observe, at
            )
            try:
                one.go(wait)
            finally:
                archive.close()
                with store.transaction():
                    fetches.seal_archives(store, run.run_id)
        return one.report(recovered)


def _archive_info(config: Config) -> dict[str, str]:
    from provenance import __version__  # noqa: PLC0415 - the package itself, which imports everything

    return {
        "software": f"prov {__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": config.agent,
        "robots": "RFC 9309",
        "description": f"configuration sha256:{config.digest}",
    }


def _hosts(store: Store, begun: dt.datetime) -> Hosts:
    """The hosts as the last pass left them; those in trouble are left alone until their time has come."""
    known = frontier.host_states(store)
    hosts = Hosts({host: dt.datetime.fromisoformat(state.next_at) for host, state in known.items()})
    for host, state in known.items():
        if state.failures and state.next_at > stamp(begun):
            hosts.leave(host)
    return hosts


@dataclasses.dataclass
class _Pass:
    """One pass: what it works with, and how far it has come.

    Attributes:
        begun: When it began; what falls due later belongs to the next pass.
    """

    store: Store
    config: Config
    options: Options
    clock: Clock
    log: FetchLog
    fetcher: Fetcher
    recorder: ResponseRecorder
    progress: Progress
    observe: Observer
    begun: dt.datetime

    def __post_init__(self) -> None:
        """Nothing was fetched yet."""
        self._hosts = _hosts(self.store, self.begun)
        self._rules: dict[str, Rules] = {}
        self._in_flight: dict[futures.Future[list[Attempt]], Job] = {}
        self._outcomes: Counter[Outcome] = Counter()
        self._seeds = {found.url for found in self.config.seeds()}
        self._remarks = Remarks()
        self._requests = self._size = self._disallowed = self._withheld = self._unindexed = 0
        self._left = False

    def go(self, wait: float) -> None:
        """Do everything that is due; another writer may take ``wait`` seconds at the end."""
        self.log.write(self.begun, "begin", run_id=self.progress.run.run_id, config=self.config.digest)
        self.recorder.catch_up()
        with self.store.transaction():
            fetches.retry_own_failures(self.store)
        self._index()
        with self.store.transaction():
            frontier.seed(self.store, self.config.seeds(), self._at)
            fetches.release_all(self.store, [site.name for site in self.config.sites if not site.robots_tags])
        self._hosts.want(frontier.hosts_due(self.store, self.config.names, self._at), self.begun)
        while self._send() or self._in_flight:
            self._receive()
        self._index(wait)
        update_due_families(self.store, self.progress.run.run_id, wait)
        self._left = bool(frontier.hosts_due(self.store, self.config.names, self._at))
        self.log.write(self.clock.now(), "end", requests=self._requests, bytes=self._size, left=self._left)

    def report(self, recovered: list[str]) -> Report:
        """What was done."""
        counters = self.progress.run.counters
        return Report(
            run_id=self.progress.run.run_id,
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome},
            disallowed=self._disallowed,
            withheld=self._withheld,
            size=self._size,
            added=counters.added,
            changed=counters.changed,
            matches=counters.matches,
            left=self._left,
            unindexed=fetches.waiting(self.store, Step.INDEX),
            failures=self._remarks.bad,
            unread=self._remarks.unread,
            silent=self._remarks.silent,
            recovered=tuple(recovered),
        )

    @property
    def _at(self) -> str:
        """The time at which a URL must be due to belong to this pass."""
        return stamp(self.begun)

    def _send(self) -> bool:
        """Start requests to the hosts whose turn it is, or wait for one; whether there is more to do."""
        while len(self._in_flight) < self.config.connections:
            now = self.clock.now()
            if self._is_over(now):
                return False
            host = self._hosts.take(now)
            if host is not None:
                self._send_to(host, now)
            elif self._in_flight or not self._sleep(now):
                return bool(self._in_flight)
        return True

    def _sleep(self, now: dt.datetime) -> bool:
        """With no request in flight, wait until a host may be asked; whether there is one, and in time."""
        turn = self._hosts.next_turn()
        if turn is None or self._is_over(turn):
            return False
        self.clock.sleep((turn - now).total_seconds())
        return True

    def _is_over(self, now: dt.datetime) -> bool:
        spent = (now - self.begun).total_seconds()
        config = self.config
        asked = self._requests + len(self._in_flight)
        return spent >= config.max_seconds or asked >= config.max_fetches or self._size >= config.max_bytes

    def _send_to(self, host: str, now: dt.datetime) -> None:
        job = self._next_job(host, now)
        if job is None:
            self._hosts.release(host, now, now, more=False)
        else:
            self._in_flight[begin(functools.partial(job.perform, self.fetcher, self.clock))] = job

    def _next_job(self, host: str, now: dt.datetime) -> Job | None:
        """What to ask ``host`` for; URLs that may not be fetched are passed over, and the reason is stored."""
        with self.store.transaction():
            while entry := frontier.next_due(self.store, host, self.config.names, self._at):
                if not self.config.site(entry.found.site).admits(entry.found.url):
                    self._pass_over(entry, UrlState.OUTSIDE, now + _FORBIDDEN_WAIT, None)
                    continue
                rules = self._rules_for(entry.found.url, now)
                if rules is None:
                    return RobotsJob(origin_of(entry.found.url))
                decision = rules.decide(entry.found.url, self.config.token)
                if decision is Decision.ALLOWED:
                    return PageJob(entry)
                self._refuse(entry, decision, rules, now)
        return None

    def _rules_for(self, url: str, now: dt.datetime) -> Rules | None:
        """The rules of the origin of ``url`` that still hold."""
        origin = origin_of(url)
        if origin not in self._rules and (known := frontier.rules(self.store, origin)):
            self._rules[origin] = Rules(known[0], dt.datetime.fromisoformat(known[1]), known[2])
        rules = self._rules.get(origin)
        return rules if rules is not None and rules.until > now else None

    def _refuse(self, entry: DueUrl, decision: Decision, rules: Rules, now: dt.datetime) -> None:
        self._disallowed += 1
        again = rules.until if decision is Decision.UNREACHABLE else now + _FORBIDDEN_WAIT
        self._pass_over(entry, UrlState.WAITING, again, decision)
        if entry.found.url in self._seeds:
            why = f"robots.txt: {decision}"
            self._remarks.answer(entry.found.url, f"{why}: {rules.reason}" if rules.reason else why, is_bad=True)
        self.log.write(now, "disallowed", url=entry.found.url, robots=decision)

    def _pass_over(self, entry: DueUrl, state: UrlState, again: dt.datetime, decision: Decision | None) -> None:
        schedule = Schedule(state, stamp(again), entry.found.interval, entry.failures)
        frontier.reschedule(self.store, entry.frontier_id, schedule, decision)

    def _receive(self) -> None:
        """Wait for an answer, or until a host may be asked, and record all answers that have come."""
        turn = self._hosts.next_turn()
        full = len(self._in_flight) >= self.config.connections
        wait = None if turn is None or full else max(0.0, (turn - self.clock.now()).total_seconds())
        done, _ = futures.wait(self._in_flight, timeout=wait, return_when=futures.FIRST_COMPLETED)
        for one in done:
            self._record(self._in_flight.pop(one), one.result())
        if self._unindexed >= PORTION:
            self._index()

    def _record(self, job: Job, attempts: list[Attempt]) -> None:
        last = attempts[-1]
        self._requests += len(attempts)
        self._size += sum(len(attempt.exchange.body) for attempt in attempts if attempt.exchange)
        recorded = self._record_or_fail(job, attempts)
        now = self.clock.now()
        if recorded.in_trouble:
            self._hosts.leave(job.host)
        else:
            self._hosts.release(job.host, recorded.not_before, now, more=True)
        self._hosts.want(recorded.hosts, now)
        status = last.exchange.status if last.exchange else None
        told = {"outcome": recorded.outcome, "status": status, "reason": recorded.reason, "withheld": recorded.withheld}
        self.log.write(last.finished_at, "fetch", url=last.url, seconds=last.seconds, **told)
        self.observe(self._requests, self._size)

    def _record_or_fail(self, job: Job, attempts: list[Attempt]) -> RecordedResponse:
        """Record what came; an answer that cannot be stored is recorded as a failure, with the reason."""
        try:
            return self._record_by_kind(job, attempts)
        except (ProvenanceError, OSError):  # of the store or this machine, not of the answer
            raise
        except Exception as error:  # noqa: BLE001 - libraries raise anything at all on hostile answers
            reason = f"the answer cannot be kept: {type(error).__name__}: {error}"[:300]
            return self._record_by_kind(
                job, [dataclasses.replace(attempts[-1], exchange=None, error=reason, is_heard=True)]
            )

    def _record_by_kind(self, job: Job, attempts: list[Attempt]) -> RecordedResponse:
        if isinstance(job, RobotsJob):
            rules = self._rules[job.origin] = robots_rules(attempts[-1])
            return self.recorder.rules(job.origin, attempts, rules, self._pause(job.origin))
        url = job.entry.found.url
        recorded = self.recorder.page(job.entry, attempts[-1], self._pause(url))
        self._outcomes[recorded.outcome] += 1
        self._withheld += recorded.withheld is not None
        self._unindexed += recorded.outcome in {Outcome.NEW, Outcome.CHANGED}
        is_gone = recorded.outcome is Outcome.GONE and url in self._seeds
        self._remarks.answer(url, "it is gone" if is_gone else recorded.reason, is_bad=recorded.is_bad or is_gone)
        return recorded

    def _pause(self, url: str) -> float:
        """Seconds that the host of ``url`` rests between two requests."""
        rules = self._rules.get(origin_of(url))
        return max(self.config.delay, rules.delay(self.config.token) if rules else 0.0)

    def _index(self, wait: float = 0.0) -> None:
        limit = self.config.limits.size
        for url, found in index_pending(self.store, self.progress, self.options, limit, wait):
            self._remarks.text(url, found)
        self._unindexed = 0
