"""An order of documents in which sources stand before derived texts, even if directions form circles."""

import collections
import heapq
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

#: Arcs that may be followed for each arc there is. It is far more than families of texts need; where the evidence is no
#: better than chance, it keeps the time proportional to the arcs.
STEPS = 50


class Arc(NamedTuple):
    """That one document likely derives from another: the odds, as a natural logarithm above 0."""

    source: int
    derived: int
    odds: float


def order(arcs: Iterable[Arc]) -> dict[int, int]:
    """The rank of every document, sources first; the same whatever the order of ``arcs``.

    Arcs are taken by falling odds, and one that would close a circle with those before it is dropped: ranked pairs
    (Tideman, Independence of clones as a criterion for voting rules, 1987). So many weak arcs together never outweigh a
    strong one. The initial order is the greedy one of Eades, Lin and Smyth (A fast and effective heuristic for the
    feedback arc set problem, 1993), which contradicts little of the evidence as a whole. It stays for the weakest arcs
    if more than ``STEPS`` arcs have been followed for each arc there is.
    """
    arcs = sorted(arcs, key=lambda arc: (-arc.odds, arc.derived, arc.source))
    ordered = _TopologicalOrder(_greedy(arcs))
    for arc in arcs:
        if ordered.steps > STEPS * len(arcs):
            break
        ordered.add(arc.source, arc.derived)
    return ordered.ranks


class _TopologicalOrder:
    """A topological order of documents that is kept up to date as arcs are added.

    An arc that contradicts the order moves only documents between its ends that are connected to them (Pearce and
    Kelly, A dynamic topological sort algorithm for directed acyclic graphs, 2006).

    Attributes:
        ranks: The rank of each document.
        steps: Arcs that were followed so far.
    """

    def __init__(self, documents: Iterable[int]) -> None:
        self.ranks = {document: rank for rank, document in enumerate(documents)}
        self.steps = 0
        self._after: dict[int, list[int]] = collections.defaultdict(list)
        self._before: dict[int, list[int]] = collections.defaultdict(list)

    def add(self, first: int, second: int) -> None:
        """Add an arc from ``first`` to ``second``, unless the arcs so far lead the other way."""
        low, high = self.ranks[second], self.ranks[first]
        if low < high:
            behind = self._reached(second, self._after, lambda rank: rank <= high)
            if first in behind:
                return
            self._reorder(self._reached(first, self._before, lambda rank: rank >= low), behind)
        self._after[first].append(second)
        self._before[second].append(first)

    def _reached(self, start: int, step: Mapping[int, list[int]], between: Callable[[int], bool]) -> set[int]:
        """What can be reached from ``start`` over documents whose rank satisfies ``between``."""
        reached, todo = {start}, [start]
        while todo:
            beyond = step.get(todo.pop(), ())
            self.steps += len(beyond)
            for one in beyond:
                if one not in reached and between(self.ranks[one]):
                    reached.add(one)
                    todo.append(one)
        return reached

    def _reorder(self, front: Iterable[int], back: Iterable[int]) -> None:
        """Deal the ranks of both groups out anew, the front before the back, each in its present order."""
        documents = [*sorted(front, key=self.ranks.__getitem__), *sorted(back, key=self.ranks.__getitem__)]
        ranks = sorted(self.ranks[one] for one in documents)
        self.ranks.update(zip(documents, ranks, strict=True))


def _greedy(arcs: Iterable[Arc]) -> list[int]:
    """The documents as Eades, Lin and Smyth order them, sources first; at most half of the evidence is contradicted."""
    graph = _Graph(arcs)
    front, back = [], []
    while graph.left:
        if (root := graph.next_root()) is not None:
            front.append(root)
        elif (leaf := graph.next_leaf()) is not None:
            back.append(leaf)
        else:
            front.append(graph.next_heaviest())
    return [*front, *reversed(back)]


class _Graph:
    """The documents that still have no place, and the arcs between them."""

    def __init__(self, arcs: Iterable[Arc]) -> None:
        self._below: dict[int, list[Arc]] = collections.defaultdict(list)
        self._above: dict[int, list[Arc]] = collections.defaultdict(list)
        for arc in arcs:
            self._below[arc.source].append(arc)
            self._above[arc.derived].append(arc)
        self.left = set(self._below) | set(self._above)
        self._sources = {one: len(self._above.get(one, ())) for one in self.left}
        self._copies = {one: len(self._below.get(one, ())) for one in self.left}
        self._balance = {
            one: sum(a.odds for a in self._below.get(one, ())) - sum(a.odds for a in self._above.get(one, ()))
            for one in self.left
        }
        self._roots = [one for one in self.left if not self._sources[one]]
        self._leaves = [one for one in self.left if not self._copies[one]]
        self._heaviest = [(-balance, one) for one, balance in self._balance.items()]
        for heap in (self._roots, self._leaves, self._heaviest):
            heapq.heapify(heap)  # type: ignore[misc]

    def next_root(self) -> int | None:
        """A document without sources, the lowest number first."""
        return self._next(self._roots)

    def next_leaf(self) -> int | None:
        """A document from which nothing derives, the lowest number first."""
        return self._next(self._leaves)

    def next_heaviest(self) -> int:
        """The document that most evidence makes a source and least a copy."""
        while True:
            balance, one = heapq.heappop(self._heaviest)
            if one in self.left and -balance == self._balance[one]:
                self._take(one)
                return one

    def _next(self, heap: list[int]) -> int | None:
        while heap:
            one = heapq.heappop(heap)
            if one in self.left:
                self._take(one)
                return one
        return None

    def _take(self, one: int) -> None:
        self.left.remove(one)
        for arc in self._below.get(one, ()):
            self._drop_arc(arc.derived, self._sources, self._roots, arc.odds)
        for arc in self._above.get(one, ()):
            self._drop_arc(arc.source, self._copies, self._leaves, -arc.odds)

    def _drop_arc(self, one: int, counts: dict[int, int], heap: list[int], odds: float) -> None:
        """Count one neighbour less for ``one``."""
        if one in self.left:
            counts[one] -= 1
            self._balance[one] += odds
            heapq.heappush(self._heaviest, (-self._balance[one], one))
            if not counts[one]:
                heapq.heappush(heap, one)
