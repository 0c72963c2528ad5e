"""From pairs with a direction to a family tree: most likely immediate sources, several for one text if needed.

The tree has no circles. The result is deterministic, and takes O(n log n) time for n pairs. Documents are known by
number only.
"""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from provenance.pipeline.lineage.order import Arc, order
from provenance.swaps import NO_SWAPS, Swaps

#: A source that explains this share of what the best one does is as good; which of them it was, the texts cannot say.
AS_GOOD = 0.98
#: Words that a further source must explain and the ones before do not.
LEAST_WORDS = 20.0
#: A text is no copy of a source if it undoes at least `LEAST_UNDONE` of its swaps, and at least one for every
#: `KEPT_FOR_ONE` that it keeps. A thesaurus that is run on a text twice undoes a few swaps by chance.
LEAST_UNDONE, KEPT_FOR_ONE = 3, 3


@dataclasses.dataclass(frozen=True)
class Stretch:
    """A passage in the derived text, in code points, and how many of its words are as in the source."""

    start: int
    end: int
    words: float


@dataclasses.dataclass(frozen=True)
class PossibleEdge:
    """A match with a direction, which may become an edge of the tree.

    Attributes:
        odds: How much evidence there is for this direction; above 0.
        stretches: Where the derived text repeats the source.
        swaps: Words that differ.
        is_stated: Whether dates, numbers or names say so, and not the texts' words alone.
        is_revision: Whether one source carried both.
    """

    derived: int
    source: int
    odds: float
    stretches: Sequence[Stretch]
    swaps: Swaps = NO_SWAPS
    is_stated: bool = False
    is_revision: bool = False

    @property
    def words(self) -> float:
        """Words of the derived text that are as in the source."""
        return sum(stretch.words for stretch in self.stretches)


@dataclasses.dataclass(frozen=True)
class PlacedEdge:
    """An edge with its place in the tree: whether it leads to an immediate source or to another ancestor."""

    edge: PossibleEdge
    immediate: bool


@dataclasses.dataclass
class _Tree:
    """What is known of the documents placed so far: edges to their immediate sources, depth and roots."""

    edges: dict[int, list[PossibleEdge]] = dataclasses.field(default_factory=dict)
    depth: dict[int, int] = dataclasses.field(default_factory=dict)
    roots: dict[int, frozenset[int]] = dataclasses.field(default_factory=dict)

    def add(self, document: int, immediate: list[PossibleEdge]) -> None:
        self.edges[document] = immediate
        self.depth[document] = 1 + max((self.depth[edge.source] for edge in immediate), default=-1)
        above = (self.roots[edge.source] for edge in immediate)
        self.roots[document] = frozenset().union(*above) if immediate else frozenset({document})


def place(edges: Collection[PossibleEdge], sizes: Mapping[int, int]) -> list[PlacedEdge]:
    """The edges that hold, with their places.

    Left out are edges that stronger ones contradict, and those between texts that only share an ancestor.

    Args:
        edges: At most one for each pair of documents.
        sizes: Tokens of each document; of sources as good as each other, the longest text is the likeliest.
    """
    rank = order(Arc(edge.source, edge.derived, edge.odds) for edge in edges)
    above: dict[int, list[PossibleEdge]] = {document: [] for document in rank}
    for edge in edges:
        if rank[edge.source] < rank[edge.derived]:
            above[edge.derived].append(edge)
    tree = _Tree()
    placed = []
    for document in sorted(rank, key=rank.__getitem__):
        candidates = sorted(above[document], key=lambda edge: (-edge.words, edge.source))
        immediate = _immediate(tree, candidates, sizes)
        tree.add(document, immediate)
        chosen = {edge.source for edge in immediate}
        placed += [PlacedEdge(edge, edge.source in chosen) for edge in candidates if _holds(tree, rank, edge, chosen)]
    return placed


def _immediate(tree: _Tree, candidates: Sequence[PossibleEdge], sizes: Mapping[int, int]) -> list[PossibleEdge]:
    """The edges to the sources that explain the text: the best one, and those that explain what is left.

    The greedy algorithm for maximum coverage (Nemhauser, Wolsey and Fisher, An analysis of approximations for
    maximizing submodular set functions, 1978).
    """
    by_source = {edge.source: edge for edge in candidates}
    left = [edge for edge in candidates if not _is_undone(tree, edge, by_source)]
    chosen: list[PossibleEdge] = []
    while left:
        gains = {edge.source: _gain(edge, chosen) for edge in left}
        most = max(gains.values())
        if chosen and most < LEAST_WORDS:
            break
        best = min(
            (edge for edge in left if gains[edge.source] >= AS_GOOD * most), key=lambda edge: _rank(tree, edge, sizes)
        )
        chosen.append(best)
        left = [edge for edge in left if edge is not best and gains[edge.source] >= LEAST_WORDS]
    return chosen


def _rank(tree: _Tree, edge: PossibleEdge, sizes: Mapping[int, int]) -> tuple[int, int, int]:
    """Which of several sources that are as good comes first: of revisions the last, else the one nearest to a root."""
    depth = tree.depth[edge.source]
    return (-depth if edge.is_revision else depth, -sizes.get(edge.source, 0), edge.source)


def _gain(edge: PossibleEdge, chosen: Sequence[PossibleEdge]) -> float:
    """Words that ``edge`` explains and those chosen before it do not."""
    taken = [(stretch.start, stretch.end) for other in chosen for stretch in other.stretches]
    return sum(stretch.words * _share_outside(stretch, taken) for stretch in edge.stretches)


def _share_outside(stretch: Stretch, taken: Sequence[tuple[int, int]]) -> float:
    at, outside = stretch.start, 0
    for start, end in sorted(taken):
        outside += max(0, min(start, stretch.end) - at)
        at = max(at, min(end, stretch.end))
    return (outside + stretch.end - at) / max(1, stretch.end - stretch.start)


def _is_undone(tree: _Tree, edge: PossibleEdge, others: Mapping[int, PossibleEdge]) -> bool:
    """Whether the text has the words of its source's source where that swapped them: then it comes from further up.

    What the first and the last text share and the middle one lacks did not pass through the middle: in textual
    criticism, a separative error (Maas, Textual Criticism, 1927).
    """
    for upper in tree.edges[edge.source]:
        if other := others.get(upper.source):
            undone = upper.swaps.undone_in(edge.swaps)
            if undone >= LEAST_UNDONE and undone * KEPT_FOR_ONE >= upper.swaps.kept_in(other.swaps):
                return True
    return False


def _holds(tree: _Tree, rank: Mapping[int, int], edge: PossibleEdge, chosen: Collection[int]) -> bool:
    """Whether an edge says more than that both texts share an ancestor, as two copies of one text do."""
    if edge.source in chosen or edge.is_stated or not tree.roots[edge.source] & tree.roots[edge.derived]:
        return True
    return _is_ancestor(tree, rank, edge.source, edge.derived)


def _is_ancestor(tree: _Tree, rank: Mapping[int, int], above: int, below: int) -> bool:
    """Whether immediate edges lead from ``below`` up to ``above``."""
    todo, seen = [below], {below}
    while todo:
        for edge in tree.edges[todo.pop()]:
            if edge.source == above:
                return True
            if edge.source not in seen and rank[edge.source] > rank[above]:
                seen.add(edge.source)
                todo.append(edge.source)
    return False
