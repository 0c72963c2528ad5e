"""Rules about imports that import-linter cannot see; the others stand in pyproject.toml."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "provenance"


def imports(path: Path) -> set[str]:
    """Every module a source file names in an import, and every name it takes from one, dotted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_engine_imports_the_native_core() -> None:
    """Only provenance.engine imports the native module."""
    users = {
        path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if "provenance._core" in imports(path)
    }
    assert users == {"engine"}


def test_imports_are_absolute() -> None:
    """A module is imported by its full name, so that a search for the name finds every use."""
    for path in PACKAGE.rglob("*.py"):
        relative = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.level
        ]
        assert not relative, f"{path} lines {relative}"
