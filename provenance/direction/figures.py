"""Evidence that two texts were filled in from one template: their words are equal and their figures differ."""

import bisect
import collections
import functools
import re
from array import array
from collections.abc import Iterator, Sequence

from provenance.direction.pair import DirectionSignal, Pair
from provenance.times import MONTH

#: With fewer figures than these there is no pattern; so many of them must differ.
LEAST_FIGURES, MOST_DIFFER = 5, 0.8
#: The template makes up so much of both texts.
MOSTLY_SHARED = 0.5

#: Dates are no figures: each version of a text may bear its own.
_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d\d(?!\d)"
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(rf"(?<![^\W_])(?:{_DATE})|(?P<figure>\d+(?:[.,:\u00a0\u202f']\d+)*)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?!\d)")
_MONTH_BEFORE = re.compile(rf"(?<![^\W_]){MONTH}\Z", re.IGNORECASE)
#: Characters in which the name of a month stands, with what is before it.
MONTH_REACH = 24


def same_template(pair: Pair) -> Iterator[DirectionSignal]:
    """Reports of one form, of which most figures differ, were filled in one by one: neither was copied from the other.

    The value is 0: it speaks for neither side. What it does to other evidence is decided in :mod:`.infer`.
    """
    if min(pair.covered) < MOSTLY_SHARED:
        return
    figures = differing = 0
    for spans in zip(pair.query_spans, pair.source_spans, strict=True):
        query, source = (
            figures_in(end.text, *span) for end, span in zip((pair.query, pair.source), spans, strict=True)
        )
        figures += max(len(query), len(source))
        differing += max(len(query), len(source)) - _kept(query, source)
    if figures >= LEAST_FIGURES and differing >= MOST_DIFFER * figures:
        note = (
            f"{differing} of {figures} figures differ between the same words: both may be filled in from one template"
        )
        yield DirectionSignal("same-template", 0.0, note)


def figures_in(text: str, start: int, end: int) -> list[str]:
    """The figures of ``text`` that begin between two places, in order; dates are none."""
    starts, ends = _figures(text)
    within = range(bisect.bisect_left(starts, start), bisect.bisect_left(starts, end))
    return [text[starts[at] : ends[at]] for at in within]


@functools.lru_cache(maxsize=1024)
def _figures(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """Where the figures of ``text`` begin and end.

    One pattern for all of it would look at each letter for the name of a month, and take five times as long.
    """
    starts, ends = array("I"), array("I")
    start = 0
    while found := _DIGIT.search(text, start):
        at = found.start()
        before = text[start:at].rstrip()
        day = _DAY.match(text, at) if start + len(before) < at else None
        if day and _MONTH_BEFORE.search(text, max(start, start + len(before) - MONTH_REACH), start + len(before)):
            start = day.end()
            continue
        number = _NUMBER.match(text, at)
        if number is None:
            raise AssertionError("a digit is a number")
        if number["figure"]:
            starts.append(at)
            ends.append(number.end())
        start = number.end()
    return starts, ends


def _kept(query: list[str], source: list[str]) -> int:
    """Figures that stand in the same place of both, or, where there are more in one, anywhere in it."""
    if len(query) == len(source):
        return sum(one == other for one, other in zip(query, source, strict=True))
    return (collections.Counter(query) & collections.Counter(source)).total()
