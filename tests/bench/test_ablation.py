"""What an ablation makes of alignments: figures between 0 and 1, and the variations of a threshold."""

from types import SimpleNamespace
from typing import cast

import pytest

from provenance._core import Alignment
from scripts.bench import ablation_sets as sets
from scripts.bench.ablate import Threshold

PAIR = sets.Pair(
    "x" * 100,
    "y" * 100,
    truth=((0, 50, 0, 50),),
    swaps=frozenset({("gate", "door"), ("old", "aged")}),
    findings=frozenset({"cut-up"}),
)


def aligned(*spans: tuple[int, int], swaps: tuple[tuple[str, str], ...] = (), marks: tuple[str, ...] = ()) -> Alignment:
    """An alignment with passages at the same spans of both texts."""
    passages = [
        SimpleNamespace(
            left_start=a, left_end=b, right_start=a, right_end=b, findings=[("cut-up", "left", 1)], marks=marks
        )
        for a, b in spans
    ]
    substitutions = [SimpleNamespace(right=right, left=left) for right, left in swaps]
    return cast("Alignment", SimpleNamespace(passages=passages, substitutions=substitutions))


@pytest.mark.parametrize(
    ("figure", "found", "value"),
    [
        (sets.covered, aligned((0, 25), (50, 75)), 0.5),
        (sets.silent, aligned((0, 25)), 0.0),
        (sets.silent, aligned(), 1.0),
        (sets.characters, aligned((0, 50)), 1.0),
        (sets.characters, aligned((25, 75)), 0.5),
        (sets.characters, aligned(), 0.0),
        (sets.swapped, aligned(swaps=(("gate", "door"), ("river", "stream"))), 0.5),
        (sets.swapped, aligned(swaps=(("gate", "door"), ("old", "very aged"))), 2 / 3),
        (sets.disguised, aligned((0, 9)), 1.0),
        (sets.disguised, aligned(), 0.0),
        (sets.labelled("licence"), aligned((0, 9), marks=("licence",)), 1.0),
        (sets.labelled("licence"), aligned((0, 9), marks=("menu",)), 0.0),
        (sets.unlabelled, aligned((0, 9)), 1.0),
    ],
)
def test_figures(figure: sets.Figure, found: Alignment, value: float) -> None:
    """Each figure is what it says of one pair."""
    assert figure([PAIR], [found]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("threshold", "values"),
    [
        (Threshold("a", 0.5, 0.0, whole=False), {"less": 0.4, "more": 0.6, "off": 0.0}),
        (Threshold("a", 20, 1e6, whole=True), {"less": 16, "more": 24, "off": 1e6}),
        (Threshold("a", 2, None, whole=True), {"less": 1, "more": 3}),
        (Threshold("a", -1, 0, whole=True), {"less": -2, "more": 0, "off": 0}),
    ],
)
def test_variations(threshold: Threshold, values: dict[str, float]) -> None:
    """A fifth less and a fifth more, a whole number at least by one, and off where there is such a value."""
    assert dict(threshold.varied()) == pytest.approx(values)


def test_disguises_are_made_of_the_text() -> None:
    """Every disguise changes the left text alone, and is named."""
    text = " ".join(f"word{at} stands here." for at in range(80))
    for seed in range(6):
        (pair,) = sets._hidden(text, seed)
        assert pair.left != text == pair.right
        assert len(pair.findings) == 1
