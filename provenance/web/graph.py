"""Lineage as a drawing: nodes in layers, from sources to derived texts, and the lines between them.

The layers and their order follow K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical
system structures" (1981). Each node is one layer behind the last of its sources. In a layer, nodes are ordered by the
middle of their neighbours, in a few passes back and forth.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

#: Nodes drawn at most; what is left out is counted.
MOST_NODES = 60
#: Links to a node that are drawn at most, the surest ones; likewise.
MOST_LINKS = 3
#: Sizes of the drawing, in its own units.
NODE_WIDTH, NODE_HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 52, 90, 16, 8

_SWEEPS = 4


@dataclasses.dataclass(frozen=True)
class Node:
    """A document of the drawing.

    Attributes:
        note: What stands below its name, such as a date.
        hidden: Documents next to it that are not drawn.
    """

    number: int
    name: str
    uri: str
    note: str = ""
    hidden: int = 0


@dataclasses.dataclass(frozen=True)
class Link:
    """What one document has to do with another: it is the source, or, where nothing is decided, a relative."""

    source: int
    derived: int
    label: str
    confidence: float
    match_id: int | None = None
    decided: bool = True


@dataclasses.dataclass(frozen=True)
class Box:
    """A node in its place: the corner above it on the left."""

    node: Node
    x: int
    y: int
    is_subject: bool = False


@dataclasses.dataclass(frozen=True)
class Line:
    """A link in its place, from the right side of one box to the left side of another."""

    link: Link
    start: tuple[int, int]
    end: tuple[int, int]

    @property
    def middle(self) -> tuple[int, int]:
        """Where its label stands: nearer to its end, where lines from one source part."""
        return (
            self.start[0] + (self.end[0] - self.start[0]) * 3 // 5,
            self.start[1] + (self.end[1] - self.start[1]) * 3 // 4,
        )


@dataclasses.dataclass(frozen=True)
class Drawing:
    """All of it, with its size and how many documents and links it leaves out."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    left_out_nodes: int = 0
    left_out_links: int = 0


def draw(nodes: Mapping[int, Node], links: Sequence[Link], subject: int | None = None) -> Drawing:
    """The nodes in layers. Of many, those that the surest links connect with the subject; the rest is counted."""
    kept = _nearest(nodes, links, subject)
    drawn = set(kept)
    inside = _surest(one for one in links if one.source in drawn and one.derived in drawn)
    layers = _ordered(_layers(kept, inside), inside)
    tallest = max((len(layer) for layer in layers), default=0)
    places: dict[int, tuple[int, int]] = {}
    for column, layer in enumerate(layers):
        above = (tallest - len(layer)) * (NODE_HEIGHT + GAP_Y) // 2
        for row, number in enumerate(layer):
            x, y = column * (NODE_WIDTH + GAP_X), above + row * (NODE_HEIGHT + GAP_Y)
            places[number] = (MARGIN + x, MARGIN + y)
    hidden = _hidden(links, kept)
    boxes = tuple(
        Box(dataclasses.replace(nodes[number], hidden=hidden.get(number, 0)), *places[number], number == subject)
        for layer in layers
        for number in layer
    )
    width = max(1, len(layers)) * (NODE_WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    height = max(1, tallest) * (NODE_HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN
    lines = tuple(_line(one, places) for one in inside)
    return Drawing(boxes, lines, width, height, len(nodes) - len(kept), len(links) - len(inside))


def _surest(links: Iterable[Link]) -> list[Link]:
    """Of the links to each node the surest ones, in the order of their ends."""
    by_node: dict[int, list[Link]] = {}
    for one in sorted(links, key=lambda one: (-one.confidence, one.source)):
        known = by_node.setdefault(one.derived, [])
        if len(known) < MOST_LINKS:
            known.append(one)
    return sorted((one for known in by_node.values() for one in known), key=lambda one: (one.source, one.derived))


def _nearest(nodes: Mapping[int, Node], links: Sequence[Link], subject: int | None) -> list[int]:
    """The nodes that are drawn: grown from the subject along the surest links."""
    if len(nodes) <= MOST_NODES:
        return sorted(nodes)
    beside = _beside(sorted(links, key=lambda one: (-one.confidence, one.source, one.derived)))
    first = subject if subject is not None else max(sorted(nodes), key=lambda number: len(beside.get(number, ())))
    kept = {first}
    waiting = [first]
    for here in waiting:
        new = [there for there in dict.fromkeys(beside.get(here, ())) if there not in kept]
        waiting += new[: MOST_NODES - len(kept)]
        kept |= set(new[: MOST_NODES - len(kept)])
    rest = [number for number in sorted(nodes) if number not in kept]
    return sorted([*kept, *rest[: MOST_NODES - len(kept)]])


def _beside(links: Iterable[Link]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one in links:
        found.setdefault(one.source, []).append(one.derived)
        found.setdefault(one.derived, []).append(one.source)
    return found


def _hidden(links: Iterable[Link], kept: Iterable[int]) -> dict[int, int]:
    """How many neighbours of each drawn node are not drawn."""
    drawn = set(kept)
    missing: dict[int, set[int]] = {}
    for one in links:
        for here, there in ((one.source, one.derived), (one.derived, one.source)):
            if here in drawn and there not in drawn:
                missing.setdefault(here, set()).add(there)
    return {number: len(others) for number, others in missing.items()}


def _layers(kept: Sequence[int], links: Sequence[Link]) -> list[list[int]]:
    """Each node one layer behind the last of its sources; what nothing is decided of, one behind its relative."""
    depth = dict.fromkeys(kept, 0)
    for _ in kept:
        moved = False
        for one in links:
            if depth[one.derived] <= depth[one.source] < len(kept):
                depth[one.derived] = depth[one.source] + 1
                moved = True
        if not moved:
            break
    layers: list[list[int]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for number in kept:
        layers[depth[number]].append(number)
    return [layer for layer in layers if layer]


def _ordered(layers: list[list[int]], links: Sequence[Link]) -> list[list[int]]:
    beside = _beside(links)
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            rank = {number: place for other in layers for place, number in enumerate(other)}
            middle = {
                number: _middle([rank[there] for there in beside.get(number, ())], rank[number]) for number in layer
            }
            layer.sort(key=lambda number: (middle[number], number))
    return layers


def _middle(places: Sequence[int], own: int) -> float:
    return sum(places) / len(places) if places else float(own)


def _line(link: Link, places: Mapping[int, tuple[int, int]]) -> Line:
    (ax, ay), (bx, by) = places[link.source], places[link.derived]
    return Line(link, (ax + NODE_WIDTH, ay + NODE_HEIGHT // 2), (bx, by + NODE_HEIGHT // 2))
