"""What a job cost, by the event log of Spark: bytes shuffled and time of cores a document, and how even tasks were.

Usage: python scripts/spark/cost.py EVENTS DOCUMENTS, where EVENTS is the log that `spark.eventLog.dir` names.
"""

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def events(path: Path) -> Iterator[dict[str, Any]]:
    """Every event of a log, which is a file or a folder of files."""
    for file in sorted(path.glob("events_*")) if path.is_dir() else [path]:
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def main() -> None:
    """Print a line for each stage that took a while, and one for all."""
    path, documents = Path(sys.argv[1]), int(sys.argv[2])
    names: dict[int, str] = {}
    shuffled: dict[int, int] = defaultdict(int)
    seconds: dict[int, list[float]] = defaultdict(list)
    for event in events(path):
        if event["Event"] == "SparkListenerStageCompleted":
            names[event["Stage Info"]["Stage ID"]] = event["Stage Info"]["Stage Name"].split(" at ")[0]
        if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            stage, metrics = event["Stage ID"], event["Task Metrics"]
            shuffled[stage] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            seconds[stage].append(metrics["Executor Run Time"] / 1000)
    for stage, tasks in sorted(seconds.items()):
        if sum(tasks) >= 1:
            even = max(tasks) / max(statistics.median(tasks), 0.001)
            print(
                f"stage {stage:3} {names.get(stage, '?'):12} {len(tasks):5} tasks {sum(tasks):8.1f} s, longest "
                f"{even:5.1f} x median, {shuffled[stage] / documents:9.0f} B shuffled a document"
            )
    whole = sum(map(sum, seconds.values()))
    bytes_each, milliseconds_each = sum(shuffled.values()) / documents, 1000 * whole / documents
    print(f"all: {bytes_each:,.0f} B shuffled and {milliseconds_each:,.1f} ms of a core a document")


if __name__ == "__main__":
    main()
