"""Kill -9 at any instant: the store opens, and running again leads where an undisturbed run leads."""

import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import Index
from provenance.store import audit
from tests.conftest import Prov
from tests.corpus import planted, write

KILLS = 12
MEMORY = "400KiB"  # some ten batches


@pytest.mark.slow
def test_killed_runs_converge(
    tmp_path: Path, prov: Prov, content: Callable[[Path], dict[str, list[tuple[object, ...]]]]
) -> None:
    """A dozen kills at random instants, then one whole run: the store says what an undisturbed one says."""
    folder = write(tmp_path / "texts", planted(80)[0])
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    Index.create(killed, jobs=1).close()
    begun = time.monotonic()
    assert prov("index", folder, "--db", whole, "--memory", MEMORY, "--quiet").returncode == 0
    lasted = time.monotonic() - begun
    rng = random.Random(11)
    ends = []
    for _ in range(KILLS):
        run = prov.start("index", folder, "--db", killed, "--memory", MEMORY)
        time.sleep(rng.uniform(0.2, 0.9) * lasted)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        ends.append(run.returncode)
        with Index.open(killed, jobs=1) as reader:
            assert list(audit.findings(reader._session.store)) == []
    assert -signal.SIGKILL in ends
    assert prov("index", folder, "--db", killed, "--memory", MEMORY, "--quiet").returncode == 0
    assert content(killed) == content(whole)
    with Index.open(killed, jobs=1) as reader:
        reader._session.segments.verify()
        assert list(audit.findings(reader._session.store)) == []
