"""An order of documents in which sources stand before derived texts, also if directions form circles."""

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
    """The place of every document in the line; the same whatever the order of ``arcs``.

    Where the evidence goes in circles, the weakest gives way: arcs are taken in the order of their odds, and one that
    would close a circle with those before it is contradicted (Tideman, Independence of clones as a criterion for
    voting rules, 1987). Many weak ones together thus never outweigh a strong one. The line begins as the greedy order
    of Eades, Lin and Smyth has it (A fast and effective heuristic for the feedback arc set problem, 1993), which
    contradicts little of the evidence as a whole; the weakest arcs leave it so if there are too many circles to follow.
    """
    arcs = sorted(arcs, key=lambda arc: (-arc.odds, arc.derived, arc.source))
    line = _Line(_greedy(arcs))
    for arc in arcs:
        if line.steps > STEPS * len(arcs):
            break
        line.put(arc.source, arc.derived)
    return line.places


class _Line:
    """Documents in a line that keeps to all arcs it has taken.

    An arc that the line contradicts moves only what stands between its ends and hangs together with them (Pearce and
    Kelly, A dynamic topological sort algorithm for directed acyclic graphs, 2006).

    Attributes:
        places: The place of each document.
        steps: Arcs that were followed so far.
    """

    def __init__(self, documents: Iterable[int]) -> None:
        self.places = {document: place for place, document in enumerate(documents)}
        self.steps = 0
        self._after: dict[int, list[int]] = collections.defaultdict(list)
        self._before: dict[int, list[int]] = collections.defaultdict(list)

    def put(self, first: int, second: int) -> None:
        """Put ``first`` before ``second``, unless what the line has taken puts it behind."""
        low, high = self.places[second], self.places[first]
        if low < high:
            behind = self._reached(second, self._after, lambda place: place <= high)
            if first in behind:
                return
            self._close_up(self._reached(first, self._before, lambda place: place >= low), behind)
        self._after[first].append(second)
        self._before[second].append(first)

    def _reached(self, start: int, step: Mapping[int, list[int]], between: Callable[[int], bool]) -> set[int]:
        """What can be reached from ``start`` without leaving what lies between two places."""
        reached, todo = {start}, [start]
        while todo:
            beyond = step.get(todo.pop(), ())
            self.steps += len(beyond)
            for one in beyond:
                if one not in reached and between(self.places[one]):
                    reached.add(one)
                    todo.append(one)
        return reached

    def _close_up(self, front: Iterable[int], back: Iterable[int]) -> None:
        """Share out the places of both groups anew, the front before the back and each in the order it has."""
        line = [*sorted(front, key=self.places.__getitem__), *sorted(back, key=self.places.__getitem__)]
        places = sorted(self.places[one] for one in line)
        self.places.update(zip(line, places, strict=True))


def _greedy(arcs: Iterable[Arc]) -> list[int]:
    """The documents from sources to what derives from them; at most half of the evidence is contradicted."""
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
            self._loosen(arc.derived, self._sources, self._roots, arc.odds)
        for arc in self._above.get(one, ()):
            self._loosen(arc.source, self._copies, self._leaves, -arc.odds)

    def _loosen(self, one: int, counts: dict[int, int], heap: list[int], odds: float) -> None:
        """``one`` has a neighbour less."""
        if one in self.left:
            counts[one] -= 1
            self._balance[one] += odds
            heapq.heappush(self._heaviest, (-self._balance[one], one))
            if not counts[one]:
                heapq.heappush(heap, one)
