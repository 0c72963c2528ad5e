"""What the figures were measured on, and where they are kept."""

import datetime as dt
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "record"


def cpu_model() -> str:
    """The name of the processor, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def one_core() -> None:
    """Pin this process to one of the cores it may use, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def record(benchmark: str, measured: Mapping[str, object]) -> Path:
    """Append what was measured, and on what, to the record of the day; where that is, from the root of the project."""
    now = dt.datetime.now(dt.UTC)
    entry = {
        "at": now.isoformat(timespec="seconds"),
        "benchmark": benchmark,
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **measured,
    }
    path = RECORD / f"{now:%Y-%m-%d}.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
    return path.relative_to(RECORD.parents[2])
