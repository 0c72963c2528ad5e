"""Hosts with something to fetch, and whose turn it is: one request at a time for each, with pauses between."""

import datetime as dt
import heapq
from collections.abc import Iterable, Mapping


class Hosts:
    """The hosts of one run. A host is idle, or waits for its turn, or is being asked; never two of these."""

    def __init__(self, not_before: Mapping[str, dt.datetime]) -> None:
        """Begin with hosts that may not be asked before some time; all others may be asked at once."""
        self._not_before = dict(not_before)
        self._queue: list[tuple[dt.datetime, str]] = []
        self._waiting: set[str] = set()
        self._asked: set[str] = set()
        self._again: set[str] = set()
        self._left: set[str] = set()

    def want(self, hosts: Iterable[str], now: dt.datetime) -> None:
        """There is something to fetch from these hosts."""
        for host in hosts:
            if host in self._asked:
                self._again.add(host)
            elif host not in self._waiting and host not in self._left:
                self._waiting.add(host)
                heapq.heappush(self._queue, (max(now, self._not_before.get(host, now)), host))

    def take(self, now: dt.datetime) -> str | None:
        """The host that has waited longest of those that may be asked now; the caller asks it, then releases it."""
        if not self._queue or self._queue[0][0] > now:
            return None
        host = heapq.heappop(self._queue)[1]
        self._waiting.remove(host)
        self._asked.add(host)
        return host

    def release(self, host: str, not_before: dt.datetime, now: dt.datetime, *, more: bool) -> None:
        """The host was asked and may be asked again from some time on; there may be more to fetch from it."""
        self._asked.remove(host)
        self._not_before[host] = not_before
        if more or host in self._again:
            self.want([host], now)
        self._again.discard(host)

    def leave(self, host: str) -> None:
        """Ask this host for nothing more."""
        self._asked.discard(host)
        self._again.discard(host)
        self._left.add(host)

    def next_turn(self) -> dt.datetime | None:
        """When the first of the waiting hosts may be asked; nothing when none waits."""
        return self._queue[0][0] if self._queue else None
