"""robots.txt as in RFC 9309: what a site asks of us, and what to do when its robots.txt cannot be fetched."""

import dataclasses
import datetime as dt
import enum
import functools

from protego import Protego

from provenance.crawl.http.encodings import characters, with_escapes
from provenance.crawl.http.urls import origin_of

#: Bytes of a robots.txt that are read; the RFC wants at least this many (section 2.5).
MOST_BYTES = 500 << 10
#: How long rules are used before they are asked for again (section 2.4).
LONGEST_KEPT = dt.timedelta(hours=24)
#: When a site is asked again that could not be asked.
RETRY = dt.timedelta(hours=1)
#: Seconds between two requests that a site can ask for, at most.
LONGEST_DELAY = 86_400.0
#: Redirects that are followed to a robots.txt (section 2.3.1.2).
MOST_HOPS = 5

_TOO_MANY = 429
_MANY = 1_000_000
_OK, _REDIRECT, _REFUSED, _BROKEN = 200, 300, 400, 500


class Decision(enum.StrEnum):
    """What robots.txt says about one URL."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"


@dataclasses.dataclass(frozen=True)
class Rules:
    """What one origin asks of us.

    Attributes:
        text: The rules as they came; empty when there are none; ``None`` when the site could not be asked, and
            everything is disallowed.
        until: How long they hold.
        reason: Why the site could not be asked, or its answer not be read.
    """

    text: str | None
    until: dt.datetime
    reason: str | None = None

    def decide(self, url: str, agent: str) -> Decision:
        """Whether ``url`` may be fetched by ``agent``. The file itself always may."""
        if url == location(url):
            return Decision.ALLOWED
        if self.text is None or self._parsed is None:
            return Decision.UNREACHABLE
        return Decision.ALLOWED if self._parsed.can_fetch(url, agent) else Decision.DISALLOWED

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the site asks for; 0 when it asks for none."""
        if not self.text or self._parsed is None:
            return 0.0
        pause = self._parsed.crawl_delay(agent) or 0.0
        rate = self._parsed.request_rate(agent)
        # Numbers may have hundreds of digits; a day is compared with them before anything is computed.
        spread = min(rate.seconds, LONGEST_DELAY) / min(rate.requests, _MANY) if rate and rate.requests else 0.0
        return float(max(0.0, min(pause, LONGEST_DELAY), spread))

    def sitemaps(self) -> list[str]:
        """The sitemaps the site names, as it writes them."""
        return list(self._parsed.sitemaps) if self.text and self._parsed else []

    @functools.cached_property
    def _parsed(self) -> Protego | None:
        """The rules as the library has them; nothing when it cannot read them, which forbids all."""
        try:
            return Protego.parse(self.text or "")
        except Exception:  # noqa: BLE001 - whatever it is, rules that were not understood are not broken
            return None


def location(url: str) -> str:
    """Where the rules for ``url`` stand."""
    return f"{origin_of(url)}/robots.txt"


def rules_from(status: int | None, body: bytes, now: dt.datetime, trouble: str | None = None) -> Rules:
    """The rules that an answer to the question for them amounts to.

    Args:
        status: Of the last answer; ``None`` when there was none, or redirects without end.
        body: Of that answer, decoded; what follows the first :data:`MOST_BYTES` does not count.
        now: When it came.
        trouble: Why there was no answer, or why that is not all of the body that counts.
    """
    if status is not None and _OK <= status < _REDIRECT:
        if trouble:
            return Rules(None, now + RETRY, trouble)
        text = with_escapes(characters(body[:MOST_BYTES])[0])
        return Rules(text.encode("utf-8", "replace").decode("utf-8"), now + LONGEST_KEPT)
    if status is not None and _REFUSED <= status < _BROKEN and status != _TOO_MANY:
        return Rules("", now + LONGEST_KEPT)
    return Rules(None, now + RETRY, trouble or (f"the server answers {status}" if status else "no answer"))
