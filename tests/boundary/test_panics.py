"""A panic of the native core never reaches Python as `PanicException`, which `except Exception` does not see."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "index" / "py" / "src"
#: What turns a panic into a `RuntimeError`.
CATCHES = ("enter(", "caught(", "enter_watched(", ".long(")
#: Of these only names and numbers of the build come back.
ARE_LISTS = {"build_info", "thresholds", "set_threshold"}

FUNCTION = re.compile(
    r"#\[pyfunction\](?:\n#[^\n]*)*\n(?:pub )?fn (?P<name>\w+).*?\n(?P<body>.*?)^}", re.DOTALL | re.MULTILINE
)


def functions() -> dict[str, str]:
    """The body of each function that Python can call."""
    sources = [path.read_text() for path in sorted(SOURCES.glob("*.rs"))]
    return {match["name"]: match["body"] for source in sources for match in FUNCTION.finditer(source)}


@pytest.mark.parametrize("name", sorted(functions().keys() - ARE_LISTS))
def test_a_function_catches_panics(name: str) -> None:
    """Each native function does its work where panics are caught."""
    assert any(catch in functions()[name] for catch in CATCHES)


def test_all_functions_are_seen() -> None:
    """The expression above finds as many functions as there are attributes."""
    assert len(functions()) == sum(path.read_text().count("#[pyfunction]") for path in SOURCES.glob("*.rs"))


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for the memory of a process")
def test_a_thread_that_cannot_start_is_want_of_memory() -> None:
    """Where there is no room for one more thread, a call says so as an error that programs expect."""
    program = """
import resource
from provenance import _core
workers = _core.Workers(1)
pages = int(open("/proc/self/statm").read().split()[0])
most = pages * resource.getpagesize() + (8 << 20)
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    workers.align([("a b c d e", "a b c d e")])
except MemoryError as error:
    print(error)
"""
    # A heap for the thread of the pool would be twice as large for a moment, just when the limit is taken from it.
    large = os.environ | {"RUST_MIN_STACK": str(64 << 20), "MALLOC_ARENA_MAX": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=large)
    assert done.stdout.startswith("a thread could not be started")


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for the memory of a process")
@pytest.mark.parametrize("more", [24 << 20, 40 << 20, 60 << 20])
def test_memory_that_runs_out_is_an_error(more: int) -> None:
    """Where the system gives no more memory, in whatever allocation, a call ends with an error that programs expect."""
    program = f"""
import resource
from provenance import _core
text = " ".join(f"word{{number}}" for number in range(5_000))
pages = int(open("/proc/self/statm").read().split()[0])
most = pages * resource.getpagesize() + {more}
resource.setrlimit(resource.RLIMIT_AS, (most, most))
texts = []
try:
    for _ in range(100_000):
        texts.append(_core.PreparedText(text))
except MemoryError as error:
    texts.clear()
    print(error)
print(_core.PreparedText(text).tokens())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "there is not enough memory\n5000\n"), done.stderr
