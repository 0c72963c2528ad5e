"""What an answer amounts to, compared with the last one."""

import dataclasses
import hashlib

from provenance.crawl.fetch import Exchange
from provenance.crawl.jobs import REDIRECTS, Attempt
from provenance.readers.coding import CodingRefused
from provenance.store.fetches import Outcome
from provenance.store.frontier import Whole

#: Answers by which a host asks to be left alone for a while.
OVERLOADED = frozenset({429, 503})
NOT_MODIFIED = 304

_OK, _REDIRECT = 200, 300
_GONE = frozenset({404, 410})
_TRUNCATED = {
    "length": "the body is longer than the limit",
    "time": "the body took longer than the limit",
    "disconnect": "the connection ended before the body did",
}


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What came of a request.

    Attributes:
        reason: Why it failed.
        content: The body with its content coding undone, if it is new.
        content_sha256: Of that.
    """

    outcome: Outcome
    reason: str | None = None
    content: bytes | None = dataclasses.field(default=None, repr=False)
    content_sha256: str | None = None


def judge(attempt: Attempt, whole: Whole | None, limit: int) -> Verdict:
    """What ``attempt`` came to, given the last whole answer; a decoded body may have up to ``limit`` bytes."""
    exchange = attempt.exchange
    if exchange is None:
        return Verdict(Outcome.FAILED, attempt.error or "no answer")
    if exchange.status == NOT_MODIFIED and whole is not None:
        return Verdict(Outcome.UNCHANGED, content_sha256=whole.content_sha256)
    if exchange.status in REDIRECTS:
        location = exchange.header("Location") or ""
        leads = attempt.target is not None
        return Verdict(Outcome.REDIRECT) if leads else Verdict(Outcome.FAILED, f"a redirect to {location[:80]!r}")
    if exchange.status in _GONE:
        return Verdict(Outcome.GONE)
    if not _OK <= exchange.status < _REDIRECT:
        return Verdict(Outcome.FAILED, f"the server answers {exchange.status} {exchange.reason}".rstrip())
    return _judge_body(exchange, whole, limit)


def _judge_body(exchange: Exchange, whole: Whole | None, limit: int) -> Verdict:
    if exchange.truncated:
        return Verdict(Outcome.FAILED, _TRUNCATED[exchange.truncated])
    try:
        content = exchange.content(limit)
    except CodingRefused as error:
        return Verdict(Outcome.FAILED, str(error))
    sha256 = hashlib.sha256(content).hexdigest()
    if whole is None:
        return Verdict(Outcome.NEW, content=content, content_sha256=sha256)
    if whole.content_sha256 == sha256:
        return Verdict(Outcome.UNCHANGED, content_sha256=sha256)
    return Verdict(Outcome.CHANGED, content=content, content_sha256=sha256)
