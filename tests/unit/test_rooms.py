"""Which room of the native core may use which, read from the paths that its sources write: ``use crate::…``."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[2] / "index" / "core" / "src"

# A room is a folder or a file of index/core/src. What it does not use any more has to go from its line, too.
ROOMS = {
    "align": "error hash language passages postings search text tuning view work",
    "spread": "error language lsh postings search segment sketch text view work",
    "error": "",
    "frames": "",
    "hash": "",
    "json_lines": "error",
    "kernel": "",
    "language": "hash text",
    "lsh": "error hash",
    "memory": "error",
    "minhash": "error hash kernel text view",
    "passages": "text tuning work",
    "postings": "error sketch",
    "search": "error postings segment sketch text view work",
    "segment": "error postings sketch work",
    "signals": "error hash text tuning",
    "sketch": "error kernel language lsh minhash text view winnow",
    "text": "hash kernel",
    "tuning": "",
    "view": "hash kernel language text",
    "winnow": "kernel",
    "work": "error",
}

# The same for the rooms of alignment; align/mod.rs, which tells the story, may use them all.
ROOMS_OF_ALIGN = {
    "boilerplate": "region seeds",
    "content": "region regions seeds",
    "cover": "region",
    "disguise": "edits region report seeds",
    "edits": "region report seeds",
    "pair": "content disguise prepared seeds",
    "prepared": "boilerplate content disguise region seeds",
    "region": "",
    "regions": "cover region seeds",
    "report": "",
    "seeds": "cover region",
}


def module(path: Path) -> str:
    """The name of the module that a source file is, the root's empty."""
    parts = path.relative_to(CORE).with_suffix("").parts
    return "::".join(parts[:-1] if parts[-1] in ("mod", "lib") else parts)


def code(source: str) -> str:
    """``source`` without comments, without how far its names are seen, and without the tests at its end."""
    body = re.split(r"^#\[cfg\(test\)\]\nmod tests \{", source, flags=re.MULTILINE)[0]
    return re.sub(r"//.*|\bpub\(in [\w:]+\)", "", body)


def paths(tree: str) -> Iterator[str]:
    """Every path in what a ``use`` names, its braces opened."""
    head, brace, rest = tree.strip().partition("{")
    if not brace:
        yield head.split(" as ")[0].strip()
        return
    depth, start = 0, 0
    inside = rest[: rest.rindex("}")] + ","
    for at, character in enumerate(inside):
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            yield from (head + path for path in paths(inside[start:at]) if path)
            start = at + 1


SOURCES = {module(path): code(path.read_text("utf-8")) for path in CORE.rglob("*.rs") if "tests" not in path.stem}


def used(source: str) -> set[str]:
    """The modules of the core that ``source`` names by their paths."""
    use = re.compile(r"\buse crate::([^;]*);")
    names = {path.removesuffix("::self") for tree in use.findall(source) for path in paths(tree)}
    names.update(re.findall(r"\bcrate::(\w+(?:::\w+)*)", use.sub("", source)))
    return {next(known for known in prefixes(name) if known in SOURCES) for name in names} - {""}


def prefixes(name: str) -> Iterator[str]:
    """A path, and what is left of it with one part after the other taken from its end."""
    parts = name.split("::")
    return ("::".join(parts[:length]) for length in range(len(parts), -1, -1))


USES = {name: used(source) - {name} for name, source in SOURCES.items() if name}


def between(rooms: dict[str, str], inside: str = "") -> dict[str, str]:
    """Which of ``rooms`` uses which others, as a contract says it; ``inside`` is the path before their names."""
    found: dict[str, set[str]] = {room: set() for room in rooms}
    for name, others in USES.items():
        room = name.removeprefix(inside).split("::")[0]
        if name.startswith(inside) and room:
            near = {other.removeprefix(inside).split("::")[0] for other in others if other.startswith(inside)}
            found.setdefault(room, set()).update(near - {room})
    return {room: " ".join(sorted(others)) for room, others in sorted(found.items())}


def test_braces_are_opened() -> None:
    """The reader of paths sees every name, in braces inside braces, too, and leaves out comments and tests."""
    source = (
        "use crate::{hash, text::{self, Span as Place, token::{Token}}};\n// crate::work\nlet x = crate::view::View;\n"
    )
    assert sorted(paths("a::{b, c::{self, d}}")) == ["a::b", "a::c::d", "a::c::self"]
    assert used(code(source + "#[cfg(test)]\nmod tests {\n use crate::lsh;\n}\n")) == {
        "hash",
        "text",
        "text::token",
        "view",
    }


def test_modules_are_named_by_their_full_paths() -> None:
    """Outside tests no module is used by ``super`` or ``self``, so that every use can be seen here."""
    relative = r"^\s*(?:pub(?:\(\w+\))? )?use (?:super|self)\b"
    assert [name for name, source in SOURCES.items() if re.search(relative, source, re.MULTILINE)] == []


@pytest.mark.parametrize(("rooms", "inside"), [(ROOMS, ""), (ROOMS_OF_ALIGN, "align::")])
def test_a_room_uses_only_those_of_its_contract(rooms: dict[str, str], inside: str) -> None:
    """What each room uses is what its contract says, no more and no less."""
    assert between(rooms, inside) == rooms


def test_no_circles() -> None:
    """No rooms, and no modules of a room, use each other in a circle."""
    for graph in (USES, {room: others.split() for room, others in ROOMS.items()}):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            pytest.fail(" → ".join(error.args[1]))


def test_the_story_stands_above_its_modules() -> None:
    """What a folder's mod.rs tells is told with its modules; none of them uses it in turn."""
    assert [(name, other) for name, others in USES.items() for other in others if name.startswith(other + "::")] == []
