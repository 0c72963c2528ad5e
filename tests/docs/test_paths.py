"""Paths and module names that pages mention are those of the code."""

import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The changelog tells of files that were moved since.
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
SPAN = re.compile(r"`([^`\s]+)`")
#: A file of the sources, or anything below one of these folders. `NNNN` and `*` stand for something else.
PATH = re.compile(r"[\w./-]+\.(?:py|pyi|rs|sql|sh)|(?:\.ci|\.github|docs|index|provenance|scripts|tests)/[\w./-]*")
MODULE = re.compile(r"provenance(?:\.\w+)+")


def tracked() -> str:
    """The files and folders of the project, each after `/` and before a line end."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    folders = {str(parent) for file in files for parent in Path(file).parents}
    return "".join(f"/{path}\n" for path in [*files, *folders])


def is_there(path: str, known: str) -> bool:
    """Whether a path, from the root or from any folder, is one of the known ones."""
    return f"/{path.rstrip('/')}\n" in known


def has(name: str) -> bool:
    """Whether a dotted name is a module or something that a module holds."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_and_modules_exist(page: Path) -> None:
    """Every path of a source or folder, and every module, that a page has in backticks is there."""
    known = tracked()
    spans = set(SPAN.findall(page.read_text(encoding="utf-8")))
    paths = {span for span in spans if PATH.fullmatch(span) and "NNNN" not in span and not is_there(span, known)}
    modules = {span for span in spans if MODULE.fullmatch(span) and not has(span)}
    assert paths | modules == set()
