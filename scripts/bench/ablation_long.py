"""Pairs in which one text is longer than what it shares with the other, made of shorter pairs with known answers."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.bench.ablation_figures import Pair
from scripts.bench.planted import KINDS, Planted, background, cases, plant

# Characters of a long text: enough to be looked at in parts.
LONG = 40_000

# Paragraphs around one among others, before and after.
AROUND = 2

# Words of a passage that are spelled out, and so many times as many elsewhere that do not stand in the other text.
HIDDEN = (1, 2, 3, 4, 6, 12, 24)
NOISE = (0, 0, 1, 2, 3, 4)

# Letters of a word that does not look like another one when it is spelled out: more than these.
SHORT = 5


def among(texts: Sequence[tuple[str, str]], *, with_source: bool = True) -> Iterator[Pair]:
    """Each rewritten text beside its source among sources of others; ``with_source``, or only beside the others."""
    for at, (rewritten, source) in enumerate(texts):
        others = [texts[(at + step) % len(texts)][1] for step in range(1, 2 * AROUND + 1)]
        if not with_source:
            yield Pair(rewritten, "\n\n".join(others))
            continue
        before = "".join(f"{other}\n\n" for other in others[:AROUND])
        right = "\n\n".join([before + source, *others[AROUND:]])
        yield Pair(rewritten, right, truth=((0, len(rewritten), len(before), len(before) + len(source)),))


def mixed(texts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Two rewritten texts in a row, beside their sources in the other order with another text between these."""
    for (one, its_source), (two, other_source), (_, between) in zip(*[iter(texts)] * 3, strict=False):
        left, right = f"{one}\n\n{two}", f"{other_source}\n\n{between}\n\n{its_source}"
        second, last = len(one) + 2, len(right) - len(its_source)
        yield Pair(left, right, truth=((0, len(one), last, len(right)), (second, len(left), 0, len(other_source))))


def planted_parts(folder: Path, count: int) -> Iterator[tuple[str, tuple[Pair, ...]]]:
    """For each kind of PAN 2013 ``count`` of its passages, put into long texts."""
    dice = random.Random(1)  # noqa: S311 - a fixed sample
    around = background(folder)
    for kind, name in KINDS.items():
        chosen = dice.sample(list(cases(folder, kind)), count)
        placed = [
            plant(passage, original, around, dice.randrange(LONG // 2, LONG), dice) for passage, original in chosen
        ]
        yield name.replace(" ", "-"), tuple(Pair(one.query, one.source, truth=(one.truth,)) for one in placed)


def rewritten_parts(texts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Each rewritten text and its source, put into long texts made of sources of others."""
    dice = random.Random(1)  # noqa: S311 - a fixed sample
    around = [source for _, source in texts]
    for at, (rewritten, source) in enumerate(texts):
        others = around[:at] + around[at + 1 :]
        placed = plant(rewritten, source, others, dice.randrange(LONG // 2, LONG), dice)
        yield Pair(placed.query, placed.source, truth=(placed.truth,))


def hidden_part(text: str, around: list[str], seed: int) -> Pair:
    """The beginning of ``text`` with some words spelled out, and as it is, each in a long text.

    So many words besides are spelled out in the long text as ``seed`` says that hide nothing.
    """
    dice = random.Random(seed)  # noqa: S311 - a fixed sample
    words = text.split(" ")[:60]
    hidden = dice.choice(HIDDEN)
    spelled = [" ".join(word) if at % 2 and at // 2 < hidden else word for at, word in enumerate(words)]
    placed = plant(" ".join(spelled), " ".join(words), around, LONG, dice)
    start, end, *other = placed.truth
    before = _with_noise(placed, dice.choice(NOISE) * hidden, dice)
    moved = len(before) - start
    truth = (start + moved, end + moved, other[0], other[1])
    return Pair(before + placed.query[start:], placed.source, truth=(truth,))


def _with_noise(placed: Planted, count: int, dice: random.Random) -> str:
    """What stands before the planted passage, with ``count`` words spelled out that the other text does not have."""
    words = placed.query[: placed.truth[0]].split(" ")
    known = set(placed.source.split())
    strange = [at for at, word in enumerate(words) if word.isalpha() and len(word) > SHORT and word not in known]
    chosen = set(dice.sample(strange, min(count, len(strange))))
    return " ".join(" ".join(word) if at in chosen else word for at, word in enumerate(words))
