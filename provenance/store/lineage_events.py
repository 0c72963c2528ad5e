"""Check lineage against the chain of events: each event seals the rows that it wrote and names those that it dropped.

Lineage changes as texts and dates arrive. So the events are read in order. They say which rows must be in force after
the last event, and which must have been in force before. Both are compared with the tables.
"""

import collections
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from provenance.store import lineage
from provenance.store.database import Row, Store

Ends = tuple[int, int]

_FORMER_ACTION = "replace-lineage"
"""Events of the first version, which named edges and sealed nothing."""


@dataclasses.dataclass
class _Expected:
    """What the events say: seals by the ends of an edge, ``None`` where nothing was sealed.

    Attributes:
        in_force: What must be in ``lineage``.
        past: How often each must be in ``lineage_history``, with the run that replaced it.
    """

    in_force: dict[Ends, str | None] = dataclasses.field(default_factory=dict)
    past: collections.Counter[tuple[Ends, str, int]] = dataclasses.field(default_factory=collections.Counter)

    def apply(self, run_id: int, action: str, subject: dict[str, Any]) -> None:
        """Go on by one event."""
        if action == "judge-lineage":
            self._inferred(run_id, subject)
        elif action == "forget-documents":
            gone = set(subject["documents"])
            self.in_force = {ends: seal for ends, seal in self.in_force.items() if gone.isdisjoint(ends)}
            self.past = collections.Counter({one: n for one, n in self.past.items() if gone.isdisjoint(one[0])})
        elif action == _FORMER_ACTION:
            derived = set(subject["derived"])
            self.in_force = {ends: seal for ends, seal in self.in_force.items() if ends[0] not in derived}
            for derived_id, source_id, _ in subject["edges"]:
                self.in_force.pop((source_id, derived_id), None)
                self.in_force[derived_id, source_id] = None

    def _inferred(self, run_id: int, subject: dict[str, Any]) -> None:
        written = {(derived, source): seal for derived, source, seal in subject["edges"]}
        for ends in [*written, *map(tuple, subject["dropped"])]:
            if (seal := self.in_force.pop(ends, None)) is not None:
                self.past[ends, seal, run_id] += 1
        self.in_force |= written


def problems(store: Store) -> Iterator[str]:
    """Edges of lineage that are not what was written, in force or past, and those that are missing."""
    expected = _expected(store)
    yield from _in_force(store, expected.in_force)
    yield from _past(store, expected.past)


def _in_force(store: Store, expected: dict[Ends, str | None]) -> Iterator[str]:
    for row in lineage.rows(store):
        ends = (row[0], row[1])
        if ends not in expected or expected[ends] not in {None, lineage.seal(row)}:
            yield f"the lineage {_named(ends)} is not what was written"
        expected.pop(ends, None)
    for ends in expected:
        yield f"the lineage {_named(ends)} is missing"


def _past(store: Store, expected: collections.Counter[tuple[Ends, str, int]]) -> Iterator[str]:
    former = _former_runs(store)
    for *row, replaced_by in lineage.past_rows(store):
        key = ((row[0], row[1]), lineage.seal(tuple(row)), replaced_by)
        if expected[key] > 0:
            expected[key] -= 1
        elif row[-1] not in former:
            yield f"the past lineage {_named(key[0])} is not what was written"
    for (ends, _, _), missing in expected.items():
        if missing > 0:
            yield f"a past lineage {_named(ends)} is missing"


def _expected(store: Store) -> _Expected:
    sql = """
        SELECT run_id, action, object FROM event
        WHERE action IN ('judge-lineage', 'forget-documents', 'replace-lineage') ORDER BY event_id
    """
    expected = _Expected()
    for run_id, action, subject in store.rows(sql):
        expected.apply(run_id, action, json.loads(subject))
    return expected


def _former_runs(store: Store) -> set[int]:
    """Runs of the first version, whose edges nothing sealed."""
    return {run_id for (run_id,) in store.rows("SELECT run_id FROM event WHERE action = ?", (_FORMER_ACTION,))}


def _named(ends: Row) -> str:
    return f"of document {ends[0]} from document {ends[1]}"
