"""R3, R6: the n-th call to the system fails, or memory runs out: a clear end, and a rerun does the rest."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance import Index
from provenance.pipeline.upkeep.verify import verify
from tests.conftest import Prov
from tests.corpus import planted, write
from tests.torture.children import ask
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

TEXTS = sorted(planted(16)[0].items())
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate")
ERRORS = ("ENOSPC", "EIO")
FAULTS = count(small=8, large=3_000)
LIMITS = count(small=4, large=300)
SLOWEST = 60


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder with texts, and a store that has a third of them."""
    write(tmp_path / "texts", dict(TEXTS))
    (tmp_path / "base").mkdir()
    with Index.create(tmp_path / "base" / "prov.db", jobs=1) as index:
        index.add(TEXTS[::3])
    return tmp_path


def _index(home: Path) -> list[str]:
    """The command that is tortured."""
    return Prov(home).command("index", home / "texts", "--db", home / "store" / "prov.db", "--jobs", 1, "--quiet")


def _traced(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command under strace, on a copy of the store."""
    shutil.rmtree(home / "store", ignore_errors=True)
    shutil.copytree(home / "base", home / "store")
    command = ["strace", "-f", "-qq", "-o", str(home / "trace"), *options, *_index(home)]
    environment = {**Prov.environment(None), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SLOWEST, check=False)


def _faults(home: Path) -> Iterator[tuple[str, str, int]]:
    """Every fault there is: a call, an error, and which of these calls it hits."""
    _traced(home, "-e", f"trace={','.join(CALLS)}")
    trace = (home / "trace").read_text()
    for call in CALLS:
        for number in range(1, len(re.findall(rf"\b{call}\(", trace)) + 1):
            yield from ((call, error, number) for error in ERRORS)


def _after(home: Path) -> list[str]:
    """What is wrong with the store a fault left behind, and after a rerun."""
    path = home / "store" / "prov.db"
    wrong = verify(path, every_text=True)
    done = subprocess.run(_index(home), env=Prov.environment(None), capture_output=True, text=True, check=False)
    wrong += [done.stderr[-300:]] if done.returncode else []
    with Index.open(path) as index:
        wrong += [name for name, text in TEXTS if not index.query(text).matches]
    return wrong + verify(path, every_text=True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_call_that_fails_is_a_clear_end(base: Path, tally: Tallying) -> None:
    """Whichever write, sync, rename or unlink fails: no traceback, the store is sound, and a rerun does the rest."""
    row, faults = tally("R3 n-th call fails"), list(_faults(base))
    row.notes = f"of {len(faults)} faults there are"
    for call, error, number in random.Random(SEED).sample(faults, min(FAULTS, len(faults))):
        row.tried += 1
        fault = f"{call} {number} {error}"
        try:
            done = _traced(base, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
        except subprocess.TimeoutExpired:
            row.crashed.append(f"{fault}: no end in {SLOWEST} s")
            continue
        if done.returncode not in {0, 1, 12, 13} or "Traceback" in done.stderr:
            row.crashed.append(f"{fault}: exit {done.returncode}: {done.stderr[-400:]}")
        row.wrong += [f"{fault}: {problem}" for problem in ask(_after, base)]
    row.check()


def _least_memory() -> int:
    """Address space in which the interpreter can load the program's libraries at all."""
    for mebibytes in range(100, 2_000, 25):
        limit = mebibytes << 20
        loaded = subprocess.run(
            [
                "prlimit",
                f"--as={limit}",
                sys.executable,
                "-c",
                "import provenance.pipeline.indexing.ingest, provenance.cli.app",
            ],
            capture_output=True,
            check=False,
        )
        if loaded.returncode == 0:
            return limit
    raise AssertionError("the libraries cannot be loaded")


@pytest.mark.slow
def test_memory_that_runs_out_is_a_clear_end(base: Path, tally: Tallying) -> None:
    """Under any limit of address space that the libraries fit in, the run ends well or with a message."""
    row, least = tally("R6 address space"), _least_memory()
    for number in range(LIMITS):
        limit = least + (number * (400 << 20)) // LIMITS
        shutil.rmtree(base / "store", ignore_errors=True)
        shutil.copytree(base / "base", base / "store")
        row.tried += 1
        try:
            done = subprocess.run(
                ["prlimit", f"--as={limit}", *_index(base)],
                env=Prov.environment(None),
                capture_output=True,
                text=True,
                timeout=SLOWEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            row.crashed.append(f"{limit >> 20} MiB: no end in {SLOWEST} s")
            continue
        if done.returncode < 0 or "Traceback" in done.stderr:
            row.crashed.append(f"{limit >> 20} MiB: exit {done.returncode}: {done.stderr[-400:]}")
        row.wrong += [f"{limit >> 20} MiB: {problem}" for problem in ask(_after, base)]
    row.check()
