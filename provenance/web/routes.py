"""Ways of lines that pass columns of a drawing: room is kept for them between the boxes, so that none is behind one.

What leads to one text or comes from it shares its way as far as that goes, so that much stays readable.
"""

import collections
import dataclasses
import itertools
from collections.abc import Mapping, Sequence

from provenance.web.columns import Joined, ordered


@dataclasses.dataclass(frozen=True)
class Routed:
    """Columns with turns in them, which have numbers below zero; of each link, the turns that it takes to the right."""

    columns: tuple[tuple[int, ...], ...]
    ways: Mapping[tuple[int, int], tuple[int, ...]]


@dataclasses.dataclass(frozen=True)
class _Step:
    """From one column to the next."""

    source: int
    derived: int
    decided: bool = True


def routed(columns: Sequence[Sequence[int]], links: Sequence[Joined]) -> Routed:
    """The columns in an order in which few lines cross, with a turn wherever a link passes a column.

    Args:
        columns: The members of each, numbers from 0 on.
        links: Joins these; ends in the same column need no turns.
    """
    column_of = {number: place for place, members in enumerate(columns) for number in members}
    busy = collections.Counter(end for one in links for end in (one.source, one.derived))
    turns: dict[tuple[int, bool, int], int] = {}
    ways: dict[tuple[int, int], tuple[int, ...]] = {}
    steps: list[_Step] = []
    for one in links:
        left, right = sorted((one.source, one.derived), key=column_of.__getitem__)
        hub = max(left, right, key=busy.__getitem__)
        between = range(column_of[left] + 1, column_of[right])
        way = tuple(turns.setdefault((hub, one.decided, place), -1 - len(turns)) for place in between)
        ways[one.source, one.derived] = way
        ends = (left, *way, right)
        steps += [_Step(*pair) for pair in itertools.pairwise(ends)]
    full = [list(members) for members in columns]
    for (_, _, place), turn in turns.items():
        full[place].append(turn)
    return Routed(tuple(tuple(members) for members in ordered(full, list(dict.fromkeys(steps)))), ways)
