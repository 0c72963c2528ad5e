"""What a job cost, by the event log of Spark: bytes shuffled and time of cores a document, and how even tasks were.

Usage: python scripts/spark/cost.py EVENTS DOCUMENTS, where EVENTS is the log below `spark.eventLog.dir`, uncompressed.

Of each stage of Spark that took a while it prints how much longer its longest task took than the median, and the same
without tasks that had to start a Python first: a core does that once in a job.
"""

import dataclasses
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

STARTED = "time to start Python workers"


@dataclasses.dataclass
class Cost:
    """What a stage of Spark cost: seconds of each task, those of tasks that found a Python running, bytes written."""

    tasks: list[float] = dataclasses.field(default_factory=list)
    warm: list[float] = dataclasses.field(default_factory=list)
    shuffled: int = 0

    def add(self, event: dict[str, Any]) -> None:
        """Count a task that ended."""
        metrics = event["Task Metrics"]
        seconds = metrics["Executor Run Time"] / 1000
        self.tasks.append(seconds)
        if STARTED not in {one.get("Name") for one in event["Task Info"]["Accumulables"]}:
            self.warm.append(seconds)
        self.shuffled += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]


def events(path: Path) -> Iterator[dict[str, Any]]:
    """Every event of a log, which is a file or a folder of files."""
    for file in sorted(path.glob("events_*")) if path.is_dir() else [path]:
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def costs(path: Path) -> tuple[dict[int, str], dict[int, Cost]]:
    """Of each stage of Spark the stage of ours that it belongs to, and what it cost."""
    ours: dict[int, str] = {}
    found: dict[int, Cost] = defaultdict(Cost)
    for event in events(path):
        if event["Event"] == "SparkListenerJobStart":
            name = event["Properties"].get("spark.job.description", "between stages")
            ours |= dict.fromkeys(event["Stage IDs"], name)
        if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            found[event["Stage ID"]].add(event)
    return ours, found


def uneven(seconds: list[float]) -> str:
    """How much longer than the median the longest took."""
    return f"{max(seconds) / max(statistics.median(seconds), 0.001):5.2f} x" if seconds else "-"


def main() -> None:
    """Print a line for each stage of Spark that took a while, one for each stage of ours, and one for all."""
    documents = int(sys.argv[2])
    ours, found = costs(Path(sys.argv[1]))
    whole: dict[str, Cost] = defaultdict(Cost)
    for stage, cost in sorted(found.items()):
        of = whole[ours.get(stage, "?")]
        of.tasks += cost.tasks
        of.shuffled += cost.shuffled
        if sum(cost.tasks) >= 1:
            longest = f"longest {max(cost.tasks):.2f} s, {uneven(cost.tasks)} the median"
            print(
                f"{ours.get(stage, '?'):14} {len(cost.tasks):5} tasks {sum(cost.tasks):8.1f} s, {longest}; "
                f"{uneven(cost.warm)} of {len(cost.warm)} in a running Python"
            )
    for name, cost in [*whole.items(), ("all", _sum(whole.values()))]:
        milliseconds = 1000 * sum(cost.tasks) / documents
        print(f"{name:14} {cost.shuffled / documents:9,.0f} B shuffled, {milliseconds:9.3f} ms of a core, a document")


def _sum(costs: Iterable[Cost]) -> Cost:
    listed = list(costs)
    return Cost([one for cost in listed for one in cost.tasks], [], sum(cost.shuffled for cost in listed))


if __name__ == "__main__":
    main()
