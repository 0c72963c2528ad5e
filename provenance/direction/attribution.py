"""Evidence from what texts say about themselves: copyright, bylines, datelines, credits."""

import functools
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from provenance import engine
from provenance.credits import CREDIT_BEGINNING, CREDIT_LINE, FIRST_PUBLISHED
from provenance.direction.agencies import agencies, is_site_of
from provenance.direction.notices import Notice
from provenance.direction.pair import DirectionSignal, End, Pair
from provenance.direction.recent import Recent
from provenance.uris import parts_of

#: A notice belongs to what is shared if so much of its text is shared; else it may be that of a host.
MOSTLY_SHARED = 0.5
#: Holders of one or two letters are found everywhere.
SHORTEST_HOLDER = 2
#: Letters of a site, title or author that a credit must name; fewer are found everywhere.
SHORTEST_NAME = 5
#: Characters at both ends of a text in which it says where it is from.
CREDIT_REACH = 1_500
#: Ends of hosts that do not tell a site: short ones, and those that are as long as names.
LONGEST_SUFFIX = 3
SUFFIXES = frozenset(
    {"info", "name", "news", "online", "example", "local", "blog", "site", "media", "press", "live", "world"}
)


_FoundIn: TypeAlias = Callable[[str], Sequence[re.Match[str]]]
"""All notices of one kind in a text, in order."""

_COPYRIGHT_OF_A_YEAR = r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d"
_COPYRIGHT_LINE = re.compile(
    rf"{_COPYRIGHT_OF_A_YEAR}(?:\s*[-–,]\s*(?:19|20)\d\d)*[\s,]+"
    r"(?:by\s+)?([^\s.,;()]+(?:[ ][A-Z][^\s.,;()]*)*)",
    re.IGNORECASE,
)
_PUBLISHED_BEFORE = re.compile(rf"(?<!\w)(?:{FIRST_PUBLISHED})(?!\w)", re.IGNORECASE)
_OF_PUBLICATION = re.compile(
    r"\b(?:updated|published|posted)\b[^.\n]{0,30}\b(?:19|20)\d\d\b"
    r"|\bis an? [^.\n]{0,40}\b(?:correspondent|reporter|editor|staff writer)\b",
    re.IGNORECASE,
)


def _notices(begins: str, pattern: re.Pattern[str]) -> _FoundIn:
    """What finds notices of a ``pattern``, which begin as ``begins`` says, and keeps those of many texts."""
    return Recent(Notice(engine.Pattern(begins), pattern).found_in)


_COPYRIGHT = _notices(rf"(?i){_COPYRIGHT_OF_A_YEAR}", _COPYRIGHT_LINE)
_CREDIT = _notices(rf"(?i){FIRST_PUBLISHED}", _PUBLISHED_BEFORE)
_SOURCE = _notices(rf"(?im){CREDIT_BEGINNING}", CREDIT_LINE)
_PARTICULARS = _notices(
    r"(?i)(?-u:\b)(?:(?:updated|published|posted)[^.\n]{0,30}(?:19|20)\d\d|is an? )", _OF_PUBLICATION
)


def copyright_line(pair: Pair) -> Iterator[DirectionSignal]:
    """A copyright line in one text only marks that text as the source; so does its holder, named by the other text."""
    query, source = _COPYRIGHT(pair.query.text), _COPYRIGHT(pair.source.text)
    if not _mostly_shared(pair, owner_is_query=bool(query)):
        return
    if source and not query:
        yield from _notice(source[0], pair.source, pair.query, 1.0)
    elif query and not source:
        yield from _notice(query[0], pair.query, pair.source, -1.0)


def _notice(notice: re.Match[str], owner: End, other: End, sign: float) -> Iterator[DirectionSignal]:
    note = f"{owner.name} has a copyright line, {other.name} none: “{_line(notice)}”"
    yield DirectionSignal("copyright-line", sign, note)
    holder = notice.group(1)
    if len(holder) > SHORTEST_HOLDER and re.search(rf"\b{re.escape(holder)}\b", other.text):
        note = f"{other.name} names {holder}, the holder of {owner.name}'s copyright"
        yield DirectionSignal("names-holder", sign, note)


def _mostly_shared(pair: Pair, *, owner_is_query: bool) -> bool:
    """Whether the text with the notice is mostly the shared text."""
    query, source = pair.covered
    return (query if owner_is_query else source) >= MOSTLY_SHARED


def credit(pair: Pair) -> Iterator[DirectionSignal]:
    """A text that says it was first published elsewhere derives."""
    yield from _one_sided(_CREDIT, pair, "credit", 1.0, "says it was published elsewhere")


def names_other(pair: Pair) -> Iterator[DirectionSignal]:
    """A text that gives the address of the other, or credits its site, title or author, derives from it."""
    query, source = _names(pair.query, pair.source), _names(pair.source, pair.query)
    if bool(query) != bool(source):
        value = 1.0 if query else -1.0
        one, other = pair.derived_and_source(value)
        yield DirectionSignal("names-other", value, f"{one.name} {query or source} of {other.name}: {other.uri}")


def common_source(pair: Pair) -> Iterator[DirectionSignal]:
    """Two texts that credit the same agency come from there, not from each other; the value is 0, for neither side."""
    both = _credits(pair.query) & _credits(pair.source)
    if both and not any(is_site_of(one, _host(end.uri)) for one in both for end in (pair.query, pair.source)):
        yield DirectionSignal("common-source", 0.0, f"both credit {', '.join(sorted(both))}")


def _names(one: End, other: End) -> str | None:
    """How ``one`` says where ``other`` is."""
    scheme, _, address = other.uri.partition("://")
    if scheme in {"http", "https"} and "/" in address.strip("/") and address.strip("/") in one.text:
        return "gives the address"
    if scheme in {"http", "https"} and any(is_site_of(agency, _host(other.uri)) for agency in _credits(one)):
        return "credits the agency"
    credited = _credited(one.text)
    if not credited:
        return None
    host = _bare(_host(other.uri).removeprefix("www."))
    known = (
        ("site", _site(other.uri)),
        ("site", host),
        ("title", _bare(other.title or "")),
        ("author", _bare(other.author or "")),
    )
    own = {_site(one.uri), _bare(one.title or ""), _bare(one.author or "")}
    for named in credited:
        for what, name in known:
            if len(name) >= SHORTEST_NAME and name not in own and name in named:
                return f"credits the {what}"
    return None


def _credits(end: End) -> frozenset[str]:
    """The agencies that a text or its source credits."""
    return agencies(end.text) | (agencies(f"By {end.author}") if end.author else frozenset())


@Recent
def _credited(text: str) -> tuple[str, ...]:
    """What the credits at both ends of ``text`` name, as :func:`_bare` has it."""
    last = len(text) - CREDIT_REACH
    return tuple(_bare(one["named"]) for one in _SOURCE(text) if one.start() < CREDIT_REACH or one.start() > last)


def _bare(name: str) -> str:
    """The letters and digits of a name, so that spaces, hyphens and dots of addresses do not matter."""
    return "".join(re.findall(r"[^\W_]+", name.casefold()))


@functools.lru_cache(maxsize=4096)
def _site(uri: str) -> str:
    """The telling part of a host: ``courier`` of ``www.courier.co.uk``."""
    labels = _host(uri).removeprefix("www.").split(".")
    while len(labels) > 1 and (len(labels[-1]) <= LONGEST_SUFFIX or labels[-1] in SUFFIXES):
        labels.pop()
    return _bare(labels[-1]) if _host(uri) else ""


def _host(uri: str) -> str:
    parts = parts_of(uri)
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def particulars(pair: Pair) -> Iterator[DirectionSignal]:
    """Datelines and notes on the author stay behind when a text is taken."""
    for found in _one_sided(_PARTICULARS, pair, "particulars", -1.0, "has particulars of publication"):
        if _mostly_shared(pair, owner_is_query=found.value < 0):
            yield found


def _one_sided(found_in: _FoundIn, pair: Pair, kind: str, value: float, what: str) -> Iterator[DirectionSignal]:
    """Evidence if something is ``found_in`` one end only, around the passages: ``value`` if that is the query."""
    query = _around(found_in, pair.query.text, pair.query_spans)
    source = _around(found_in, pair.source.text, pair.source_spans)
    if query and not source:
        yield DirectionSignal(kind, value, f"only {pair.query.name} {what}: “{_line(query)}”")
    elif source and not query:
        yield DirectionSignal(kind, -value, f"only {pair.source.name} {what}: “{_line(source)}”")


def _around(found_in: _FoundIn, text: str, spans: list[tuple[int, int]]) -> re.Match[str] | None:
    """The first of what is ``found_in`` a text that lies outside ``spans``."""
    return next((m for m in found_in(text) if not any(s < m.end() and m.start() < e for s, e in spans)), None)


def _line(match: re.Match[str]) -> str:
    """What was found, on one line and not too long."""
    return textwrap.shorten(match.group(), 80, placeholder="…")
