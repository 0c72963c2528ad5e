"""Put quotations into other texts and see whether they are found: verbatim, to the word, and with no swaps beside them.

    .venv/bin/python -m scripts.bench.quotations --texts DIR [--placements 2000] [--unrelated 1000] [--asked 200]

DIR holds one folder of texts for each language. A placement takes 20 to 80 words in a row out of one text, wherever
they begin and end in its sentences, and puts them at any word of another text of the same language: bare, in quotation
marks, behind a few words of introduction, or without punctuation. It counts as found if one passage is `verbatim`, has
its four ends within three words of the quotation's, and nothing is said to be swapped.

Two texts that already share a passage are not used. How many of the pairs tried did is the second figure: between
texts that have nothing to do with each other, it is the number of false passages. The third is how many quotations of
20 words, the shortest, lead an index of all texts to their source.
"""

import argparse
import bisect
import collections
import dataclasses
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance import Index, _core, compare
from provenance.model import Passage
from scripts.bench.machine import record

SHORTEST, LONGEST = 20, 80
WORDS_OFF = 3
MOST_WORDS = 1_200

# What stands before and after a quotation.
STYLES = {
    "bare": ("", " "),
    "in marks": ("“", "” "),
    "introduced": ("– 2019: ", " (12) – "),
    "no punctuation": ("", " "),
}

Counts = collections.Counter[str]


class Words:
    """A text with the places of its words."""

    def __init__(self, text: str) -> None:
        """Find the words of ``text``."""
        self.text = text
        self.spans = _core.token_spans(text)
        self._starts = [start for start, _ in self.spans]

    def ends(self, first: int, count: int) -> tuple[int, int]:
        """Where ``count`` words from number ``first`` on begin and end, in characters."""
        return self.spans[first][0], self.spans[first + count - 1][1]

    def part(self, first: int, count: int) -> str:
        """The text of ``count`` words from number ``first`` on."""
        return self.text[slice(*self.ends(first, count))]

    def bare(self, first: int, count: int) -> str:
        """The same with a space for all that stands between two words."""
        spans = self.spans[first : first + count]
        ends = [self.spans[first][0], *(end for _, end in spans)]
        return "".join(
            " " * (start > before) + self.text[max(start, before) : end]
            for (start, end), before in zip(spans, ends, strict=False)
        )

    def between(self, one: int, other: int) -> int:
        """Words that begin between two places of the text."""
        return abs(bisect.bisect_left(self._starts, one) - bisect.bisect_left(self._starts, other))


@dataclasses.dataclass(frozen=True)
class Placement:
    """A quotation in its source and in the text that quotes it; places in characters."""

    source: Words
    in_source: tuple[int, int]
    text: Words
    in_text: tuple[int, int]

    @property
    def quotation(self) -> str:
        """What is quoted, as the text has it."""
        return self.text.text[slice(*self.in_text)]


def placed(source: Words, words: tuple[int, int], host: Words, at: int, style: str) -> Placement:
    """A quotation, given by its first word and their number, put before word ``at`` of a host."""
    first, count = words
    before, after = STYLES[style]
    quotation = source.bare(first, count) if style == "no punctuation" else source.part(first, count)
    place = host.spans[at][0]
    text = host.text[:place] + before + quotation + after + host.text[place:]
    start = place + len(before)
    return Placement(source, source.ends(first, count), Words(text), (start, start + len(quotation)))


def outcome(one: Placement) -> str:
    """``found``, or what is wrong."""
    found = compare(one.text.text, one.source.text)
    start, end = one.in_text
    near = [passage for passage in found.passages if passage.query_start < end and passage.query_end > start]
    if not near:
        return "missed"
    best = min(near, key=lambda passage: _words_off(passage, one))
    if _words_off(best, one) > WORDS_OFF:
        return f"bounds ({best.kind})"
    if best.kind != "verbatim":
        return f"kind ({best.kind})"
    return "swaps" if found.substitutions else "found"


def _words_off(passage: Passage, one: Placement) -> int:
    """By how many words the worst of the four ends is off."""
    in_text = zip(one.in_text, (passage.query_start, passage.query_end), strict=True)
    in_source = zip(one.in_source, (passage.source_start, passage.source_end), strict=True)
    return max(*(one.text.between(*ends) for ends in in_text), *(one.source.between(*ends) for ends in in_source))


class Texts:
    """The texts of a language, two of which are drawn at a time."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Read the texts of a folder that are long enough for a quotation and something around it."""
        self.language = folder.name
        self.chance = random.Random(f"{seed} {folder.name}")  # noqa: S311 - to be drawn again
        read = (Words(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.txt")))
        self.all = [text for text in read if len(text.spans) >= 2 * LONGEST]
        self._share: dict[tuple[int, int], bool] = {}

    def pairs(self) -> Iterator[tuple[bool, Words, Words]]:
        """Two texts, and whether they share a passage; without end."""
        while True:
            left, right = self.chance.sample(range(len(self.all)), 2)
            if (left, right) not in self._share:
                self._share[left, right] = bool(compare(self.all[left].text, self.all[right].text).passages)
            yield self._share[left, right], self.all[left], self.all[right]

    def apart(self) -> tuple[Words, Words]:
        """The next two that share nothing."""
        return next((left, right) for share, left, right in self.pairs() if not share)

    def placement(self) -> Placement:
        """A quotation out of a stretch of one text in a stretch of another."""
        source, host = map(self._stretch, self.apart())
        count = self.chance.randint(SHORTEST, LONGEST)
        first = self.chance.randint(0, len(source.spans) - count)
        at = self.chance.randrange(1, len(host.spans))
        return placed(source, (first, count), host, at, self.chance.choice(list(STYLES)))

    def _stretch(self, text: Words) -> Words:
        count = min(len(text.spans), self.chance.randint(LONGEST + 20, MOST_WORDS))
        return Words(text.part(self.chance.randint(0, len(text.spans) - count), count))


def swept(texts: Texts, placements: int, unrelated: int, *, show: bool) -> tuple[Counts, Counts]:
    """Outcomes of placements; pairs of texts tried and those that share a passage."""
    tried = [share for _, (share, _, _) in zip(range(unrelated), texts.pairs(), strict=False)]
    outcomes: Counts = collections.Counter()
    for _ in range(placements):
        one = texts.placement()
        what = outcome(one)
        outcomes[what] += 1
        if show and what != "found":
            print(f"{texts.language}: {what}: {one.quotation!r}")
    return outcomes, collections.Counter(pairs=len(tried), sharing=sum(tried))


def asked(languages: Sequence[Texts], quotations: int) -> Counts:
    """How many quotations of the shortest length lead to their source among all texts."""
    counts: Counts = collections.Counter()
    with tempfile.TemporaryDirectory() as folder, Index.create(Path(folder) / "prov.db") as index:
        sources = {
            f"{texts.language}/{number}": text.text for texts in languages for number, text in enumerate(texts.all)
        }
        index.add(sources.items(), match=False)
        for texts in languages:
            for _ in range(quotations // len(languages)):
                source, host = texts.apart()
                first = texts.chance.randint(0, len(source.spans) - SHORTEST)
                one = placed(source, (first, SHORTEST), host, len(host.spans) // 2, "bare")
                matches = index.query(one.text.text)
                counts["asked"] += 1
                counts["proposed"] += any(sources.get(match.uri) == source.text for match in matches.matches)
    return counts


def main() -> None:
    """Print a line for each language, and every placement that was not found with ``--show``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True, help="a folder with one folder of texts for each language")
    parser.add_argument("--placements", type=int, default=2_000, help="quotations in all (%(default)s)")
    parser.add_argument("--unrelated", type=int, default=1_000, help="pairs without a quotation (%(default)s)")
    parser.add_argument("--asked", type=int, default=0, help="quotations to look up in an index of all (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.0, help="fail below this share (%(default)s)")
    parser.add_argument("--show", action="store_true", help="print what was not found")
    options = parser.parse_args()
    languages = [Texts(folder, options.seed) for folder in sorted(options.texts.iterdir()) if folder.is_dir()]
    each, other = options.placements // len(languages), options.unrelated // len(languages)
    total: Counts = collections.Counter()
    unrelated: Counts = collections.Counter()
    for texts in languages:
        outcomes, pairs = swept(texts, each, other, show=options.show)
        print(texts.language, dict(outcomes), dict(pairs), flush=True)
        total, unrelated = total + outcomes, unrelated + pairs
    share = total["found"] / total.total()
    results = {"outcomes": total, "unrelated": unrelated, "index": asked(languages, options.asked)}
    print(f"{share:.4f} found", {name: dict(counts) for name, counts in results.items()})
    print(record("quotations", {"languages": len(languages), "share": round(share, 5), **results}))
    if share < options.least:
        sys.exit(f"{share:.4f} is below {options.least}")


if __name__ == "__main__":
    main()
