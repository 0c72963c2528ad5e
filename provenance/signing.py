"""Shingle hashes and MinHash signatures as numpy arrays, equal to those of datasketch."""

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from provenance import engine
from provenance.permutations import Permutations

#: More would take gigabytes for a thousand texts, and estimate no better than exact counting.
MAX_PERMUTATIONS = 65_536


def shingle_hashes(text: str, view: str = "verbatim") -> NDArray[np.uint32]:
    """The hash of each distinct shingle of ``text``, rising.

    Args:
        text: Any text; lone surrogates count as U+FFFD.
        view: ``verbatim`` (5 consecutive tokens) or ``context`` (3 neighbouring stems, in any order).

    Raises:
        ValueError: There is no such view.
    """
    return np.frombuffer(engine.distinct_shingle_hashes(text, view), dtype="<u4").astype(np.uint32)


def signatures(texts: Sequence[str], num_perm: int = 128, seed: int = 1, *, jobs: int | None = 1) -> NDArray[np.uint32]:
    """MinHash signatures of ``texts`` over their ``verbatim`` shingles, shape ``(len(texts), num_perm)``.

    Row *i* equals ``hashvalues`` of ``datasketch.MinHash(num_perm, seed, hashfunc=int)`` (scheme ``affine32``) after
    ``update_batch(shingle_hashes(texts[i]))``.

    Args:
        texts: Any texts.
        num_perm: Permutations, from 1 to 65,536.
        seed: Seed of the permutations.
        jobs: Threads; all cores when ``None``.

    Raises:
        ValueError: ``num_perm`` is out of range.
    """
    if not 1 <= num_perm <= MAX_PERMUTATIONS:
        raise ValueError(f"num_perm is from 1 to {MAX_PERMUTATIONS:,}, not {num_perm:,}")
    rows = engine.Workers(jobs).signatures(texts, _permutations(num_perm, seed))
    return np.frombuffer(rows, dtype="<u4").astype(np.uint32).reshape(len(texts), num_perm)


@functools.lru_cache(maxsize=16)
def _permutations(num_perm: int, seed: int) -> Permutations:
    return Permutations.from_seed(num_perm, seed)
