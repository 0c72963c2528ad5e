"""One way to write a value as JSON, so that equal values have equal bytes and equal hashes."""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no escapes for what UTF-8 can say."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
