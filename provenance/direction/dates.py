"""Evidence from dates: what is claimed, and what was observed."""

from collections.abc import Iterator

from provenance.direction.pair import Pair
from provenance.model import Reason

#: A claimed date is usually right and sometimes forged: odds of about ten to one.
CLAIMED = 2.3
#: That one text was met in an earlier run says only that it existed by then.
OBSERVED = 0.7


def claimed_dates(pair: Pair) -> Iterator[Reason]:
    """The text with the later publication date derives from the other."""
    query, source = pair.query.published_at, pair.source.published_at
    if query and source and query != source:
        later, weight = (pair.query, CLAIMED) if query > source else (pair.source, -CLAIMED)
        note = f"{later.name} claims the later date: {max(query, source)} after {min(query, source)}"
        yield Reason("claimed-dates", weight, note)


def observed_dates(pair: Pair) -> Iterator[Reason]:
    """The text first seen later is a little more likely to derive."""
    query, source = pair.query.observed_at, pair.source.observed_at
    if query and source and query != source:
        later, weight = (pair.query, OBSERVED) if query > source else (pair.source, -OBSERVED)
        note = f"{later.name} was first seen later: {max(query, source)} after {min(query, source)}"
        yield Reason("observed-dates", weight, note)
