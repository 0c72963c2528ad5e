"""Fit what each kind of evidence for a direction is worth, on texts whose history is known.

    scripts/fit/direction.py CORPORA            what it would be, and how well it would do
    scripts/fit/direction.py CORPORA --write    the same, written to provenance/direction/weights.json

The model is a logistic regression without intercept, because a pair looked at from the other side must give the
opposite answer. Its penalty pulls every weight to what was expected of it before any data, so that kinds which the
corpora hardly show keep that. A weight below 0 would turn a kind into its opposite and is not allowed. Every corpus
counts alike.

CORPORA holds `spun`, `rfc-dev`, `terms-dev`, `pan13-train`, `l2r-dev` and `onestop-dev`, laid out as their truth files
say; none of them is in this repository.
"""

import argparse
import csv
import dataclasses
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from provenance import engine
from provenance.direction import End, Pair, rarity_in_language, signals
from provenance.direction.infer import MOST_CONFIDENT, UNDECIDED_BELOW, WEIGHTS
from provenance.model import scalar_text

#: How far the data may pull a weight from what was expected: one standard deviation, in log odds.
FREEDOM = 0.5
#: What a corpus counts for, in pairs, however many it has.
SHARE = 300.0
#: Every so many pairs of the large corpus.
PAN_STEP = 6
FOLDS = 5
BINS = 10
#: Newton's method has arrived when no weight moves further than this.
STILL = 1e-9

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclasses.dataclass(frozen=True)
class Known:
    """Two texts of which the first derives from the second; texts of one family are fitted or tested on together."""

    family: str
    derived: Path
    source: Path


@dataclasses.dataclass(frozen=True)
class Corpus:
    """What was found in the pairs of a corpus: a row for each, a column for each kind of evidence."""

    families: list[str]
    found: Floats


def spun(folder: Path) -> Iterator[Known]:
    """Texts and their machine-spun, cut and embedded copies, and the copies of copies."""
    truth = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    parent = {one["child"]: one["parent"] for one in truth}
    for one in truth:
        above: str | None = one["parent"]
        while above:
            yield Known(str(one["family"]), folder / "docs" / one["child"], folder / "docs" / above)
            above = parent.get(above)


def rfcs(folder: Path) -> Iterator[Known]:
    """Documents that replace others."""
    with (folder / "obsoletes.csv").open() as file:
        for row in csv.DictReader(file):
            yield Known(row["parent"], folder / "txt" / row["child"], folder / "txt" / row["parent"])


def terms(folder: Path) -> Iterator[Known]:
    """Each version of terms of service and the one before it."""
    series: dict[tuple[str, str], list[tuple[str, str]]] = {}
    with (folder / "versions.csv").open() as file:
        for row in csv.DictReader(file):
            series.setdefault((row["service"], row["terms_type"]), []).append((row["timestamp"], row["file"]))
    for (service, _), versions in series.items():
        for (_, before), (_, after) in itertools.pairwise(sorted(versions)):
            yield Known(service, folder / "docs" / after, folder / "docs" / before)


def pan(folder: Path) -> Iterator[Known]:
    """Texts into which passages of others were put, as they were or obfuscated."""
    for kind in sorted(folder.glob("0[2-5]-*")):
        for line in (kind / "pairs").read_text().splitlines()[::PAN_STEP]:
            derived, source = line.split()
            yield Known(source, folder / "susp" / derived, folder / "src" / source)


def retold(folder: Path) -> Iterator[Known]:
    """Texts told in other words, by language models or by teachers who made them simpler."""
    with (folder / "pairs.csv").open() as file:
        for row in csv.DictReader(file):
            yield Known(row["source"], folder / row["rewrite"], folder / "sources" / row["source"])


CORPORA = {
    "spun": spun,
    "rfc-dev": rfcs,
    "terms-dev": terms,
    "pan13-train": pan,
    "l2r-dev": retold,
    "onestop-dev": retold,
}


def looked_through(pairs: Iterable[Known], kinds: list[str]) -> Corpus:
    """The evidence in those pairs that share a passage."""
    workers, rarity = engine.Workers(None), rarity_in_language()
    families, rows = [], []
    known = list(pairs)
    for part in (known[start : start + 50] for start in range(0, len(known), 50)):
        texts = [(read(one.derived), read(one.source)) for one in part]
        aligned = workers.align(texts, frequencies=workers.frequencies_of_pairs(texts))
        for one, (derived, source), alignment in zip(part, texts, aligned, strict=True):
            if alignment.passages:
                found = signals(Pair(End("the copy", derived), End("the original", source), alignment, rarity))
                families.append(one.family)
                rows.append([sum(e.value for e in found if e.kind == kind) for kind in kinds])
    return Corpus(families, np.array(rows, dtype=np.float64))


def read(path: Path) -> str:
    return scalar_text(path.read_bytes().decode(errors="replace"))


def fitted(corpora: Iterable[Floats], expected: Floats) -> Floats:
    """The weights at the maximum of the posterior, by Newton's method on the weights that are free to move."""
    parts = list(corpora)
    found = np.vstack(parts)
    counts = np.concatenate([np.full(len(part), min(1.0, SHARE / max(1, len(part)))) for part in parts])
    weights = expected.copy()
    for _ in range(200):
        doubt = 1.0 / (1.0 + np.exp(found @ weights))
        slope = -found.T @ (counts * doubt) + (weights - expected) / FREEDOM**2
        free = (weights > 0.0) | (slope < 0.0)
        curve = (found.T * (counts * doubt * (1.0 - doubt))) @ found + np.eye(len(weights)) / FREEDOM**2
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        moved = np.maximum(0.0, weights - step)
        if np.abs(moved - weights).max() < STILL:
            break
        weights = moved
    return weights


def calibration_error(odds: Floats) -> float:
    """Expected calibration error of log odds that ought to be positive (Naeini et al. 2015)."""
    confidence = np.minimum(MOST_CONFIDENT, 1.0 / (1.0 + np.exp(-np.abs(odds))))
    right = (np.sign(odds) + 1.0) / 2.0
    bins = np.minimum(((confidence - 0.5) * 2 * BINS).astype(int), BINS - 1)
    gaps = [(bins == one).mean() * abs((confidence - right)[bins == one].mean()) for one in set(bins.tolist())]
    return float(sum(gaps))


def crossed(corpora: dict[str, Corpus], expected: Floats) -> dict[str, Floats]:
    """The log odds of every pair under weights that were fitted without its family."""
    odds: dict[str, Floats] = {name: np.zeros(len(corpus.found)) for name, corpus in corpora.items()}
    folds = {name: np.array([zlib.crc32(f.encode()) % FOLDS for f in c.families]) for name, c in corpora.items()}
    for fold in range(FOLDS):
        weights = fitted((corpus.found[folds[name] != fold] for name, corpus in corpora.items()), expected)
        for name, corpus in corpora.items():
            odds[name][folds[name] == fold] = corpus.found[folds[name] == fold] @ weights
    return odds


def left_out(corpora: dict[str, Corpus], expected: Floats) -> dict[str, Floats]:
    """The log odds of every pair under weights that were fitted without its whole corpus."""
    return {
        name: corpus.found @ fitted((c.found for other, c in corpora.items() if other != name), expected)
        for name, corpus in corpora.items()
    }


def report(title: str, odds: dict[str, Floats]) -> None:
    print(title)
    for name, one in {**odds, "all": np.concatenate(list(odds.values()))}.items():
        sure = 1.0 / (1.0 + np.exp(-np.abs(one))) >= UNDECIDED_BELOW
        right, wrong = (sure & (one > 0)).mean(), (sure & (one < 0)).mean()
        error = calibration_error(one)
        print(f"  {name:12} {len(one):5} pairs  right {right:.3f}  wrong {wrong:.3f}  calibration error {error:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    stored = json.loads(WEIGHTS.read_text())
    kinds = list(stored)
    expected = np.array([stored[kind]["expected"] for kind in kinds])
    corpora = {name: looked_through(pairs(asked.corpora / name), kinds) for name, pairs in CORPORA.items()}
    weights = fitted((corpus.found for corpus in corpora.values()), expected)
    for place, kind in enumerate(kinds):
        pairs = sum(int((corpus.found[:, place] != 0).sum()) for corpus in corpora.values())
        stored[kind] |= {"weight": round(float(weights[place]), 2), "pairs": pairs}
        print(f"{kind:20} expected {expected[place]:.2f}  fitted {weights[place]:.2f}  found in {pairs} pairs")
    report("fitted and tested on the same pairs", {name: corpus.found @ weights for name, corpus in corpora.items()})
    report(f"fitted without the family ({FOLDS} folds)", crossed(corpora, expected))
    report("fitted without the corpus", left_out(corpora, expected))
    if asked.write:
        rows = ",\n".join(f'  "{kind}": {json.dumps(value)}' for kind, value in stored.items())
        WEIGHTS.write_text("{\n" + rows + "\n}\n")


if __name__ == "__main__":
    main()
