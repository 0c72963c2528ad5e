"""Evidence from containment: the part is usually the copy."""

import math
from collections.abc import Iterator

from provenance.direction.pair import Pair
from provenance.model import Reason, covered

#: Weight of a doubled share. Small: a copy can also wrap its source in text of its own.
PER_DOUBLING = 0.6
#: No containment says more than this; it takes other evidence to be sure.
LIMIT = 0.8
#: Differences of coverage below this are noise.
LEAST_DIFFERENCE = 0.05


def containment(pair: Pair) -> Iterator[Reason]:
    """The text that consists of shared passages more than the other derives from it."""
    query = covered(pair.query.text, pair.query_spans)
    source = covered(pair.source.text, pair.source_spans)
    if min(query, source) <= 0.0 or abs(query - source) < LEAST_DIFFERENCE:
        return
    weight = max(-LIMIT, min(LIMIT, PER_DOUBLING * math.log2(query / source)))
    whole, part = (pair.query, pair.source) if weight > 0 else (pair.source, pair.query)
    high, low = max(query, source), min(query, source)
    note = f"{high:.0%} of {whole.name} is in {part.name}, which has more of its own: only {low:.0%} the other way"
    yield Reason("containment", weight, note)
