"""When URLs and hosts are due: URLs by how often they change, hosts by how they answer. All functions are pure.

The adaptive interval is that of Common Crawl's news crawler: it grows by a half when nothing changed, and shrinks by a
fifth when something did. Jitter is computed from the thing that it delays, not drawn at random, so runs can be
repeated.
"""

import dataclasses
import datetime as dt
import email.utils
import hashlib
import re

from provenance.crawl.config import Revisit
from provenance.store.fetches import Outcome
from provenance.store.frontier import UrlState

UNCHANGED, CHANGED = 1.5, 0.8

#: Seconds after the first failure; each further one doubles them.
FIRST_RETRY = 600
LONGEST_RETRY = 7 * 86_400
#: Failures in a row after which a URL that the configuration does not name is given up.
MOST_FAILURES = 8
#: Requests in a row without an answer after which a host is left alone for a while.
HOST_PATIENCE = 3
#: Times in a row that a server says "not found" (404) before it is believed; "gone" (410) is believed at once.
MOST_MISSING = 3
#: Seconds for which a host that asks for it is left alone, at most.
LONGEST_PAUSE = 30 * 86_400
#: Share by which jitter moves a retry, either way.
JITTER = 0.1

_GONE = 410
_NUMBER = re.compile(r"([+-]?)([0-9]+)")
_DIGITS = 9


@dataclasses.dataclass(frozen=True)
class Turn:
    """What is known about a URL when its fetch is over.

    Attributes:
        failures: Fetches in a row that failed before.
        is_seed: Whether the configuration names it.
        missing: The HTTP statuses of the answers in a row, up to this one, that said that there is nothing.
    """

    url: str
    outcome: Outcome
    interval: int
    failures: int
    is_seed: bool
    missing: tuple[int, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Whether it is to be believed that there is nothing any more."""
        return self.outcome is Outcome.GONE and (_GONE in self.missing or len(self.missing) >= MOST_MISSING)


@dataclasses.dataclass(frozen=True)
class Next:
    """When a URL is due again, seconds from now, and how it stands."""

    state: UrlState
    wait: float
    interval: int
    failures: int


def after(turn: Turn, revisit: Revisit) -> Next:
    """When the URL of ``turn`` is due again."""
    if turn.outcome in {Outcome.FAILED, Outcome.GONE}:
        return _after_failure(turn, revisit)
    factor = {Outcome.CHANGED: CHANGED, Outcome.UNCHANGED: UNCHANGED}.get(turn.outcome, 1.0)
    interval = round(min(max(turn.interval * factor, revisit.least), revisit.most))
    return Next(UrlState.WAITING, interval, interval, 0)


def back_off(failures: int, key: str) -> float:
    """Seconds to wait after so many failures in a row."""
    wait = min(FIRST_RETRY * 2.0 ** min(failures - 1, 32), LONGEST_RETRY)
    return wait * jitter(f"{key} {failures}")


def jitter(key: str) -> float:
    """A factor near 1 that depends on nothing but ``key``.

    >>> all(0.9 <= jitter(str(number)) <= 1.1 for number in range(100))
    True
    """
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 0xFFFFFFFF
    return 1 - JITTER + 2 * JITTER * drawn


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; nothing when it says nothing.

    >>> retry_after("120", dt.datetime.now(dt.UTC))
    120.0
    """
    written = (value or "").strip()
    if number := _NUMBER.fullmatch(written):
        # It may have hundreds of digits, more than a float can hold and int() takes.
        sign, digits = number[1], number[2].lstrip("0")
        asked = LONGEST_PAUSE if len(digits) > _DIGITS else int(digits or "0")
        return 0.0 if sign == "-" else float(min(asked, LONGEST_PAUSE))
    try:
        moment = email.utils.parsedate_to_datetime(written)
        wait = (moment.replace(tzinfo=moment.tzinfo or dt.UTC) - now).total_seconds()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return min(max(wait, 0.0), LONGEST_PAUSE)


def _after_failure(turn: Turn, revisit: Revisit) -> Next:
    failures = turn.failures + 1
    wait = back_off(failures, turn.url)
    rarely = max(wait, revisit.most * jitter(turn.url))
    if turn.is_gone:
        return Next(UrlState.GONE, rarely, turn.interval, failures)
    if failures < MOST_FAILURES:
        return Next(UrlState.WAITING, wait, turn.interval, failures)
    if turn.is_seed:
        return Next(UrlState.WAITING, rarely, turn.interval, failures)
    return Next(UrlState.GIVEN_UP, wait, turn.interval, failures)
