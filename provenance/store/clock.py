"""The time as the store writes it: UTC, RFC 3339, milliseconds."""

import datetime


def now() -> str:
    """The present moment, such as ``2026-11-22T08:33:00.123Z``."""
    moment = datetime.datetime.now(datetime.UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
