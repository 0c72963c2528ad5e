"""What evidence is drawn from: both ends of a match and their alignment."""

import dataclasses
from collections.abc import Callable
from typing import TypeAlias

from provenance.model import Alignment

Rarity: TypeAlias = Callable[[str], float | None]
"""How rare a word is, on a logarithmic scale to base ten; ``None`` when nothing is known about it."""


@dataclasses.dataclass(frozen=True)
class End:
    """One end of a match.

    Attributes:
        name: What reasons call it, such as "the query".
        text: The whole text.
        published_at: When it was published, as its source claims; claims can lie.
        observed_at: When it was first seen by us; it existed by then, and may be older.
        is_reference: Whether an operator marked it as a known original.
    """

    name: str
    text: str
    published_at: str | None = None
    observed_at: str | None = None
    is_reference: bool = False


@dataclasses.dataclass(frozen=True)
class Pair:
    """A query, a source, and what they share."""

    query: End
    source: End
    alignment: Alignment

    @property
    def query_spans(self) -> list[tuple[int, int]]:
        """The passages in the query, in code points."""
        return [(passage.query_start, passage.query_end) for passage in self.alignment.passages]

    @property
    def source_spans(self) -> list[tuple[int, int]]:
        """The passages in the source, in code points."""
        return [(passage.source_start, passage.source_end) for passage in self.alignment.passages]
