"""Native calls end when they are no longer wanted, and a fault in one is an ordinary error."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import engine
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from tests.corpus import prose

#: Pairs in a call: far more than any test waits for.
MANY = 80_000
PROV = str(Path(sys.executable).with_name("prov"))

#: Seconds from a signal to the end that are promised, and how many times as long a machine with other work may take.
PROMISED = 2
SLOW = 3


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    """Pairs that take many seconds to align."""
    texts = [prose(seed, 3000) for seed in range(8)]
    return [(texts[at % 8], texts[at % 7]) for at in range(MANY)]


def seconds_until_ended(work: Callable[[], object], stop: Callable[[], None]) -> float:
    """How long ``work``, which is stopped after a moment, goes on after that."""
    began: list[float] = []

    def later() -> None:
        time.sleep(2)  # so long that the call has begun on a busy machine, too: who asks before it asks nobody
        began.append(time.monotonic())
        stop()

    thread = threading.Thread(target=later)
    thread.start()
    with pytest.raises((KeyboardInterrupt, RuntimeError)):
        work()
    thread.join()
    return time.monotonic() - began[0]


def test_a_signal_ends_an_alignment(pairs: list[tuple[str, str]]) -> None:
    """What a signal handler raises ends a native call within two seconds."""
    workers = engine.Workers(2)
    assert (
        seconds_until_ended(lambda: workers.align(pairs), lambda: os.kill(os.getpid(), signal.SIGINT)) < PROMISED * SLOW
    )
    assert workers.align(pairs[:1]), "and the workers still work"


def test_stop_ends_a_call_of_another_thread(pairs: list[tuple[str, str]]) -> None:
    """Calls in threads that no signal reaches end when their workers are told."""
    workers = engine.Workers(2)
    assert seconds_until_ended(lambda: workers.align(pairs), workers.stop) < PROMISED * SLOW
    assert workers.align(pairs[:1]), "and the workers still work"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_long_command_ends_at_a_signal(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """`prov index` ends within two seconds of a signal in the middle of aligning, with its exit code."""
    lines = [prose(seed, 4000) for seed in range(3)]
    for at in range(120):
        (tmp_path / f"{at}.txt").write_text("\n\n".join([*lines, prose(at, 2000)]), encoding="utf-8")
    command = [PROV, "index", str(tmp_path), "--db", str(tmp_path / "prov.db"), "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        begun = time.monotonic()
        while not (tmp_path / "prov.db").exists() and time.monotonic() < begun + 30 and process.poll() is None:
            time.sleep(0.05)
        time.sleep(2.0)
        if process.poll() is not None:
            pytest.skip("this machine was done before it could be stopped")
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=30) == code
    assert time.monotonic() - began < PROMISED * SLOW


def test_a_fault_of_the_core_is_an_ordinary_error() -> None:
    """Document numbers past 2³² are refused with an error that ``except Exception`` catches."""
    params = with_bands(IndexParams(versions=engine.core_versions()))
    sketcher = engine.Sketcher(params, Permutations.from_seed(params.num_perm, params.seed))
    with pytest.raises(ValueError, match="ids end at"):
        engine.Workers(1).sketch(sketcher, ["one", "two"], 2**32 - 1)
