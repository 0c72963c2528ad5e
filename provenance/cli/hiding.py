"""What ``--hide`` leaves out of an answer, by the marks of passages."""

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from provenance.errors import UsageError
from provenance.model import BOILERPLATE, Comparison, Mark, Match
from provenance.presentation.words import amount

Pair = TypeVar("Pair", Comparison, Match)

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
        whole = f", all of {amount(self.matches, 'match', 'matches')}" if self.matches else ""
        return f"hidden: {amount(self.passages, 'passage')} ({', '.join(sorted(self.marks))}){whole}"
