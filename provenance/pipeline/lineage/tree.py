"""From pairs with a direction to a family tree: most likely immediate sources, several for one text if needed.

The tree has no circles. Everything here is deterministic. Its time is proportional to the number of pairs, but for a
logarithm. Documents are known by number only.
"""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from provenance.pipeline.lineage.order import Arc, order
from provenance.swaps import NO_SWAPS, Swaps

#: A source that explains this share of what the best one does is as good; which of them it was, the texts cannot say.
AS_GOOD = 0.98
#: Words that a further source must explain and the ones before do not.
LEAST_WORDS = 20.0
#: A text that undoes so many of the swaps of a source, and one for so many that it keeps, is no copy of that source; a
#: thesaurus that goes over a text twice undoes some by chance.
LEAST_UNDONE, KEPT_FOR_ONE = 3, 3


@dataclasses.dataclass(frozen=True)
class Stretch:
    """A passage in the derived text, in code points, and how many of its words are as in the source."""

    start: int
    end: int
    words: float


@dataclasses.dataclass(frozen=True)
class Tie:
    """A match with a direction.

    Attributes:
        odds: How much evidence there is for this direction; above 0.
        stretches: Where the derived text repeats the source.
        swaps: Words that differ.
        is_told: Whether dates, numbers or names say so, and not the texts' words alone.
        is_revision: Whether one source carried both.
    """

    derived: int
    source: int
    odds: float
    stretches: Sequence[Stretch]
    swaps: Swaps = NO_SWAPS
    is_told: bool = False
    is_revision: bool = False

    @property
    def words(self) -> float:
        """Words of the derived text that are as in the source."""
        return sum(stretch.words for stretch in self.stretches)


@dataclasses.dataclass(frozen=True)
class Placed:
    """A tie with its place in the tree: whether it leads to an immediate source or to another ancestor."""

    tie: Tie
    immediate: bool


@dataclasses.dataclass
class _Tree:
    """What is known of the documents placed so far: ties to their immediate sources, depth and roots."""

    ties: dict[int, list[Tie]] = dataclasses.field(default_factory=dict)
    depth: dict[int, int] = dataclasses.field(default_factory=dict)
    roots: dict[int, frozenset[int]] = dataclasses.field(default_factory=dict)

    def add(self, document: int, immediate: list[Tie]) -> None:
        self.ties[document] = immediate
        self.depth[document] = 1 + max((self.depth[tie.source] for tie in immediate), default=-1)
        above = (self.roots[tie.source] for tie in immediate)
        self.roots[document] = frozenset().union(*above) if immediate else frozenset({document})


def place(ties: Collection[Tie], sizes: Mapping[int, int]) -> list[Placed]:
    """The ties that hold, with their places; those that stronger ones contradict or kinship explains are left out.

    Args:
        ties: At most one for each pair of documents.
        sizes: Tokens of each document; of sources as good as each other, the longest text is the likeliest.
    """
    rank = order(Arc(tie.source, tie.derived, tie.odds) for tie in ties)
    above: dict[int, list[Tie]] = {document: [] for document in rank}
    for tie in ties:
        if rank[tie.source] < rank[tie.derived]:
            above[tie.derived].append(tie)
    tree = _Tree()
    placed = []
    for document in sorted(rank, key=rank.__getitem__):
        candidates = sorted(above[document], key=lambda tie: (-tie.words, tie.source))
        immediate = _immediate(tree, candidates, sizes)
        tree.add(document, immediate)
        chosen = {tie.source for tie in immediate}
        placed += [Placed(tie, tie.source in chosen) for tie in candidates if _holds(tree, rank, tie, chosen)]
    return placed


def _immediate(tree: _Tree, candidates: Sequence[Tie], sizes: Mapping[int, int]) -> list[Tie]:
    """The ties to the sources that explain the text: the best one, and those that explain what is left."""
    by_source = {tie.source: tie for tie in candidates}
    left = [tie for tie in candidates if not _is_undone(tree, tie, by_source)]
    chosen: list[Tie] = []
    while left:
        gains = {tie.source: _gain(tie, chosen) for tie in left}
        most = max(gains.values())
        if chosen and most < LEAST_WORDS:
            break
        best = min(
            (tie for tie in left if gains[tie.source] >= AS_GOOD * most), key=lambda tie: _rank(tree, tie, sizes)
        )
        chosen.append(best)
        left = [tie for tie in left if tie is not best and gains[tie.source] >= LEAST_WORDS]
    return chosen


def _rank(tree: _Tree, tie: Tie, sizes: Mapping[int, int]) -> tuple[int, int, int]:
    """Which of several sources that are as good comes first: of revisions the last, else the one nearest to a root."""
    depth = tree.depth[tie.source]
    return (-depth if tie.is_revision else depth, -sizes.get(tie.source, 0), tie.source)


def _gain(tie: Tie, chosen: Sequence[Tie]) -> float:
    """Words that ``tie`` explains and those chosen before it do not."""
    taken = [(stretch.start, stretch.end) for other in chosen for stretch in other.stretches]
    return sum(stretch.words * _share_outside(stretch, taken) for stretch in tie.stretches)


def _share_outside(stretch: Stretch, taken: Sequence[tuple[int, int]]) -> float:
    at, outside = stretch.start, 0
    for start, end in sorted(taken):
        outside += max(0, min(start, stretch.end) - at)
        at = max(at, min(end, stretch.end))
    return (outside + stretch.end - at) / max(1, stretch.end - stretch.start)


def _is_undone(tree: _Tree, tie: Tie, others: Mapping[int, Tie]) -> bool:
    """Whether the text has the words of its source's source where that swapped them: then it comes from further up.

    The rule of the third text: what the first and the last share and the middle one lacks did not pass through the
    middle.
    """
    for upper in tree.ties[tie.source]:
        if other := others.get(upper.source):
            undone = upper.swaps.undone_in(tie.swaps)
            if undone >= LEAST_UNDONE and undone * KEPT_FOR_ONE >= upper.swaps.kept_in(other.swaps):
                return True
    return False


def _holds(tree: _Tree, rank: Mapping[int, int], tie: Tie, chosen: Collection[int]) -> bool:
    """Whether a tie is more than kinship: two copies of one text look alike, and neither derives from the other."""
    if tie.source in chosen or tie.is_told or not tree.roots[tie.source] & tree.roots[tie.derived]:
        return True
    return _is_ancestor(tree, rank, tie.source, tie.derived)


def _is_ancestor(tree: _Tree, rank: Mapping[int, int], above: int, below: int) -> bool:
    """Whether immediate ties lead from ``below`` up to ``above``."""
    todo, seen = [below], {below}
    while todo:
        for tie in tree.ties[todo.pop()]:
            if tie.source == above:
                return True
            if tie.source not in seen and rank[tie.source] > rank[above]:
                seen.add(tie.source)
                todo.append(tie.source)
    return False
