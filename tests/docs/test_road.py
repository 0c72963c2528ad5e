"""The picture and the tables of docs/architecture.md follow the modules."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.docs import road

ROOT = Path(__file__).resolve().parents[2]


def test_the_roads_are_current() -> None:
    """The picture and the tables are those of road.toml, whose modules exist and hold the names."""
    subprocess.run([sys.executable, ROOT / "scripts" / "docs" / "road.py", "--check"], check=True)


@pytest.mark.parametrize(
    ("module", "name"), [("provenance/nowhere.py", "query"), ("provenance/pipeline/asking/query.py", "quer")]
)
def test_a_step_that_is_gone_is_refused(module: str, name: str) -> None:
    """A module that was renamed, or a function that it no longer has, ends the drawing with a message that names it."""
    with pytest.raises(SystemExit, match=name if "nowhere" not in module else module):
        road.check(road.Step(module, name, "", ""))
