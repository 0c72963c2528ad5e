"""When URLs and hosts are due."""

import datetime as dt
import email.utils

import pytest

from provenance.crawl import schedule
from provenance.crawl.config import Revisit
from provenance.crawl.hosts import Hosts
from provenance.store.fetches import Outcome
from provenance.store.frontier import UrlState

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
REVISIT = Revisit(start=1_000, least=500, most=2_000)


def after(
    outcome: Outcome, interval: int = 1_000, failures: int = 0, missing: tuple[int, ...] = (), *, is_seed: bool = False
) -> schedule.Next:
    """What follows an outcome."""
    return schedule.after(schedule.Turn("http://a/", outcome, interval, failures, is_seed, missing), REVISIT)


def test_intervals_adapt_within_their_bounds() -> None:
    """Half as long again when nothing changed, a fifth shorter when something did."""
    assert after(Outcome.UNCHANGED).interval == 1_500
    assert after(Outcome.CHANGED).interval == 800
    assert after(Outcome.NEW).interval == after(Outcome.REDIRECT).interval == 1_000
    assert after(Outcome.UNCHANGED, 1_900).interval == 2_000
    assert after(Outcome.CHANGED, 501).interval == 500
    assert after(Outcome.UNCHANGED, failures=5).failures == 0


def test_failures_back_off_and_end() -> None:
    """Each failure in a row waits twice as long, until the URL is given up; one that is named is asked for ever."""
    waits = [after(Outcome.FAILED, failures=n).wait for n in range(schedule.MOST_FAILURES - 1)]
    for n, wait in enumerate(waits):
        assert 0.9 <= wait / (schedule.FIRST_RETRY * 2**n) <= 1.1
    last = schedule.MOST_FAILURES - 1
    assert after(Outcome.FAILED, failures=last).state is UrlState.GIVEN_UP
    assert after(Outcome.FAILED, failures=last, is_seed=True).state is UrlState.WAITING


def test_what_is_gone_is_believed() -> None:
    """Not found is believed the third time, gone at once and from then on; other failures do not count."""
    states = [after(Outcome.GONE, missing=(404,) * n).state for n in range(1, 4)]
    assert states == [UrlState.WAITING, UrlState.WAITING, UrlState.GONE]
    assert after(Outcome.GONE, missing=(410,)).state is UrlState.GONE
    assert after(Outcome.GONE, missing=(410, 404)).state is UrlState.GONE
    assert after(Outcome.GONE, failures=5, missing=(404,)).state is UrlState.WAITING
    assert after(Outcome.FAILED, missing=(410,)).state is UrlState.WAITING


@pytest.mark.parametrize("is_seed", [False, True])
def test_what_is_gone_is_asked_for_rarely(is_seed: bool) -> None:  # noqa: FBT001 - pytest names it
    """Once in the longest interval, whoever names it, and never sooner than after another failure."""
    turn = after(Outcome.GONE, missing=(410,), is_seed=is_seed)
    assert 0.9 <= turn.wait / REVISIT.most <= 1.1
    late = after(Outcome.GONE, failures=20, missing=(410,), is_seed=is_seed)
    assert late.wait > REVISIT.most * 1.1


def test_jitter_spreads_and_repeats() -> None:
    """Two URLs wait differently long, one URL always the same."""
    assert schedule.back_off(3, "a") == schedule.back_off(3, "a") != schedule.back_off(3, "b")
    assert schedule.back_off(500, "a") <= schedule.LONGEST_RETRY * 1.1


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", 0.0),
        ("3600", 3600.0),
        ("-5", 0.0),
        ("99999999999", float(schedule.LONGEST_PAUSE)),
        (email.utils.format_datetime(NOW + dt.timedelta(hours=2), usegmt=True), 7200.0),
        (email.utils.format_datetime(NOW - dt.timedelta(hours=2), usegmt=True), 0.0),
        ("9" * 400, float(schedule.LONGEST_PAUSE)),
        ("9" * 5_000, float(schedule.LONGEST_PAUSE)),
        ("-" + "9" * 400, 0.0),
        ("0" * 400 + "7", 7.0),
        (" 60 ", 60.0),
        ("1e999", None),
        ("nan", None),
        ("\u0663", None),
        ("Wed, 99 Mar 99999 10:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -9999", None),
        ("Sun, 01 Mar 2026 00:00:00 +99999999999", None),
        ("Sun, 01 Mar " + "9" * 5_000 + " 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, wait: float | None) -> None:
    """A number of seconds or a date, within reason."""
    assert schedule.retry_after(value, NOW) == wait


def test_hosts_take_turns() -> None:
    """A host is asked by one at a time and not before its time; the one that waited longest goes first."""
    later = NOW + dt.timedelta(seconds=10)
    hosts = Hosts({"c": later})
    hosts.want(["a", "b", "c", "a"], NOW)
    assert [hosts.take(NOW) for _ in range(3)] == ["a", "b", None]
    assert hosts.next_turn() == later
    hosts.release("a", later, NOW, more=True)
    assert hosts.take(NOW) is None
    assert {hosts.take(later), hosts.take(later), hosts.take(later)} == {"a", "c", None}


def test_what_is_wanted_meanwhile_is_not_lost() -> None:
    """Something found for a host that is being asked is fetched afterwards."""
    hosts = Hosts({})
    hosts.want(["a"], NOW)
    assert hosts.take(NOW) == "a"
    hosts.want(["a"], NOW)
    assert hosts.take(NOW) is None
    hosts.release("a", NOW, NOW, more=False)
    assert hosts.take(NOW) == "a"
    hosts.release("a", NOW, NOW, more=False)
    assert hosts.next_turn() is None


def test_a_host_that_is_left_is_left() -> None:
    """A host in trouble is not asked again in this pass, whatever is found for it."""
    hosts = Hosts({})
    hosts.want(["a"], NOW)
    assert hosts.take(NOW) == "a"
    hosts.leave("a")
    hosts.want(["a"], NOW)
    assert (hosts.take(NOW), hosts.next_turn()) == (None, None)
