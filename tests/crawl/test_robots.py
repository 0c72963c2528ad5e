"""robots.txt: what is allowed, what is not, and what holds when it cannot be read."""

import datetime as dt
import gzip
import random
import time
import zlib

import brotli
import pytest

from provenance.crawl.http.fetch import Exchange
from provenance.crawl.http.robots import LONGEST_DELAY, MOST_BYTES, RETRY, Decision, Rules, rules_from
from provenance.crawl.jobs import Attempt
from provenance.crawl.recording.classify import robots_rules

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TEXT = b"""
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 3

User-agent: pickybot
Disallow: /
Request-rate: 1/10s

Sitemap: https://example.org/map.xml
"""


def rules(text: bytes = TEXT, status: int = 200) -> Rules:
    """Rules that came just now."""
    return rules_from(status, text, NOW)


@pytest.mark.parametrize(
    ("path", "agent", "decision"),
    [
        ("/", "goodbot", Decision.ALLOWED),
        ("/private/x", "goodbot", Decision.DISALLOWED),
        ("/private/open/x", "goodbot", Decision.ALLOWED),
        ("/paper.pdf", "goodbot", Decision.DISALLOWED),
        ("/paper.pdf?x", "goodbot", Decision.ALLOWED),
        ("/%70rivate/x", "goodbot", Decision.DISALLOWED),
        ("/", "pickybot", Decision.DISALLOWED),
        ("/robots.txt", "pickybot", Decision.ALLOWED),
    ],
)
def test_rules_are_followed(path: str, agent: str, decision: Decision) -> None:
    """The longest rule of the most specific group decides."""
    assert rules().decide(f"https://example.org{path}", agent) is decision


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_rules_allow_all(status: int) -> None:
    """A site that has no robots.txt, or keeps it to itself, asks for nothing (RFC 9309, 2.3.1.3)."""
    found = rules(b"User-agent: *\nDisallow: /", status)
    assert found.decide("https://example.org/x", "goodbot") is Decision.ALLOWED
    assert (found.delay("goodbot"), found.sitemaps()) == (0.0, [])


@pytest.mark.parametrize("status", [429, 500, 503, None])
def test_unreachable_rules_forbid_all(status: int | None) -> None:
    """A site that cannot be asked is left alone for a while (RFC 9309, 2.3.1.4)."""
    found = rules_from(status, b"", NOW)
    assert found.decide("https://example.org/x", "goodbot") is Decision.UNREACHABLE
    assert NOW < found.until <= NOW + dt.timedelta(hours=24)


def test_rules_are_asked_for_again_within_a_day() -> None:
    """No rules are used for longer than 24 hours (RFC 9309, 2.4)."""
    assert rules().until <= NOW + dt.timedelta(hours=24)


def test_pauses_and_sitemaps_are_read() -> None:
    """What a site asks for beyond the standard is heard."""
    assert (rules().delay("goodbot"), rules().delay("pickybot")) == (3.0, 10.0)
    assert rules().sitemaps() == ["https://example.org/map.xml"]


def test_only_the_first_part_of_huge_rules_is_read() -> None:
    """Rules past the limit do not count, and nothing takes long."""
    huge = b"User-agent: *\n" + b"Disallow: /early\n" + b"# filler\n" * (MOST_BYTES // 9) + b"Disallow: /late\n"
    assert rules(huge).decide("https://example.org/early", "goodbot") is Decision.DISALLOWED
    assert rules(huge).decide("https://example.org/late", "goodbot") is Decision.ALLOWED


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"\xef\xbb\xbfUser-agent: *\nDisallow: /x", b"<html>", b"\x00" * 99])
def test_odd_bytes_are_no_trouble(text: bytes) -> None:
    """A file that is no robots.txt says nothing; a byte-order mark hides no rule."""
    expected = Decision.DISALLOWED if b"Disallow" in text else Decision.ALLOWED
    assert rules(text).decide("https://example.org/x", "goodbot") is expected


def answered(body: bytes, *, coding: str = "", truncated: str = "", status: int = 200) -> Attempt:
    """An answer to the question for a robots.txt."""
    headers = (("Content-Encoding", coding),) if coding else ()
    exchange = Exchange(
        url="https://example.org/robots.txt",
        request=b"",
        address="",
        certificate="",
        version="HTTP/1.1",
        status=status,
        reason="",
        headers=headers,
        body=body,
        truncated=truncated,
    )
    return Attempt(exchange.url, NOW, NOW, exchange)


FORBIDDING = b"User-agent: *\nDisallow: /x\n"
HUGE = FORBIDDING + b"# filler\n" * (3 * MOST_BYTES // 9)


@pytest.mark.parametrize(
    "attempt",
    [
        answered(HUGE),
        answered(HUGE, truncated="length"),
        answered(HUGE, truncated="time"),
        answered(gzip.compress(HUGE), coding="gzip"),
        answered(gzip.compress(HUGE + random.Random(1).randbytes(9_000))[:-5_000], coding="gzip"),
        answered(zlib.compress(HUGE), coding="deflate"),
        answered(brotli.compress(HUGE), coding="br"),
        answered(gzip.compress(gzip.compress(HUGE)), coding="gzip, gzip"),
        answered(FORBIDDING, coding="gzip"),
        answered(FORBIDDING.decode().encode("utf-16")),
        answered(FORBIDDING.decode().encode("utf-16-le")),
        answered(FORBIDDING + b"Disallow: /caf\xe9\xff\n"),
    ],
)
def test_rules_hold_however_they_come(attempt: Attempt) -> None:
    """The first part of rules that are long, cut off behind it, compressed or in UTF-16 is read."""
    found = robots_rules(attempt)
    assert found.decide("https://example.org/x", "goodbot") is Decision.DISALLOWED
    assert found.decide("https://example.org/y", "goodbot") is Decision.ALLOWED
    assert found.reason is None


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        (answered(FORBIDDING, truncated="disconnect"), "ended before the body did"),
        (answered(b"", truncated="time"), "took longer"),
        (answered(bytes(range(256)), coding="aes128gcm"), "is not undone"),
        (answered(bytes(range(256)), coding="gzip"), "is not what its coding says"),
        (answered(gzip.compress(FORBIDDING)[:-9], coding="gzip"), "breaks off"),
        (answered(brotli.compress(FORBIDDING)[:-3], coding="br"), "ends too early"),
        (answered(brotli.compress(bytes(64 << 20)), coding="br"), "longer than"),
        (answered(FORBIDDING, coding="gzip, " * 9), "on top of each other"),
        (answered(b"", status=503), "the server answers 503"),
        (Attempt("https://example.org/robots.txt", NOW, NOW, None, "no way"), "no way"),
    ],
)
def test_rules_that_cannot_be_read_forbid_all(attempt: Attempt, reason: str) -> None:
    """What is not all that counts is taken for no answer, which forbids everything for an hour, and why is said."""
    found = robots_rules(attempt)
    assert found.decide("https://example.org/y", "goodbot") is Decision.UNREACHABLE
    assert found.until == NOW + RETRY
    assert reason in str(found.reason)


@pytest.mark.parametrize(
    "number", ["9" * 400, "9" * 5_000, "1e308", "1e999", "nan", "inf", "-1", "-" + "9" * 400, "0", "x"]
)
@pytest.mark.parametrize(
    "line", ["Crawl-delay: {}", "Request-rate: 1/{}s", "Request-rate: {}/1s", "Request-rate: {0}/{0}s"]
)
def test_any_number_is_a_pause(number: str, line: str) -> None:
    """Whatever number a site writes, there is a pause of a day at most, and the rules beside it hold."""
    found = rules(FORBIDDING + line.format(number).encode())
    assert 0 <= found.delay("goodbot") <= LONGEST_DELAY
    assert found.decide("https://example.org/x", "goodbot") is Decision.DISALLOWED


def test_rules_that_no_library_can_read_forbid_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library raises, rules that were not understood are not broken, and stop nothing."""

    def broken(_text: str) -> None:
        raise MemoryError

    monkeypatch.setattr("provenance.crawl.http.robots.Protego.parse", broken)
    found = rules()
    assert found.decide("https://example.org/y", "goodbot") is Decision.UNREACHABLE
    assert (found.delay("goodbot"), found.sitemaps()) == (0.0, [])


@pytest.mark.parametrize(
    "line",
    ["Disallow: /" + "*a" * 90 + "$", "Disallow: /" + "a*" * 90 + "b", "Disallow: /x", "User-agent: a", "a:" * 99],
)
def test_hostile_rules_take_linear_time(line: str) -> None:
    """As many rules as fit are read, and a URL is judged by them, in seconds; patterns do not multiply."""
    found = rules((FORBIDDING.decode() + f"{line}\n" * (MOST_BYTES // len(line))).encode())
    begun = time.process_time()
    found.decide("https://example.org/" + "a" * 2_000, "goodbot")
    assert time.process_time() - begun < 20
