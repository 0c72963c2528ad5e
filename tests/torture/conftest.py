from collections.abc import Callable

import pytest

from tests.pipeline.conftest import Content, content
from tests.torture.tally import Tally, table

__all__ = ["Content", "content"]

_TALLIES = pytest.StashKey[list[Tally]]()

Tallying = Callable[[str], Tally]


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tallying:
    """What begins a row of the table at the end of the run."""

    def begin(name: str) -> Tally:
        made = Tally(name)
        request.config.stash.setdefault(_TALLIES, []).append(made)
        return made

    return begin


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how often each promise was tried, and how often it did not hold."""
    tallies = config.stash.get(_TALLIES, [])
    if tallies:
        terminalreporter.section("torture")
        for line in table(tallies):
            terminalreporter.write_line(line)
