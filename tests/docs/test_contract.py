"""What people's scripts rely on is documented: commands, exit codes, views of the database."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlite_utils

from provenance import errors

ROOT = Path(__file__).resolve().parents[2]
# The command that was installed beside the Python that runs the tests.
PROV = str(Path(sys.executable).with_name("prov"))

DATABASE = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")

COMMANDS = (
    "index",
    "query",
    "compare",
    "matches",
    "clusters",
    "crawl",
    "watch",
    "show",
    "report",
    "verify-report",
    "serve",
    "lineage",
    "why",
    "export",
    "snapshot",
    "forget",
    "compact",
    "verify",
    "status",
)


def documented_views() -> dict[str, list[str]]:
    """The views docs/database.md describes, with their columns."""
    rows = re.findall(r"^\| `(v_\w+)` \| `([^`]+)` \|", DATABASE, flags=re.MULTILINE)
    return {view: re.split(r",\s*", columns) for view, columns in rows}


@pytest.mark.parametrize("error", errors.ProvenanceError.__subclasses__(), ids=lambda error: error.__name__)
def test_errors_have_codes_of_their_own(error: type[errors.ProvenanceError]) -> None:
    """Every error has an exit code that no other error has."""
    others = [other for other in errors.ProvenanceError.__subclasses__() if other.exit_code == error.exit_code]
    assert others == [error]
    assert error.exit_code not in {0, 1, 4, 130, 143}


def test_exit_codes_are_documented() -> None:
    """docs/cli.md lists the exit code of every error."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for error in errors.ProvenanceError.__subclasses__():
        assert f"| {error.exit_code} | " in page, error.__name__


def test_commands_are_documented() -> None:
    """docs/cli.md has a section for every command `prov --help` lists, and the promised ones are among them."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    plain = os.environ | {"TYPER_USE_RICH": "0", "TERM": "dumb"}
    shown = subprocess.run([PROV, "--help"], env=plain, capture_output=True, text=True, check=True).stdout
    table = shown.partition("\nCommands:\n")[2].partition("\n\n")[0]
    listed = re.findall(r"^  ([a-z][a-z-]*)\b", table, flags=re.MULTILINE)
    assert set(listed) >= set(COMMANDS)
    for command in listed:
        assert f"prov {command}\n" in page, command
        assert f"Usage: prov {command} " in page, command


def test_views_are_as_documented(tmp_path: Path) -> None:
    """A new database has exactly the documented views, with exactly the documented columns, in order."""
    (tmp_path / "one.txt").write_text("A text that is long enough to be looked at by those who look at texts.\n")
    database = tmp_path / "views.db"
    subprocess.run([PROV, "index", "one.txt", "--db", str(database), "--quiet"], cwd=tmp_path, check=True)
    db = sqlite_utils.Database(database, execute_plugins=False)
    try:
        found = {view.name: [column.name for column in view.columns] for view in db.views if view.name.startswith("v_")}
    finally:
        db.close()
    assert found == documented_views()


def test_json_of_a_query_is_as_documented(tmp_path: Path) -> None:
    """The keys of `prov compare --json` are those of the example in docs/database.md."""
    texts = ROOT / "scripts" / "demo" / "texts"
    files = [str(texts / "daily-digest-24-viaduct.txt"), str(texts / "evening-courier-swing-bridge.txt")]
    answer = subprocess.run([PROV, "compare", *files, "--json"], cwd=tmp_path, capture_output=True, check=True).stdout
    example = re.search(r"```json\n(.*?)```", DATABASE, flags=re.DOTALL)
    assert example
    assert shape(json.loads(example[1])) == shape(json.loads(answer))


def shape(value: object) -> object:
    """The keys of a JSON value, all the way down; of a list, the shape of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key != "document_id"}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None
