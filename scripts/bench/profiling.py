"""Where the time goes: a profile of indexing and one of querying, on a made-up corpus of which part is copies.

    python -m scripts.bench.profiling --documents 5000 --queries 500

Each runs twice. py-spy samples the threads of Python, with the native functions that they call; where the system does
not let it look into a process, cProfile counts instead. perf, where it is installed, samples all threads, those of the
native core among them. Both print the functions that took most time themselves; the whole profiles are kept in
build/profile: those of py-spy for https://www.speedscope.app, those of perf for ``perf report --input FILE``.
"""

import argparse
import itertools
import json
import pstats
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from provenance import Index
from scripts.bench.scale_corpus import documents

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "profile"
LINES = 15


def main() -> None:
    """Profile both."""
    asked = arguments()
    if asked.ask:
        ask(Path(asked.ask), asked.documents, asked.queries)
        return
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        texts, store = Path(scratch) / "texts.jsonl", Path(scratch) / "profile.db"
        with texts.open("w", encoding="utf-8") as file:
            for one in documents(asked.documents):
                file.write(json.dumps({"uri": one.uri, "text": one.text}) + "\n")
        index = [str(Path(sys.executable).with_name("prov")), "index", str(texts), "--jobs", "1", "--quiet", "--db"]
        query = ["-m", "scripts.bench.profiling", "--documents", str(asked.documents)]
        query += ["--queries", str(asked.queries), "--ask"]
        for name, command in (("index", index), ("query", query)):
            profile(name, [*command, str(store)], asked.rate)
            # Indexing into the same store would find everything known.
            native_profile(name, [*command, str(store if name == "query" else store.with_stem("again"))], asked.rate)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5_000, help="documents that are indexed")
    parser.add_argument("--queries", type=int, default=500, help="texts that are asked about")
    parser.add_argument("--rate", type=int, default=200, help="samples a second")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    return parser.parse_args()


def ask(store: Path, known: int, count: int) -> None:
    """Ask about texts that the store does not have yet; some of them repeat one that it has."""
    with Index.open(store) as index:
        for one in itertools.islice(documents(known + count, known), count):
            _ = [match.direction for match in index.query(one.text).matches]


def profile(name: str, command: Sequence[str], rate: int) -> None:
    """Run a Python program under a profiler and print where its time went."""
    print(f"\n# {name}", flush=True)
    kept = OUT / f"{name}.speedscope.json"
    options = ["--native", "--rate", str(rate), "--format", "speedscope", "--output", str(kept)]
    spy = Path(sys.executable).with_name("py-spy")
    run = subprocess.run(
        [spy, "record", *options, "--", sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if run.returncode == 0:
        show(json.loads(kept.read_text(encoding="utf-8")))
        print(f"the whole profile: {kept.relative_to(ROOT)}")
        return
    print(f"py-spy cannot look into the process ({run.stderr.strip().splitlines()[-1:]}); cProfile counts instead")
    counted = OUT / f"{name}.pstats"
    subprocess.run([sys.executable, "-m", "cProfile", "-o", counted, *command], cwd=ROOT, check=True)
    pstats.Stats(str(counted)).sort_stats("tottime").print_stats(LINES)


def native_profile(name: str, command: Sequence[str], rate: int) -> None:
    """Run a Python program under perf, if there is one, and print where the time of all its threads went."""
    perf = shutil.which("perf")
    if perf is None:
        print("perf is not installed: threads of the native core are left out")
        return
    kept = OUT / f"{name}.perf"
    record = [perf, "record", "--quiet", "--freq", str(rate), "--output", str(kept), "--", sys.executable, *command]
    run = subprocess.run(record, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        print(f"perf cannot take samples ({run.stderr.strip().splitlines()[:1]})")
        return
    report = [perf, "report", "--stdio", "--input", str(kept), "--no-children", "--fields", "overhead,dso,symbol"]
    shown = subprocess.run(report, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    print("all threads, by perf:")
    print("\n".join([line for line in shown.splitlines() if line.strip() and not line.startswith("#")][:LINES]))


def show(recorded: dict[str, Any]) -> None:
    """The functions that took most time themselves, with the time in which they or what they called ran."""
    frames = recorded["shared"]["frames"]
    own: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for thread in recorded["profiles"]:
        for sample, weight in zip(thread["samples"], thread["weights"], strict=True):
            names = [place(frames[number]) for number in sample]
            own[names[-1]] += weight
            within.update(dict.fromkeys(names, weight))
    total = own.total()
    print(f"{total:.1f} s of samples\n{'itself':>7} {'within':>7}  function")
    for name, seconds in own.most_common(LINES):
        print(f"{seconds / total:7.1%} {within[name] / total:7.1%}  {name}")


def place(frame: dict[str, Any]) -> str:
    """A function and its file."""
    return f"{frame['name']} ({Path(frame.get('file') or '?').name})"


if __name__ == "__main__":
    main()
