"""The swaps of a text and its source: words that replace others."""

import dataclasses
import functools
from collections.abc import Iterable

#: What stands between the two words of a swap, and between two swaps, where many are joined.
WORD_MARK, SWAP_MARK = "\x1f", "\x1e"


@dataclasses.dataclass(frozen=True)
class Swaps:
    """Words that differ: what the source has, and what the derived text has in its place.

    A family of ten thousand texts has millions and few are looked at, so those of a match stay one string until then.

    Attributes:
        joined: The words of each swap, source first, with marks between; no swap twice.
    """

    joined: str = ""

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Swaps":
        """These swaps."""
        return cls(SWAP_MARK.join(WORD_MARK.join(pair) for pair in pairs))

    def kept_in(self, below: "Swaps") -> int:
        """How many swaps ``below`` has as well."""
        return len(self._all.intersection(below.listed()))

    def undone_in(self, below: "Swaps") -> int:
        """How many swaps ``below`` has the other way round."""
        return len(self._reversed.intersection(below.listed()))

    def listed(self) -> list[str]:
        """Each swap as it stands in ``joined``."""
        return self.joined.split(SWAP_MARK) if self.joined else []

    @functools.cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self.listed())

    @functools.cached_property
    def _reversed(self) -> frozenset[str]:
        pairs = (one.partition(WORD_MARK) for one in self.listed())
        return frozenset(f"{after}{mark}{before}" for before, mark, after in pairs)


NO_SWAPS = Swaps()
"""Those of two texts that have the same words where they agree."""
