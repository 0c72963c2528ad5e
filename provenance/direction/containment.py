"""Evidence from containment: the part is often the copy."""

import math
from collections.abc import Iterator

from provenance.direction.pair import Evidence, Pair
from provenance.model import covered

#: Doublings of the share beyond which more says no more.
LIMIT = 1.5
#: Differences of coverage below this are noise.
LEAST_DIFFERENCE = 0.05


def containment(pair: Pair) -> Iterator[Evidence]:
    """The text that consists of shared passages more than the other may derive from it; in doublings of the share.

    Weak, because a copy can also wrap its source in text of its own, and a later version usually grew.
    """
    query = covered(pair.query.text, pair.query_spans)
    source = covered(pair.source.text, pair.source_spans)
    if min(query, source) <= 0.0 or abs(query - source) < LEAST_DIFFERENCE:
        return
    value = max(-LIMIT, min(LIMIT, math.log2(query / source)))
    whole, part = (pair.query, pair.source) if value > 0 else (pair.source, pair.query)
    high, low = max(query, source), min(query, source)
    note = f"{high:.0%} of {whole.name} is in {part.name}, which has more of its own: only {low:.0%} the other way"
    yield Evidence("containment", value, note)
