"""Measure recall against brute force: of all pairs of texts that share much, how many does the index match?

Brute force is an inverted list for each `verbatim` shingle (5 words), all of them, none sampled. A pair counts if the
two texts share enough rare shingles, or if their resemblance is high; see `--help` for both bounds. The index keeps the
best few sources of each text only, so a pair of a crowd of copies may be linked through others: both are reported.
"""

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from provenance import shingle_hashes
from provenance.pipeline.lineage import clusters
from provenance.pipeline.stored_texts import stored_texts
from provenance.store import documents, open_for_reading

Numbers = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class Bounds:
    """What makes a pair that has to be found.

    Attributes:
        holders: Documents that may hold a shingle which counts as rare.
        shared: Rare shingles in common that are enough.
        resemblance: Jaccard resemblance that is enough.
    """

    holders: int = 16
    shared: int = 20
    resemblance: float = 0.3


def true_pairs(shingles: Sequence[NDArray[np.uint32]], bounds: Bounds) -> Iterator[tuple[int, int]]:
    """All pairs of places in ``shingles`` within the bounds, the lower one first, by looking at every shingle."""
    documents = np.repeat(np.arange(len(shingles)), [len(one) for one in shingles])
    order = np.argsort(np.concatenate(shingles), kind="stable")
    keys, start, count = np.unique(np.concatenate(shingles)[order], return_index=True, return_counts=True)
    holders, sizes = documents[order], np.array([len(one) for one in shingles])
    for place, own in enumerate(shingles):
        at = np.searchsorted(keys, own)
        at = at[count[at] > 1]
        others = holders[_ranges(start[at], count[at])]
        rare = np.repeat(count[at] <= bounds.holders, count[at])
        later = others > place
        shared = np.bincount(others[later], minlength=len(shingles))
        shared_rare = np.bincount(others[later & rare], minlength=len(shingles))
        alike = shared >= bounds.resemblance * (len(own) + sizes - shared)
        for other in np.flatnonzero((shared > 0) & (alike | (shared_rare >= bounds.shared))):
            yield place, int(other)


def _ranges(start: Numbers, count: Numbers) -> Numbers:
    """``start[0] … start[0] + count[0] - 1``, then the same of the next."""
    before = np.cumsum(count) - count
    places: Numbers = np.arange(int(count.sum())) + np.repeat(start - before, count)
    return places


def components(matches: Sequence[tuple[int, int]], count: int) -> list[int]:
    """For each of ``count`` documents a number that those linked through matches share."""
    numbers = list(range(count))
    for linked in clusters.components(matches):
        for number in linked:
            numbers[number] = linked[0]
    return numbers


def stored(db: Path) -> tuple[list[NDArray[np.uint32]], list[tuple[int, int]]]:
    """The shingles of every document of a store, and the places in that list of each matched pair."""
    with open_for_reading(db) as store:
        texts = stored_texts(store, documents.ids(store))
        matched = store.rows("SELECT left_id, right_id FROM v_match")
    places = {number: place for place, number in enumerate(sorted(texts))}
    shingles = [shingle_hashes(texts[number], view="verbatim") for number in sorted(texts)]
    return shingles, [(places[a], places[b]) for a, b in matched]


def measure(db: Path, bounds: Bounds) -> dict[str, float]:
    """Recall of the matches in a store among its own documents."""
    shingles, matches = stored(db)
    wanted = list(true_pairs(shingles, bounds))
    found, component = set(matches), components(matches, len(shingles))
    direct = sum(pair in found for pair in wanted)
    linked = sum(component[a] == component[b] for a, b in wanted)
    return {
        "documents": len(shingles),
        "pairs": len(wanted),
        "matches": len(matches),
        "recall_direct": round(direct / max(1, len(wanted)), 5),
        "recall_linked": round(linked / max(1, len(wanted)), 5),
    }


def index(folders: Sequence[Path], most: int, db: Path) -> None:
    """Index an even sample of the files in ``folders``."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    sample = files[:: max(1, -(-len(files) // most))]
    for start in range(0, len(sample), 5_000):
        prov = str(Path(sys.executable).with_name("prov"))
        command = [prov, "index", *map(str, sample[start : start + 5_000]), "--db", str(db), "--quiet"]
        if subprocess.run(command, check=False).returncode not in {0, 3}:
            raise SystemExit("`prov index` failed")


def main() -> None:
    """Index, compare with brute force, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--texts", type=Path, nargs="+", help="folders of texts to index")
    what.add_argument("--db", type=Path, help="a store to measure as it is")
    parser.add_argument("--most", type=int, default=20_000, help="documents at most, evenly taken (%(default)s)")
    parser.add_argument("--holders", type=int, default=16, help="documents that may hold a rare shingle (%(default)s)")
    parser.add_argument("--shared", type=int, default=20, help="rare shingles that make a pair (%(default)s)")
    parser.add_argument("--resemblance", type=float, default=0.3, help="resemblance that makes one (%(default)s)")
    parser.add_argument("--least", type=float, default=0.0, help="fail below this linked recall (%(default)s)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = asked.db or Path(folder) / "prov.db"
        if asked.texts:
            index(asked.texts, asked.most, db)
        result = measure(db, Bounds(asked.holders, asked.shared, asked.resemblance))
    print(json.dumps(result))
    if result["recall_linked"] < asked.least:
        raise SystemExit(f"recall {result['recall_linked']} is below {asked.least}")


if __name__ == "__main__":
    main()
