"""The outcome of an answer: for a URL, compared with the last answer, and for a robots.txt."""

import dataclasses
import hashlib

from provenance.crawl.http.fetch import Exchange
from provenance.crawl.http.robots import MOST_BYTES, Rules, rules_from
from provenance.crawl.http.unpacking import as_far_as_sound
from provenance.crawl.jobs import REDIRECTS, Attempt
from provenance.readers.containers.content_coding import CodingRefused
from provenance.store.fetches import Outcome
from provenance.store.frontier import LastBody, UrlKind

#: Answers by which a host asks to be left alone for a while.
OVERLOADED = frozenset({429, 503})
NOT_MODIFIED = 304

_OK, _PART, _REDIRECT = 200, 206, 300
_GONE = frozenset({404, 410})
_TRUNCATED = {
    "length": "the body is longer than the limit",
    "time": "the body took longer than the limit",
    "disconnect": "the connection ended before the body did",
}


@dataclasses.dataclass(frozen=True)
class ClassifiedResponse:
    """What came of a request.

    Attributes:
        reason: Why it failed, or what there was to say of the last answer when this one is the same.
        content: The body with its content coding undone, if it is new; of a feed, sitemap or list that failed, what
            there is of it.
        content_sha256: Of that, when it is whole.
        is_bad: Whether it failed, or could not be understood.
    """

    outcome: Outcome
    reason: str | None = None
    content: bytes | None = dataclasses.field(default=None, repr=False)
    content_sha256: str | None = None
    is_bad: bool = False


def classify_response(
    attempt: Attempt, last_body: LastBody | None, limit: int, kind: UrlKind | None = None
) -> ClassifiedResponse:
    """What ``attempt`` came to, given the last whole answer; a decoded body may have up to ``limit`` bytes."""
    exchange = attempt.exchange
    if exchange is None:
        return failed(attempt.error or "no answer")
    if exchange.status == NOT_MODIFIED and last_body is not None:
        return _unchanged(last_body)
    if exchange.status in REDIRECTS:
        location = exchange.header("Location") or ""
        return ClassifiedResponse(Outcome.REDIRECT) if attempt.target else failed(f"a redirect to {location[:80]!r}")
    if exchange.status in _GONE:
        return ClassifiedResponse(Outcome.GONE)
    if not _OK <= exchange.status < _REDIRECT:
        return failed(f"the server answers {exchange.status} {exchange.reason}".rstrip())
    return _classify_body(exchange, last_body, limit, kind)


def robots_rules(last: Attempt) -> Rules:
    """The rules that the last answer to the question for a robots.txt amounts to."""
    exchange, now = last.exchange, last.finished_at
    if exchange is None:
        return rules_from(None, b"", now, last.error)
    body, trouble = as_far_as_sound(exchange, MOST_BYTES)
    if exchange.truncated and len(body) < MOST_BYTES:
        trouble = _TRUNCATED[exchange.truncated]
    return rules_from(exchange.status, body, now, trouble)


def failed(reason: str, content: bytes | None = None) -> ClassifiedResponse:
    """It failed; ``content`` is what there is of it and worth a look."""
    return ClassifiedResponse(Outcome.FAILED, reason, content, is_bad=True)


def _unchanged(last_body: LastBody) -> ClassifiedResponse:
    return ClassifiedResponse(
        Outcome.UNCHANGED, last_body.reason, content_sha256=last_body.content_sha256, is_bad=last_body.is_bad
    )


def _classify_body(
    exchange: Exchange, last_body: LastBody | None, limit: int, kind: UrlKind | None
) -> ClassifiedResponse:
    try:
        trouble = _TRUNCATED.get(exchange.truncated) or _partial(exchange)
        content = b"" if trouble else exchange.content(limit)
    except CodingRefused as error:
        trouble, content = str(error), b""
    if trouble:
        is_listing = kind not in {UrlKind.PAGE, None}
        return failed(trouble, as_far_as_sound(exchange, limit).content if is_listing else None)
    sha256 = hashlib.sha256(content).hexdigest()
    if last_body is None:
        return ClassifiedResponse(Outcome.NEW, content=content, content_sha256=sha256)
    if last_body.content_sha256 == sha256:
        return _unchanged(last_body)
    return ClassifiedResponse(Outcome.CHANGED, content=content, content_sha256=sha256)


def _partial(exchange: Exchange) -> str | None:
    return "the answer is a part of the body, which was not asked for" if exchange.status == _PART else None
