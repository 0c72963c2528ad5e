"""Dealing groups of work out to tasks, so that no task has much more of it than the others."""

import heapq
from collections.abc import Mapping


def dealt(costs: Mapping[int, int], tasks: int) -> dict[int, int]:
    """The task of each group of work, by what each group costs: the dearest first, each to whom has the least so far.

    The longest task has at most the mean of all and the dearest group together (R. L. Graham, *Bounds on
    Multiprocessing Timing Anomalies*, 1969). A group that costs nothing counts as little, so that it is dealt out, too.
    """
    loads = [(0, task) for task in range(tasks)]
    found: dict[int, int] = {}
    for group, cost in sorted(costs.items(), key=lambda one: (-one[1], one[0])):
        load, task = loads[0]
        heapq.heapreplace(loads, (load + max(1, cost), task))
        found[group] = task
    return found
