"""The parts, layers and rooms on docs/architecture.md are those of the contracts, and recipes name what is there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.test_rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## How to add")[2]
#: Where names begin in a picture of one package, and in one of several, which has theirs before.
ONE, SEVERAL = 1, 11

Layer = tuple[str, frozenset[str]]
"""Names that stand on one line, and what parts them."""


def pictures() -> list[str]:
    """The pictures of layers, in order: of the package, of its rooms, of the core."""
    return re.findall(r"^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def layer(line: str) -> Layer:
    """The names at the beginning of a line, up to what is said of them."""
    names = re.split(r" ([·:|]) ", re.split(r"\s{2,}", line.strip())[0])
    return "".join(sorted({"·" if part == "|" else part for part in names[1::2]})), frozenset(names[::2])


def drawn(picture: str, margin: int) -> dict[str, list[Layer]]:
    """The layers of each package of a picture, the highest first; lines without names go on with the one before."""
    found: dict[str, list[Layer]] = {}
    package = ""
    for line in filter(str.strip, picture.splitlines()):
        package = line[1:margin].strip() or package
        if line[margin] != " ":
            found.setdefault(package, []).append(layer(line[margin:]))
    return found


def contracts() -> dict[str, list[Layer]]:
    """The layers of each package that pyproject.toml has a contract for, by the end of its name."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return {
        container.partition(".")[2]: [layer(line) for line in one["layers"]]
        for one in read
        if one["type"] == "layers"
        for container in one["containers"]
    }


def test_the_layers_are_those_of_the_contract() -> None:
    """Each line has the modules of one layer of the package, in the order of the contract."""
    assert drawn(pictures()[0], ONE)[""] == contracts()[""]


def test_the_rooms_of_packages_are_those_of_their_contracts() -> None:
    """The same of the packages that are shown from inside."""
    shown = drawn(pictures()[1], SEVERAL)
    assert shown.keys() == {"pipeline", "readers", "crawl"}
    assert shown == {package: contracts()[package] for package in shown}


def test_the_rooms_of_the_core_stand_above_what_they_use() -> None:
    """Each room stands on one line, above the lines of all rooms that the contract lets it use."""
    lines = [names for _, names in drawn(pictures()[2], ONE)[""]]
    height = {room: at for at, names in enumerate(lines) for room in names}
    assert sorted(room for names in lines for room in names) == sorted(ROOMS)
    assert {room: used for room in ROOMS for used in ROOMS[room].split() if height[used] <= height[room]} == {}


def test_every_part_has_its_row() -> None:
    """The table of parts has each package of the sources, and the core."""
    parts = set(re.findall(r"^\| \*\*(\w+)\*\* \|", PAGE, re.MULTILINE))
    assert parts == {path.parent.name for path in (ROOT / "provenance").glob("*/__init__.py")} | {"core"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cli           commands", ("", frozenset({"cli"}))),
        ("index · web   pages", ("·", frozenset({"index", "web"}))),
        ("index | web", ("·", frozenset({"index", "web"}))),
        ("model : params", (":", frozenset({"model", "params"}))),
    ],
)
def test_a_layer_is_read(line: str, expected: Layer) -> None:
    """Names end before two blanks; a contract parts by a bar what the page parts by a dot."""
    assert layer(line) == expected


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Each name in backticks in a line of a list, with the path that stands before it on this line."""
    for item in re.findall(r"^\* (.*(?:\n  .*)*)", text, re.MULTILINE):
        path = ""
        for span in re.findall(r"`([^`]+)`|\]\(([^)]+)\)", item):
            named = span[0] or span[1]
            if "/" in named and " " not in named:
                path = named
            elif re.fullmatch(r"\w+", named) and path:
                yield path, named


def lacks(path: str, name: str) -> bool:
    """Whether a file, or each file of a folder, has no such word."""
    found = ROOT / path
    files = [one for one in found.rglob("*") if one.is_file()] if found.is_dir() else [found]
    return not any(re.search(rf"\b{name}\b", one.read_text(encoding="utf-8", errors="replace")) for one in files)


def test_recipes_name_what_their_files_have() -> None:
    """What a line of a recipe tells to change stands in the file that the line names."""
    found = list(steps(RECIPES))
    assert len(found) > 50
    assert [f"{name} in {path}" for path, name in found if lacks(path, name)] == []


def test_a_recipe_that_is_wrong_is_noticed() -> None:
    """A name of another file is told from one that is there."""
    text = "* `provenance/cli/hiding.py`: `_NOUNS`,\n  `Hiding`; `provenance/presentation/words.py`: `_NOUNS`\n"
    assert [(path, lacks(path, name)) for path, name in steps(text)] == [
        ("provenance/cli/hiding.py", True),
        ("provenance/cli/hiding.py", False),
        ("provenance/presentation/words.py", False),
    ]
