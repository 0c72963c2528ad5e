"""Balancing the load of the tasks of Spark: by hashes some would get several times as much as most, and others none."""

import heapq
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, GroupedData

#: Parts of a task's share of all bytes that are sent, so many of which one task may send of one text.
PARTS = 4


def balanced(costs: Mapping[int, int], tasks: int) -> dict[int, int]:
    """The task of each group of work by cost: the most expensive group first, each to the least loaded task.

    This is longest processing time first (R. L. Graham, *Bounds on Multiprocessing Timing Anomalies*, 1969): no task
    has more than the mean of all and the most expensive group together. A group of no cost counts as 1, so that these
    are spread, too.
    """
    loads = [(0, task) for task in range(tasks)]
    found: dict[int, int] = {}
    for group, cost in sorted(costs.items(), key=lambda one: (-one[1], one[0])):
        load, task = loads[0]
        heapq.heapreplace(loads, (load + max(1, cost), task))
        found[group] = task
    return found


def in_turn(table: "DataFrame", by: str, tasks: int) -> "GroupedData":
    """Groups of rows that have the same ``by``, as many for each task."""
    return table.repartitionById(tasks, by).groupBy(by)


def costs(table: "DataFrame", by: str, cost: str) -> dict[int, int]:
    """What all rows with the same ``by`` cost together, where each costs as the expression ``cost`` says."""
    return {row[by]: row.cost for row in table.groupBy(by).agg(_sql().expr(f"sum({cost}) AS cost")).collect()}


def by_cost(table: "DataFrame", by: str, costs: dict[int, int], tasks: int) -> "GroupedData":
    """Groups of rows that have the same ``by``, assigned so that all tasks cost about the same."""
    schema = f"{by} int, task int"
    assigned = table.sparkSession.createDataFrame(list(balanced(costs, tasks).items()), schema)
    return table.join(_sql().broadcast(assigned), by).repartitionById(tasks, "task").groupBy("task", by)


def sent(wanted: "DataFrame", texts: "DataFrame", sizes: "DataFrame", tasks: int) -> "DataFrame":
    """Each of ``texts`` as often as it is ``wanted``, with the ``portion`` that wants it.

    A text that everybody wants is no work of one task: it is first given to as many tasks as its share of all that is
    sent asks for, and each sends it to some portions. ``sizes`` says how many ``octets`` a text has.
    """
    both = wanted.join(sizes, "number")
    weights = both.groupBy("number").agg(_sql().count("*").alias("times"), _sql().sum("octets").alias("octets"))
    total = weights.agg(_sql().sum("octets")).collect()[0][0] or 0
    part = max(1, total // (PARTS * tasks))
    often = weights.where(f"times > 1 AND octets > {part}")
    senders = often.selectExpr("number", f"cast(least(times, ceil(octets / {part})) AS int) AS senders").collect()
    if not senders:
        return wanted.join(texts, "number")
    many = _sql().broadcast(wanted.sparkSession.createDataFrame(senders, "number bigint, senders int"))
    copies = texts.join(many, "number", "left").selectExpr(
        *texts.columns, "explode(sequence(0, coalesce(senders, 1) - 1)) AS sender"
    )
    asked = wanted.join(many, "number", "left").selectExpr("*", "portion % coalesce(senders, 1) AS sender")
    # A merge, since whoever reads a text would send it everywhere by himself if `asked` were given to all.
    return asked.drop("senders").join(copies.hint("merge"), ["number", "sender"])


def _sql() -> Any:  # noqa: ANN401 - a module that is loaded late
    from pyspark.sql import functions  # noqa: PLC0415 - loaded when a job starts

    return functions
