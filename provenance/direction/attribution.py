"""Evidence from what texts say about themselves: copyright, bylines, datelines, credits."""

import dataclasses
import functools
import re
import textwrap
from collections.abc import Iterator

from provenance import engine
from provenance.direction.pair import End, Evidence, Pair
from provenance.model import covered

#: A notice belongs to what is shared if so much of its text is shared; else it may be that of a host.
MOSTLY_SHARED = 0.5
#: Characters before and after the beginning of a telling word within which a notice lies.
NOTICE_REACH = 240
#: Holders of one or two letters are found everywhere.
SHORTEST_HOLDER = 2


@dataclasses.dataclass(frozen=True)
class _Notice:
    """What to look for, and the words without one of which it need not be looked for."""

    hints: engine.Hints
    pattern: re.Pattern[str]


_COPYRIGHT = _Notice(
    engine.Hints("©", "(c)", "copyright"),
    re.compile(
        r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s*[-–,]\s*(?:19|20)\d\d)*[\s,]+"
        r"(?:by\s+)?([^\s.,;()]+(?:[ ][A-Z][^\s.,;()]*)*)",
        re.IGNORECASE,
    ),
)
_CREDIT = _Notice(
    engine.Hints("publish", "appeared", "posted", "printed", "excerpted", "adapted"),
    re.compile(
        r"\b(?:first|originally|previously)\s+(?:published|appeared|posted|printed)\b"
        r"|\b(?:re(?:printed|published|posted)|excerpted|adapted)\s+(?:from|with permission)\b",
        re.IGNORECASE,
    ),
)
_PARTICULARS = _Notice(
    engine.Hints("updated", "published", "posted", "correspondent", "reporter", "editor", "staff writer"),
    re.compile(
        r"\b(?:updated|published|posted)\b[^.\n]{0,30}\b(?:19|20)\d\d\b"
        r"|\bis an? [^.\n]{0,40}\b(?:correspondent|reporter|editor|staff writer)\b",
        re.IGNORECASE,
    ),
)


def copyright_line(pair: Pair) -> Iterator[Evidence]:
    """A copyright line in one text only marks that text as the source; so does its holder, named by the other text."""
    query, source = _found(_COPYRIGHT, pair.query.text), _found(_COPYRIGHT, pair.source.text)
    if not _mostly_shared(pair, owner_is_query=bool(query)):
        return
    if source and not query:
        yield from _notice(source[0], pair.source, pair.query, 1.0)
    elif query and not source:
        yield from _notice(query[0], pair.query, pair.source, -1.0)


def _notice(notice: re.Match[str], owner: End, other: End, sign: float) -> Iterator[Evidence]:
    note = f"{owner.name} has a copyright line, {other.name} none: “{_line(notice)}”"
    yield Evidence("copyright-line", sign, note)
    holder = notice.group(1)
    if len(holder) > SHORTEST_HOLDER and re.search(rf"\b{re.escape(holder)}\b", other.text):
        note = f"{other.name} names {holder}, the holder of {owner.name}'s copyright"
        yield Evidence("names-holder", sign, note)


def _mostly_shared(pair: Pair, *, owner_is_query: bool) -> bool:
    """Whether the text with the notice is mostly the shared text."""
    end, spans = (pair.query, pair.query_spans) if owner_is_query else (pair.source, pair.source_spans)
    return covered(end.text, spans) >= MOSTLY_SHARED


def credit(pair: Pair) -> Iterator[Evidence]:
    """A text that says it was first published elsewhere derives."""
    yield from _one_sided(_CREDIT, pair, "credit", 1.0, "says it was published elsewhere")


def names_other(pair: Pair) -> Iterator[Evidence]:
    """A text that gives the address of the other, as a credit does, derives from it."""
    query, source = _gives_address(pair.query, pair.source), _gives_address(pair.source, pair.query)
    if query != source:
        one, other, value = (pair.query, pair.source, 1.0) if query else (pair.source, pair.query, -1.0)
        yield Evidence("names-other", value, f"{one.name} gives the address of {other.name}: {other.uri}")


def _gives_address(one: End, other: End) -> bool:
    scheme, _, address = other.uri.partition("://")
    return scheme in {"http", "https"} and "/" in address.strip("/") and address.strip("/") in one.text


def particulars(pair: Pair) -> Iterator[Evidence]:
    """Datelines and notes on the author stay behind when a text is taken."""
    for found in _one_sided(_PARTICULARS, pair, "particulars", -1.0, "has particulars of publication"):
        if _mostly_shared(pair, owner_is_query=found.value < 0):
            yield found


def _one_sided(notice: _Notice, pair: Pair, kind: str, value: float, what: str) -> Iterator[Evidence]:
    """Evidence if ``notice`` is found around the passages of one end only: ``value`` if that is the query."""
    query = _around(notice, pair.query.text, pair.query_spans)
    source = _around(notice, pair.source.text, pair.source_spans)
    if query and not source:
        yield Evidence(kind, value, f"only {pair.query.name} {what}: “{_line(query)}”")
    elif source and not query:
        yield Evidence(kind, -value, f"only {pair.source.name} {what}: “{_line(source)}”")


def _around(notice: _Notice, text: str, spans: list[tuple[int, int]]) -> re.Match[str] | None:
    """The first match of ``notice`` outside ``spans``."""
    return next((m for m in _found(notice, text) if not any(s < m.end() and m.start() < e for s, e in spans)), None)


@functools.lru_cache(maxsize=1024)
def _found(notice: _Notice, text: str) -> tuple[re.Match[str], ...]:
    """All matches in ``text``; kept, because one text is often judged against many."""
    return tuple(
        match for start, end in _near(notice.hints, text) for match in notice.pattern.finditer(text, start, end)
    )


def _near(hints: engine.Hints, text: str) -> list[tuple[int, int]]:
    """The stretches of ``text`` around ``hints``, in order and apart from each other."""
    near: list[tuple[int, int]] = []
    for place in hints.places(text):
        start, end = max(0, place - NOTICE_REACH), place + NOTICE_REACH
        if near and start <= near[-1][1]:
            start = near.pop()[0]
        near.append((start, end))
    return near


def _line(match: re.Match[str]) -> str:
    """What was found, on one line and not too long."""
    return textwrap.shorten(match.group(), 80, placeholder="…")
