"""The examples in the documentation run."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages_with_examples() -> list[Path]:
    """The pages that hold Python."""
    return [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


def test_the_readme_has_examples() -> None:
    """README.md shows the Python interface."""
    assert ROOT / "README.md" in pages_with_examples()


@pytest.mark.parametrize("page", pages_with_examples(), ids=lambda page: str(page.relative_to(ROOT)))
def test_python_examples_run(page: Path, tmp_path: Path) -> None:
    """The Python blocks of a page run in order, in an empty folder; later ones know the names of earlier ones."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "example"}
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        for block in BLOCK.finditer(text):
            # Blank lines in front, so that an error names the line of the page.
            source = "\n" * text.count("\n", 0, block.start(1)) + block[1]
            exec(compile(source, str(page), "exec"), names)  # noqa: S102 - our own documentation
    finally:
        os.chdir(before)
