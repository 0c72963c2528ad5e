"""The texts to measure on: a folder of real ones, or generated ones with the word frequencies of English."""

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

VOCABULARY = 30_000
SEED = 20_131


def from_folder(folder: Path, size: int) -> list[str]:
    """Texts of a folder, in sorted order, until they hold ``size`` bytes of UTF-8."""
    texts: list[str] = []
    missing = size
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if text.strip():
            texts.append(text)
            missing -= len(text.encode())
        if missing <= 0:
            break
    if not texts:
        raise SystemExit(f"no .txt files with text in {folder}")
    return texts


def generated(size: int) -> list[str]:
    """Texts of made-up sentences, the same ones every time, until they hold ``size`` bytes of UTF-8."""
    texts: list[str] = []
    missing = size
    documents = _documents()
    while missing > 0:
        texts.append(next(documents))
        missing -= len(texts[-1].encode())
    return texts


def _documents() -> Iterator[str]:
    """Endless documents of 100 to some thousands of words, drawn with the frequencies that words have in English."""
    # Only the environment of the benchmark needs this package.
    import wordfreq  # noqa: PLC0415

    rng = random.Random(SEED)  # noqa: S311 - no secret: the same texts every time
    words = wordfreq.top_n_list("en", VOCABULARY)
    weights = list(accumulate(wordfreq.word_frequency(word, "en") for word in words))
    while True:
        length = max(100, int(rng.lognormvariate(6.3, 0.8)))
        yield _prose(rng, rng.choices(words, cum_weights=weights, k=length))


def _prose(rng: random.Random, words: list[str]) -> str:
    """Words as sentences and paragraphs."""
    parts: list[str] = []
    start = 0
    while start < len(words):
        end = start + rng.randint(6, 28)
        sentence = " ".join(words[start:end])
        if rng.random() < 0.4:  # noqa: PLR2004 - about as many sentences as have a comma
            sentence = sentence.replace(" ", ", ", 1)
        parts.append(sentence[:1].upper() + sentence[1:] + ("." if rng.random() < 0.8 else ".\n\n"))  # noqa: PLR2004
        start = end
    return " ".join(parts)
