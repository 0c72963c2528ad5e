"""Lineage as a drawing: nodes in columns, from sources to derived texts, and the lines between them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from provenance.web.columns import Column, beside, columns

#: Nodes drawn at most; what is left out is counted.
MOST_NODES = 60
#: Links to a node that are drawn at most, the surest ones; likewise.
MOST_LINKS = 3
#: Sizes of the drawing, in its own units.
NODE_WIDTH, NODE_HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 52, 90, 16, 8
#: Room above for the times of columns.
LABELS = 24
#: How far a line leaves a box before it bends.
BEND = 45


@dataclasses.dataclass(frozen=True)
class Node:
    """A document of the drawing.

    Attributes:
        note: What stands below its name, such as a date.
        when: The time that it claims to be from; empty if it claims none.
        hidden: Documents next to it that are not drawn.
    """

    number: int
    name: str
    uri: str
    note: str = ""
    hidden: int = 0
    when: str = ""


@dataclasses.dataclass(frozen=True)
class Link:
    """What one document has to do with another: it is the source, or, where nothing is decided, a relative."""

    source: int
    derived: int
    label: str
    confidence: float
    match_id: int | None = None
    decided: bool = True
    width: float = 1.6


@dataclasses.dataclass(frozen=True)
class Box:
    """A node in its place: the corner above it on the left."""

    node: Node
    x: int
    y: int
    is_subject: bool = False


@dataclasses.dataclass(frozen=True)
class Line:
    """A link in its place, from a side of one box to a side of another.

    Attributes:
        leaves: 1 if it leaves its start to the right, -1 to the left.
        comes: 1 if it comes to its end from the right, -1 from the left.
    """

    link: Link
    start: tuple[int, int]
    end: tuple[int, int]
    leaves: int = 1
    comes: int = -1

    @property
    def bends(self) -> tuple[int, int]:
        """Where it bends, across: the points of control of a curve."""
        return self.start[0] + BEND * self.leaves, self.end[0] + BEND * self.comes

    @property
    def middle(self) -> tuple[int, int]:
        """Where its label stands: nearer to its end, where lines from one source part."""
        return (
            self.start[0] + (self.end[0] - self.start[0]) * 3 // 5,
            self.start[1] + (self.end[1] - self.start[1]) * 3 // 4,
        )


@dataclasses.dataclass(frozen=True)
class Drawing:
    """All of it, with its size and how many documents and links it leaves out.

    Attributes:
        times: Where columns of time begin, across, and their times; empty if columns are layers of derivation.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    left_out_nodes: int = 0
    left_out_links: int = 0
    times: tuple[tuple[int, str], ...] = ()


def draw(
    nodes: Mapping[int, Node], links: Sequence[Link], subject: int | None = None, most_links: int | None = None
) -> Drawing:
    """The nodes in columns. Of many, those that the surest links connect with the subject; the rest is counted.

    With ``most_links``, so many of the surest links are drawn, and the nodes that they join.
    """
    chosen = sorted(links, key=lambda one: (-one.confidence, one.source, one.derived))[:most_links]
    some = nodes if most_links is None else {end: nodes[end] for one in chosen for end in (one.source, one.derived)}
    kept = _nearest(some, chosen, subject)
    drawn = set(kept)
    inside = _surest(one for one in chosen if one.source in drawn and one.derived in drawn)
    made = columns({number: nodes[number].when for number in kept}, inside)
    places, height = _places(made)
    hidden = _hidden(links, kept)
    boxes = tuple(
        Box(dataclasses.replace(nodes[number], hidden=hidden.get(number, 0)), *place, number == subject)
        for number, place in places.items()
    )
    width = max(1, len(made)) * (NODE_WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    times = tuple((_across(place), one.label) for place, one in enumerate(made) if one.label)
    lines = tuple(_line(one, places) for one in inside)
    return Drawing(boxes, lines, width, height, len(nodes) - len(kept), len(links) - len(inside), times)


def _across(column: int) -> int:
    return MARGIN + column * (NODE_WIDTH + GAP_X)


def _places(made: Sequence[Column]) -> tuple[dict[int, tuple[int, int]], int]:
    """The corner of each box, column by column, and how high the drawing is."""
    tallest = max((len(one.members) for one in made), default=0)
    top = MARGIN + LABELS * any(one.label for one in made)
    places: dict[int, tuple[int, int]] = {}
    for column, one in enumerate(made):
        above = (tallest - len(one.members)) * (NODE_HEIGHT + GAP_Y) // 2
        for row, number in enumerate(one.members):
            places[number] = (_across(column), top + above + row * (NODE_HEIGHT + GAP_Y))
    return places, top + max(1, tallest) * (NODE_HEIGHT + GAP_Y) - GAP_Y + MARGIN


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
    ranked = sorted(links, key=lambda one: (-one.confidence, one.source, one.derived))
    near = beside(ranked)
    first = subject if subject is not None else max(sorted(nodes), key=lambda number: len(near.get(number, ())))
    kept = {first}
    waiting = [first]
    for here in waiting:
        new = [there for there in dict.fromkeys(near.get(here, ())) if there not in kept]
        waiting += new[: MOST_NODES - len(kept)]
        kept |= set(new[: MOST_NODES - len(kept)])
    rest = [number for number in sorted(nodes) if number not in kept]
    return sorted([*kept, *rest[: MOST_NODES - len(kept)]])


def _hidden(links: Iterable[Link], kept: Iterable[int]) -> dict[int, int]:
    """How many neighbours of each drawn node are not drawn."""
    drawn = set(kept)
    missing: dict[int, set[int]] = {}
    for one in links:
        for here, there in ((one.source, one.derived), (one.derived, one.source)):
            if here in drawn and there not in drawn:
                missing.setdefault(here, set()).add(there)
    return {number: len(others) for number, others in missing.items()}


def _line(link: Link, places: Mapping[int, tuple[int, int]]) -> Line:
    """The way of a link; of what is not decided from left to right, since neither end is known as the source."""
    (ax, ay), (bx, by) = places[link.source], places[link.derived]
    if not link.decided and bx < ax:
        (ax, ay), (bx, by) = (bx, by), (ax, ay)
    leaves, comes = (1, -1) if ax < bx else (-1, 1) if bx < ax else (1, 1)
    start = (ax + NODE_WIDTH * (leaves > 0), ay + NODE_HEIGHT // 2)
    return Line(link, start, (bx + NODE_WIDTH * (comes > 0), by + NODE_HEIGHT // 2), leaves, comes)
