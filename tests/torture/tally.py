"""How often a promise was tried, and how often it did not hold: the rows of the table that a torture run ends with."""

import dataclasses
import os

#: Share of the large counts that is run; unset, the small counts are.
_SHARE = os.environ.get("PROV_TORTURE")
#: Where chance begins; another one for each portion of a large run.
SEED = int(os.environ.get("PROV_TORTURE_SEED", "11"))


def count(*, small: int, large: int) -> int:
    """How often to try: ``small`` in `make test`, ``large`` or the share of it that `PROV_TORTURE` names otherwise."""
    return small if _SHARE is None else max(small, round(large * float(_SHARE)))


@dataclasses.dataclass
class Tally:
    """What came of the tries of one promise.

    Attributes:
        name: Its number in the list of tests (R1 to R24), and what was done.
        tried: Tries so far.
        lost: What had been acknowledged and was not there afterwards.
        wrong: Answers that were wrong without a word.
        crashed: Crashes, tracebacks, and what did not end in time.
        notes: What a reader of the table should know besides.
    """

    name: str
    tried: int = 0
    lost: list[str] = dataclasses.field(default_factory=list)
    wrong: list[str] = dataclasses.field(default_factory=list)
    crashed: list[str] = dataclasses.field(default_factory=list)
    notes: str = ""

    @property
    def number(self) -> int:
        """Its number in the list of tests."""
        return int(self.name.split()[0].strip("R,"))

    def check(self) -> None:
        """Fail if anything was lost, wrong or crashed; every case is named."""
        assert self.tried, f"{self.name}: nothing was tried"
        assert (self.lost, self.wrong, self.crashed) == ([], [], []), self

    def row(self) -> tuple[str, ...]:
        """A row of the table."""
        counts = (self.tried, len(self.lost), len(self.wrong), len(self.crashed))
        return (self.name, *map(str, counts), self.notes)


def table(tallies: list[Tally]) -> list[str]:
    """The table, a line each."""
    rows = [("test", "count", "lost", "wrong", "crashed", ""), *(tally.row() for tally in tallies)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
