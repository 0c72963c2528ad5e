"""Evidence that two texts were filled in from one template: their words are equal and their figures differ."""

import bisect
import collections
import re
from array import array
from collections.abc import Iterator, Sequence

from provenance import engine
from provenance.direction.pair import DirectionSignal, Pair
from provenance.direction.recent import Recent
from provenance.times import MONTH

#: With fewer figures than these there is no pattern; so many of them must differ.
LEAST_FIGURES, MOST_DIFFER = 5, 0.8
#: The template makes up so much of both texts.
MOSTLY_SHARED = 0.5

#: Dates are no figures: each version of a text may bear its own.
DAY_AND_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}"
NUMERIC_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_MORE = r"(?:[.,:\u00a0\u202f']\d+)*"
_DATES_AND_FIGURES = engine.Pattern(
    rf"(?i)(?:\A|[\W_])(?:{MONTH}\s+(?:\d{{3,}}{_MORE}|\d{{1,2}})|{DAY_AND_MONTH}|{NUMERIC_DATE})|\d+{_MORE}"
)
_DATE = re.compile(rf"{DAY_AND_MONTH}|{NUMERIC_DATE}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH_AND_NO_DAY = re.compile(rf"[^\W\d_]\s+(\d{{3,}}{_MORE})\Z")


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


@Recent
def _figures(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """Where the figures of ``text`` begin and end."""
    starts, ends = array("I"), array("I")
    for found, end in _DATES_AND_FIGURES.spans(text):
        start: int | None = found
        if not text[found].isdecimal():  # what stands before a date, or a month
            no_day = _MONTH_AND_NO_DAY.search(text, found, end)
            start = no_day.start(1) if no_day else None
        elif found == 0 and _DATE.fullmatch(text, 0, end):
            start = None
        if start is not None and not _is_year(text, start, end):
            starts.append(start)
            ends.append(end)
    return starts, ends


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether a figure is a year, and not a part of a name."""
    return _YEAR.fullmatch(text, start, end) is not None and not text[start - 1 : start].isalnum()


def _kept(query: list[str], source: list[str]) -> int:
    """Figures that stand in the same place of both, or, where there are more in one, anywhere in it."""
    if len(query) == len(source):
        return sum(one == other for one, other in zip(query, source, strict=True))
    return (collections.Counter(query) & collections.Counter(source)).total()
