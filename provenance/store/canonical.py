"""One way to write a value as JSON, so that equal values have equal bytes and equal hashes."""

import hashlib
import json
from collections.abc import Iterator

#: Made once: making it takes as long as writing a small value.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

#: Members of a list that are written at once.
_TOGETHER = 256


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no escapes for what UTF-8 can say."""
    return _ENCODER.encode(value)


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
