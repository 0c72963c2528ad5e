"""Findings and marks of passages, in words for people."""

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from provenance.errors import UsageError
from provenance.model import BOILERPLATE, Comparison, Disguise, Finding, HasAlignment, Mark, Match, Passage, Side

Pair = TypeVar("Pair", Comparison, Match)

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
    Disguise.REORDERED: ("sentence in another place", "sentences in another place"),
}

#: What ``--hide`` calls several marks together.
_GROUPS = {"boilerplate": BOILERPLATE}


def hidden_marks(text: str | None) -> frozenset[Mark]:
    """The marks that ``--hide quoted,boilerplate`` names."""
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    choices = _GROUPS | {mark.value: frozenset({mark}) for mark in Mark}
    for name in names:
        if name not in choices:
            raise UsageError(f"--hide knows no {name!r}", hint=f"hide {', '.join(choices)}")
    return frozenset().union(*(choices[name] for name in names))


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


@dataclasses.dataclass
class Hiding:
    """Leaves out passages that a reader does not want to see; counts them, so that nothing is dropped in silence."""

    marks: frozenset[Mark]
    passages: int = 0
    matches: int = 0

    def of(self, one: Pair) -> Pair:
        """``one`` less its hidden passages."""
        shown = one.without(self.marks)
        self.passages += len(one.passages) - len(shown.passages)
        return shown

    def of_all(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Those of ``pairs`` that have other passages, too."""
        shown = [self.of(one) for one in pairs]
        kept = [one for one in shown if one.passages]
        self.matches += len(shown) - len(kept)
        return kept

    @property
    def note(self) -> str:
        """What was left out, in words; empty if nothing was."""
        if not self.passages:
            return ""
        whole = f", all of {self.matches:,} matches" if self.matches else ""
        return f"hidden: {self.passages:,} passages ({', '.join(sorted(self.marks))}){whole}"
