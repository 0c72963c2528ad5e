"""What an ablation makes of alignments: figures between 0 and 1, and the variations of a threshold."""

from types import SimpleNamespace
from typing import cast

import pytest

from provenance._core import Alignment
from scripts.bench import ablation_figures as figures
from scripts.bench import ablation_long as long
from scripts.bench import ablation_sets as sets
from scripts.bench.ablate import Threshold, asked_of

PAIR = figures.Pair(
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
        (figures.covered, aligned((0, 25), (50, 75)), 0.5),
        (figures.silent, aligned((0, 25)), 0.0),
        (figures.silent, aligned(), 1.0),
        (figures.characters, aligned((0, 50)), 1.0),
        (figures.characters, aligned((25, 75)), 0.5),
        (figures.characters, aligned(), 0.0),
        (figures.swapped, aligned(swaps=(("gate", "door"), ("river", "stream"))), 0.5),
        (figures.swapped, aligned(swaps=(("gate", "door"), ("old", "very aged"))), 2 / 3),
        (figures.disguised, aligned((0, 9)), 1.0),
        (figures.disguised, aligned(), 0.0),
        (figures.labelled("licence"), aligned((0, 9), marks=("licence",)), 1.0),
        (figures.labelled("licence"), aligned((0, 9), marks=("menu",)), 0.0),
        (figures.unlabelled, aligned((0, 9)), 1.0),
    ],
)
def test_figures(figure: figures.Figure, found: Alignment, value: float) -> None:
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


def test_the_truth_of_texts_among_others() -> None:
    """What belongs together is told to the character: a source among others, and two that changed places."""
    texts = [(f"rewritten {at} so", f"source number {at}") for at in range(6)]
    for pair, (rewritten, source) in zip(long.among(texts), texts, strict=True):
        assert parts(pair) == [(rewritten, source)]
    assert all(
        source not in pair.right for pair, (_, source) in zip(long.among(texts, with_source=False), texts, strict=True)
    )
    assert [parts(pair) for pair in long.mixed(texts)] == [texts[:2], texts[3:5]]


def test_the_truth_of_a_hidden_part() -> None:
    """The planted words are told to the character in both long texts; some are spelled out, and some elsewhere."""
    text = " ".join(f"planted{at}" for at in range(80))
    around = [" ".join(f"{letter}alpha{letter}" for _ in range(900)) for letter in "abcdefghijklmnop"]
    spelled = 0
    for seed in range(12):
        pair = long.hidden_part(text, around, seed)
        ((hidden, shown),) = parts(pair)
        assert shown == " ".join(text.split(" ")[:60])
        assert hidden.replace(" ", "") == shown.replace(" ", "") != hidden
        spelled += len(pair.left) - len(pair.left.replace("a l p h a", "alpha")) > 0
    assert spelled


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("signals::a::b", {"signal"}),
        ("seeds::dense::b", {"parts"}),
        ("seeds::streaks::b", {"whole", "l2r", "parts"}),
        ("content::a::b", {"l2r"}),
        ("edits::a::b", {"whole", "l2r"}),
    ],
)
def test_only_what_a_threshold_can_change_is_measured(name: str, asked: set[str]) -> None:
    """Signals have samples of their own; texts in parts and content are measured where they can matter."""
    drawn = [
        figures.Sample("whole", (PAIR,), figures.covered),
        figures.Sample("l2r", (PAIR,), figures.covered),
        figures.Sample("parts", (PAIR,), figures.covered, local=True),
        figures.Sample("signal", (PAIR,), figures.covered, signal=figures.phrases),
    ]
    assert {one.name for one in asked_of(name, drawn)} == asked


def parts(pair: figures.Pair) -> list[tuple[str, str]]:
    """What belongs together, as it stands in the texts."""
    return [(pair.left[a:b], pair.right[c:d]) for a, b, c, d in pair.truth]
