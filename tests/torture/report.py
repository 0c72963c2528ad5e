"""The table of a torture run: a plugin of pytest, so that it is there before the tests are looked for."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from tests.torture.tally import Tally, table

_TALLIES = pytest.StashKey[list[Tally]]()
#: Under which name a process that runs some of the tests hands its rows to the one that prints them.
_HANDED_ON = "tallies"

Tallying = Callable[[str], Tally]


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tallying:
    """What begins a row of the table at the end of the run."""

    def begin(name: str) -> Tally:
        made = Tally(name)
        request.config.stash.setdefault(_TALLIES, []).append(made)
        return made

    return begin


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on the rows when pytest-xdist spread the tests over processes."""
    handed_on = getattr(session.config, "workeroutput", None)
    if handed_on is not None:
        handed_on[_HANDED_ON] = [dataclasses.asdict(one) for one in session.config.stash.get(_TALLIES, [])]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - pytest-xdist's, which has no types
    """Take the rows of a process of pytest-xdist that is done."""
    rows = getattr(node, "workeroutput", {}).get(_HANDED_ON, [])
    node.config.stash.setdefault(_TALLIES, []).extend(Tally(**row) for row in rows)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how often each promise was tried, and how often it did not hold."""
    tallies = config.stash.get(_TALLIES, [])
    if tallies:
        terminalreporter.section("torture")
        for line in table(sorted(tallies, key=lambda one: one.number)):
            terminalreporter.write_line(line)
