"""Pairs of texts of our own, each with one disguise; see README.md beside this file."""

import json
from pathlib import Path

import pytest

from tests.golden import outcome

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/truth.json"))

#: Shares of the characters of the true passages that must be found, and of those found that must be true.
RECALL, PRECISION = 0.9, 0.9


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> outcome.Case:
    """One pair with what is true of it."""
    return outcome.load(request.param)


def test_the_passages_are_found(case: outcome.Case) -> None:
    """Nearly all of what was taken is found, and nearly nothing else."""
    found = outcome.compared(case)
    if case.truth["passages"]:
        recall, precision = outcome.scores(case, found)
        assert recall >= case.truth.get("recall", RECALL), (recall, found.passages)
        assert precision >= case.truth.get("precision", PRECISION), (precision, found.passages)
    else:
        assert found.passages == ()


def test_what_was_done_is_named(case: outcome.Case) -> None:
    """Kind, disguises, marks and swapped words are those that the case was made with; no other disguise is seen."""
    found, truth = outcome.compared(case), case.truth
    if truth["kind"] != "any":
        assert found.kind == truth["kind"]
    assert {p.kind for p in found.passages} >= set(truth.get("kinds", ()))
    assert {(f.kind, f.side) for p in found.passages for f in p.findings} == {
        tuple(finding) for finding in truth.get("findings", ())
    }
    assert {mark for p in found.passages for mark in p.marks} == set(truth.get("marks", ()))
    swaps = {(s.source, s.query) for s in found.substitutions}
    assert {tuple(swap) for swap in truth.get("substitutions", ())} <= swaps


def test_the_outcome_is_the_stored_one(case: outcome.Case) -> None:
    """What is found is what was found when the case was last looked at: `make golden`, and read the difference."""
    stored = json.loads((case.folder / "expected.json").read_text(encoding="utf-8"))
    now = outcome.outcome(outcome.compared(case))
    for one in (stored, now):
        for share in ("changed", "resemblance"):
            one[share] = pytest.approx(one[share], abs=0.05)
    assert now == stored
