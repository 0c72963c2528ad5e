"""What datasketch decides: the permutations of a signature, and bands and rows for a threshold.

datasketch is imported when a function here is called, because it brings numpy and scipy and costs half a second:
an index asks once, when it is created, and keeps the answer.
"""

import dataclasses

from provenance.params import IndexParams

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


def with_bands(params: IndexParams) -> IndexParams:
    """``params`` with the bands and rows that serve its threshold best."""
    import datasketch

    weights = (1.0 - FALSE_NEGATIVE_WEIGHT, FALSE_NEGATIVE_WEIGHT)
    lsh = datasketch.MinHashLSH(threshold=params.threshold, num_perm=params.num_perm, weights=weights)
    return dataclasses.replace(params, bands=lsh.b, rows=lsh.r)
