"""R7: made-up bytes for the native core, under sanitizers."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

SCRIPT = Path(__file__).parents[2] / "scripts" / "fuzz.sh"
#: Seconds for each target; none in `make test`, since what a sanitizer watches has to be built for it, for minutes.
SECONDS = count(small=0, large=60)
TARGETS = ("tokens", "alignment", "segment", "frame")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SECONDS, reason="only `make torture` builds the core for fuzzing"),
    pytest.mark.skipif(shutil.which("cargo") is None or shutil.which("c++") is None, reason="needs cargo and c++"),
]


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = ["nice", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


def _end(done: subprocess.CompletedProcess[str]) -> list[str]:
    """How it ended, if badly."""
    said = done.stdout + done.stderr
    return [f"exit {done.returncode}: {said[-2_000:]}"] if done.returncode else []


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The targets, built before the first of them is timed."""
    done = _run("build")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_survived(target: str, tally: Tallying) -> None:
    """Whatever bytes libFuzzer thinks of, a part of the core neither crashes nor reaches outside, hangs or swells."""
    row = tally(f"R7 fuzzing, {target}")
    done = _run(target, SECONDS, f"-seed={SEED}")
    row.tried += sum(map(int, re.findall(r"number_of_executed_units: (\d+)", done.stderr)))
    row.crashed += _end(done)
    row.notes = f"{SECONDS} s"
    row.check()


def test_the_core_is_sound_under_a_sanitizer(tally: Tallying) -> None:
    """The core's own tests reach no memory that is not theirs."""
    row = tally("R7 the core's tests under AddressSanitizer")
    done = _run("tests")
    row.tried += sum(map(int, re.findall(r"(\d+) passed", done.stdout)))
    row.crashed += _end(done)
    row.check()
