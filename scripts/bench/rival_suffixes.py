"""Long verbatim copies by a suffix array: the pairs of texts of JSON Lines that share a stretch of so many bytes.

    .venv-rivals/bin/python -P scripts/bench/rival_suffixes.py TEXTS FOLDER --bytes 200

It is run in an environment of its own by ``scripts.bench.rivals``, and writes ``pairs.json``. It stands for
deduplicate-text-datasets (K. Lee et al., "Deduplicating training data makes language models better", ACL 2022), which
no registry has: one suffix array over all texts, in which suffixes that begin alike are neighbours. The array is made
by libdivsufsort, and the lengths of common beginnings are those of Kasai's algorithm, both of pydivsufsort.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydivsufsort import divsufsort, kasai

#: Stands behind every text, with the number of the text: neither occurs in UTF-8 a second time.
END = b"\xff"
NUMBER_BYTES = 4


def pairs_sharing(texts: Sequence[bytes], length: int) -> list[tuple[int, int]]:
    """Numbers of two texts whose suffixes are neighbours and share ``length`` bytes.

    Texts that share the same bytes are linked in a chain, not each with each.
    """
    ends = [END + number.to_bytes(NUMBER_BYTES, "big") for number in range(len(texts))]
    joined = np.frombuffer(bytearray().join(map(bytes.__add__, texts, ends)), dtype=np.uint8)
    stops = np.cumsum([len(text) + len(END) + NUMBER_BYTES for text in texts])
    suffixes = divsufsort(joined)
    first = np.flatnonzero(kasai(joined, suffixes)[:-1] >= length)
    starts = np.stack([suffixes[first], suffixes[first + 1]])
    numbers = np.searchsorted(stops, starts, side="right")
    inside = (starts + length <= stops[numbers] - len(END) - NUMBER_BYTES).all(axis=0)
    pairs = np.unique(numbers[:, inside & (numbers[0] != numbers[1])], axis=1)
    return list(zip(*pairs.tolist(), strict=True))


def main() -> None:
    """Write the pairs of URIs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, help="a file of JSON Lines")
    parser.add_argument("folder", type=Path, help="where to put the pairs")
    parser.add_argument("--bytes", type=int, default=200, help="least length of what is shared")
    args = parser.parse_args()
    with args.texts.open(encoding="utf-8") as lines:
        documents = list(map(json.loads, lines))
    pairs = pairs_sharing([document["text"].encode() for document in documents], args.bytes)
    named = [(documents[one]["uri"], documents[other]["uri"]) for one, other in pairs]
    (args.folder / "pairs.json").write_text(json.dumps(named), encoding="utf-8")


if __name__ == "__main__":
    main()
