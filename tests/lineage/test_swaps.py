"""Swaps that are kept joined answer as sets of pairs do."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.swaps import NO_SWAPS, Swaps

WORDS = st.sampled_from(["road", "route", "lane", "New York", "state-of-the-art", "é", "道"])
PAIRS = st.frozensets(st.tuples(WORDS, WORDS), max_size=8)


@given(above=PAIRS, below=PAIRS)
def test_swaps_answer_as_sets_of_pairs(above: frozenset[tuple[str, str]], below: frozenset[tuple[str, str]]) -> None:
    """What is kept is in both, what is undone is in one and turned round in the other."""
    one, other = Swaps.of(above), Swaps.of(below)
    assert one.kept_in(other) == len(above & below)
    assert one.undone_in(other) == len({(after, before) for before, after in above} & below)


def test_no_swaps() -> None:
    """Nothing is kept or undone where nothing was swapped."""
    some = Swaps.of([("road", "route")])
    assert NO_SWAPS.kept_in(some) == some.kept_in(NO_SWAPS) == NO_SWAPS.kept_in(NO_SWAPS) == 0
    assert NO_SWAPS.undone_in(some) == some.undone_in(NO_SWAPS) == 0
