"""The libraries that read."""

import ast
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from provenance import readers

READERS = Path(readers.__file__).parent


def loaded(tree: ast.AST) -> Iterator[str]:
    """The modules that a source file imports, or asks :func:`provenance.readers.extras.library` for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}.{node.names[0].name}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "library":
            yield ast.literal_eval(node.args[0])


def plain(distribution: str) -> str:
    """A name of a distribution in the one spelling that they are compared in."""
    return distribution.lower().replace("_", "-")


def test_what_failed_is_tried_again_with_each_library_that_reads() -> None:
    """Every library that the readers load is named with its version in what an input was tried with."""
    modules = {
        module.split(".")[0]
        for path in READERS.rglob("*.py")
        for module in loaded(ast.parse(path.read_text(encoding="utf-8")))
    }
    belongs = importlib.metadata.packages_distributions()
    libraries = {plain(belongs[module][0]) for module in modules if module in belongs} - {"provindex"}
    assert {"chardet", "lxml", "pypdfium2"} <= libraries
    assert libraries <= {plain(one.split("=")[0]) for one in readers.installed()}
