"""One way to write a value as JSON, so that equal values have equal bytes and equal hashes."""

import hashlib
import json

#: Made once: making it takes as long as writing a small value.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no escapes for what UTF-8 can say."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
