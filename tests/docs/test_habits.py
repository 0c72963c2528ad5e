"""Hooks, forms and the sdist check do what the pages say of them."""

import io
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.release import sdist

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def read(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """A file of YAML."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_hooks_download_nothing() -> None:
    """Every hook before a commit runs a program of this checkout or cargo, and only where it is."""
    repos = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert {repo["repo"] for repo in repos} == {"local"}
    hooks = [hook for repo in repos for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert all(re.match(r"\.venv/bin/|cargo ", hook["entry"]) for hook in hooks)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_ask_for_what_is_needed(path: Path) -> None:
    """Each form has a name, a description, and fields with names of their own, and asks for the version."""
    form = read(path)
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in fields]
    assert len(set(names)) == len(names)
    assert "version" in names
    assert all(field["attributes"]["label"] for field in fields)


def test_there_is_a_form_for_each_kind_of_report() -> None:
    """A wrong match, a missed one, a file that cannot be read, and a crash."""
    assert {path.stem for path in FORMS} == {"wrong-match", "missed-match", "unreadable-file", "crash"}


def test_an_sdist_that_lacks_a_file_is_noticed(tmp_path: Path) -> None:
    """A missing file and one with other bytes are named; an archive that has all is accepted."""
    file = tmp_path / "made.tar.gz"
    names = sdist.needed()
    pack(file, {name: (ROOT / name).read_bytes() for name in names})
    assert sdist.lacking(file) == []
    held = {name: (ROOT / name).read_bytes() for name in names if name != "provenance/py.typed"}
    held["provenance/errors.py"] = b"# another\n"
    pack(file, held)
    assert sdist.lacking(file) == ["provenance/errors.py", "provenance/py.typed"]


def pack(file: Path, held: dict[str, bytes]) -> None:
    """Write an archive as maturin does, in a folder of the name and version."""
    with tarfile.open(file, "w:gz") as archive:
        for name, data in held.items():
            member = tarfile.TarInfo(f"provindex-0.1.0/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
