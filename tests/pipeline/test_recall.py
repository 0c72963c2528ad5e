"""The index finds what brute force over all shingles finds."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance import Index
from scripts.bench.recall import Bounds, components, measure, true_pairs
from tests.corpus import planted

BOUNDS = Bounds(holders=3, shared=2, resemblance=0.4)


@given(st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=8))
def test_true_pairs_are_those_of_comparing_each_with_each(sets: list[set[int]]) -> None:
    """The inverted lists find the pairs that comparing every two texts finds."""
    holders = {key: sum(key in one for one in sets) for one in sets for key in one}

    def counts(a: set[int], b: set[int]) -> bool:
        rare = [key for key in a & b if holders[key] <= BOUNDS.holders]
        return bool(a & b) and (len(rare) >= BOUNDS.shared or len(a & b) >= BOUNDS.resemblance * len(a | b))

    shingles = [np.array(sorted(one), dtype=np.uint32) for one in sets]
    expected = [(a, b) for a in range(len(sets)) for b in range(a + 1, len(sets)) if counts(sets[a], sets[b])]
    assert list(true_pairs(shingles, BOUNDS)) == expected


def test_components_join_what_matches_link() -> None:
    """Documents are in one component exactly if a chain of matches joins them."""
    numbers = components([(0, 1), (3, 4), (1, 2)], 6)
    assert numbers[0] == numbers[1] == numbers[2]
    assert len({numbers[0], numbers[3], numbers[5]}) == 3
    assert numbers[3] == numbers[4]


def test_every_planted_pair_is_found(tmp_path: Path) -> None:
    """Of made-up texts with whole, partial and reworded copies, none that brute force finds is missed."""
    texts, pairs = planted(60)
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add(sorted(texts.items()))
    result = measure(tmp_path / "prov.db", Bounds())
    assert result["pairs"] >= len(pairs) // 2
    assert result["recall_direct"] == 1.0
