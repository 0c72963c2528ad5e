"""Values that come from datasketch: the permutations of a signature, and bands and rows for a threshold.

datasketch needs numpy and scipy, and takes a second or two to import. So its values for the default parameters of an
index are kept in a file (``python -m scripts.default_permutations`` writes it, and a test compares). datasketch is
imported for other parameters only. An index asks once, when it is created, and keeps the answer.
"""

import dataclasses
import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from provenance.params import IndexParams

#: What datasketch says of the default parameters.
FILE = Path(__file__).with_name("permutations.json")

#: Cost of a missed pair against that of a useless alignment, when bands and rows are chosen: alignment
#: rejects a wrong candidate in a millisecond, and a missed pair is lost for ever.
FALSE_NEGATIVE_WEIGHT = 0.8


@dataclasses.dataclass(frozen=True)
class Permutations:
    """Affine permutations ``x -> a * x + b mod 2**32``, as little-endian ``uint32`` bytes each."""

    multipliers: bytes
    increments: bytes

    @classmethod
    def from_seed(cls, num_perm: int, seed: int) -> "Permutations":
        """The permutations of ``datasketch.MinHash(num_perm, seed)`` with its scheme ``affine32``."""
        kept = _kept()
        if (num_perm, seed) == (kept["num_perm"], kept["seed"]):
            return cls.from_bytes(bytes.fromhex(kept["permutations"]))
        return cls.drawn(num_perm, seed)

    @classmethod
    def drawn(cls, num_perm: int, seed: int) -> "Permutations":
        """The same, asked of datasketch."""
        import datasketch

        minhash = datasketch.MinHash(num_perm=num_perm, seed=seed, hashfunc=int, scheme="affine32")
        multipliers, increments = minhash.permutations
        return cls(multipliers.astype("<u4").tobytes(), increments.astype("<u4").tobytes())

    @classmethod
    def from_bytes(cls, joined: bytes) -> "Permutations":
        """Permutations from :meth:`to_bytes`."""
        half = len(joined) // 2
        return cls(joined[:half], joined[half:])

    def to_bytes(self) -> bytes:
        """All multipliers, then all increments."""
        return self.multipliers + self.increments

    def digest(self) -> str:
        """SHA-256 of :meth:`to_bytes`, in hexadecimal digits."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def with_bands(params: IndexParams) -> IndexParams:
    """``params`` with the bands and rows that serve its threshold best."""
    kept = _kept()
    if (params.num_perm, params.threshold) == (kept["num_perm"], kept["threshold"]):
        bands, rows = kept["bands"], kept["rows"]
    else:
        bands, rows = best_bands(params.num_perm, params.threshold)
    return dataclasses.replace(params, bands=bands, rows=rows)


def best_bands(num_perm: int, threshold: float) -> tuple[int, int]:
    """Bands, and rows of each, that datasketch finds best for a threshold."""
    import datasketch

    weights = (1.0 - FALSE_NEGATIVE_WEIGHT, FALSE_NEGATIVE_WEIGHT)
    lsh = datasketch.MinHashLSH(threshold=threshold, num_perm=num_perm, weights=weights)
    return lsh.b, lsh.r


@functools.cache
def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept
