"""Evidence from dates that stand beside the texts: what is claimed, and what was observed.

A claim can be false, and a false claim is mostly too early. It is only as precise as it is written, so claims whose
intervals overlap have no order. The time at which we saw a text proves only that it existed by then.
"""

import datetime as dt
from collections.abc import Iterator

from provenance.direction.pair import DirectionSignal, End, Pair
from provenance.times import utc_moment

#: Sightings closer than this are one visit to two places, not an order of events.
APART = dt.timedelta(days=1)


def claimed_dates(pair: Pair) -> Iterator[DirectionSignal]:
    """The text with the later publication date derives from the other."""
    query, source = pair.query.claim, pair.source.claim
    if query and source and (query.is_before(source) or source.is_before(query)):
        value = 1.0 if source.is_before(query) else -1.0
        later, _ = pair.derived_and_source(value)
        first, last = (source, query) if value > 0 else (query, source)
        note = f"{later.name} claims the later date: {last.written} after {first.written}"
        yield DirectionSignal("claimed-dates", value, note)


def observed_dates(pair: Pair) -> Iterator[DirectionSignal]:
    """The text first seen later is a little more likely to derive."""
    query, source = pair.query.observed_at, pair.source.observed_at
    if query and source and abs(utc_moment(query) - utc_moment(source)) >= APART:
        value = 1.0 if query > source else -1.0
        later, _ = pair.derived_and_source(value)
        note = f"{later.name} was first seen later: {max(query, source)} after {min(query, source)}"
        yield DirectionSignal("observed-dates", value, note)


def seen_before_claimed(pair: Pair) -> Iterator[DirectionSignal]:
    """A text that was seen before the other says it was published cannot derive from it."""
    query, source = _existed_first(pair.query, pair.source), _existed_first(pair.source, pair.query)
    if query != source:
        value = 1.0 if source else -1.0
        other, first = pair.derived_and_source(value)
        note = f"{first.name} was seen on {first.observed_at}, before {other.name} says it was published"
        yield DirectionSignal("seen-before-claimed", value, note)


def same_source(pair: Pair) -> Iterator[DirectionSignal]:
    """Of two texts that one place carried, the one that was there first is the earlier version."""
    query, source = pair.query.places, pair.source.places
    if query.keys().isdisjoint(source):
        return
    both = sorted(query.keys() & source.keys())
    later = {query[place] > source[place] for place in both}
    if len(later) == 1:
        value = 1.0 if later == {True} else -1.0
        end, _ = pair.derived_and_source(value)
        yield DirectionSignal("same-source", value, f"{end.name} was at {both[0]} after the other text")


def _existed_first(one: End, other: End) -> bool:
    """Whether ``one`` was seen well before ``other`` claims to have been published."""
    if not one.observed_at or not other.claim:
        return False
    return other.claim.earliest - utc_moment(one.observed_at) >= APART
