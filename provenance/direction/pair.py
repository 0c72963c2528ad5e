"""The input of all evidence: both ends of a match and their alignment."""

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeAlias

from provenance.model import Alignment, covered
from provenance.times import ClaimedTime, credible
from provenance.uris import address_key

#: What evidence calls two ends that have the same name; the one with the lower number is the older.
OLDER, NEWER = "the older text", "the newer text"

Rarity: TypeAlias = Callable[[str], float | None]
"""How rare a word is, on a logarithmic scale to base ten; ``None`` when nothing is known about it."""


@dataclasses.dataclass(frozen=True)
class End:
    """One end of a match.

    Attributes:
        name: What evidence calls it, such as "the query".
        text: The whole text.
        published_at: When it was published, as its source claims; claims can lie.
        observed_at: When it was first seen by us; it existed by then, and may be older.
        is_reference: Whether an operator marked it as a known original.
        uri: Where it was first seen.
        places: Every URI where it was seen; of two texts at one of them, the lower number was there first.
        canonical: Addresses that its sources name as the proper ones of it.
        credited: Addresses to which its sources lead as where it is from.
        title: Its title, as its source claims.
        author: Its author, likewise.
        tokens: Its length; 0 if that is not known.
    """

    name: str
    text: str
    published_at: str | None = None
    observed_at: str | None = None
    is_reference: bool = False
    uri: str = ""
    places: Mapping[str, int] = dataclasses.field(default_factory=dict)
    canonical: Collection[str] = ()
    credited: Collection[str] = ()
    title: str | None = None
    author: str | None = None
    tokens: int = 0

    @functools.cached_property
    def addresses(self) -> frozenset[str]:
        """Where it was seen, as :func:`provenance.uris.address_key` has addresses."""
        return frozenset(map(address_key, filter(None, (self.uri, *self.places))))

    @functools.cached_property
    def claim(self) -> ClaimedTime | None:
        """When it was published, as far as the claim says something."""
        return credible(self.published_at, self.observed_at)


@dataclasses.dataclass(frozen=True)
class Pair:
    """A query, a source, what they share, and how rare words are."""

    query: End
    source: End
    alignment: Alignment
    rarity: Rarity = lambda _: None

    def derived_and_source(self, value: float) -> tuple[End, End]:
        """The end that derives, as a signal of this ``value`` says, and the other one."""
        return (self.query, self.source) if value > 0 else (self.source, self.query)

    @functools.cached_property
    def covered(self) -> tuple[float, float]:
        """The share of the query, and that of the source, that is in passages."""
        return covered(self.query.text, self.query_spans), covered(self.source.text, self.source_spans)

    @functools.cached_property
    def in_place(self) -> float:
        """The share of the changed letters that are of words which stand for one another; 1 or a little more if all."""
        letters = sum(end - start for start, end in (*self.query_spans, *self.source_spans)) * self.alignment.changed
        swapped = sum(one.count * (len(one.query) + len(one.source)) for one in self.alignment.substitutions)
        return swapped / letters if letters > 0 else 0.0

    @functools.cached_property
    def query_spans(self) -> list[tuple[int, int]]:
        """The passages in the query, in code points."""
        return [(passage.query_start, passage.query_end) for passage in self.alignment.passages]

    @functools.cached_property
    def source_spans(self) -> list[tuple[int, int]]:
        """The passages in the source, in code points."""
        return [(passage.source_start, passage.source_end) for passage in self.alignment.passages]


@dataclasses.dataclass(frozen=True)
class DirectionSignal:
    """One finding about who came first.

    Attributes:
        kind: Which evidence, such as ``rarer-words``.
        value: How much of it, in the unit of its kind; positive when it says that the query derives from the source.
            What a unit is worth is fitted on texts whose history is known.
        note: The finding in plain words.
    """

    kind: str
    value: float
    note: str


def clipped(value: float, limit: float) -> float:
    """``value``, but at most ``limit`` and at least ``-limit``."""
    return max(-limit, min(limit, value))


Finder: TypeAlias = Callable[[Pair], Iterator[DirectionSignal]]
"""One kind of evidence: what it finds in a pair. Of the mirrored pair it finds the same with the opposite value."""
