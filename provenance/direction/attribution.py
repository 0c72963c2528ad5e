"""Evidence from what texts say about themselves: copyright, bylines, datelines, credits."""

import re
from collections.abc import Iterator

from provenance.direction.pair import Pair, outside
from provenance.model import Reason

#: A copy drops the notice far more often than an original lacks one.
COPYRIGHT = 1.0
#: A text that says where it was taken from.
CREDIT = 1.6
#: A text that names the holder of the other's copyright without a notice of its own.
NAMES_HOLDER = 0.8
#: Publication particulars around the passage that the other text lacks.
PARTICULARS = 0.4

_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s*[-–,]\s*(?:19|20)\d\d)*[\s,]+(?:by\s+)?([^\s.,;()]+(?:[ ][A-Z][^\s.,;()]*)*)", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:first|originally|previously)\s+(?:published|appeared|posted|printed)\b"
    r"|\b(?:re(?:printed|published|posted)|excerpted|adapted)\s+(?:from|with permission)\b",
    re.IGNORECASE,
)
_PARTICULARS = re.compile(
    r"\b(?:updated|published|posted)\b[^.\n]{0,30}\b(?:19|20)\d\d\b|\bis an? [^.\n]{0,40}\b(?:correspondent|reporter|editor|staff writer)\b",
    re.IGNORECASE,
)


def copyright_line(pair: Pair) -> Iterator[Reason]:
    """A copyright line in one text only marks that text as the source."""
    query, source = _COPYRIGHT.search(pair.query.text), _COPYRIGHT.search(pair.source.text)
    if source and not query:
        yield Reason("copyright-line", COPYRIGHT, f"the source has a copyright line, the query none: “{_line(source)}”")
        yield from _names_holder(source.group(1), pair.query.text, "query", NAMES_HOLDER)
    elif query and not source:
        yield Reason("copyright-line", -COPYRIGHT, f"the query has a copyright line, the source none: “{_line(query)}”")
        yield from _names_holder(query.group(1), pair.source.text, "source", -NAMES_HOLDER)


def credit(pair: Pair) -> Iterator[Reason]:
    """A text that says it was first published elsewhere derives."""
    query, source = _outside_match(_CREDIT, pair, "query"), _outside_match(_CREDIT, pair, "source")
    if query and not source:
        yield Reason("credit", CREDIT, f"the query says it was published elsewhere: “{_line(query)}”")
    elif source and not query:
        yield Reason("credit", -CREDIT, f"the source says it was published elsewhere: “{_line(source)}”")


def particulars(pair: Pair) -> Iterator[Reason]:
    """Datelines and notes on the author stay behind when a text is taken."""
    query, source = _outside_match(_PARTICULARS, pair, "query"), _outside_match(_PARTICULARS, pair, "source")
    if source and not query:
        yield Reason("particulars", PARTICULARS, f"the source has publication particulars that the query lacks: “{_line(source)}”")
    elif query and not source:
        yield Reason("particulars", -PARTICULARS, f"the query has publication particulars that the source lacks: “{_line(query)}”")


def _names_holder(holder: str, other: str, where: str, weight: float) -> Iterator[Reason]:
    if len(holder) > 2 and re.search(rf"\b{re.escape(holder)}\b", other):
        yield Reason("names-holder", weight, f"the {where} has no copyright line but names the holder of the other's, {holder}")


def _outside_match(pattern: re.Pattern[str], pair: Pair, which: str) -> re.Match[str] | None:
    """The first match of ``pattern`` in the text around the shared passages of one end."""
    text, spans = (pair.query.text, pair.query_spans) if which == "query" else (pair.source.text, pair.source_spans)
    found = (pattern.search(piece) for piece in outside(text, spans))
    return next((match for match in found if match), None)


def _line(match: re.Match[str]) -> str:
    """What was found, on one line and not too long."""
    text = " ".join(match.group().split())
    return text if len(text) <= 80 else text[:79] + "…"
