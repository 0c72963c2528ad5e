"""Findings, directions, weights and amounts in words, for pages and the terminal."""

import datetime as dt
from collections.abc import Iterable

from provenance.model import Derived, Direction, Disguise, Finding, HasAlignment, Mark, Passage, Side

#: What is counted, as one and as many.
_NOUNS = {
    Disguise.LOOKALIKES: ("look-alike letter", "look-alike letters"),
    Disguise.INVISIBLE: ("invisible character", "invisible characters"),
    Disguise.SOFT_HYPHENS: ("soft hyphen", "soft hyphens"),
    Disguise.COMPATIBILITY: ("styled letter", "styled letters"),
    Disguise.DIACRITICS: ("letter with marks or in another form", "letters with marks or in another form"),
    Disguise.SPELLED_OUT: ("word spelled out", "words spelled out"),
    Disguise.CUT_UP: ("word cut up", "words cut up"),
    Disguise.RUN_TOGETHER: ("word run together", "words run together"),
    Disguise.ADDED_WORDS: ("word put in", "words put in"),
    Disguise.REORDERED: (
        "sentence moved, or with its words in another order",
        "sentences moved, or with their words in another order",
    ),
}
#: Weights, in natural log odds, from which on evidence is called by these words.
_STRENGTHS = ((2.0, "strongly"), (0.7, "clearly"), (0.0, "a little"))


def finding_note(finding: Finding, query: str, source: str) -> str:
    """One finding, such as ``12 look-alike letters in copy.txt``."""
    noun = _NOUNS[finding.kind][finding.count != 1]
    where = {Side.QUERY: f" in {query}", Side.SOURCE: f" in {source}", Side.BOTH: ""}[finding.side]
    return f"{finding.count:,} {noun}{where}"


def passage_note(passage: Passage, query: str, source: str) -> str:
    """All that is noted of one passage; empty for most."""
    return " · ".join([*passage.marks, *(finding_note(one, query, source) for one in passage.findings)])


def comparison_note(one: HasAlignment, query: str, source: str) -> str:
    """All that is noted of a pair: findings added up over its passages, and how many passages have which mark."""
    marks = [f"{mark} ×{count}" for mark in Mark if (count := sum(mark in p.marks for p in one.passages))]
    findings = (finding_note(finding, query, source) for finding in _added_up(one.passages))
    return " · ".join([*marks, *findings])


def _added_up(passages: Iterable[Passage]) -> list[Finding]:
    totals: dict[tuple[Disguise, Side], int] = {}
    for finding in (finding for passage in passages for finding in passage.findings):
        totals[finding.kind, finding.side] = totals.get((finding.kind, finding.side), 0) + finding.count
    return [Finding(*key, count) for key, count in totals.items()]


def strength(weight: float) -> str:
    """How strongly evidence of this weight speaks, whichever way it points."""
    return next(word for least, word in _STRENGTHS if abs(weight) >= least)


def percent(share: float) -> str:
    r"""A share as people read it; what is not nothing is not 0 %, and what is not all is not 100 %.

    >>> percent(0.214), percent(0.001), percent(0.999), percent(1.0)
    ('21\xa0%', 'under 1\xa0%', '99\xa0%', '100\xa0%')
    """
    if 0 < share < 0.01:  # noqa: PLR2004 - one per cent
        return "under 1\xa0%"
    rounded = round(share * 100)
    return f"{99 if rounded == 100 and share < 1 else rounded}\xa0%"  # noqa: PLR2004 - likewise


def amount(count: int, noun: str, many: str = "") -> str:
    """A number with its noun: ``1 text``, ``1,240 words``; ``many`` is the noun where it is not the first with an s."""
    return f"{count:,} {noun if count == 1 else many or f'{noun}s'}"


def direction_line(direction: Direction, query: str, source: str) -> str:
    """Who derives from whom, by name."""
    if direction.derived is Derived.UNDECIDED:
        return f"it is undecided which of {query} and {source} came first"
    derived, origin = (query, source) if direction.derived is Derived.QUERY else (source, query)
    return f"{derived} most likely derives from {origin} (confidence {direction.confidence:.2f})"


def who_first(direction: Direction, query: str, source: str) -> str:
    """The same as a sentence; a name keeps its first letter."""
    line = direction_line(direction, query, source)
    return f"I{line[1:]}." if direction.derived is Derived.UNDECIDED else f"{line}."


def letters(place: int) -> str:
    """The name of the source in this place: A to Z, then AA, AB and so on.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def moment(text: str | None) -> str:
    """A stored time or claim of one for people: a moment of UTC to the minute, the rest as it was claimed.

    >>> moment("2024-05-01T08:00:00Z"), moment("2024-05"), moment(None)
    ('2024-05-01 08:00 UTC', '2024-05', '')
    """
    if not text or not text.endswith("Z"):
        return (text or "").replace("T", " ")
    try:
        return dt.datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return text
