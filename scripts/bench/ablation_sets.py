"""Samples of corpora with known answers. They have fixed seeds; a set that is not there is left out."""

import csv
import itertools
import json
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from scripts.bench.ablation_figures import (
    Pair,
    Sample,
    characters,
    covered,
    disguised,
    labelled,
    phrases,
    silent,
    surroundings,
    swapped,
    unlabelled,
)
from scripts.bench.ablation_long import among, hidden_part, mixed, planted_parts, rewritten_parts

SEED = 11

T = TypeVar("T")

# Characters of a news text with enough words to be disguised, and of those that are.
LONG_ENOUGH, MOST = 600, 4000

PAN = {
    "02-no-obfuscation": "pan-none",
    "03-random-obfuscation": "pan-random",
    "04-translation-obfuscation": "pan-translation",
    "05-summary-obfuscation": "pan-summary",
}


def samples(sets: Path, golden: Path, scale: float = 1) -> list[Sample]:
    """All samples of the sets in ``sets`` that are there, ``scale`` times as large as usual, and the golden pairs."""
    draws: dict[str, Callable[[Path, float], Iterable[Sample]]] = {
        "pan13-train": _pan,
        "clough": _clough,
        "l2r-dev": lambda folder, scale: [*_rewritten(folder, "l2r", 240 * scale), *_among(folder, 120 * scale)],
        "onestop-dev": lambda folder, scale: _rewritten(folder, "onestop", 60 * scale),
        "licenses-dev": _licenses,
        "terms-dev": _terms,
        "rfc-dev": _rfc,
        "spun": _spun,
        "news-1000": _news,
    }
    drawn = [one for name, draw in draws.items() if (sets / name).is_dir() for one in draw(sets / name, scale)]
    return [*drawn, Sample("golden", tuple(_golden(golden)), covered)]


def _draw(population: Sequence[T], count: float) -> list[T]:
    return random.Random(SEED).sample(list(population), min(round(count), len(population)))  # noqa: S311 - a fixed sample


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pan(folder: Path, scale: float) -> Iterable[Sample]:
    for kind, name in PAN.items():
        pairs = tuple(_pan_pair(folder, kind, line) for line in _pan_lines(folder, kind, 100 * scale))
        yield Sample(name, pairs, characters)
        if name == "pan-summary":
            yield Sample(f"{name}-expected", pairs, characters, expected=True)
        elif name != "pan-none":
            yield Sample(f"{name}-apart", pairs, characters, proof="less")
            yield Sample(f"{name}-evident", pairs, characters, proof="least")
    lines = _pan_lines(folder, "01-no-plagiarism", 200 * scale)
    pairs = tuple(_pan_pair(folder, "01-no-plagiarism", line) for line in lines)
    yield Sample("pan-unrelated", pairs, silent)
    yield Sample("pan-unrelated-expected", pairs, silent, expected=True)
    yield Sample("pan-unrelated-apart", pairs, silent, proof="less")
    yield Sample("pan-unrelated-evident", pairs, silent, proof="least")
    for name, parts in planted_parts(folder, round(12 * scale)):
        yield Sample(f"long-{name}", parts, characters, local=True)


def _pan_lines(folder: Path, kind: str, count: float) -> list[str]:
    lines = _read(folder / kind / "pairs").splitlines()
    if kind.startswith("05"):
        lines = [line for line in lines if _pan_pair(folder, kind, line).truth]
    return _draw(lines, count)


def _pan_pair(folder: Path, kind: str, line: str) -> Pair:
    left, right = line.split()
    truth = folder / kind / f"{left.removesuffix('.txt')}-{right.removesuffix('.txt')}.xml"
    spans = []
    for feature in ET.parse(truth).getroot():  # noqa: S314 - of a corpus, not of strangers
        if feature.get("name") == "plagiarism" and feature.get("source_offset"):
            names = ("this_offset", "this_length", "source_offset", "source_length")
            a, b, c, d = (int(feature.get(name, 0)) for name in names)
            spans.append((a, a + b, c, c + d))
    return Pair(_read(folder / "susp" / left), _read(folder / "src" / right), tuple(spans))


def _clough(folder: Path, _: float) -> Iterable[Sample]:
    kinds: dict[str, list[Pair]] = {}
    for row in _rows(folder / "file_information.csv"):
        path = folder / row["File"]
        if path.exists() and row["Category"] != "orig":
            pair = Pair(_read(path), _read(folder / f"orig_task{row['Task']}.txt"))
            kinds.setdefault(row["Category"], []).append(pair)
    for kind, pairs in sorted(kinds.items()):
        yield Sample(f"clough-{kind}", tuple(pairs), silent if kind == "non" else covered)


def _rewritten(folder: Path, name: str, count: float) -> Iterable[Sample]:
    rows = _draw(_rows(folder / "pairs.csv"), count)
    texts = [(_read(folder / row["rewrite"]), _read(folder / "sources" / row["source"])) for row in rows]
    right = tuple(Pair(*pair) for pair in texts)
    yield Sample(name, right, covered)
    yield Sample(f"{name}-expected", right, covered, expected=True)
    yield Sample(f"{name}-evident", right, covered, proof="least")
    wrong = tuple(Pair(left, other) for (left, _), (_, other) in zip(texts, texts[1:] + texts[:1], strict=True))
    yield Sample(f"{name}-wrong", wrong, silent)
    yield Sample(f"{name}-wrong-evident", wrong, silent, proof="least")


def _among(folder: Path, count: float) -> Iterable[Sample]:
    """Rewritten paragraphs, each beside a longer text that holds its source, and two in another order."""
    rows = _rows(folder / "pairs.csv")
    texts = [(_read(folder / row["rewrite"]), _read(folder / "sources" / row["source"])) for row in _draw(rows, count)]
    yield Sample("l2r-among", tuple(among(texts)), characters)
    yield Sample("l2r-among-wrong", tuple(among(texts, with_source=False)), silent)
    yield Sample("l2r-mixed", tuple(mixed(texts)), characters)
    yield Sample("long-rewritten", tuple(rewritten_parts(texts)), characters, local=True)


def _licenses(folder: Path, scale: float) -> Iterable[Sample]:
    rows = [(row["variant"], row["license"]) for row in _rows(folder / "queries.csv")]
    drawn = [(_read(folder / "variants" / a), _read(folder / "licenses" / b)) for a, b in _draw(rows, 240 * scale)]
    pairs = tuple(Pair(left, right) for left, right in drawn)
    yield Sample("licenses", pairs, covered)
    index = tuple(_read(path) for path in _draw(sorted((folder / "licenses").iterdir()), 800))
    yield Sample("licenses-indexed", pairs, covered, index=index)
    wrong = tuple(Pair(left, other) for (left, _), (_, other) in zip(drawn, drawn[1:] + drawn[:1], strict=True))
    yield Sample("licenses-wrong-indexed", wrong, silent, index=index)
    yield Sample("licence-label", pairs, labelled("licence"))


def _terms(folder: Path, scale: float) -> Iterable[Sample]:
    series: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _rows(folder / "versions.csv"):
        series.setdefault((row["service"], row["terms_type"]), []).append((row["timestamp"], row["file"]))
    versions = [sorted(one) for one in series.values()]
    neighbours = [(a, b) for one in versions for (_, a), (_, b) in itertools.pairwise(one)]
    texts = [tuple(_read(folder / "docs" / name) for name in pair) for pair in _draw(neighbours, 40 * scale)]
    yield Sample("terms", tuple(Pair(left, right) for left, right in texts), covered)


def _rfc(folder: Path, scale: float) -> Iterable[Sample]:
    rows = [tuple(row.values()) for row in _rows(folder / "obsoletes.csv")]
    names = [[folder / "txt" / name for name in row] for row in rows]
    there = [pair for pair in names if all(path.exists() for path in pair)]
    yield Sample("rfc", tuple(Pair(_read(a), _read(b)) for a, b in _draw(there, 8 * scale)), covered)
    parts = tuple(Pair(_read(a), _read(b)) for a, b in _draw(there, 40 * scale))
    yield Sample("long-rfc", parts, covered, local=True)


def _spun(folder: Path, scale: float) -> Iterable[Sample]:
    truths = [json.loads(line) for line in _read(folder / "truth.jsonl").splitlines()]
    for how in ("spun-light", "spun-heavy", "spun-twice-cut", "passage-120-words"):
        drawn = _draw([truth for truth in truths if truth["how"] == how], 30 * scale)
        pairs = tuple(
            Pair(
                _read(folder / "docs" / truth["child"]),
                _read(folder / "docs" / truth["parent"]),
                swaps=frozenset(truth.get("substitutions", {}).items()),
            )
            for truth in drawn
        )
        yield Sample(how, pairs, covered)
        signal = phrases if how.startswith("spun") else surroundings
        yield Sample(f"{how}-{signal.__name__}", pairs, covered, signal=signal)
        if how.startswith("spun"):
            yield Sample(f"{how}-swaps", pairs, swapped)


def _news(folder: Path, scale: float) -> Iterable[Sample]:
    lines = (line.partition(" ") for line in _read(folder / "articles_1000.train").splitlines())
    texts = {name: text for name, _, text in lines}
    pairs = [line.split() for line in _read(folder / "articles_1000.truth").splitlines() if line.strip()]
    yield Sample("news", tuple(Pair(texts[a], texts[b]) for a, b in pairs), covered)
    drawn = _draw([text for text in texts.values() if len(text) > LONG_ENOUGH], 150 * scale)
    wrong = tuple(Pair(a, b) for a, b in itertools.pairwise(drawn))
    yield Sample("news-wrong", wrong, silent)
    hidden = tuple(pair for at, text in enumerate(drawn) for pair in _hidden(text[:MOST], at))
    yield Sample("disguised", hidden, disguised)
    yield Sample("disguised-covered", hidden, covered)
    yield Sample("news-unlabelled", hidden, unlabelled)
    others = list(texts.values())
    long = tuple(hidden_part(text, others, at) for at, text in enumerate(drawn[: round(40 * scale)]))
    yield Sample("long-disguised", long, characters, local=True)
    for name, edited in (("quoted", False), ("quoted-edited", True)):
        quoted = tuple(_quoted(a, b, at, edited) for at, (a, b) in enumerate(itertools.pairwise(drawn)))
        yield Sample(name, quoted, characters)


def _quoted(text: str, source: str, seed: int, edited: bool) -> Pair:  # noqa: FBT001 - one of two
    """``text`` with 20 to 40 words of ``source`` in it, one of them near an end another one if ``edited``."""
    dice = random.Random(seed)  # noqa: S311 - a fixed sample
    words, others = source.split(" "), text.split(" ")
    start = dice.randrange(max(1, len(words) - 40))
    quote = words[start : start + dice.randrange(20, 41)]
    right = len(" ".join(words[:start])) + (start > 0)
    right_end = right + len(" ".join(quote))
    if edited:
        quote[dice.choice((3, -4))] = "something"
    at = dice.randrange(1, len(others))
    before, quoted = " ".join(others[:at]) + " ", " ".join(quote)
    left = " ".join([before + quoted, *others[at:]])
    return Pair(left, source, truth=((len(before), len(before) + len(quoted), right, right_end),))


def _hidden(text: str, seed: int) -> Iterable[Pair]:
    """``text`` in one of the disguises that we know, made here."""
    dice = random.Random(seed)  # noqa: S311 - a fixed sample
    words = text.split(" ")
    middle = words[20:140]
    ways = {
        "spelled-out": [*words[:40], *(" ".join(word) for word in words[40:60]), *words[60:]],
        "run-together": [
            *words[:20],
            *("".join(three) for three in zip(*[iter(middle)] * 3, strict=False)),
            *words[140:],
        ],
        "cut-up": [*words[:20], *(_cut(word) for word in middle), *words[140:]],
        "added-words": [f"{word} {dice.choice(words)}" if at % 9 == 0 else word for at, word in enumerate(words)],
        "reordered": dice.sample(sentences := re.split(r"(?<=[.!?]) ", text), len(sentences)),
        "look-alikes": [word.replace("e", "\u0435").replace("a", "\u0430") for word in words],
    }
    name = list(ways)[seed % len(ways)]
    yield Pair(" ".join(ways[name]), text, findings=frozenset({name}))


def _cut(word: str) -> str:
    half = len(word) // 2
    return f"{word[:half]}.{word[half:]}" if half > 1 else word


def _golden(folder: Path) -> Iterable[Pair]:
    for case in sorted(folder.glob("*/truth.json")):
        yield Pair(_read(case.with_name("derived.txt")), _read(case.with_name("source.txt")))
