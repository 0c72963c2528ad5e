"""The picture and the tables of docs/architecture.md follow the modules."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.docs import calls, road

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


@pytest.mark.parametrize(
    ("number", "module", "name"),
    [
        (0, "index/core/src/align/mod.rs", "compare_until"),  # tests alone call it
        (1, "index/core/src/align/mod.rs", "compare_until"),
        (0, "provenance/pipeline/upkeep/forget.py", "forget"),  # of another command
        (1, "index/core/src/segment/writer.rs", "write"),  # of the other road
    ],
)
def test_a_step_that_nothing_calls_is_refused(number: int, module: str, name: str) -> None:
    """A function that is there, and is not on the way, ends the drawing with a message that names it."""
    one = road.roads()[number]
    astray = one._replace(steps=[*one.steps, road.Step(module, name, "", "")])
    with pytest.raises(SystemExit, match=f"nothing calls '{name}' of {module}"):
        road.check_way(astray)


@pytest.mark.parametrize(
    ("number", "at"),
    [(number, at) for number, one in enumerate(road.roads()) for at, step in enumerate(one.steps) if step.through],
)
def test_what_stands_between_two_steps_is_needed(number: int, at: int) -> None:
    """Without what a step says to be called through, it is not reached."""
    one = road.roads()[number]
    steps = [*one.steps[:at], one.steps[at]._replace(through=()), *one.steps[at + 1 :]]
    with pytest.raises(SystemExit, match=f"'{one.steps[at].name}' of"):
        road.check_way(one._replace(steps=steps))


def test_names_in_python_code() -> None:
    """Names of a body, and as what arguments are if not given; an import under another name counts as the first one."""
    source = "from m import first as other\n\ndef f(a: kind, b=given):\n    'said'\n    return other(a).method\n"
    assert calls._of_python(source)["f"] == {"given", "first", "a", "method"}


def test_names_in_rust_code() -> None:
    """Names of a body without comments, texts and tests, those of other files marked; braces in texts close nothing."""
    source = (
        "fn f(a: u8) {\n let c = '}'; // comment\n one(\"} two\"); Self::own(); other::away()\n}\nfn g() { three() }\n"
        "#[cfg(test)]\nmod tests {\n fn h() { four() }\n}\n"
    )
    found = calls._of_rust(source)
    assert found["f"] >= {"one", "own", "::away"}
    assert found["f"].isdisjoint({"two", "comment", "three", "away"})
    assert found["g"] == {"three"}
    assert "h" not in found
