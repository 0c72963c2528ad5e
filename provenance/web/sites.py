"""Sites whose texts derive from those of others, by the host at which a text was first seen."""

import collections
import dataclasses
import statistics
import types
from collections.abc import Iterable, Mapping

from provenance.store.page_queries import Derivation
from provenance.uris import parts_of
from provenance.web.times import delay

Pair = tuple[str, str]
"""Two sites: the one that derives, and the one that it derives from."""
_NOWHERE: Mapping[int, str] = types.MappingProxyType({})

#: Sites of the matrix at most; the rest is counted.
MOST_SITES = 20
#: Derivations that are kept of each pair of sites.
MOST_EXAMPLES = 100


@dataclasses.dataclass(frozen=True)
class Sites:
    """How many texts of one site derive from texts of another.

    Attributes:
        names: The sites of the matrix, those with most texts first.
        counts: Texts, by the site that derives and the site that it derives from.
        examples: The first derivations of each of these pairs.
        left_out: Sites beyond those of the matrix.
        delays: Of these pairs, the median of the seconds by which what derives claims to be later, where both claim it.
        undecided: Of two sites in alphabetic order, the matches of which nothing is decided, and all between them.
    """

    names: tuple[str, ...]
    counts: dict[Pair, int]
    examples: dict[Pair, list[Derivation]]
    left_out: int
    delays: dict[Pair, float] = dataclasses.field(default_factory=dict)
    undecided: dict[Pair, tuple[int, int]] = dataclasses.field(default_factory=dict)

    def share_undecided(self, pair: Pair) -> float | None:
        """The share of the matches between two sites of which it is undecided who came first; None without a match."""
        undecided, every = self.undecided.get((min(pair), max(pair)), (0, 0))
        return undecided / every if every else None


def site_of(uri: str) -> str:
    """The host of an address; of a file, that it is one."""
    parts = parts_of(uri)
    return (parts.hostname or "").removeprefix("www.") or ("files" if parts.scheme == "file" else "other")


Ends = tuple[int, int, bool]
"""Of a match its documents, and whether it is known which derives from the other."""


def sites(
    derivations: Iterable[Derivation], matches: Iterable[Ends] = (), places: Mapping[int, str] = _NOWHERE
) -> Sites:
    """The matrix of what was derived.

    Args:
        derivations: What is known of single texts.
        matches: All matches, of which some are undecided.
        places: The address of each document that these name.
    """
    counts: collections.Counter[Pair] = collections.Counter()
    examples: dict[Pair, list[Derivation]] = collections.defaultdict(list)
    delays: dict[Pair, list[float]] = collections.defaultdict(list)
    for one in derivations:
        pair = (site_of(one.derived_uri), site_of(one.source_uri))
        counts[pair] += 1
        if len(examples[pair]) < MOST_EXAMPLES:
            examples[pair].append(one)
        if (span := delay(one.derived_claims, one.source_claims)) is not None:
            delays[pair].append(span)
    names = _by_weight(counts)
    return Sites(
        tuple(names[:MOST_SITES]),
        dict(counts),
        examples,
        max(0, len(names) - MOST_SITES),
        {pair: statistics.median(spans) for pair, spans in delays.items()},
        _undecided(matches, places),
    )


def _by_weight(counts: Mapping[Pair, int]) -> list[str]:
    """All sites, those with most texts first."""
    weight: collections.Counter[str] = collections.Counter()
    for pair, count in counts.items():
        for name in pair:
            weight[name] += count
    return sorted(weight, key=lambda name: (-weight[name], name))


def _undecided(matches: Iterable[Ends], places: Mapping[int, str]) -> dict[Pair, tuple[int, int]]:
    """Between two sites, which stand in order, how many matches are undecided, and how many there are."""
    site: dict[int, str] = {}
    found: dict[Pair, list[int]] = collections.defaultdict(lambda: [0, 0])
    for left, right, known in matches:
        for number in (left, right):
            if number not in site:
                site[number] = site_of(places.get(number, ""))
        one, other = sorted((site[left], site[right]))
        found[one, other][0] += not known
        found[one, other][1] += 1
    return {pair: (undecided, every) for pair, (undecided, every) in found.items()}
