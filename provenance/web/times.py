"""Times as texts claim them: how far two are apart, and how a page says that."""

import datetime as dt

DAY = 86_400
_WHOLE_DAY = len("2024-05-01")


def seconds(when: str) -> float:
    """A stored time, or the beginning of one that is claimed less precisely, in seconds since 1970."""
    whole = f"{when}{'0000-01-01T00:00:00'[len(when) :]}"[:19]
    return dt.datetime.fromisoformat(f"{whole}+00:00").timestamp()


def delay(derived: str | None, source: str | None) -> float | None:
    """Seconds from the one claim to the other, in whole days if one says no more; None if one does not name its day."""
    if not derived or not source or min(len(derived), len(source)) < _WHOLE_DAY:
        return None
    length = _WHOLE_DAY if _WHOLE_DAY in {len(derived), len(source)} else None
    return seconds(derived[:length]) - seconds(source[:length])


def in_short(span: float) -> str:
    """A span of seconds for a table.

    >>> in_short(3 * 86_400), in_short(5_400), in_short(0), in_short(-86_400)
    ('3 d', '1.5 h', '0 d', '-1 d')
    """
    sign = "-" if span < 0 else ""
    if 0 < abs(span) < DAY:
        return f"{sign}{abs(span) / 3600:.2g} h"
    return f"{sign}{abs(span) / DAY:.3g} d"
