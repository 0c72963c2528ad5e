"""Evidence from what texts say about themselves: copyright, bylines, datelines, credits."""

import dataclasses
import functools
import re
import textwrap
from collections.abc import Iterator

from provenance.direction.pair import End, Pair
from provenance.model import Reason

#: A copy drops the notice far more often than an original lacks one.
COPYRIGHT = 0.8
#: A text that says where it was taken from.
CREDIT = 1.6
#: A text that names the holder of the other's copyright without a notice of its own.
NAMES_HOLDER = 0.7
#: Publication particulars around the passage that the other text lacks.
PARTICULARS = 0.4

#: Holders of one or two letters are found everywhere.
SHORTEST_HOLDER = 2


@dataclasses.dataclass(frozen=True)
class _Notice:
    """What to look for, and the words without one of which it need not be looked for."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]


_COPYRIGHT = _Notice(
    ("©", "(c)", "copyright"),
    re.compile(
        r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s*[-–,]\s*(?:19|20)\d\d)*[\s,]+"
        r"(?:by\s+)?([^\s.,;()]+(?:[ ][A-Z][^\s.,;()]*)*)",
        re.IGNORECASE,
    ),
)
_CREDIT = _Notice(
    ("publish", "appeared", "posted", "printed", "excerpted", "adapted"),
    re.compile(
        r"\b(?:first|originally|previously)\s+(?:published|appeared|posted|printed)\b"
        r"|\b(?:re(?:printed|published|posted)|excerpted|adapted)\s+(?:from|with permission)\b",
        re.IGNORECASE,
    ),
)
_PARTICULARS = _Notice(
    ("updated", "published", "posted", "correspondent", "reporter", "editor", "staff writer"),
    re.compile(
        r"\b(?:updated|published|posted)\b[^.\n]{0,30}\b(?:19|20)\d\d\b"
        r"|\bis an? [^.\n]{0,40}\b(?:correspondent|reporter|editor|staff writer)\b",
        re.IGNORECASE,
    ),
)


def copyright_line(pair: Pair) -> Iterator[Reason]:
    """A copyright line in one text only marks that text as the source; so does its holder, named by the other text."""
    query, source = _found(_COPYRIGHT, pair.query.text), _found(_COPYRIGHT, pair.source.text)
    if source and not query:
        yield from _notice(source[0], pair.source, pair.query, 1.0)
    elif query and not source:
        yield from _notice(query[0], pair.query, pair.source, -1.0)


def _notice(notice: re.Match[str], owner: End, other: End, sign: float) -> Iterator[Reason]:
    note = f"{owner.name} has a copyright line, {other.name} none: “{_line(notice)}”"
    yield Reason("copyright-line", sign * COPYRIGHT, note)
    holder = notice.group(1)
    if len(holder) > SHORTEST_HOLDER and re.search(rf"\b{re.escape(holder)}\b", other.text):
        note = f"{other.name} names {holder}, the holder of {owner.name}'s copyright"
        yield Reason("names-holder", sign * NAMES_HOLDER, note)


def credit(pair: Pair) -> Iterator[Reason]:
    """A text that says it was first published elsewhere derives."""
    yield from _one_sided(_CREDIT, pair, "credit", CREDIT, "says it was published elsewhere")


def particulars(pair: Pair) -> Iterator[Reason]:
    """Datelines and notes on the author stay behind when a text is taken."""
    yield from _one_sided(_PARTICULARS, pair, "particulars", -PARTICULARS, "has particulars of publication")


def _one_sided(notice: _Notice, pair: Pair, kind: str, weight: float, what: str) -> Iterator[Reason]:
    """A reason if ``notice`` is found around the passages of one end only: ``weight`` if that is the query."""
    query = _around(notice, pair.query.text, pair.query_spans)
    source = _around(notice, pair.source.text, pair.source_spans)
    if query and not source:
        yield Reason(kind, weight, f"only {pair.query.name} {what}: “{_line(query)}”")
    elif source and not query:
        yield Reason(kind, -weight, f"only {pair.source.name} {what}: “{_line(source)}”")


def _around(notice: _Notice, text: str, spans: list[tuple[int, int]]) -> re.Match[str] | None:
    """The first match of ``notice`` outside ``spans``."""
    return next((m for m in _found(notice, text) if not any(s < m.end() and m.start() < e for s, e in spans)), None)


@functools.lru_cache(maxsize=1024)
def _found(notice: _Notice, text: str) -> tuple[re.Match[str], ...]:
    """All matches in ``text``; kept, because one text is often judged against many."""
    lower = text.lower()
    return tuple(notice.pattern.finditer(text)) if any(hint in lower for hint in notice.hints) else ()


def _line(match: re.Match[str]) -> str:
    """What was found, on one line and not too long."""
    return textwrap.shorten(match.group(), 80, placeholder="…")
