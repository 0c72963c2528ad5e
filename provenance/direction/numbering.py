"""Evidence from the numbers of documents: their own, those they replace and those they refer to."""

import dataclasses
import re
from collections.abc import Iterator
from typing import TypeAlias

from provenance import engine
from provenance.direction.notices import Notice
from provenance.direction.pair import DirectionSignal, End, Pair
from provenance.direction.recent import Recent

#: Where a text gives its own number, and says what it replaces.
HEAD = 2_500
#: How far before a number its label may begin.
LABEL_REACH = 32

Number: TypeAlias = tuple[int, ...]

_LABELS = (
    r"request\s+for\s+comments|rfc|standard|std|iso|iec|ieee|version|release|revision|edition|draft|memo|document"
    r"|report|bulletin|circular|directive|regulation|notice|order|policy|no|nr"
)
# Written so that what a number begins with is looked for first, which takes half the time.
_OWN = re.compile(r"(?P<number>\d\d{0,5}(?:\.\d{1,4}){0,3})(?![\d/])")
_LABEL = re.compile(rf"\b(?P<label>{_LABELS})[\s.:#-]{{1,4}}\Z")
_IN_PLACE_OF = re.compile(
    r"\b(?:obsoletes?|replaces?|supersedes?|updates?|amends?|cancels?|succeeds?|deprecates?|revises?"
    r"|(?:revision|update|successor|replacement)\s+(?:of|to|for))\b(?!\s+by)(?P<what>[^;\n]{0,80})",
    re.IGNORECASE,
)
_REPLACES = Notice(
    engine.Pattern(r"(?i)(?-u:\b)(?:obsolete|replace|supersede|update|amend|cancel|succe|deprecat|revis)"), _IN_PLACE_OF
)
_BARE = re.compile(r"\d{1,6}(?:\.\d{1,4}){0,3}")
_SAME_LABEL = {"request for comments": "rfc", "standard": "std", "nr": "no"}


@dataclasses.dataclass(frozen=True)
class _Numbered:
    """The numbers of a text: its own by label, and those it says it replaces."""

    own: dict[str, Number]
    replaced: frozenset[Number]


def replaces(pair: Pair) -> Iterator[DirectionSignal]:
    """A text that says it replaces the other's number came later."""
    query, source = _numbered(pair.query.text), _numbered(pair.source.text)
    by_query = [(label, one) for label, one in source.own.items() if one in query.replaced]
    by_source = [(label, one) for label, one in query.own.items() if one in source.replaced]
    if bool(by_query) != bool(by_source):
        (label, number), value = (by_query[0], 1.0) if by_query else (by_source[0], -1.0)
        one, other = pair.derived_and_source(value)
        yield DirectionSignal("replaces", value, f"{one.name} says it replaces {label} {_dotted(number)}: {other.name}")


def refers(pair: Pair) -> Iterator[DirectionSignal]:
    """A text that refers to the other by its number came later."""
    query, source = _referred(pair.query, pair.source), _referred(pair.source, pair.query)
    if bool(query) != bool(source):
        value = 1.0 if query else -1.0
        one, other = pair.derived_and_source(value)
        yield DirectionSignal("refers", value, f"{one.name} refers to {other.name} as {query or source}")


def rising_number(pair: Pair) -> Iterator[DirectionSignal]:
    """Of two texts that number themselves alike, the higher number is the later one."""
    query, source = _numbered(pair.query.text).own, _numbered(pair.source.text).own
    for label in query:
        if label in source and query[label] != source[label]:
            value = 1.0 if query[label] > source[label] else -1.0
            one, _ = pair.derived_and_source(value)
            high, low = max(query[label], source[label]), min(query[label], source[label])
            note = f"{one.name} has the higher number: {label} {_dotted(high)} after {_dotted(low)}"
            yield DirectionSignal("rising-number", value, note)
            return


def _referred(one: End, other: End) -> str | None:
    """How ``one`` names a number that is the own one of ``other``, under the same label."""
    own, theirs = _numbered(one.text).own, _numbered(other.text).own
    for label, number in theirs.items():
        if label in own and own[label] != number:
            dotted = _dotted(number)
            for start in _places(one.text, dotted):
                before = one.text[max(0, start - LABEL_REACH) : start]
                if named := re.search(rf"\b{label}[\s.:#-]{{0,4}}0{{0,3}}\Z", before, re.IGNORECASE):
                    return " ".join((named.group() + dotted).split())
    return None


def _places(text: str, dotted: str) -> Iterator[int]:
    """Where ``dotted`` stands in ``text``, and not as part of another number.

    A pattern for this takes thirty times as long: it looks at every character for what must not stand before.
    """
    at = text.find(dotted)
    while at >= 0:
        before, after = text[max(0, at - 1) : at], text[at + len(dotted) : at + len(dotted) + 2]
        goes_on = after.removeprefix(".")[:1].isdecimal()
        if not (before == "." or before.isdecimal() or goes_on):
            yield at
        at = text.find(dotted, at + 1)


@Recent
def _numbered(text: str) -> _Numbered:
    """What ``text`` says at its beginning. A number in the line of what it replaces is not its own."""
    head = text[:HEAD]
    replaced = _REPLACES.found_in(head)
    own: dict[str, Number] = {}
    for found in _OWN.finditer(head):
        label = _label(head[max(0, found.start() - LABEL_REACH) : found.start()].lower())
        if label and not any(one.start() <= found.start() < one.end() for one in replaced):
            own.setdefault(label, _number(found["number"]))
    numbers = (number for one in replaced for number in _BARE.findall(one["what"]))
    return _Numbered(own, frozenset(map(_number, numbers)))


def _label(before: str) -> str | None:
    """The label that ends ``before``, which is in lower case and stands before a number."""
    found = _LABEL.search(before)
    if not found:
        return None
    label = " ".join(found["label"].split())
    return _SAME_LABEL.get(label, label)


def _number(text: str) -> Number:
    return tuple(map(int, text.split(".")))


def _dotted(number: Number) -> str:
    return ".".join(map(str, number))
