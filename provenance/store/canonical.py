"""One way to write a value as JSON, so that equal values have equal bytes and equal hashes."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from provenance.errors import SEE_VERIFY, IntegrityError

_Made = TypeVar("_Made")

#: Made once: making it takes as long as writing a small value.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

#: Members of a list that are written at once.
_TOGETHER = 256


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no escapes for what UTF-8 can say."""
    return _ENCODER.encode(value)


def parsed(text: str, make: Callable[[Any], _Made]) -> _Made:
    """What ``make`` makes of the list that a cell of the database holds as JSON.

    Raises:
        IntegrityError: It is none, or not of the shape that was written.
    """
    try:
        found = json.loads(text)
        if not isinstance(found, list):
            raise TypeError("not a list")  # noqa: TRY301 - said with the rest
        return make(found)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        said = f"a value is not what was written: {str(text)[:60]!r}"
        raise IntegrityError(said, hint=SEE_VERIFY) from error


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON in UTF-8; of lists it is made piece by piece, since they may hold many texts."""
    found = hashlib.sha256()
    for piece in _pieces(value):
        found.update(piece.encode())
    return found.hexdigest()


def _pieces(value: object) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield canonical_json(value)
        return
    yield "["
    if isinstance(value[0], list):
        for place, one in enumerate(value):
            yield "," if place else ""
            yield from _pieces(one)
    else:
        for start in range(0, len(value), _TOGETHER):
            yield "," if start else ""
            yield canonical_json(value[start : start + _TOGETHER])[1:-1]
    yield "]"
