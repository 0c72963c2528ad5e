"""Evidence from dates in the texts themselves."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from provenance import engine
from provenance.direction.pair import DirectionSignal, Pair
from provenance.direction.recent import Recent
from provenance.times import MONTH, ClaimedTime, claimed_time, month_number

#: Where a text dates itself, if it does so at its beginning.
HEAD = 1_500
#: How far before a date its label may stand.
LABEL_REACH = 40
#: Longest stretch before a year that can hold its day and month.
DATE_REACH = 32

#: What every date has, and little else: the name of a month before a year, or a year before what may be a month.
_LIKE_A_DATE = engine.Pattern(
    rf"(?i){MONTH}\.?[\s,]+(?:\d{{1,2}}(?:st|nd|rd|th)?[\s,]+)?(?:del?\s+)?(?:19|20)\d\d"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BEFORE_YEAR = re.compile(
    rf"(?<![\w-])(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?)?(?P<month>{MONTH})\.?"
    r"[\s,]+(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?[\s,]+)?(?:de\s+|del\s+)?\Z",
    re.IGNORECASE,
)
_AFTER_YEAR = re.compile(r"-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)")
_LABEL = re.compile(
    r"\b(?:updat\w*|modified|revis\w*|effective|publish\w*|posted|issued|amended|dated?|version|in force|since"
    r"|mise à jour|modifi\w*|vigueur|stand|aktualisiert|gültig|actualiza\w*|vigencia|aggiorna\w*|bijgewerkt)\b"
    r"[^.\n]*\Z",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True)
class _Dated:
    """The dates of a text: its own, as far as it says, and the latest it mentions."""

    own: ClaimedTime | None
    latest: ClaimedTime | None


def written_dates(pair: Pair) -> Iterator[DirectionSignal]:
    """The text that dates itself later derives from the other."""
    query, source = _dates(pair.query.text).own, _dates(pair.source.text).own
    yield from _later("written-dates", "dates itself later", pair, query, source)


def latest_mention(pair: Pair) -> Iterator[DirectionSignal]:
    """A text is younger than the latest date it mentions, so the one that mentions a later date is likely younger."""
    query, source = _dates(pair.query.text).latest, _dates(pair.source.text).latest
    yield from _later("latest-mention", "mentions a later date", pair, query, source)


def _later(
    kind: str, what: str, pair: Pair, query: ClaimedTime | None, source: ClaimedTime | None
) -> Iterator[DirectionSignal]:
    if query and source and (query.is_before(source) or source.is_before(query)):
        value = 1.0 if source.is_before(query) else -1.0
        later, _ = pair.derived_and_source(value)
        first, last = (source, query) if value > 0 else (query, source)
        yield DirectionSignal(kind, value, f"{later.name} {what}: {last.written} after {first.written}")


@Recent
def _dates(text: str) -> _Dated:
    """The dates of ``text``: its own is the latest that is labelled so, else the first at its beginning."""
    # One character more shows whether a year goes on, as a postal code does.
    spans = _LIKE_A_DATE.spans(text)
    years = (year for start, end in spans if (year := _YEAR.search(text, start, end + 1)))
    found = [(year.start(), date) for year in years if (date := _date(text, year))]
    labelled = [date for at, date in found if _LABEL.search(text[max(0, at - DATE_REACH - LABEL_REACH) : at])]
    head = [date for at, date in found if at < HEAD]
    own = max(labelled, key=_begins) if labelled else head[0] if head else None
    return _Dated(own, max((date for _, date in found), default=None, key=_begins))


def _begins(date: ClaimedTime) -> dt.datetime:
    return date.earliest


def _date(text: str, year: re.Match[str]) -> ClaimedTime | None:
    """The date that ``year`` is a part of, if the month is given in letters or the date as in ISO 8601."""
    if iso := _AFTER_YEAR.match(text, year.end()):
        return _claimed(year.group(), int(iso["month"]), int(iso["day"]))
    named = _BEFORE_YEAR.search(text[max(0, year.start() - DATE_REACH) : year.start()])
    number = month_number(named["month"].lower()) if named else None
    if named is None or number is None:
        return None
    day = named["before"] or named["after"]
    return _claimed(year.group(), number, int(day) if day else None)


def _claimed(year: str, month: int, day: int | None) -> ClaimedTime | None:
    """The day or month; nothing where the calendar has no such day."""
    try:
        return claimed_time(f"{year}-{month:02d}" + (f"-{day:02d}" if day else ""))
    except ValueError:
        return None
