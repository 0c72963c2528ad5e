"""What is aligned by the ablation, and figures that say how well it was done.

Every figure lies between 0 and 1, and more is better.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType

from provenance._core import Alignment
from provenance.engine import Proof

# What a signal of direction says of two texts, asked of a core.
Signal = Callable[[ModuleType, "Pair", Alignment], tuple[int, int]]

# What a figure is made of: the sampled pairs and what alignment said of each.
Figure = Callable[[Sequence["Pair"], Sequence[Alignment]], float]


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two texts, and what is true of them.

    Attributes:
        truth: Spans of the left and of the right text that belong together, in code points.
        swaps: Words of the right text, each with the word that stands for it in the left one.
        findings: Disguises that the left text shows.
    """

    left: str
    right: str
    truth: tuple[tuple[int, int, int, int], ...] = ()
    swaps: frozenset[tuple[str, str]] = frozenset()
    findings: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Sample:
    """Pairs of one kind and their figure.

    Attributes:
        expected: The texts are expected to share something, so that less is enough for a summary.
        proof: What a rewritten passage must prove.
        local: Rewritten passages are looked for only where long texts share something, as `prov index` does.
        index: Texts of an index that is asked first what of the left texts is boilerplate.
        signal: Told in place of the alignment: how much says that the left text came later, and how much the contrary.
    """

    name: str
    pairs: tuple[Pair, ...]
    figure: Figure
    expected: bool = False
    proof: Proof = "full"
    local: bool = False
    index: tuple[str, ...] = ()
    signal: Signal | None = None


def covered(pairs: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """Mean share of the characters of the left texts that lie in passages."""
    inside = (sum(one.left_end - one.left_start for one in alignment.passages) for alignment in found)
    return _mean(min(1.0, length / max(1, len(pair.left))) for pair, length in zip(pairs, inside, strict=True))


def silent(pairs: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """Share of the pairs in which nothing is found."""
    return sum(not alignment.passages for alignment in found) / len(pairs)


def characters(pairs: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """F1 of the characters of both texts, all pairs together."""
    right = seen = true = 0
    for pair, alignment in zip(pairs, found, strict=True):
        for start in (0, 2):
            truth = _places((span[start], span[start + 1]) for span in pair.truth)
            side = ("left_start", "left_end") if start == 0 else ("right_start", "right_end")
            told = _places((getattr(one, side[0]), getattr(one, side[1])) for one in alignment.passages)
            right, seen, true = right + len(truth & told), seen + len(told), true + len(truth)
    return 2 * right / max(1, seen + true)


def swapped(pairs: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """F1 of the substitutions, as far as their words are single ones."""
    right = seen = true = 0
    for pair, alignment in zip(pairs, found, strict=True):
        told = {(one.right, one.left) for one in alignment.substitutions if " " not in one.right + one.left}
        right, seen, true = right + len(told & pair.swaps), seen + len(told), true + len(pair.swaps)
    return 2 * right / max(1, seen + true)


def disguised(pairs: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """F1 of the disguises that are named."""
    right = seen = true = 0
    for pair, alignment in zip(pairs, found, strict=True):
        told = {kind for passage in alignment.passages for kind, _, _ in passage.findings}
        right, seen, true = right + len(told & pair.findings), seen + len(told), true + len(pair.findings)
    return 2 * right / max(1, seen + true)


def labelled(label: str) -> Figure:
    """Share of the characters in passages that have this label."""

    def figure(_: Sequence[Pair], found: Sequence[Alignment]) -> float:
        passages = [passage for alignment in found for passage in alignment.passages]
        whole = sum(one.left_end - one.left_start for one in passages)
        return sum(one.left_end - one.left_start for one in passages if label in one.marks) / max(1, whole)

    return figure


def unlabelled(_: Sequence[Pair], found: Sequence[Alignment]) -> float:
    """Share of the passages that have no label."""
    return _mean(float(not one.marks) for alignment in found for one in alignment.passages)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def _places(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


# ------------------------------------------------------------------------------------------- signals


def surroundings(core: ModuleType, pair: Pair, alignment: Alignment) -> tuple[int, int]:
    """Words of the passages that stand around them in the right text, and in the left one."""
    left = [(one.left_start, one.left_end) for one in alignment.passages]
    right = [(one.right_start, one.right_end) for one in alignment.passages]
    found = core.context_overlap(core.ContextWords(pair.left), left, core.ContextWords(pair.right), right)
    return (len(found[0][1]), len(found[0][0])) if found else (0, 0)


def phrases(core: ModuleType, pair: Pair, alignment: Alignment) -> tuple[int, int]:
    """Phrases that the left text breaks, and that the right one does."""
    swaps = [(one.left, one.right) for one in alignment.substitutions]
    left, right = core.broken_phrases(pair.left, pair.right, swaps)
    return len(left), len(right)
