"""Are the groups right that another program made of the documents of ``scripts.bench.scale_corpus``?

A program that groups documents by their estimated resemblance promises less than ours: copies of a stretch and
rewritten ones lie below any threshold, and many near copies do. So their shares are reported, and three things are
required. Exact copies are found; so are most pairs that are clearly more alike than the threshold of 0.7, in the words
that the program itself makes of a text; and documents are not grouped with unrelated ones.

A program that finds shared stretches promises something else: whatever is the same for so many bytes or words. Of it
exact copies are required, most pairs that share such a stretch, and no unrelated documents. What it links, directly or
over other documents, is a group.

text-dedup divides a text at every single character that is not of a word, so that a comma and the blank behind it leave
an empty word between them. The near copies of the corpus have their commas and full stops elsewhere than the originals,
and are less alike to it than its threshold.
"""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.pipeline.lineage.clusters import components
from scripts.bench.scale_corpus import KINDS

SHINGLE = 5
#: Resemblance from which on a pair must nearly always be found by its resemblance.
ALIKE = 0.85
#: Least share of the pairs that must nearly always be found.
LEAST_PROMISED = 0.9
#: Most documents, as a share of those in groups, that may be in a group of others.
MOST_STRANGERS = 0.05

#: A label for each URI that is in a group; documents of one group have the same.
Labels = Mapping[str, Hashable]
#: From a text to its words.
Words = Callable[[str], list[str]]


@dataclass(frozen=True)
class Promise:
    """Which pairs of texts, other than equal ones, a program must nearly always find.

    Their share is reported by the name.
    """

    name: str
    holds: Callable[[str, str], bool]


def alike(words: Words) -> Promise:
    """Pairs that clearly resemble each other, in these words."""
    return Promise("alike", lambda one, other: resemblance(words(one), words(other)) >= ALIKE)


def verbatim_bytes(length: int) -> Promise:
    """Pairs that share so many bytes in a row."""
    return Promise("verbatim", lambda one, other: share_run(one.encode(), other.encode(), length))


def verbatim_words(count: int) -> Promise:
    """Pairs that share so many lower-case words in a row."""
    return Promise("verbatim", lambda one, other: share_run(words_alone(one), words_alone(other), count))


@dataclass(frozen=True)
class Answer:
    """How good groups are.

    Attributes:
        found: Share of the planted copies that are grouped with what they repeat, by kind; the name of the promise
            stands for those of any kind but exact that it holds for, and is missing if there are none.
        strangers: Share of the documents in groups of several that are of another family than most of their group.
    """

    found: Mapping[str, float]
    strangers: float


def assess(labels: Labels, truth: Sequence[Mapping[str, str]], texts: Mapping[str, str], promise: Promise) -> Answer:
    """Compare groups with the planted copies ("child", "parent", "how") and with what the program promises."""
    hits: dict[str, list[bool]] = {kind: [] for kind in (*KINDS, promise.name)}
    for known in truth:
        child, parent = known["child"], known["parent"]
        hit = child in labels and parent in labels and labels[child] == labels[parent]
        hits[known["how"]].append(hit)
        if known["how"] != "exact" and promise.holds(texts[child], texts[parent]):
            hits[promise.name].append(hit)
    shares = {kind: round(statistics.fmean(values), 4) for kind, values in hits.items() if values}
    return Answer(shares, round(strangers(labels, {known["child"]: known["parent"] for known in truth}), 4))


def require_right(name: str, answer: Answer) -> None:
    """Leave the program if the answer is not what was promised: a fast wrong answer is worth nothing."""
    promised = min(answer.found.get(name, 1.0) for name in ("alike", "verbatim"))
    found = answer.found.get("exact", 1.0) == 1.0 and promised >= LEAST_PROMISED
    if not found or answer.strangers > MOST_STRANGERS:
        raise SystemExit(f"{name} answers wrongly, so its speed says nothing: {answer}")


def words_alone(text: str) -> list[str]:
    """Lower-case words, without what stands between them."""
    return re.findall(r"\w+", text.lower())


def words_and_gaps(text: str) -> list[str]:
    """Lower-case words, and an empty one between two characters that are not of a word."""
    return re.split(r"\W", text.lower())


def resemblance(one: Sequence[str], other: Sequence[str]) -> float:
    """Exact Jaccard of the shingles of two lists of words."""
    a, b = (set(zip(*(words[start:] for start in range(SHINGLE)), strict=False)) for words in (one, other))
    return len(a & b) / len(a | b)


def share_run(one: Sequence[Hashable], other: Sequence[Hashable], length: int) -> bool:
    """Whether two sequences have ``length`` items in a row in common."""
    a, b = ({tuple(items[at : at + length]) for at in range(len(items) - length + 1)} for items in (one, other))
    return not a.isdisjoint(b)


def groups(pairs: Iterable[tuple[str, str]]) -> Labels:
    """The documents that pairs link, directly or over others, with the same label."""
    return {uri: number for number, group in enumerate(components(pairs)) for uri in group}


def strangers(labels: Labels, parents: Mapping[str, str]) -> float:
    """Share of the documents in groups of several that are of another family than most of their group."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for uri, label in labels.items():
        groups[label].append(parents.get(uri, uri))
    several = [families for families in groups.values() if len(families) > 1]
    wrong = sum(len(families) - max(Counter(families).values()) for families in several)
    return wrong / max(1, sum(map(len, several)))
