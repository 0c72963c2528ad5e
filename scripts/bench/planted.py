"""What alignment finds of known passages in long texts when it looks only where the texts share something.

Each case of PAN 2013 is a passage that was copied, rewritten or summed up from a source. It is put into a long text
made of other texts of the corpus, its source passage into another. Both ways of looking align the pair. Of the
characters of planted passages that the whole alignment finds, so many must be found by the local one.

``python -m scripts.bench.planted --cases /tmp/sets/pan13-train``
"""

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from provenance import engine

#: Folders of the corpus, and what was done to the passages of each.
KINDS = {
    "02-no-obfuscation": "copied",
    "03-random-obfuscation": "shuffled",
    "04-translation-obfuscation": "translated",
    "05-summary-obfuscation": "summed up",
}

_PASSAGE = re.compile(r'<feature [^>]*name="plagiarism"[^>]*>')
_NUMBER = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Planted:
    """Two long texts, and where the planted passage and its original stand: start and end in each."""

    query: str
    source: str
    truth: tuple[int, int, int, int]


def cases(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """The passages of one kind, and where each comes from: the passage and the source passage."""
    for path in sorted((root / folder).glob("*.xml")):
        query_name, _, source_name = path.stem.rpartition("-source-document")
        query = _read(root / "susp" / f"{query_name}.txt")
        source = _read(root / "src" / f"source-document{source_name}.txt")
        for feature in _PASSAGE.findall(path.read_text("utf-8")):
            value = dict(_NUMBER.findall(feature))
            at, length = int(value["this_offset"]), int(value["this_length"])
            from_, long = int(value["source_offset"]), int(value["source_length"])
            yield query[at : at + length], source[from_ : from_ + long]


def plant(passage: str, original: str, around: list[str], size: int, rng: random.Random) -> Planted:
    """``passage`` and ``original``, each in about ``size`` characters of other texts."""
    texts = rng.sample(around, len(around))
    query_text, source_text = (_long(texts[half::2], size) for half in (0, 1))
    place, other = rng.randrange(len(query_text)), rng.randrange(len(source_text))
    query = f"{query_text[:place]}\n\n{passage}\n\n{query_text[place:]}"
    source = f"{source_text[:other]}\n\n{original}\n\n{source_text[other:]}"
    return Planted(query, source, (place + 2, place + 2 + len(passage), other + 2, other + 2 + len(original)))


def background(root: Path) -> list[str]:
    """The texts of the corpus that passages are put into."""
    return [_read(path) for path in sorted((root / "src").glob("*.txt"))[:400]]


def found(one: Planted, spans: Iterator[tuple[int, int]]) -> set[int]:
    """Characters of the planted passage that lie in one of ``spans``."""
    first, last, *_ = one.truth
    return {at for start, end in spans for at in range(max(start, first), min(end, last))}


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, help="the folder of PAN 2013")
    parser.add_argument("--number", type=int, default=100, help="cases of each kind")
    parser.add_argument("--size", type=int, default=100_000, help="characters of each text")
    args = parser.parse_args()
    workers = engine.Workers(1)
    rng = random.Random(1)  # noqa: S311 - a fixed sample
    around = background(args.cases)
    print("kind         cases  whole   local   of whole  ms whole  ms local")
    for folder, kind in KINDS.items():
        all_cases = list(cases(args.cases, folder))
        chosen = rng.sample(all_cases, min(args.number, len(all_cases)))
        pairs = [plant(passage, original, around, args.size, rng) for passage, original in chosen]
        characters, times = [], []
        for local in (False, True):
            began = process_time()
            all_found = [workers.align([(one.query, one.source)], local=local)[0] for one in pairs]
            times.append(1000 * (process_time() - began) / len(pairs))
            characters.append(
                [
                    found(one, ((p.query_start, p.query_end) for p in alignment.passages))
                    for one, alignment in zip(pairs, all_found, strict=True)
                ]
            )
        total = sum(one.truth[1] - one.truth[0] for one in pairs)
        whole, by_part = (sum(map(len, each)) for each in characters)
        both = sum(len(one & other) for one, other in zip(*characters, strict=True))
        print(
            f"{kind:12} {len(pairs):5}  {whole / total:.4f}  {by_part / total:.4f}  {both / max(1, whole):.4f}"
            f"    {times[0]:7.1f}   {times[1]:7.1f}"
        )


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _long(texts: list[str], size: int) -> str:
    text = ""
    for one in texts:
        if len(text) >= size:
            break
        text += one + "\n\n"
    return text[:size]


if __name__ == "__main__":
    main()
