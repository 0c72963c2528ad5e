"""Lineage as a drawing: nodes in columns, from sources to derived texts, and the lines between them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from provenance.web.columns import beside, columns
from provenance.web.routes import Routed, routed

#: Nodes drawn at most; what is left out is counted.
MOST_NODES = 60
#: Links to a node that are drawn at most, the surest ones; likewise.
MOST_LINKS = 3
#: Boxes up to which that many links are drawn; of more boxes only the surest link to each.
FEW_NODES = 24
#: Lines up to which each has a label.
FEW_LINES = 24
MARGIN = 8
#: Room of a turn of a line, from top to bottom.
TURN = 6
#: Room above for the times of columns.
LABELS = 24
#: How far a line leaves a box before it bends.
BEND = 45


@dataclasses.dataclass(frozen=True)
class Shape:
    """Sizes of boxes and of the gaps between them, in units of the drawing."""

    width: int = 190
    height: int = 52
    gap_x: int = 90
    gap_y: int = 16


SHAPE = Shape()
"""That of a lineage."""


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
        turns: Where it passes the columns between: it goes straight from the first point of each to the second.
    """

    link: Link
    start: tuple[int, int]
    end: tuple[int, int]
    leaves: int = 1
    comes: int = -1
    turns: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    @property
    def path(self) -> str:
        """The line as SVG has it: curves, and straight parts beside boxes; it leaves room for the arrow at its end."""
        (x, y), made = self.start, []
        for enters, leaves in self.turns:
            made.append(f"C{x + BEND * self.leaves} {y} {enters[0] - BEND * self.leaves} {enters[1]} {_at(enters)}")
            made.append(f"H{leaves[0]}")
            x, y = leaves
        tip = self.end[0] + 6 * self.comes, self.end[1]
        made.append(f"C{x + BEND * self.leaves} {y} {self.end[0] + BEND * self.comes} {self.end[1]} {_at(tip)}")
        return f"M{_at(self.start)} {' '.join(made)}"

    @property
    def middle(self) -> tuple[int, int]:
        """Where its label stands: nearer to its end, where lines from one source part."""
        x, y = self.turns[-1][1] if self.turns else self.start
        return x + (self.end[0] - x) * 3 // 5, y + (self.end[1] - y) * 3 // 4


def _at(point: tuple[int, int]) -> str:
    return f"{point[0]} {point[1]}"


@dataclasses.dataclass(frozen=True)
class Drawing:
    """All of it, with its size and how many documents and links it leaves out.

    Attributes:
        times: Where columns of time begin, across, and their times; empty if columns are layers of derivation.
        most_links: Links to each document that are drawn at most.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    left_out_nodes: int = 0
    left_out_links: int = 0
    times: tuple[tuple[int, str], ...] = ()
    most_links: int = MOST_LINKS
    shape: Shape = SHAPE

    @property
    def labelled(self) -> bool:
        """Whether there is room for a label at each line."""
        return len(self.lines) <= FEW_LINES


def draw(nodes: Mapping[int, Node], links: Sequence[Link], subject: int | None = None) -> Drawing:
    """The nodes in columns. Of many, those that the surest links connect with the subject; the rest is counted."""
    kept = _nearest(nodes, links, subject)
    drawn = set(kept)
    most = MOST_LINKS if len(kept) <= FEW_NODES else 1
    inside = _surest((one for one in links if one.source in drawn and one.derived in drawn), most)
    made = columns({number: nodes[number].when for number in kept}, inside)
    hidden = _hidden(links, kept)
    some = {number: dataclasses.replace(nodes[number], hidden=hidden.get(number, 0)) for number in kept}
    labels = [one.label for one in made]
    drawing = arranged(some, inside, [one.members for one in made], labels=labels, subject=subject)
    left_out = len(nodes) - len(kept), len(links) - len(inside)
    return dataclasses.replace(drawing, left_out_nodes=left_out[0], left_out_links=left_out[1], most_links=most)


def arranged(
    nodes: Mapping[int, Node],
    links: Sequence[Link],
    members: Sequence[Sequence[int]],
    *,
    labels: Sequence[str] = (),
    subject: int | None = None,
    shape: Shape = SHAPE,
) -> Drawing:
    """A drawing of all these nodes and links, with the nodes in these columns; ``labels`` stand above the columns."""
    made = routed(members, links)
    top = MARGIN + LABELS * any(labels)
    places, height = _places(made, shape, top)
    boxes = tuple(Box(node, *places[number], number == subject) for number, node in sorted(nodes.items()))
    width = max(1, len(members)) * (shape.width + shape.gap_x) - shape.gap_x + 2 * MARGIN
    times = tuple((_across(place, shape), label) for place, label in enumerate(labels) if label)
    lines = tuple(_line(one, places, made.ways[one.source, one.derived], shape) for one in links)
    return Drawing(boxes, lines, width, height, times=times, shape=shape)


def _across(column: int, shape: Shape) -> int:
    return MARGIN + column * (shape.width + shape.gap_x)


def _places(made: Routed, shape: Shape, top: int) -> tuple[dict[int, tuple[int, int]], int]:
    """The corner of each box and turn, column by column, and how high the drawing is."""
    heights = {number: TURN if number < 0 else shape.height for column in made.columns for number in column}
    totals = [sum(heights[number] + shape.gap_y for number in column) for column in made.columns]
    tallest = max(totals, default=shape.height + shape.gap_y)
    places: dict[int, tuple[int, int]] = {}
    for place, (column, total) in enumerate(zip(made.columns, totals, strict=True)):
        y = top + (tallest - total) // 2
        for number in column:
            places[number] = (_across(place, shape), y)
            y += heights[number] + shape.gap_y
    return places, top + tallest - shape.gap_y + MARGIN


def _surest(links: Iterable[Link], most: int) -> list[Link]:
    """Of the links to each node the surest ones, in the order of their ends."""
    by_node: dict[int, list[Link]] = {}
    for one in sorted(links, key=lambda one: (-one.confidence, one.source)):
        known = by_node.setdefault(one.derived, [])
        if len(known) < most:
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


def _line(link: Link, places: Mapping[int, tuple[int, int]], way: Sequence[int], shape: Shape) -> Line:
    """The way of a link; of what is not decided from left to right, since neither end is known as the source."""
    (ax, ay), (bx, by) = places[link.source], places[link.derived]
    if not link.decided and bx < ax:
        (ax, ay), (bx, by) = (bx, by), (ax, ay)
    leaves, comes = (1, -1) if ax < bx else (-1, 1) if bx < ax else (1, 1)
    start = (ax + shape.width * (leaves > 0), ay + shape.height // 2)
    end = (bx + shape.width * (comes > 0), by + shape.height // 2)
    turns = [((x, y + TURN // 2), (x + shape.width, y + TURN // 2)) for x, y in (places[turn] for turn in way)]
    if leaves < 0:
        turns = [(right, left) for left, right in reversed(turns)]
    return Line(link, start, end, leaves, comes, tuple(turns))
