"""Moments, and claims of time: when something was, as a source says, with the precision of the claim.

A claim is an interval. ``2024-05`` is some time in May, and is not completed to a day. Two claims have an order only if
their intervals do not overlap ([decision 17](../docs/adr/0017-claims-of-time.md)).
"""

import dataclasses
import datetime as dt
import email.utils
import functools
import re
from collections.abc import Iterator

#: What a clock on the wall may be ahead of or behind UTC. Beyond lie -11 and -12, where hardly anybody lives; without
#: them, days of which one lies between have an order.
AHEAD, BEHIND = dt.timedelta(hours=14), dt.timedelta(hours=10)

_MONTHS = (
    "jan|janv|ene|gen|янв",
    "feb|fév|fev|febb|фев",
    "mar|mär|mrz|maart|мар",
    "apr|avr|abr|апр",
    "may|mai|mag|mei|mayo|maio|мая|май",
    "jun|juin|giu|июн",
    "jul|juil|lug|июл",
    "aug|août|aou|ago|авг",
    "sep|set|сен",
    "oct|okt|ott|out|окт",
    "nov|ноя",
    "dec|dez|déc|dic|дек",
)
"""What months begin with in English, German, French, Spanish, Italian, Portuguese, Dutch and Russian."""
_MONTH_NUMBER = {prefix: number for number, names in enumerate(_MONTHS, 1) for prefix in names.split("|")}
MONTH = rf"(?:{'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})[^\W\d_]{{0,8}}"
"""A pattern for the name of a month, whole or cut short."""

_TIME = (
    r"(?:(?:[T\s,]|\s+(?:at|um|à)\s)\s*(?P<hour>\d\d?)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?(?::?\d\d)?)?(?:\s*[\[(][^\])]*[\])])?"
)
_DAY_FIRST = (
    r"(?:[^\W\d]{2,12}\.?,?\s+)?(?P<day>\d\d?)(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|of))?[\s-]+"
    rf"(?P<name>{MONTH})\.?,?(?:\s+del?)?[\s-]+(?P<year>\d{{4}})(?:\s*(?:г|года)\.?)?"
)
_MONTH_FIRST = (
    rf"(?:[^\W\d]{{2,12}}\.?,?\s+)?(?P<name>{MONTH})\.?(?:\s+(?P<day>\d\d?)(?:st|nd|rd|th)?)?,?(?:\s+(?:del?|of))?"
    r"\s+(?P<year>\d{4})"
)
_DATES = (
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?))?)?",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>\d{4})",
    r"(?P<either>\d\d?)[/-](?P<or>\d\d?)[/-](?P<year>\d{4})",
    r"(?P<month>\d\d?)[/.-](?P<year>\d{4})",
    _DAY_FIRST,
    _MONTH_FIRST,
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d\d?)\s?[月월](?:\s?(?P<day>\d\d?)\s?[日일])?",
)
_WRITTEN = tuple(re.compile(date + _TIME, re.IGNORECASE) for date in _DATES)

_WITHIN = tuple(re.compile(rf"(?<![\w./-]){date}(?![\w/-]|\.\d)", re.IGNORECASE) for date in _DATES[1:])
_WITHIN += (re.compile(r"(?<![\w./-])\d{4}[-/.]\d\d?[-/.]\d\d?(?![\w/-]|\.\d)"),)
"""Dates of which at least the month is given, in the middle of a text."""

#: What the calendar begins and ends with.
_FIRST, _LAST = dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC)

_YEAR, _MONTH, _DAY = 4, 7, 10
"""Characters of a claim of a year, a month and a day."""

#: Claims before this year are defaults of programs: no source of ours is that old.
FIRST_YEAR = 1000
#: Days from which programs count time. Without a date they show this one, or, having lost their zone, one beside it.
_EPOCHS = tuple(
    map(
        dt.date.fromisoformat,
        (
            "1582-10-15",  # UUIDs
            "1601-01-01",  # Windows
            "1753-01-01",  # SQL Server
            "1858-11-17",  # VMS
            "1899-12-30",  # OLE
            "1899-12-31",  # spreadsheets
            "1900-01-01",  # likewise, NTP
            "1904-01-01",  # Macintosh
            "1970-01-01",  # Unix
            "1980-01-01",  # DOS, ZIP
            "1980-01-06",  # GPS
            "1999-11-30",  # the zero date of MySQL, as PHP reads it
        ),
    )
)
#: Moments that stand in the templates of libraries, and that programs begin with.
_TEMPLATES = frozenset(
    {
        "2000-01-01T00:00:00",
        "2001-01-01T00:00:00",  # Cocoa
        "2006-09-16T00:00:00",  # Excel
        "2013-01-27T09:14:16",  # python-pptx
        "2013-12-23T23:15:00",  # python-docx
    }
)
_QUARTER = dt.timedelta(minutes=15)


@dataclasses.dataclass(frozen=True)
class ClaimedTime:
    """When something was, as far as a claim says it: from ``earliest`` until before ``latest``, both in UTC.

    Attributes:
        written: The claim as it is kept: ``2024``, ``2024-05``, ``2024-05-01``, ``2024-05-01T10:00:00`` where the zone
            is not known, and ``2024-05-01T08:00:00Z``, which is RFC 3339, where it is.
    """

    written: str
    earliest: dt.datetime
    latest: dt.datetime

    def is_before(self, other: "ClaimedTime") -> bool:
        """Whether it lies before ``other`` whatever the moments of both are within what is said."""
        return self.latest <= other.earliest

    def is_later_than(self, moment: str) -> bool:
        """Whether all of it lies after ``moment``."""
        return self.earliest > utc_moment(moment)


def utc_time(text: str) -> str:
    """The moment that ``text`` names as ISO 8601 or RFC 5322 has it, in UTC to the second; no zone means UTC.

    >>> utc_time("2024-05-01"), utc_time("Wed, 01 May 2024 10:00:00 +0200")
    ('2024-05-01T00:00:00Z', '2024-05-01T08:00:00Z')

    Raises:
        ValueError: It names none.
    """
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        moment = email.utils.parsedate_to_datetime(text)
    return _in_utc(moment) if moment.tzinfo else moment.isoformat(timespec="seconds") + "Z"


@functools.lru_cache(maxsize=65_536)
def utc_moment(text: str) -> dt.datetime:
    """The moment of a time as it is kept; one without zone is taken for UTC."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def as_claimed(text: str) -> str | None:
    """What ``text`` claims, as it is kept; ``None`` where it is a placeholder, which claims nothing.

    Nothing is made up: a year stays a year, and of a date of which it cannot be told which number is the day, the year
    is left. Midnight sharp is a day that a program completed.

    >>> as_claimed("May 2024"), as_claimed("1. Mai 2024"), as_claimed("2024-05-01T10:00+02:00")
    ('2024-05', '2024-05-01', '2024-05-01T08:00:00Z')

    Raises:
        ValueError: It names no time.
    """
    if text.strip()[:5] in {"0000-", "0000"}:
        return None
    written = _kept(" ".join(text.split()))
    return None if is_placeholder(written) else written


def claims_in(text: str) -> Iterator[str]:
    """The days and months that ``text`` names, as it writes them, in the order of the ways there are to write one."""
    for pattern in _WITHIN:
        for found in pattern.finditer(text):
            yield found.group()


@functools.lru_cache(maxsize=65_536)
def claimed_time(written: str) -> ClaimedTime:
    """The interval of a claim as it is kept.

    A day without zone is one in any zone; so is a time. Of a year and a month the zone hardly matters, and they are
    those of UTC. A moment whose second is 0 was written to the minute, and midnight in UTC is the day: that is how
    programs complete a date, and how this one did in its first versions.
    """
    if len(written) <= _MONTH:
        year, month = int(written[:_YEAR]), int(written[5:] or 1)
        months = 1 if len(written) == _MONTH else 12
        beginning = dt.datetime(year, month, 1, tzinfo=dt.UTC)
        return ClaimedTime(written, beginning, _months_later(beginning, months))
    beginning = dt.datetime.fromisoformat(written)
    length = _length(written, beginning)
    if beginning.tzinfo:
        return ClaimedTime(written, beginning, _moved(beginning, length))
    beginning = beginning.replace(tzinfo=dt.UTC)
    return ClaimedTime(written, _moved(beginning, -AHEAD), _moved(beginning, length + BEHIND))


@functools.lru_cache(maxsize=65_536)
def is_placeholder(written: str) -> bool:
    """Whether a claim, as it is kept, is what programs write that know no date: it says nothing, whoever makes it."""
    if int(written[:_YEAR]) < FIRST_YEAR:
        return True
    if len(written) < _DAY:
        return False
    if written.removesuffix("Z") in _TEMPLATES:
        return True
    if len(written) == _DAY:
        day = dt.date.fromisoformat(written)
        return day in _EPOCHS or day == dt.date(1969, 12, 31)
    moment = dt.datetime.fromisoformat(written.removesuffix("Z"))
    return any(_is_shifted(moment, dt.datetime.combine(day, dt.time())) for day in _EPOCHS)


def _is_shifted(moment: dt.datetime, midnight: dt.datetime) -> bool:
    """Whether ``moment`` is that ``midnight`` in some zone."""
    return abs(moment - midnight) <= AHEAD and not (moment - midnight) % _QUARTER


def credible(written: str | None, seen_at: str | None) -> ClaimedTime | None:
    """The interval of a claim as it is kept, unless there is none or it says nothing.

    That is so of a placeholder, and where it lies after ``seen_at``, when the text was there already.
    """
    if not written or is_placeholder(written):
        return None
    claim = claimed_time(written)
    return None if seen_at and claim.is_later_than(seen_at) else claim


def month_number(name: str) -> int | None:
    """The number of the month that ``name``, in lower case, begins like."""
    return next((_MONTH_NUMBER[name[:size]] for size in (4, 3) if name[:size] in _MONTH_NUMBER), None)


def _length(written: str, beginning: dt.datetime) -> dt.timedelta:
    if len(written) == _DAY or (beginning.tzinfo and written[_DAY:] == "T00:00:00Z"):
        return dt.timedelta(days=1)
    return dt.timedelta(seconds=1) if beginning.second else dt.timedelta(minutes=1)


def _moved(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """``moment`` and so much, as far as the calendar goes."""
    try:
        return moment + by
    except OverflowError:
        return _LAST if by > dt.timedelta() else _FIRST


def _months_later(moment: dt.datetime, months: int) -> dt.datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    if moment.year + years > dt.MAXYEAR:
        return _LAST
    return moment.replace(year=moment.year + years, month=month + 1)


def _kept(text: str) -> str:
    found = next((match.groupdict() for pattern in _WRITTEN if (match := pattern.fullmatch(text))), None)
    if found is None:
        return _of_mail(text)
    date = _date(found)
    if len(date) < _DAY or not found["hour"]:
        return date
    if not found["minute"] and not found["half"]:
        return date  # an hour alone may lie in the next day of UTC; the day without zone holds it
    moment = dt.datetime.combine(dt.date.fromisoformat(date), _clock(found))
    return _moment(moment, found["zone"])


def _date(found: dict[str, str | None]) -> str:
    """The date that was written, as far as it is."""
    if found.get("either"):
        return _day_or_month(str(found["year"]), int(str(found["either"])), int(str(found["or"])))
    month = month_number(name.lower()) if (name := found.get("name")) else found.get("month")
    if month is None:
        return str(found["year"])
    day = found.get("day")
    checked = dt.date(int(str(found["year"])), int(month), int(day or 1)).isoformat()
    return checked if day else checked[:_MONTH]


def _day_or_month(year: str, one: int, other: int) -> str:
    """Of 5/1/2024 nobody knows which is the month, so it is some day of that year; of 5/13/2024 one knows."""
    possible = []
    for month, day in {(one, other), (other, one)}:
        try:
            possible.append(dt.date(int(year), month, day).isoformat())
        except ValueError:
            continue
    if not possible:
        raise ValueError(f"{one}/{other}/{year} is no date")
    return possible[0] if len(possible) == 1 else year


def _clock(found: dict[str, str | None]) -> dt.time:
    hour = int(str(found["hour"]))
    if half := found["half"]:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return dt.time(hour, int(found["minute"] or 0), min(59, int(found["second"] or 0)))


def _moment(moment: dt.datetime, zone: str | None) -> str:
    """As it is kept: without the time where that is midnight, which is a date that a program completed."""
    offset = re.sub(r"\D", "", zone or "")
    if zone is None or (zone.startswith("-") and not int(offset or 0)):  # RFC 3339: -00:00 is a zone that is not known
        return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(timespec="seconds")
    if int(offset or 0) and moment.time() == dt.time():
        return moment.date().isoformat()
    by = dt.timedelta(hours=int(offset[:2] or 0), minutes=int(offset[2:4] or 0))
    return _in_utc(moment.replace(tzinfo=dt.timezone(-by if zone.startswith("-") else by)))


def _in_utc(moment: dt.datetime) -> str:
    try:
        return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _of_mail(text: str) -> str:
    """A time as RFC 5322 has it, with the zones that only mail knows by name."""
    if ":" not in text:
        raise ValueError(f"{text!r} is no time")
    moment = email.utils.parsedate_to_datetime(text)
    return _in_utc(moment) if moment.tzinfo else moment.isoformat(timespec="seconds")
