"""Draw the pictures of README.md from what `prov` really prints; with --check, only tell whether they are current.

A picture stands between `<!-- capture: NAME -->` and `<!-- capture ends -->`.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
IMAGES = ROOT / "docs" / "images"
TEXTS = ROOT / "scripts" / "demo" / "texts"
COLUMNS = 100

# A picture shows the beginning, and then what follows the first line with this mark.
FIRST_LINES = 12
MARK = "passage 1 of "
LINES_AFTER_MARK = 26

ORIGINAL = "evening-courier-swing-bridge.txt"
SPUN = "daily-digest-24-viaduct.txt"

# Rich names a font on another server, which whoever reads the page would tell of the visit.
FETCHED_FONT = re.compile(r",\s*url\(\"https:[^)]*\) format\(\"woff2?\"\)")

# Name of the picture: the command that is run beside the texts of the demo, and the picture in words.
CAPTURES = {
    "show": (
        ["prov", "show", SPUN, ORIGINAL],
        "Two news articles side by side in a terminal: shared passages are marked, swapped words stand out",
    )
}


def terminal_output(command: list[str], folder: Path) -> str:
    """What a command prints in a colour terminal, escape sequences included."""
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "PROV_DB"}}
    environment |= {"FORCE_COLOR": "1", "COLORTERM": "truecolor", "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    environment |= {"LINES": "50", "LC_ALL": "C.UTF-8"}
    printed = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return printed.stdout


def shortened(lines: list[str]) -> list[str]:
    """The lines a picture shows, with an ellipsis wherever some were left out."""
    mark = next((number for number, line in enumerate(lines) if MARK in line), FIRST_LINES)
    left_out = ["…"] if mark > FIRST_LINES else []
    shown = lines[: min(mark, FIRST_LINES)] + left_out + lines[mark : mark + LINES_AFTER_MARK]
    return shown + (["…"] if len(lines) > mark + LINES_AFTER_MARK else [])


def svg(command: list[str]) -> str:
    """A picture of what a command prints, run on a copy of the demo's texts in a store of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve() / "texts"
        shutil.copytree(TEXTS, folder)
        subprocess.run(["prov", "index", ".", "--quiet"], cwd=folder, check=True)
        printed = terminal_output(command, folder).replace(f"{folder}/", "")
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(shortened(printed.splitlines()))), soft_wrap=False)
    # Lines end in blanks of no meaning, which are no part of a text file.
    picture = FETCHED_FONT.sub("", console.export_svg(title="$ " + " ".join(command)))
    return "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"


def with_picture(page: str, name: str, words: str) -> str:
    """The page with the block of one picture as it should be."""
    block = f"<!-- capture: {name} -->\n![{words}](docs/images/{name}.svg)\n<!-- capture ends -->"
    found = re.compile(rf"<!-- capture: {name} -->.*?<!-- capture ends -->", re.DOTALL)
    if not found.search(page):
        sys.exit(f"README.md has no place for the picture {name!r}")
    return found.sub(lambda _: block, page)


def wanted() -> dict[Path, str]:
    """Every file this script is responsible for, with its content."""
    page = README.read_text(encoding="utf-8")
    files = {}
    for name, (command, words) in CAPTURES.items():
        files[IMAGES / f"{name}.svg"] = svg(command)
        page = with_picture(page, name, words)
    return files | {README: page}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a picture is not current")
    check = parser.parse_args().check
    stale = {path: text for path, text in wanted().items() if not path.exists() or path.read_text("utf-8") != text}
    if not check:
        for path, text in stale.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not what the commands print; run `make docs`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
