"""What the figures were measured on, what a command costs there, and where the figures are kept."""

import dataclasses
import datetime as dt
import json
import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
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


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a process took: seconds by the clock and of processor time, and its peak memory in MiB."""

    wall: float
    cpu: float
    peak_mib: float

    def rates(self, size: int) -> dict[str, float]:
        """These figures, and MB a second of both kinds when it worked through ``size`` bytes."""
        speeds = {"mb_per_s": round(size / 1e6 / self.wall, 2), "mb_per_cpu_s": round(size / 1e6 / self.cpu, 2)}
        return {**speeds, **{name: round(value, 2) for name, value in dataclasses.asdict(self).items()}}


def cost(
    command: Sequence[str], *, pinned: bool, log: Path | None = None, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command, on one core if ``pinned``, what it says going to ``log``; leave the program if it fails.

    Its processor time includes that of the processes it started and waited for.
    """
    began = time.perf_counter()
    with open(log or os.devnull, "wb") as out:  # noqa: PTH123 - os.devnull is no Path
        process = subprocess.Popen(
            command,
            stdout=out if log else None,
            stderr=subprocess.STDOUT if log else None,
            env=environment,
            preexec_fn=one_core if pinned else None,  # noqa: PLW1509 - no threads here
        )
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}" + (f", see {log}" if log else ""))
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


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
