"""Varies each threshold of the native core over corpora with known answers, and writes what each is good for.

    make ablate ARGS='--sets DIR [--only regions::] [--seconds 3600]'

Each threshold is lowered by a fifth, raised by a fifth, and turned off where a value does that, while all others stay
as they are. Texts are aligned as `prov` aligns them: with the frequencies of words in their language, so that they are
compared by content where nothing else is found; some long ones in parts, as `prov index` does. For every variation each
set has a figure (`ablation_sets`), and the number of pairs is counted of which anything at all is said otherwise.
Measurements are kept in `build/ablate/measured.jsonl` as they are made: a run that was ended goes on where it was, and
only what changed, a threshold, a sample or what is said of it, is measured again. What no sample feels is measured once
more on larger ones. The table of all thresholds is written to `docs/measurements/2026-11-thresholds.md`; rows that were
not measured now stay in it. `scripts/docs/thresholds.py` writes the rest from it.

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

from provenance._core import Alignment, Frequencies, Proposed, Workers
from provenance.languages import function_words, word_shares
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from scripts.bench.ablation_figures import Pair, Sample
from scripts.bench.ablation_sets import samples
from scripts.docs.thresholds import TABLE, Row, write_table

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "ablate" / "release" / "lib_core.so"
MEASURED = ROOT / "build" / "ablate" / "measured.jsonl"

# What no sample feels is measured once more on samples so many times as large.
LARGER = 3

# What is compared of a passage, besides what it holds.
PASSAGE = ("left_start", "left_end", "right_start", "right_end", "kind", "changed", "words", "basis", "likeness")

# Texts that are aligned in parts say nothing that others do not of the thresholds of other stages than these; and only
# such texts feel the thresholds whose names begin like those.
IN_PARTS = ("seeds", "regions", "disguise")
ONLY_IN_PARTS = ("seeds::dense::", "disguise::spacing::least_read", "disguise::spacing::tried")

# A threshold of these stages changes nothing but what is said here. Content is compared where nothing else is found.
ONLY = {
    "content": (
        *("pan-summary", "pan-unrelated", "pan-unrelated-expected", "clough-cut", "clough-heavy", "clough-non"),
        *("l2r", "l2r-expected", "l2r-wrong", "l2r-among", "l2r-among-wrong", "l2r-mixed"),
        *("l2r-evident", "l2r-wrong-evident"),
        *("onestop", "onestop-expected", "onestop-wrong", "news-wrong"),
    ),
    "passages": (
        *("licence-label", "news-unlabelled", "golden", "licenses", "terms"),
        *("spun-light", "quoted", "rfc", "pan-none"),
    ),
}


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
    """Aligns the pairs of samples, as often as asked, and compares what is said with what was said at first."""

    def __init__(self, core: ModuleType, drawn: list[Sample], folder: Path) -> None:
        """Prepare the indexes of those samples that ask one, and align all pairs for the first time."""
        self._core = core
        self._workers = core.Workers(1)
        self._languages = _Languages(core, self._workers)
        self._proposed = {one.name: self._known(one, folder) for one in drawn if one.index}
        self._first: dict[str, list[Alignment]] = {}
        self._usual: dict[str, list[str]] = {}
        self.samples = drawn
        self.figures = {name: figure for name, (figure, _) in self.now(drawn).items()}

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

    def token(self, sample: Sample) -> str:
        """What changes when the sample does, or what is said of it where nothing is varied."""
        texts = [(pair.left, pair.right) for pair in sample.pairs]
        return hashlib.sha256(repr((texts, self._usual[sample.name])).encode()).hexdigest()[:16]

    def now(self, asked: list[Sample]) -> dict[str, tuple[float, int]]:
        """The figure of each sample now, and of how many pairs anything else is said than at first.

        Samples of the same pairs are aligned once, and counted once.
        """
        found = {}
        aligned: dict[tuple[int, bool, str, bool, bool], list[Alignment]] = {}
        for sample in asked:
            if sample.signal:
                if sample.name not in self._first:
                    self._first[sample.name] = self._aligned(sample)
                both = zip(sample.pairs, self._first[sample.name], strict=True)
                told = [sample.signal(self._core, *pair) for pair in both]
                figure = sum(later > earlier for later, earlier in told) / len(told)
                found[sample.name] = (figure, self._changed(sample.name, [str(one) for one in told]))
                continue
            key = (id(sample.pairs), sample.expected, sample.proof, sample.local, bool(sample.index))
            is_new = key not in aligned
            if is_new:
                aligned[key] = self._aligned(sample)
            changed = self._changed(sample.name, [_said(one) for one in aligned[key]])
            found[sample.name] = (sample.figure(sample.pairs, aligned[key]), changed if is_new else 0)
        return found

    def _aligned(self, sample: Sample) -> list[Alignment]:
        pairs = [(pair.left, pair.right) for pair in sample.pairs]
        words = self._languages.of_pairs(sample.pairs)
        known = self._proposed.get(sample.name)
        found: list[Alignment] = self._workers.align(
            pairs, known, sample.expected, words, sample.local, proof=sample.proof
        )
        return found

    def _changed(self, name: str, said: list[str]) -> int:
        """How many of ``said`` are not what was said of this sample at first."""
        return sum(now != before for now, before in zip(said, self._usual.setdefault(name, said), strict=True))


class _Languages:
    """How often words stand in the languages of texts, for the core that is varied; each pair is looked at once."""

    def __init__(self, core: ModuleType, workers: Workers) -> None:
        """Of languages that we know."""
        known = function_words()
        self._codes = list(known)
        self._words = core.FunctionWords(list(known.values()))
        self._core, self._workers = core, workers
        self._of_pairs: dict[int, list[Frequencies | None]] = {}
        self._frequencies: dict[int, Frequencies] = {}

    def of_pairs(self, pairs: tuple[Pair, ...]) -> list[Frequencies | None]:
        """For each pair those of the language of both texts, ``None`` where we do not know it or there are two."""
        if id(pairs) not in self._of_pairs:
            left, right = ([getattr(pair, side) for pair in pairs] for side in ("left", "right"))
            told = zip(*(self._workers.languages(self._words, texts) for texts in (left, right)), strict=True)
            self._of_pairs[id(pairs)] = [None if one is None or one != other else self._of(one) for one, other in told]
        return self._of_pairs[id(pairs)]

    def _of(self, language: int) -> Frequencies:
        if language not in self._frequencies:
            shares = word_shares(self._codes[language])
            self._frequencies[language] = self._core.Frequencies(list(shares.items()))
        return self._frequencies[language]


def asked_of(name: str, drawn: list[Sample]) -> list[Sample]:
    """The samples that the threshold of this ``name`` can change."""
    stage = name.partition("::")[0]
    if stage == "signals":
        return [one for one in drawn if one.signal]
    if name.startswith(ONLY_IN_PARTS):
        return [one for one in drawn if one.local]
    felt = [one for one in drawn if not one.signal and (stage in IN_PARTS or not one.local)]
    return [one for one in felt if one.name in ONLY.get(stage, (one.name,))]


def _said(alignment: Alignment) -> str:
    """All that an alignment says, short."""
    spans = [
        (*(getattr(one, name) for name in PASSAGE), tuple(one.findings), tuple(one.marks)) for one in alignment.passages
    ]
    swaps = [(one.left, one.right, one.count) for one in alignment.substitutions]
    return hashlib.sha256(
        repr((alignment.kind, spans, swaps, alignment.content, alignment.overlap, alignment.coarse)).encode()
    ).hexdigest()


def load(path: Path) -> ModuleType:
    """The native core that was built for this."""
    loader = importlib.machinery.ExtensionFileLoader("_core", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("_core", loader) or sys.exit(1))
    loader.exec_module(module)
    return module


class Kept:
    """What was measured: the same variation of the same threshold is not measured twice over the same sample."""

    def __init__(self, path: Path) -> None:
        """Read what is there."""
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines() if path.exists() else [])
        self._path = path
        self._found = {(row["token"], row["name"], row["value"]): (row["figure"], row["changed"]) for row in rows}

    def of(self, token: str, name: str, value: float) -> tuple[float, int] | None:
        """The figure of a sample and the pairs changed, with this value of a threshold; ``None`` if not measured."""
        return self._found.get((token, name, value))

    def add(self, token: str, name: str, value: float, told: tuple[float, int]) -> None:
        """Keep what was measured now."""
        self._found[token, name, value] = told
        row = {"token": token, "name": name, "value": value, "figure": round(told[0], 5), "changed": told[1]}
        with self._path.open("a", encoding="utf-8") as out:
            print(json.dumps(row), file=out)


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--only", nargs="*", default=[""], help="vary only thresholds whose names begin like this")
    parser.add_argument("--core", type=Path, default=BUILT, help="the core, built with the feature ablate")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no variation after so long")
    return parser.parse_args()


def vary(
    asked: argparse.Namespace, core: ModuleType, scale: float, names: set[str], end: float
) -> tuple[dict[str, Row], dict[str, float]]:
    """Vary the thresholds with these names over samples of this scale; what is known of each then, and the figures."""
    known = [one for one in (Threshold(*row) for row in core.thresholds()) if one.name in names]
    kept = Kept(MEASURED)
    with tempfile.TemporaryDirectory() as folder:
        measure = Measure(core, samples(asked.sets, ROOT / "tests" / "golden", scale), Path(folder))
        tokens = {one.name: f"{one.name} {measure.token(one)}" for one in measure.samples}
        for one in known:
            drawn = asked_of(one.name, measure.samples)
            for variation, value in one.varied():
                missing = [sample for sample in drawn if not kept.of(tokens[sample.name], one.name, value)]
                if not missing or time.monotonic() > end or not one.name.startswith(tuple(asked.only)):
                    continue
                core.set_threshold(one.name, value)
                now = measure.now(missing)
                core.set_threshold(one.name, one.value)
                for sample, told in now.items():
                    kept.add(tokens[sample], one.name, value, told)
                print(f"{one.name} {variation}: {sum(changed for _, changed in now.values())} changed", flush=True)
        rows = {one.name: row for one in known if (row := _row(one, measure, tokens, kept))}
        return rows, measure.figures


def _row(one: Threshold, measure: Measure, tokens: dict[str, str], kept: Kept) -> Row | None:
    """What is known of a threshold; ``None`` unless all of it was measured."""
    drawn = asked_of(one.name, measure.samples)
    variations = {}
    for variation, value in one.varied():
        told = {sample.name: kept.of(tokens[sample.name], one.name, value) for sample in drawn}
        known = {name: it for name, it in told.items() if it}
        if len(known) < len(told):
            return None
        changed = sum(changed for _, changed in known.values())
        variations[variation] = {**{name: figure for name, (figure, _) in known.items()}, "changed": changed}
    return Row(one.name, one.value, variations, measure.figures)


def main() -> None:
    """Vary, measure, and write the table of all that was measured."""
    asked = options()
    core = load(asked.core)
    end = time.monotonic() + asked.seconds
    rows, figures = vary(asked, core, 1, {name for name, *_ in core.thresholds()}, end)
    unfelt = {name for name, row in rows.items() if not any(said["changed"] for said in row.variations.values())}
    rows.update(vary(asked, core, LARGER, unfelt, end)[0] if unfelt else {})
    write_table(TABLE, figures, [name for name, *_ in core.thresholds()], rows)


if __name__ == "__main__":
    main()
