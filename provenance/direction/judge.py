"""From reasons to a direction with a confidence."""

import math

from provenance.direction import attribution, containment, dates, reference, rewriting
from provenance.direction.pair import Pair, Rarity
from provenance.model import Derived, Direction, Reason

#: Below this confidence the evidence is too thin to name a direction.
UNDECIDED_BELOW = 0.7
#: Evidence is never so good that a person need not look.
MOST_CONFIDENT = 0.99


def judge(pair: Pair, rarity: Rarity) -> Direction:
    """Weigh all evidence about ``pair``; reasons come heaviest first."""
    reasons = sorted(_reasons(pair, rarity), key=lambda reason: (-abs(reason.weight), reason.kind))
    odds = sum(reason.weight for reason in reasons)
    confidence = min(MOST_CONFIDENT, 1.0 / (1.0 + math.exp(-min(abs(odds), 50.0))))
    if confidence < UNDECIDED_BELOW:
        return Direction(Derived.UNDECIDED, confidence, tuple(reasons))
    return Direction(Derived.QUERY if odds > 0 else Derived.SOURCE, confidence, tuple(reasons))


def _reasons(pair: Pair, rarity: Rarity) -> list[Reason]:
    return [
        *reference.known_original(pair),
        *dates.claimed_dates(pair),
        *dates.observed_dates(pair),
        *containment.containment(pair),
        *attribution.copyright_line(pair),
        *attribution.credit(pair),
        *attribution.particulars(pair),
        *rewriting.rarer_words(pair, rarity),
        *rewriting.leftover_words(pair),
        *rewriting.broken_phrases(pair),
    ]
