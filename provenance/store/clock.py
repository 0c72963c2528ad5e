"""The time as the store writes it: UTC, RFC 3339, milliseconds."""

import datetime as dt


def now() -> str:
    """The present moment, such as ``2026-11-22T08:33:00.123Z``."""
    return stamp(dt.datetime.now(dt.UTC))


def stamp(moment: dt.datetime) -> str:
    """A moment in UTC as the store writes it; later ones sort after earlier ones."""
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
