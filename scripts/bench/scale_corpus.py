"""A corpus of any size for measuring: made up, the same every time, streamed, with copies planted in it.

    python -m scripts.bench.scale_corpus 100000 --truth truth.jsonl | prov index - --db scale.db

Every document is a function of the seed and its number alone. A copy therefore needs no memory of its original: that is
made again. Words have the frequencies of English, a document has a subject whose words it prefers, and lengths are
log-normal between 2 and 20 kB. One document in ``1 / RATE`` is a copy of each kind of an earlier one:

=========  =============================================================
exact      the text of another, to the byte
near       1 to 8 % of the words replaced, left out or doubled
partial    a stretch of 80 to 300 words of another inside a text of its own
rewritten  every third word replaced, each always by the same other one
=========  =============================================================
"""

import argparse
import functools
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import wordfreq

VOCABULARY = 40_000
SUBJECTS = 2_000
SUBJECT_WORDS = 300
#: Share of the words of a document that come from its subject.
ON_SUBJECT = 0.25
#: Share of the words that a comma follows.
COMMAS = 0.05
#: Share of the documents that are a copy, for each kind.
RATE = 0.01
KINDS = ("exact", "near", "partial", "rewritten")
LEAST_WORDS, MOST_WORDS = 330, 3_300
SEED = 20_131

Words = np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(frozen=True)
class Document:
    """One text of the corpus; ``parent`` is the number of the document it repeats, in the way of ``kind``."""

    number: int
    text: str
    parent: int | None = None
    kind: str | None = None

    @property
    def uri(self) -> str:
        """Its address."""
        return address(self.number)


def address(number: int) -> str:
    """The address of a document."""
    return f"scale:{number:08d}"


def documents(count: int, start: int = 0) -> Iterator[Document]:
    """Documents ``start`` to ``start + count``."""
    return (document(number) for number in range(start, start + count))


def document(number: int) -> Document:
    """The document with this number."""
    rng = np.random.Generator(np.random.PCG64([SEED, number]))
    draw = rng.random()
    kind = int(draw / RATE)
    if number == 0 or kind >= len(KINDS):
        return Document(number, prose(rng, _words(rng)))
    parent = _original(int(rng.integers(number)))
    return Document(number, _copy(rng, parent, KINDS[kind]), parent, KINDS[kind])


def _original(number: int) -> int:
    """``number``, or the document that it copies, so that no copy is of a copy."""
    while (parent := document(number).parent) is not None:
        number = parent
    return number


def _copy(rng: np.random.Generator, parent: int, kind: str) -> str:
    theirs = np.random.Generator(np.random.PCG64([SEED, parent]))
    theirs.random()  # as `document` does
    words = _words(theirs)
    if kind == "exact":
        return prose(theirs, words)
    if kind == "near":
        return prose(theirs, _edited(rng, words))
    if kind == "partial":
        own = _words(rng)
        length = int(rng.integers(80, 300))
        start = int(rng.integers(max(1, len(words) - length)))
        at = int(rng.integers(len(own)))
        return prose(rng, np.concatenate([own[:at], words[start : start + length], own[at:]]))
    return prose(rng, np.where(words % 3 == 0, _synonyms()[words], words))


def _edited(rng: np.random.Generator, words: Words) -> Words:
    """1 to 8 % of the words replaced, left out or doubled, a third each."""
    touched = rng.random(len(words)) < rng.uniform(0.01, 0.08)
    replace, leave_out, double = (touched & (rng.integers(3, size=len(words)) == how) for how in range(3))
    replaced = np.where(replace, rng.integers(VOCABULARY, size=len(words)), words)
    return np.repeat(replaced, 1 - leave_out + double).astype(np.int32)


def _words(rng: np.random.Generator) -> Words:
    """The words of an original."""
    return words_of_length(rng, int(np.clip(rng.lognormal(6.95, 0.55), LEAST_WORDS, MOST_WORDS)))


def words_of_length(rng: np.random.Generator, length: int) -> Words:
    """So many words on a subject, as places in the vocabulary."""
    words = np.searchsorted(_cumulated(), rng.random(length)).astype(np.int32)
    subject = _subject(int(rng.integers(SUBJECTS)))
    on_subject = rng.random(length) < ON_SUBJECT
    chosen = (rng.random(length) ** 2 * SUBJECT_WORDS).astype(np.int32)
    return np.where(on_subject, subject[chosen], words).astype(np.int32)


def prose(rng: np.random.Generator, words: Words) -> str:
    """Words as sentences and paragraphs."""
    length = len(words)
    ends = np.cumsum(rng.integers(6, 28, size=length // 6 + 1))
    ends = ends[ends < length - 1]
    plain, capital, last, comma = _forms()
    parts = plain[words]
    commas = np.flatnonzero(rng.random(length) < COMMAS)
    parts[commas] = comma[words[commas]]
    parts[ends] = last[words[ends]]
    parts[-1] = last[words[-1]]
    starts = np.concatenate([[0], ends + 1])
    parts[starts] = capital[words[starts]]
    for end in ends[7::8]:
        parts[end] += "\n"
    return " ".join(parts.tolist())


@functools.cache
def _vocabulary() -> list[str]:
    return wordfreq.top_n_list("en", VOCABULARY)


@functools.cache
def _cumulated() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weights = np.array([wordfreq.word_frequency(word, "en") for word in _vocabulary()])
    cumulated: np.ndarray[tuple[int], np.dtype[np.float64]] = np.cumsum(weights / weights.sum())
    return cumulated


@functools.cache
def _forms() -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], ...]:
    """Every word plain, with a capital, before a full stop, and before a comma."""
    words = _vocabulary()
    forms = [
        words,
        [word.capitalize() for word in words],
        [f"{word}." for word in words],
        [f"{word}," for word in words],
    ]
    return tuple(np.array(form, dtype=object) for form in forms)


@functools.lru_cache(maxsize=SUBJECTS)
def _subject(number: int) -> Words:
    """The words of a subject, the most usual first: not among the hundred words that every text has."""
    rng = np.random.Generator(np.random.PCG64([SEED, 1, number]))
    return rng.integers(100, VOCABULARY, size=SUBJECT_WORDS).astype(np.int32)


@functools.cache
def _synonyms() -> Words:
    """For each word the one that stands for it in every rewritten copy."""
    return np.random.Generator(np.random.PCG64([SEED, 2])).permutation(VOCABULARY).astype(np.int32)


def main() -> None:
    """Write the documents as JSON Lines to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int)
    parser.add_argument("--start", type=int, default=0, help="number of the first document")
    parser.add_argument("--truth", type=Path, help="write which document repeats which to this file")
    args = parser.parse_args()
    with args.truth.open("w") if args.truth else open("/dev/null", "w") as truth:  # noqa: PTH123
        for one in documents(args.documents, args.start):
            sys.stdout.write(json.dumps({"uri": one.uri, "text": one.text}, ensure_ascii=False) + "\n")
            if one.parent is not None:
                known = {"child": one.uri, "parent": address(one.parent), "how": one.kind}
                truth.write(json.dumps(known) + "\n")


if __name__ == "__main__":
    main()
