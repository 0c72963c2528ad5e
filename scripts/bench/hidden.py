"""Rewritten texts whose sources lie hidden among very many others: how many are still found, and how fast.

    make bench-hidden ARGS='SET STORE --others DIR ...'

``SET`` has ``sources/`` and ``pairs.csv`` with the columns ``rewrite``, ``source`` and ``kind``. The sources are
indexed by themselves first. Then they are added to ``STORE``, which may hold any number of texts already, together with
the files below each ``DIR``, cut into texts of at most 6,000 characters. Both stores are asked for each rewritten text,
and the source must be among the first ten matches. A line is appended to scripts/bench/record/.
"""

import argparse
import collections
import csv
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from provenance import Index
from scripts.bench.machine import record

#: Characters of the texts that the other files are cut into.
LONGEST = 6_000
#: Files that are cut in the middle of a text leave ends shorter than this, which are left out.
SHORTEST = 500
MATCHES = 10
#: Queries before the clock starts.
WARMING = 10


@dataclass(frozen=True)
class Rewritten:
    """A rewritten text, the name of its source, and who rewrote it."""

    text: str
    source: str
    kind: str


def rewritten(root: Path) -> list[Rewritten]:
    """The pairs of a set."""
    with (root / "pairs.csv").open(encoding="utf-8", newline="") as rows:
        return [Rewritten(_read(root / row["rewrite"]), row["source"], row["kind"]) for row in csv.DictReader(rows)]


def others(folders: Sequence[Path]) -> Iterator[dict[str, str]]:
    """The files below ``folders``, cut into texts, as records that ``prov index`` reads."""
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            text = _read(path)
            for number, start in enumerate(range(0, len(text), LONGEST)):
                part = text[start : start + LONGEST]
                if len(part) >= SHORTEST:
                    yield {"id": f"{folder.name}/{path.name}/{number}", "text": part}


def write_lines(path: Path, records: Iterator[dict[str, str]]) -> int:
    """Write records as JSON Lines; how many there are."""
    lines = [json.dumps(one) + "\n" for one in records]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def add(store: Path, *inputs: Path) -> None:
    """Index ``inputs`` into ``store``, unmatched: what is measured is what queries find."""
    names = [str(path) for path in inputs]
    subprocess.run(["prov", "index", *names, "--db", str(store), "--no-match", "--quiet"], check=True)


def ask(store: Path, texts: Sequence[Rewritten]) -> dict[str, object]:
    """The share of ``texts`` whose source is among the first matches, by kind, and milliseconds of a query."""
    hits: dict[str, list[bool]] = collections.defaultdict(list)
    taken = []
    with Index.open(store) as index:
        for one in texts[:WARMING]:
            index.query(one.text)
        for one in texts:
            began = time.perf_counter()
            matches = index.query(one.text).matches
            taken.append(1e3 * (time.perf_counter() - began))
            hits[one.kind].append(any(match.uri.endswith("/" + one.source) for match in matches[:MATCHES]))
    taken.sort()
    return {
        "in_ten": {kind: round(statistics.fmean(values), 4) for kind, values in sorted(hits.items())},
        "query_ms_p50": round(taken[len(taken) // 2], 2),
        "query_ms_p99": round(taken[len(taken) * 99 // 100], 2),
    }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="a folder with sources/ and pairs.csv")
    parser.add_argument("store", type=Path, help="the database that the sources are hidden in")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="folders of other texts to hide them among")
    parser.add_argument("--every", type=int, default=1, help="ask for every Nth rewritten text only")
    return parser.parse_args()


def main() -> None:
    """Ask for the rewritten texts before and after their sources are hidden."""
    asked = arguments()
    texts = rewritten(asked.set)[:: asked.every]
    with tempfile.TemporaryDirectory() as temporary:
        alone, lines = Path(temporary) / "alone.db", Path(temporary) / "others.jsonl"
        add(alone, asked.set / "sources")
        count = write_lines(lines, others(asked.others))
        add(asked.store, *([lines] if count else []), asked.set / "sources")
        measured: dict[str, object] = {"texts": len(texts), "others": count, "alone": ask(alone, texts)}
    measured["hidden"] = ask(asked.store, texts)
    with Index.open(asked.store) as index:
        measured["documents"] = index.counts().documents
    print(json.dumps(measured))
    print(f"recorded in {record('hidden', measured)}")


if __name__ == "__main__":
    main()
