"""Versions of a text by site and time: lanes are sites, dots are versions."""

import collections
import dataclasses
from collections.abc import Iterable

from provenance.store.page_queries import Version
from provenance.web import times
from provenance.web.sites import site_of

#: Sites that are drawn at most; the rest is counted.
MOST_SITES = 20
#: Places for dots in a lane.
PLACES = 50


@dataclasses.dataclass(frozen=True)
class Dot:
    """A version: its place in time, 0 for the earliest to 1 for the latest.

    Attributes:
        count: Versions that stand there.
        claimed: Whether a source claims that time; if not, it is when the version was first seen.
    """

    document_id: int
    uri: str
    when: str
    at: float
    count: int
    claimed: bool


@dataclasses.dataclass(frozen=True)
class SiteLane:
    """A site with its versions, first ones first."""

    name: str
    versions: int
    dots: tuple[Dot, ...]


@dataclasses.dataclass(frozen=True)
class SiteLanes:
    """The sites with most versions, from when to when, and how many sites are left out."""

    lanes: tuple[SiteLane, ...]
    first: str
    last: str
    left_out: int


def site_lanes(versions: Iterable[Version]) -> SiteLanes:
    """The versions of a text by site, each where its time is: the claimed one, or when it was first seen."""
    timed = sorted(
        ((times.seconds(_when(one)), one) for one in versions), key=lambda pair: (pair[0], pair[1].document_id)
    )
    if not timed:
        return SiteLanes((), "", "", 0)
    (first, earliest), (last, latest) = timed[0], timed[-1]
    by_site: dict[str, list[tuple[float, Version]]] = collections.defaultdict(list)
    for seconds, one in timed:
        by_site[site_of(one.uri)].append(((seconds - first) / max(last - first, 1.0), one))
    ranked = sorted(by_site.items(), key=lambda item: (-len(item[1]), item[0]))
    lanes = tuple(SiteLane(name, len(found), _dots(found)) for name, found in ranked[:MOST_SITES])
    return SiteLanes(lanes, _when(earliest), _when(latest), max(0, len(ranked) - MOST_SITES))


def _dots(found: Iterable[tuple[float, Version]]) -> tuple[Dot, ...]:
    """The versions of a site; of those that would lie on each other, one dot."""
    dots: dict[tuple[int, bool], Dot] = {}
    for at, one in found:
        key = (round(at * PLACES), bool(one.published_at))
        known = dots.get(key) or Dot(one.document_id, one.uri, _when(one), at, 0, bool(one.published_at))
        dots[key] = dataclasses.replace(known, count=known.count + 1)
    return tuple(dots.values())


def _when(one: Version) -> str:
    return one.published_at or one.first_seen_at
