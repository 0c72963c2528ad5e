"""Sites whose texts derive from those of others, by the host at which a text was first seen."""

import collections
import dataclasses
from collections.abc import Iterable
from urllib.parse import urlsplit

from provenance.store.looking import Derivation

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
    """

    names: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    examples: dict[tuple[str, str], list[Derivation]]
    left_out: int


def site_of(uri: str) -> str:
    """The host of an address; of a file, that it is one."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "other"
    return (parts.hostname or "").removeprefix("www.") or ("files" if parts.scheme == "file" else "other")


def sites(derivations: Iterable[Derivation]) -> Sites:
    """The matrix of what was derived."""
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    examples: dict[tuple[str, str], list[Derivation]] = collections.defaultdict(list)
    for one in derivations:
        pair = (site_of(one.derived_uri), site_of(one.source_uri))
        counts[pair] += 1
        if len(examples[pair]) < MOST_EXAMPLES:
            examples[pair].append(one)
    weight: collections.Counter[str] = collections.Counter()
    for pair, count in counts.items():
        for name in pair:
            weight[name] += count
    names = sorted(weight, key=lambda name: (-weight[name], name))
    return Sites(tuple(names[:MOST_SITES]), dict(counts), examples, max(0, len(names) - MOST_SITES))
