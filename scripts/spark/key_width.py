"""How often keys of different texts meet by chance, by the size of a collection and the bits of a key: a simulation.

A slice of all keys is drawn, and looked into with keys of another text, as if nothing were shared on purpose. What a
source keeps of its evidence is told by `1 / sqrt(n)`, the weight of a key that `n` documents have: as the mean over
keys that it alone should hold.

Usage: python scripts/spark/key_width.py
"""

import numpy as np

#: Fingerprints of a text in the larger channel, as counted on licences of 5.8 kB.
KEYS = 550
#: Of all keys so small a part is drawn, as a power of two.
SLICE = 16
LOOKED_UP = 200_000
MILLIONS = (10, 100, 1_000)
BITS = (36, 40, 44, 64)


def main() -> None:
    """Print a line for each size and width."""
    rng = np.random.default_rng(1)
    print("| documents | bits | foreign holders of a key | evidence left | foreign documents a text meets |")
    print("|--:|--:|--:|--:|--:|")
    for millions in MILLIONS:
        count = millions * 1_000_000 * KEYS >> SLICE
        for bits in BITS:
            most = 1 << (bits - SLICE)
            held = np.sort(rng.integers(0, most, count, dtype=np.uint64))
            asked = rng.integers(0, most, LOOKED_UP, dtype=np.uint64)
            foreign = np.searchsorted(held, asked, "right") - np.searchsorted(held, asked, "left")
            left = float(np.mean(1 / np.sqrt(1 + foreign)))
            print(f"| {millions:,} M | {bits} | {foreign.mean():.4f} | {left:.3f} | {KEYS * foreign.mean():,.1f} |")


if __name__ == "__main__":
    main()
