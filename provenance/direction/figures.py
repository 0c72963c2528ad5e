"""Evidence that two texts were filled in from one template: their words are equal and their figures differ."""

import re
from collections.abc import Iterator

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
    for (start, end), (other_start, other_end) in zip(pair.query_spans, pair.source_spans, strict=True):
        query = list(figures_in(pair.query.text, start, end))
        is_same = pair.query.text[start:end] == pair.source.text[other_start:other_end]
        source = query if is_same else list(figures_in(pair.source.text, other_start, other_end))
        figures += max(len(query), len(source))
        differing += max(len(query), len(source)) - _kept(query, source)
    if figures >= LEAST_FIGURES and differing >= MOST_DIFFER * figures:
        note = (
            f"{differing} of {figures} figures differ between the same words: both may be filled in from one template"
        )
        yield DirectionSignal("same-template", 0.0, note)


def figures_in(text: str, start: int, end: int) -> Iterator[str]:
    """The figures of ``text`` between two places, in order; dates are none.

    One pattern for all of it would look at each letter for the name of a month, and take five times as long.
    """
    while found := _DIGIT.search(text, start, end):
        at = found.start()
        before = text[start:at].rstrip()
        day = _DAY.match(text, at, end) if start + len(before) < at else None
        if day and _MONTH_BEFORE.search(text, max(start, start + len(before) - MONTH_REACH), start + len(before)):
            start = day.end()
            continue
        number = _NUMBER.match(text, at, end)
        if number is None:
            raise AssertionError("a digit is a number")
        if number["figure"]:
            yield number["figure"]
        start = number.end()


def _kept(query: list[str], source: list[str]) -> int:
    """Figures that stand in the same place of both, or, where there are more in one, anywhere in it."""
    if len(query) == len(source):
        return sum(one == other for one, other in zip(query, source, strict=True))
    return sum(min(query.count(one), source.count(one)) for one in set(query))
