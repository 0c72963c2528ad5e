"""In which column of a drawing of lineage each document stands, and in which order.

The layers and their order follow K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical
system structures" (1981). Each node is one layer behind the last of its sources. In a layer, nodes are ordered by the
middle of their neighbours, in a few passes back and forth. Where most documents claim a date, columns are times.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

#: Boxes of a column of time at most.
MOST_IN_COLUMN = 12
_SWEEPS = 4


class Joined(Protocol):
    """A link, as far as columns depend on it."""

    @property
    def source(self) -> int:
        """The one end."""

    @property
    def derived(self) -> int:
        """The other."""

    @property
    def decided(self) -> bool:
        """Whether it is known that this one derives from the other."""


@dataclasses.dataclass(frozen=True)
class Column:
    """Documents below each other, from top to bottom; ``label`` says of which time they are."""

    members: tuple[int, ...]
    label: str = ""


def columns(dates: Mapping[int, str], links: Sequence[Joined]) -> list[Column]:
    """Columns from left to right: times where the claims of time make a line, else layers of derivation.

    Args:
        dates: By document, the time it claims to be from, and empty if it claims none.
        links: What joins these documents.
    """
    if _make_a_line(dates, links):
        found = _by_time(dates, links)
        layers = ordered([list(one.members) for one in found], links)
        return [Column(tuple(members), one.label) for members, one in zip(layers, found, strict=True)]
    return [Column(tuple(layer)) for layer in ordered(_layers(sorted(dates), links), links)]


def _make_a_line(dates: Mapping[int, str], links: Iterable[Joined]) -> bool:
    """Whether at least half have a date, not all the same, and no two that have none are joined."""
    dated = [date for date in dates.values() if date]
    apart = all(dates[one.source] or dates[one.derived] for one in links)
    return apart and len(set(dated)) > 1 and 2 * len(dated) >= len(dates)


def _by_time(dates: Mapping[int, str], links: Sequence[Joined]) -> list[Column]:
    """What has no date in a column of its own; then by date, what is joined never in the same column."""
    joined = beside(links)
    found = (
        [Column(undated, "no date claimed")]
        if (undated := tuple(one for one in sorted(dates) if not dates[one]))
        else []
    )
    members: list[int] = []
    for number in sorted((one for one in dates if dates[one]), key=lambda one: (dates[one], one)):
        if len(members) >= MOST_IN_COLUMN or not set(members).isdisjoint(joined.get(number, ())):
            found.append(_of_time(members, dates))
            members = []
        members.append(number)
    return [*found, _of_time(members, dates)]


def _of_time(members: Sequence[int], dates: Mapping[int, str]) -> Column:
    days = [dates[one][:10] for one in members]
    return Column(tuple(members), days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}")


def beside(links: Iterable[Joined]) -> dict[int, list[int]]:
    """The neighbours of each node."""
    found: dict[int, list[int]] = {}
    for one in links:
        found.setdefault(one.source, []).append(one.derived)
        found.setdefault(one.derived, []).append(one.source)
    return found


def _layers(kept: Sequence[int], links: Sequence[Joined]) -> list[list[int]]:
    """Each node one layer behind the last of its sources; what nothing is decided of, one behind its relative.

    What is not decided moves nothing else: it may join a text with its own ancestor.
    """
    depth = _depths(kept, [one for one in links if one.decided])
    placed = {end for one in links if one.decided for end in (one.source, one.derived)}
    loose = [(one.source, one.derived) for one in links if not one.decided]
    for here, there in itertools.chain(loose, ((two, one) for one, two in loose)):
        if there not in placed:
            depth[there] = depth[here] + 1
            placed |= {here, there}
    layers: list[list[int]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for number in kept:
        layers[depth[number]].append(number)
    return [layer for layer in layers if layer]


def _depths(kept: Sequence[int], links: Sequence[Joined]) -> dict[int, int]:
    depth = dict.fromkeys(kept, 0)
    for _ in kept:
        moved = False
        for one in links:
            if depth[one.derived] <= depth[one.source] < len(kept):
                depth[one.derived] = depth[one.source] + 1
                moved = True
        if not moved:
            break
    return depth


def ordered(layers: list[list[int]], links: Sequence[Joined]) -> list[list[int]]:
    """The layers with what is joined near each other; each is drawn around the same middle."""
    joined = beside(links)
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            rank = {number: place - len(other) / 2 for other in layers for place, number in enumerate(other)}
            middle = {
                number: _middle([rank[there] for there in joined.get(number, ())], rank[number]) for number in layer
            }
            layer.sort(key=lambda number: (middle[number], number))
    return layers


def _middle(places: Sequence[float], own: float) -> float:
    return sum(places) / len(places) if places else own
