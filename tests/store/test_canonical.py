"""Canonical JSON and what it is hashed as."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from provenance.store import canonical
from provenance.store.canonical import canonical_json, digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)
ROWS = st.lists(st.tuples(st.integers(), st.text()), max_size=9)


@given(VALUES | ROWS | st.lists(ROWS, max_size=4))
def test_a_digest_is_that_of_the_whole(value: object) -> None:
    """However a value is cut into pieces, its digest is SHA-256 of its canonical JSON."""
    whole = hashlib.sha256(canonical_json(value).encode()).hexdigest()
    assert digest(value) == whole
    together, canonical._TOGETHER = canonical._TOGETHER, 2
    try:
        assert digest(value) == whole
    finally:
        canonical._TOGETHER = together
