"""Evidence that two texts were filled in from one template: their words are equal and their figures differ."""

import re
from collections.abc import Iterator

from provenance.direction.pair import DirectionSignal, Pair
from provenance.model import covered
from provenance.times import MONTH

#: With fewer figures than these there is no pattern; so many of them must differ.
LEAST_FIGURES, MOST_DIFFER = 5, 0.8
#: The template makes up so much of both texts.
MOSTLY_SHARED = 0.5

#: Dates are no figures: each version of a text may bear its own.
_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?!\d)"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d\d(?!\d)"
)
_FIGURE = re.compile(rf"(?<![^\W_])(?:{_DATE})|(\d+(?:[.,:\u00a0\u202f']\d+)*)", re.IGNORECASE)


def same_template(pair: Pair) -> Iterator[DirectionSignal]:
    """Reports of one form, of which every figure differs, were filled in one by one: neither was copied from the other.

    Says nothing for either side; what it does to other evidence is for the judge.
    """
    if min(covered(pair.query.text, pair.query_spans), covered(pair.source.text, pair.source_spans)) < MOSTLY_SHARED:
        return
    figures = differing = 0
    for (start, end), (other_start, other_end) in zip(pair.query_spans, pair.source_spans, strict=True):
        query = list(filter(None, _FIGURE.findall(pair.query.text, start, end)))
        source = list(filter(None, _FIGURE.findall(pair.source.text, other_start, other_end)))
        figures += max(len(query), len(source))
        differing += max(len(query), len(source)) - _kept(query, source)
    if figures >= LEAST_FIGURES and differing >= MOST_DIFFER * figures:
        note = (
            f"{differing} of {figures} figures differ between the same words: both may be filled in from one template"
        )
        yield DirectionSignal("same-template", 0.0, note)


def _kept(query: list[str], source: list[str]) -> int:
    """Figures that stand in the same place of both, or, where there are more in one, anywhere in it."""
    if len(query) == len(source):
        return sum(one == other for one, other in zip(query, source, strict=True))
    return sum(min(query.count(one), source.count(one)) for one in set(query))
