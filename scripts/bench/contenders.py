"""Who is measured: each takes texts and makes one signature of 128 values for each, over shingles of 5 words.

Every library is fed in the way its own documentation recommends for many texts. A contender also estimates how alike
two texts are, so that a fast wrong answer does not count.
"""

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Any

import datasketch
import gaoya
import numpy as np
import rensa

import provenance

NUM_PERM = 128
SEED = 1
SHINGLE = 5

WORD = re.compile(r"\w+")


@dataclasses.dataclass(frozen=True)
class Contender:
    """One way from texts to signatures.

    Attributes:
        name: As it stands in the report.
        package: Whose version is recorded.
        sign: Texts to signatures, whatever form those have.
        estimate: Two texts to the estimated resemblance.
        sampled: Whether it looks at a sample of the shingles only, so that its estimate need not be close.
    """

    name: str
    package: str
    sign: Callable[[Sequence[str]], object]
    estimate: Callable[[str, str], float]
    sampled: bool = False


def shingles(text: str) -> list[str]:
    """Shingles as people make them in Python: five lower-case words, joined."""
    words = WORD.findall(text.lower())
    if len(words) < SHINGLE:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[start:] for start in range(SHINGLE)), strict=False)))


def resemblance(one: str, other: str) -> float:
    """Exact Jaccard of two texts' shingles."""
    a, b = set(shingles(one)), set(shingles(other))
    return len(a & b) / len(a | b)


def _rows_agree(signatures: Any) -> float:  # noqa: ANN401 - any sequence of two rows
    return float(np.mean(np.asarray(signatures[0]) == np.asarray(signatures[1])))


def _ours(texts: Sequence[str]) -> Any:  # noqa: ANN401
    return provenance.signatures(texts, num_perm=NUM_PERM, seed=SEED)


def _datasketch(texts: Sequence[str]) -> list[datasketch.MinHash]:
    """Python shingles, hashed by its default hash function, in its batch call."""
    encoded = ([shingle.encode() for shingle in shingles(text)] for text in texts)
    return list(datasketch.MinHash.generator(encoded, num_perm=NUM_PERM, seed=SEED))


def _datasketch_on_hashes(texts: Sequence[str]) -> list[datasketch.MinHash]:
    """Its permutations over shingle hashes that our native code made: its best case."""
    return [_datasketch_of_hashes(provenance.shingle_hashes(text)) for text in texts]


def _datasketch_of_hashes(hashes: Any) -> datasketch.MinHash:  # noqa: ANN401
    minhash = datasketch.MinHash(num_perm=NUM_PERM, seed=SEED, hashfunc=int, scheme="affine32")
    minhash.update_batch(hashes)
    return minhash


def _rensa(texts: Sequence[str]) -> Any:  # noqa: ANN401
    """Its batch call over Python shingles, every shingle counted."""
    return rensa.RMinHash.digest_matrix_from_token_sets(map(shingles, texts), NUM_PERM, SEED)


def _rensa_rho(texts: Sequence[str]) -> Any:  # noqa: ANN401
    """Its fastest batch call, which looks at a sample of positions."""
    return rensa.RMinHash.digest_matrix_from_token_sets_rho(map(shingles, texts), NUM_PERM, SEED)


def _gaoya(texts: Sequence[str], bands: int = 16) -> Any:  # noqa: ANN401
    """Its own tokens and word n-grams; it makes signatures only while it adds texts to an index."""
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=0.05,
        num_bands=bands,
        band_size=NUM_PERM // bands,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE, SHINGLE),
        id_container="vec",
    )
    for number, text in enumerate(texts):
        index.insert_document(number, text)
    return index


def _gaoya_estimate(one: str, other: str) -> float:
    found = dict(_gaoya([one], bands=64).query(other, return_similarity=True))
    return float(found.get(0, 0.0))


CONTENDERS = (
    Contender("provindex", "provindex", _ours, lambda a, b: _rows_agree(_ours([a, b]))),
    Contender("gaoya, its own shingles", "gaoya", _gaoya, _gaoya_estimate),
    Contender("rensa R-MinHash, Python shingles", "rensa", _rensa, lambda a, b: _rows_agree(_rensa([a, b]).to_rows())),
    Contender(
        "rensa rho (samples), Python shingles",
        "rensa",
        _rensa_rho,
        lambda a, b: _rows_agree(_rensa_rho([a, b]).to_rows()),
        sampled=True,
    ),
    Contender(
        "datasketch, our shingle hashes",
        "datasketch",
        _datasketch_on_hashes,
        lambda a, b: float(_datasketch_on_hashes([a])[0].jaccard(_datasketch_on_hashes([b])[0])),
    ),
    Contender(
        "datasketch, Python shingles",
        "datasketch",
        _datasketch,
        lambda a, b: float(_datasketch([a])[0].jaccard(_datasketch([b])[0])),
    ),
)


def check_equal_to_datasketch(texts: Sequence[str]) -> None:
    """Our signatures are datasketch's, bit for bit, on our shingle hashes."""
    for text, row in zip(texts, _ours(texts), strict=True):
        theirs = _datasketch_of_hashes(provenance.shingle_hashes(text)).hashvalues
        if not np.array_equal(row, theirs):
            raise SystemExit(f"our signature differs from datasketch's for {text[:60]!r}")
