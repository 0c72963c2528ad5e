"""MinHash in Rust, called from Python: the pairs of texts of JSON Lines that gaoya or rensa holds for alike.

    .venv-rivals/bin/python -P scripts/bench/rival_minhash.py gaoya|rensa|rensa-hashed TEXTS FOLDER

It is run in an environment of its own by ``scripts.bench.rivals``, and writes ``pairs.json``. Both get 5-grams of
lower-case words and the threshold 0.7, and keep their other defaults. gaoya makes its 5-grams itself, and signs a text
once to store it and once to ask for it, since its Python interface has no other way. rensa takes ready ones.

rensa-hashed lets rensa hash words instead of 5-grams. numpy combines the hashes, rensa flags the texts that share a
band with another, and only those are deduplicated as before. rensa's sketch "rho", which looks at a few of the 5-grams,
is no faster on the whole and finds none but exact copies.
"""

import argparse
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

THRESHOLD = 0.7
SHINGLE = 5
#: Slots and bands of rensa; the number of slots is that of its examples.
SLOTS, BANDS, SEED = 128, 16, 42
#: An odd multiplier with well mixed bits: 2**64 divided by the golden ratio.
MULTIPLIER = 0x9E3779B97F4A7C15

#: Numbers of two texts.
Pair = tuple[int, int]


def gaoya(texts: Sequence[str]) -> list[Pair]:
    """Pairs of each text with those that gaoya's index has for it."""
    from gaoya.minhash import MinHashStringIndex  # noqa: PLC0415 - only what is asked for is loaded

    index = MinHashStringIndex(jaccard_threshold=THRESHOLD, lowercase=True, ngram_range=(SHINGLE, SHINGLE))
    for number, text in enumerate(texts):
        index.insert_document(number, text)
    return [(number, other) for number, text in enumerate(texts) for other in index.query(text) if other != number]


def rensa(texts: Sequence[str]) -> list[Pair]:
    """Pairs of each text with those that rensa's R-MinHash deduplicator kept."""
    words = words_of(texts)
    return deduplicated(words, range(len(words)))


def rensa_hashed(texts: Sequence[str]) -> list[Pair]:
    """Likewise, among the texts that share a band with another one."""
    words = words_of(texts)
    return deduplicated(words, flagged(words))


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The lower-case words of each text."""
    return [re.findall(r"\w+", text.lower()) for text in texts]


def deduplicated(words: Sequence[list[str]], numbers: Sequence[int]) -> list[Pair]:
    """Pairs among the texts with these numbers."""
    from rensa import RMinHashDeduplicator  # noqa: PLC0415

    shingles = [shingles_of(words[number]) for number in numbers]
    kept = RMinHashDeduplicator(THRESHOLD, SLOTS, use_lsh=True)
    kept.add_pairs((str(number), one) for number, one in zip(numbers, shingles, strict=True))
    found = zip(numbers, kept.get_duplicate_sets(shingles), strict=True)
    return [(number, int(other)) for number, others in found for other in others if int(other) != number]


def shingles_of(words: Sequence[str]) -> list[str]:
    """The 5-grams of words."""
    return list(map(" ".join, zip(*(words[start:] for start in range(SHINGLE)), strict=False)))


def flagged(words: Sequence[list[str]]) -> list[int]:
    """Numbers of the texts that share a band with another one, by signatures of combined hashes of words."""
    import numpy as np  # noqa: PLC0415
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    combined = []
    for hashes in RMinHash.hash_token_sets(words):
        each = np.array(hashes, dtype=np.uint64)
        count = max(0, len(each) - SHINGLE + 1)
        shingles = each[:count].copy()
        for start in range(1, SHINGLE):
            shingles = shingles * np.uint64(MULTIPLIER) + each[start : start + count]
        combined.append(shingles)
    offsets = np.cumsum([0, *map(len, combined)], dtype=np.uint64)
    signatures = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(combined), offsets, SLOTS, SEED)
    flags = RMinHashLSH(THRESHOLD, SLOTS, BANDS).query_duplicate_flags_matrix_one_shot(signatures)
    return [number for number, flag in enumerate(flags) if flag]


FINDERS: dict[str, Callable[[Sequence[str]], list[Pair]]] = {
    "gaoya": gaoya,
    "rensa": rensa,
    "rensa-hashed": rensa_hashed,
}


def main() -> None:
    """Write the pairs of URIs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("finder", choices=FINDERS)
    parser.add_argument("texts", type=Path, help="a file of JSON Lines")
    parser.add_argument("folder", type=Path, help="where to put the pairs")
    args = parser.parse_args()
    with args.texts.open(encoding="utf-8") as lines:
        documents = list(map(json.loads, lines))
    pairs = FINDERS[args.finder]([document["text"] for document in documents])
    named = [(documents[one]["uri"], documents[other]["uri"]) for one, other in pairs]
    (args.folder / "pairs.json").write_text(json.dumps(named), encoding="utf-8")


if __name__ == "__main__":
    main()
