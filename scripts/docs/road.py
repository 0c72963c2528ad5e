"""Draw the roads of docs/architecture.md from road.toml; with --check, only tell whether they are current.

Each road is a table in the page, between `<!-- road: NAME -->` and `<!-- road ends -->`, and a column of the picture.
A step whose module or name is gone, or to which no call leads, is an error: the page tells what is there and used.
"""

import argparse
import html
import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.docs import calls  # noqa: E402 - found by the line above

PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "images" / "road.svg"
ROADS = Path(__file__).with_suffix(".toml")

NAMESPACE = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT, GAP = 330, 44, 22
MARGIN, HEAD = 20, 40
COLOURS = {"provenance": "#e8eef8", "index": "#f8efe2"}  # Python, Rust

STYLE = """\
text { font-family: system-ui, sans-serif; font-size: 13px; fill: #1a1a1a; text-anchor: middle }
.title { font-size: 15px; font-weight: bold }
.module { font-family: ui-monospace, monospace; font-size: 12px; fill: #444 }
.gives { font-size: 11px; fill: #555; text-anchor: start }
rect { stroke: #8a93a3 }
line { stroke: #555; stroke-width: 1.2 }"""


class Step(NamedTuple):
    """One module on the road: the file, the name in it that does the step, what that does, what it hands on.

    ``through`` are functions on the way to it that are no steps, each as its file and name.
    """

    module: str
    name: str
    does: str
    gives: str
    through: tuple[str, ...] = ()

    @property
    def places(self) -> list[calls.Place]:
        """The step with what leads to it."""
        return [*(calls.Place(*one.split(" ")) for one in self.through), calls.Place(self.module, self.name)]


class Road(NamedTuple):
    """One way through the modules."""

    name: str
    title: str
    steps: list[Step]


def roads() -> list[Road]:
    """What road.toml holds, checked against the sources."""
    read = tomllib.loads(ROADS.read_text(encoding="utf-8"))["road"]
    found = [Road(one["name"], one["title"], [Step(**step) for step in one["step"]]) for one in read]
    for road in found:
        for step in road.steps:
            check(step)
        check_way(road)
    return found


def check(step: Step) -> None:
    """End with a message if the sources lack what a step names."""
    file = ROOT / step.module
    if not file.is_file():
        sys.exit(f"{ROADS.name} names {step.module}, which does not exist")
    if not re.search(rf"\b(def|class|fn) {re.escape(step.name)}\b", file.read_text(encoding="utf-8")):
        sys.exit(f"{ROADS.name} names {step.name!r} of {step.module}, which defines nothing of that name")


def check_way(road: Road) -> None:
    """End with a message if no way of calls leads from the first step of a road to one of the others."""
    lost = calls.unreached(place for step in road.steps for place in step.places)
    if lost:
        named = ", ".join(f"{one.name!r} of {one.module}" for one in lost)
        sys.exit(f"{ROADS.name}: on the road {road.name!r} nothing calls {named}")


def table(road: Road) -> str:
    """A road as a Markdown table."""
    rows = [
        f"| {number} | [{short(step)}](../{step.module}) | `{step.name}` | {step.does} | {step.gives} |"
        for number, step in enumerate(road.steps, 1)
    ]
    return "\n".join(["| | module | name in it | what it does | what it hands on |", "|--:|---|---|---|---|", *rows])


def short(step: Step) -> str:
    """The module as people call it: without the folder that all of its language share."""
    return step.module.removeprefix("provenance/").replace("index/core/src/", "core: ")


def picture(all_roads: list[Road]) -> str:
    """All roads side by side as SVG."""
    longest = max(len(road.steps) for road in all_roads)
    width = 2 * MARGIN + len(all_roads) * WIDTH + (len(all_roads) - 1) * 2 * MARGIN
    height = 2 * MARGIN + HEAD + longest * (HEIGHT + GAP)
    body = [line for at, road in enumerate(all_roads) for line in column(road, MARGIN + at * (WIDTH + 2 * MARGIN))]
    return "\n".join(
        [
            f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
            f"<style>\n{STYLE}\n</style>",
            f'<rect width="{width}" height="{height}" fill="#ffffff" style="stroke: none"/>',
            *body,
            legend(height),
            "</svg>\n",
        ]
    )


def column(road: Road, left: int) -> list[str]:
    """One road from top to bottom, beginning at ``left``."""
    middle = left + WIDTH // 2
    lines = [f'<text class="title" x="{middle}" y="{MARGIN + 16}">{html.escape(road.title)}</text>']
    for number, step in enumerate(road.steps):
        top = MARGIN + HEAD + number * (HEIGHT + GAP)
        lines += box(step, left, top)
        if number + 1 < len(road.steps):
            bottom = top + HEIGHT
            lines.append(f'<line x1="{middle}" y1="{bottom}" x2="{middle}" y2="{bottom + GAP - 3}"/>')
            lines.append(
                f'<path d="M{middle - 4} {bottom + GAP - 8} l4 7 l4 -7" fill="none" stroke="#555"/>'
                f'<text class="gives" x="{middle + 9}" y="{bottom + 15}">{html.escape(step.gives)}</text>'
            )
    return lines


def box(step: Step, left: int, top: int) -> list[str]:
    """One step: its name, below it the module."""
    fill, middle = COLOURS[step.module.partition("/")[0]], left + WIDTH // 2
    return [
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="5" fill="{fill}"/>',
        f'<text x="{middle}" y="{top + 18}">{html.escape(step.name)}</text>',
        f'<text class="module" x="{middle}" y="{top + 35}">{html.escape(short(step))}</text>',
    ]


def legend(height: int) -> str:
    """What the colours mean."""
    top = height - MARGIN - 8
    colours = zip(COLOURS.values(), ("Python", "Rust"), strict=True)
    return "".join(
        f'<rect x="{MARGIN + at * 90}" y="{top}" width="16" height="12" fill="{colour}"/>'
        f'<text class="gives" x="{MARGIN + 22 + at * 90}" y="{top + 10}">{language}</text>'
        for at, (colour, language) in enumerate(colours)
    )


def with_tables(page: str, all_roads: list[Road]) -> str:
    """The page with each road as it should be."""
    for road in all_roads:
        place = re.compile(rf"(<!-- road: {road.name} -->\n).*?(<!-- road ends -->)", re.DOTALL)
        if not place.search(page):
            sys.exit(f"{PAGE.name} has no place for the road {road.name!r}")
        page = place.sub(lambda found, road=road: f"{found[1]}{table(road)}\n{found[2]}", page)  # type: ignore[misc]
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is not current")
    checking = parser.parse_args().check
    found = roads()
    wanted = {PAGE: with_tables(PAGE.read_text(encoding="utf-8"), found), PICTURE: picture(found)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if checking:
            print(f"{path.relative_to(ROOT)} is not what {ROADS.name} says; run `make docs`", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(main())
