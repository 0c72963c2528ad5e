"""Varies each threshold of the native core over corpora with known answers, and writes what each is good for.

    make ablate ARGS='--sets DIR [--only regions::] [--seconds 3600]'

Each threshold is lowered by a fifth, raised by a fifth, and turned off where a value does that, while all others stay
as they are. For every variation each set has a figure (`ablation_sets`), and the number of pairs is counted of which
anything at all is said otherwise. Measurements are kept in `build/ablate/measured.jsonl` as they are made: a run that
was ended goes on where it was, until the core or the samples change. The table of all of them is written to
`docs/measurements/2026-11-thresholds.md`, and `scripts/docs/thresholds.py` writes the rest from it.

The core is built for this in `build/ablate`, with the feature `ablate`; no other build can change its thresholds.
"""

import argparse
import dataclasses
import hashlib
import importlib.machinery
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from provenance._core import Alignment, Proposed
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from scripts.bench.ablation_sets import Sample, samples
from scripts.docs.thresholds import TABLE, Row, write_table

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "ablate" / "release" / "lib_core.so"
MEASURED = ROOT / "build" / "ablate" / "measured.jsonl"

# What is compared of a passage, besides what it holds.
PASSAGE = ("left_start", "left_end", "right_start", "right_end", "kind", "changed", "words")

# A threshold of these stages changes nothing but what is said here.
ONLY = {"passages": ("licence-label", "news-unlabelled", "golden", "licenses", "terms", "spun-light")}


@dataclasses.dataclass(frozen=True)
class Threshold:
    """A number of the core: its value, what disables it, and whether it is a whole one."""

    name: str
    value: float
    off: float | None
    whole: bool

    def varied(self) -> Iterator[tuple[str, float]]:
        """The names and the values of its variations."""
        step = max(1.0, round(abs(self.value) / 5)) if self.whole else abs(self.value) / 5
        yield "less", self.value - step
        yield "more", self.value + step
        if self.off is not None:
            yield "off", self.off


class Measure:
    """Aligns the pairs of all samples, as often as asked."""

    def __init__(self, core: ModuleType, drawn: list[Sample], folder: Path) -> None:
        """Prepare the indexes of those samples that ask one."""
        self._core, self._samples = core, drawn
        self._workers = core.Workers(1)
        self._proposed = {one.name: self._known(one, folder) for one in drawn if one.index}
        self._usual: dict[str, list[str]] = {}
        self._alignments: dict[str, list[Alignment]] = {}

    def _known(self, sample: Sample, folder: Path) -> list[Proposed]:
        """What an index says of each left text."""
        params = with_bands(IndexParams())
        dealt = Permutations.from_seed(params.num_perm, params.seed)
        sketcher = self._core.Sketcher(dealt.multipliers, dealt.increments, params.bands, params.rows, params.window)
        digest = bytes.fromhex(params.digest)
        path = folder / f"{sample.name}.seg"
        self._workers.write(self._workers.sketch(sketcher, list(sample.index), 0), path, digest)
        segments = self._core.Segments([path], digest)
        batch = self._workers.sketch(sketcher, [pair.left for pair in sample.pairs], len(sample.index))
        return list(self._workers.candidates(segments, batch, 1 << 30))

    def figures(self, stage: str) -> dict[str, float]:
        """The figure of each sample that ``stage`` can change, and how many pairs say anything else than at first."""
        found: dict[str, float] = {}
        changed = 0
        aligned: dict[tuple[int, bool, bool], list[Alignment]] = {}
        for sample in self._asked(stage):
            if sample.signal:
                told = [
                    sample.signal(self._core, *pair) for pair in zip(sample.pairs, self._first(sample), strict=True)
                ]
                found[sample.name] = sum(later > earlier for later, earlier in told) / len(told)
                changed += self._changed(sample.name, [str(one) for one in told])
                continue
            key = (id(sample.pairs), sample.expected, bool(sample.index))
            if key not in aligned:
                aligned[key] = self._aligned(sample)
                changed += self._changed(str(key), [_said(one) for one in aligned[key]])
            found[sample.name] = round(sample.figure(sample.pairs, aligned[key]), 4)
        return {**found, "changed": changed}

    def _asked(self, stage: str) -> list[Sample]:
        """The samples that thresholds of ``stage`` can change; all for none."""
        if stage == "signals" or not stage:
            return [one for one in self._samples if one.signal or not stage]
        names = ONLY.get(stage, [one.name for one in self._samples])
        return [one for one in self._samples if one.name in names and not one.signal]

    def _aligned(self, sample: Sample) -> list[Alignment]:
        pairs = [(pair.left, pair.right) for pair in sample.pairs]
        found: list[Alignment] = self._workers.align(pairs, self._proposed.get(sample.name), sample.expected)
        return found

    def _first(self, sample: Sample) -> list[Alignment]:
        """What was aligned first, before anything was varied."""
        if sample.name not in self._alignments:
            self._alignments[sample.name] = self._aligned(sample)
        return self._alignments[sample.name]

    def _changed(self, key: str, said: list[str]) -> int:
        """How many of ``said`` are not what was said under this key at first."""
        return sum(now != before for now, before in zip(said, self._usual.setdefault(key, said), strict=True))


def _said(alignment: Alignment) -> str:
    """All that an alignment says, short."""
    spans = [
        (*(getattr(one, name) for name in PASSAGE), tuple(one.findings), tuple(one.marks)) for one in alignment.passages
    ]
    swaps = [(one.left, one.right, one.count) for one in alignment.substitutions]
    return hashlib.sha256(repr((alignment.kind, spans, swaps, alignment.coarse)).encode()).hexdigest()


def load(path: Path) -> ModuleType:
    """The native core that was built for this."""
    loader = importlib.machinery.ExtensionFileLoader("_core", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("_core", loader) or sys.exit(1))
    loader.exec_module(module)
    return module


def measured(path: Path, token: str) -> dict[tuple[str, str], dict[str, float]]:
    """What was measured before with the same core and samples, by threshold and variation."""
    if not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {(row["name"], row["variation"]): row["figures"] for row in rows if row["token"] == token}


def token_of(core: Path, drawn: list[Sample]) -> str:
    """What changes when the core or the samples do."""
    texts = [(one.name, [(pair.left, pair.right) for pair in one.pairs]) for one in drawn]
    return hashlib.sha256(core.read_bytes() + repr(texts).encode()).hexdigest()[:16]


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--only", default="", help="vary only thresholds whose names begin like this")
    parser.add_argument("--core", type=Path, default=BUILT, help="the core, built with the feature ablate")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no variation after so long")
    return parser.parse_args()


def main() -> None:
    """Vary, measure, and write the table of all that was measured."""
    asked = options()
    core = load(asked.core)
    drawn = samples(asked.sets, ROOT / "tests" / "golden")
    known = [Threshold(*row) for row in core.thresholds()]
    token = token_of(asked.core, drawn)
    before = measured(MEASURED, token)
    end = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as folder, MEASURED.open("a", encoding="utf-8") as out:
        measure = Measure(core, drawn, Path(folder))
        began = time.process_time()
        usual = measure.figures("")
        print(
            f"{len(known)} thresholds; {time.process_time() - began:.1f} s of processor time for all samples",
            flush=True,
        )
        for one in (one for one in known if one.name.startswith(asked.only)):
            for variation, value in one.varied():
                if (one.name, variation) in before or time.monotonic() > end:
                    continue
                core.set_threshold(one.name, value)
                figures = measure.figures(one.name.split("::")[0])
                core.set_threshold(one.name, one.value)
                before[one.name, variation] = figures
                row = {"token": token, "name": one.name, "variation": variation, "value": value, "figures": figures}
                print(json.dumps(row), file=out, flush=True)
                print(f"{one.name} {variation} {value:g}: {figures['changed']} pairs changed", flush=True)
    rows = [
        Row(one.name, one.value, {v: before[one.name, v] for v, _ in one.varied() if (one.name, v) in before})
        for one in known
    ]
    write_table(TABLE, usual, [row for row in rows if row.variations])


if __name__ == "__main__":
    main()
