"""A run of `prov index` that is measured: what it cost, and whether the copies planted in the texts were found."""

import json
import shutil
import sqlite3
import statistics
from pathlib import Path

from provenance.cli.options import size_in_bytes
from provenance.store import index_folder, text_folder
from scripts.bench.machine import Cost, cost

#: Least share of the planted copies of each kind that must be found for the figures to count.
FOUND = {
    "exact": 1.0,
    "near": 1.0,
    "partial": 0.98,
    "rewritten": 0.95,
    "editions": 1.0,
    "versions": 1.0,
    "clauses": 0.95,
}
#: MiB that a run may take beyond ``--memory``.
BEYOND = 300


def index(texts: Path, truth: Path | None, store: Path, jobs: int, memory: str) -> tuple[Cost, dict[str, float]]:
    """Run ``prov index`` anew on ``jobs`` threads, on one core if that is one: what it cost, what it found."""
    for old in (store, index_folder(store), text_folder(store)):
        shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)
    command = ["prov", "index", str(texts), "--db", str(store), "--quiet", "--jobs", str(jobs), "--memory", memory]
    taken = cost(command, pinned=jobs == 1)
    _require_memory(taken, memory)
    shares = _found(store, truth) if truth else {}
    _require_found(shares)
    return taken, shares


def _found(store: Path, truth: Path) -> dict[str, float]:
    """Share of the planted copies, by kind, that are the same document as what they repeat or matched with it.

    One that has no document as its parent repeats something of any other.
    """
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        document_of = dict(connection.execute("SELECT uri, document_id FROM v_source"))
        matched = {frozenset(pair) for pair in connection.execute("SELECT left_id, right_id FROM v_match")}
    alike = {number for pair in matched for number in pair}
    hits: dict[str, list[bool]] = {}
    for line in truth.read_text().splitlines():
        known = json.loads(line)
        child, parent = document_of[known["child"]], document_of.get(known["parent"])
        is_found = child in alike if parent is None else child == parent or frozenset((child, parent)) in matched
        hits.setdefault(known["how"], []).append(is_found)
    return {kind: round(statistics.fmean(values), 4) for kind, values in hits.items()}


def _require_found(shares: dict[str, float]) -> None:
    """Leave the program if copies are missing: figures of wrong answers are worth nothing."""
    short = {kind: share for kind, share in shares.items() if share < FOUND[kind]}
    if short:
        raise SystemExit(f"planted copies are missing, found are {short} of {FOUND}")


def _require_memory(taken: Cost, memory: str) -> None:
    """Leave the program if a run took more memory than it was given."""
    most = size_in_bytes(memory) / 2**20 + BEYOND
    if taken.peak_mib > most:
        raise SystemExit(f"the peak is {taken.peak_mib:.0f} MiB, more than {most:.0f} with --memory {memory}")
