"""From evidence to a direction with a confidence.

The model is logistic: the log odds are the sum of all evidence, each kind times its weight (Good, Probability and the
Weighing of Evidence, 1950). `scripts/fit/direction.py` fits the weights and writes them into a file.
"""

import functools
import json
import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from provenance.direction import (
    attribution,
    dates,
    declared,
    details,
    figures,
    numbering,
    rewriting,
    surroundings,
    torn_edges,
    written,
)
from provenance.direction.pair import DirectionSignal, Finder, Pair
from provenance.model import Derived, Direction, Reason

WEIGHTS = Path(__file__).with_name("weights.json")
"""For each kind: the weight that was expected, the one that was fitted, and in how many pairs the kind was found."""

#: Below this confidence the evidence is too thin to name a direction.
UNDECIDED_BELOW = 0.7
#: The highest confidence that is given: a person must always look.
MOST_CONFIDENT = 0.99
#: The confidence where nothing speaks for either of the two answers.
NO_CONFIDENCE = 0.5
#: A reason of less weight than this is not reported.
LEAST_WEIGHT = 0.01

FROM_CLAIMS: Mapping[str, Finder] = {
    "known-original": declared.known_original,
    "claimed-dates": dates.claimed_dates,
    "observed-dates": dates.observed_dates,
    "seen-before-claimed": dates.seen_before_claimed,
    "same-source": dates.same_source,
    "canonical-link": declared.canonical_link,
    "credited-link": declared.credited_link,
}
"""Evidence from what is claimed and known of the texts, by its kind; it changes when they are seen again."""

FROM_TEXTS: tuple[Finder, ...] = (
    written.written_dates,
    written.latest_mention,
    numbering.replaces,
    numbering.refers,
    numbering.rising_number,
    attribution.copyright_line,
    attribution.credit,
    attribution.names_other,
    attribution.common_source,
    attribution.particulars,
    rewriting.rarer_words,
    rewriting.strange_words,
    rewriting.broken_phrases,
    details.lost_details,
    torn_edges.torn_edges,
    surroundings.surroundings,
    surroundings.containment,
    figures.same_template,
)
"""Evidence from the texts themselves, which never change."""

_LINKS = frozenset({"canonical-link", "credited-link"})
STATED = FROM_CLAIMS.keys() | {"written-dates", "replaces", "refers", "rising-number", "credit", "names-other"}
"""Kinds in which a text, a source or a person states who came first; the others follow from how the words differ."""

NEUTRAL = frozenset({"common-source", "same-template"})
"""Kinds that speak for neither side, and say what evidence of other kinds is good for."""
_OF_EACH_OTHER = frozenset({"known-original", "same-source", "names-other", "replaces"}) | _LINKS
"""Kinds that name the other text, which a common source does not explain away."""
_ORDER = frozenset({"claimed-dates", "observed-dates", "written-dates", "latest-mention", "rising-number"})
"""Kinds that say which text is later. Of reports of a series each is later than the one before, and no copy of it."""
SERIES = 0.1
"""What of such evidence is left between two texts of one template."""


@functools.cache
def weights() -> Mapping[str, float]:
    """Log odds (natural) that one unit of a kind adds, by kind."""
    return {kind: float(one["weight"]) for kind, one in json.loads(WEIGHTS.read_text(encoding="utf-8")).items()}


def signals(pair: Pair) -> list[DirectionSignal]:
    """All that is found about who came first."""
    return [found for finder in (*FROM_CLAIMS.values(), *FROM_TEXTS) for found in finder(pair)]


def infer(pair: Pair) -> Direction:
    """Weigh all evidence about ``pair``; reasons come heaviest first."""
    found = signals(pair)
    return _direction(_weighed(found, {one.kind for one in found}))


def reweighed(reasons: Iterable[Reason], pair: Pair) -> Direction:
    """The direction when evidence from claims is found anew.

    Args:
        reasons: What was found when the texts were aligned; those from claims are dropped.
        pair: Both ends as they are known now; their texts are not looked at.
    """
    within = [reason for reason in reasons if reason.kind not in FROM_CLAIMS]
    found = [signals for finder in FROM_CLAIMS.values() for signals in finder(pair)]
    return _direction([*_weighed(found, {reason.kind for reason in within}), *within])


def _weighed(found: Iterable[DirectionSignal], kinds: Collection[str]) -> list[Reason]:
    """What was found, as reasons, where ``kinds`` of evidence were found in the texts."""
    worth = weights()
    left = dict.fromkeys(_ORDER, SERIES) if "same-template" in kinds else {}
    reasons = (Reason(one.kind, worth[one.kind] * one.value * left.get(one.kind, 1.0) + 0.0, one.note) for one in found)
    return [reason for reason in reasons if abs(reason.weight) >= LEAST_WEIGHT or reason.kind in NEUTRAL]


def _direction(reasons: list[Reason]) -> Direction:
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.kind))
    odds = math.fsum(reason.weight for reason in reasons)
    if _has_common_source(reasons):
        return Direction(Derived.UNDECIDED, NO_CONFIDENCE, tuple(reasons))
    confidence = min(MOST_CONFIDENT, 1.0 / (1.0 + math.exp(-min(abs(odds), 50.0))))
    if confidence < UNDECIDED_BELOW or _contradicts_observation(odds, reasons):
        return Direction(Derived.UNDECIDED, confidence, tuple(reasons))
    return Direction(Derived.QUERY if odds > 0 else Derived.SOURCE, confidence, tuple(reasons))


def _has_common_source(reasons: Iterable[Reason]) -> bool:
    """Whether both texts say that they come from a third, and neither that it comes from the other."""
    kinds = {reason.kind for reason in reasons}
    return "common-source" in kinds and kinds.isdisjoint(_OF_EACH_OTHER)


def _contradicts_observation(odds: float, reasons: Iterable[Reason]) -> bool:
    """Whether a text would derive from one that, as that says itself, was not yet there when it was seen."""
    return any(reason.kind == "seen-before-claimed" and reason.weight * odds < 0 for reason in reasons)
