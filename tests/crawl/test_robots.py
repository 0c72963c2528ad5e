"""robots.txt: what is allowed, what is not, and what holds when it cannot be read."""

import datetime as dt

import pytest

from provenance.crawl.robots import MOST_BYTES, Decision, Rules, rules_from

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
