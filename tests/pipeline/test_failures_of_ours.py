"""What cannot be read because of us: told apart, said with a remedy, and tried again when that helped."""

import importlib.metadata
import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from provenance import readers
from provenance.pipeline.indexing.inputs import tried_with
from tests.conftest import Prov
from tests.corpus import prose

PAGE = f"<html><body><article><p>{prose(3, 120)}</p></article></body></html>"

#: Ways in which the library for web pages does not work, as what lies in its place.
BROKEN = {
    "missing": "raise ModuleNotFoundError(\"No module named 'trafilatura'\", name='trafilatura')",
    "a dependency is missing": "import a_library_that_is_not_there",
    "a dependency moved": "raise ImportError('lxml.html.clean is now a separate project')",
    "its native part does not load": "raise OSError('libxml2.so.2: cannot open shared object file')",
    "broken when imported": "raise AttributeError('partially initialised')",
    "not for this Python": "raise SyntaxError('invalid syntax')",
    "another version without the function": "",
    "another version with other arguments": "def bare_extraction(data):\n    return None",
    "a name in a dependency is gone": "import os\ndef bare_extraction(*a, **k):\n    return os.no_such_function()",
    "imports late what is missing": "def bare_extraction(*a, **k):\n    import a_library_that_is_not_there",
}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Five pages, one of them in an archive with a text, and a file that is at fault itself."""
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(4):
        (texts / f"{number}.html").write_text(PAGE.replace("<p>", f"<p>{prose(number, 30)} "), encoding="utf-8")
    with zipfile.ZipFile(texts / "box.zip", "w") as box:
        box.writestr("in.html", PAGE)
        box.writestr("in.txt", prose(9))
    (texts / "broken.gz").write_bytes(b"\x1f\x8b broken")
    return texts


def failed(prov: Prov) -> dict[str, str | None]:
    """What stands as failed, by name, with the remedy."""
    connection = sqlite3.connect(prov.cwd / "prov.db")
    rows = connection.execute("SELECT uri, remedy FROM v_failure").fetchall()
    connection.close()
    return {uri.rpartition("/")[2]: remedy for uri, remedy in rows}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_library_that_does_not_work_is_no_fault_of_the_pages(
    prov: Prov, texts: Path, tmp_path: Path, kind: str
) -> None:
    """They are summarised once with a remedy, and read unchanged when the library works; also in archives."""
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "trafilatura.py").write_text(textwrap.dedent(BROKEN[kind]), encoding="utf-8")
    done = prov("index", texts, env={"PYTHONPATH": str(shadow)})
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("0.html") <= 1
    assert done.stderr.count("pip install") <= 2, done.stderr
    assert "5 inputs not read" in done.stderr
    assert "1.html: " not in done.stderr
    found = failed(prov)
    assert found.pop("broken.gz") is None
    assert len(found) == 5
    assert all(remedy and "pip install" in remedy for remedy in found.values())
    again = prov("index", texts)
    assert again.returncode == 3
    assert set(failed(prov)) == {"broken.gz"}
    assert "5 added" in again.stderr
    assert "not read" not in again.stderr


def test_processes_that_cannot_start_are_no_fault_of_the_pages(prov: Prov, texts: Path, tmp_path: Path) -> None:
    """Whatever needs a process is left out with a remedy, texts are read, and the next run reads the rest."""
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "sitecustomize.py").write_text(
        "import sys\nif 'readers.sandbox.forking' in ' '.join(sys.orig_argv):\n    sys.exit(7)\n", encoding="utf-8"
    )
    done = prov("index", texts, env={"PYTHONPATH": str(shadow)})
    assert done.returncode == 3, done.stderr
    assert {name: bool(remedy) for name, remedy in failed(prov).items() if remedy}.keys() >= {"0.html", "3.html"}
    assert "1 added" in done.stderr
    prov("index", texts)
    assert set(failed(prov)) == {"broken.gz"}


def test_too_few_open_files_are_no_fault_of_the_texts(prov: Prov, texts: Path) -> None:
    """A file that the system does not let us open is left out with a remedy, and read by the next run."""
    script = textwrap.dedent(
        """
        import errno, pathlib, sys
        real = pathlib.Path.open
        def refuse(self, *a, **k):
            if self.name == "0.html":
                raise OSError(errno.EMFILE, "Too many open files")
            return real(self, *a, **k)
        pathlib.Path.open = refuse
        from provenance.cli import main
        sys.argv = ["prov", "index", "texts"]
        main()
        """
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=prov.cwd, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "ulimit -n" in (failed(prov)["0.html"] or "")
    prov("index", texts)
    assert set(failed(prov)) == {"broken.gz"}


def test_a_query_says_what_to_install(prov: Prov, texts: Path, tmp_path: Path) -> None:
    """One text that cannot be read because of us ends with 3 and a hint."""
    (tmp_path / "trafilatura.py").write_text(BROKEN["missing"], encoding="utf-8")
    done = prov("compare", texts / "0.html", texts / "1.html", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 3
    assert "hint: pip install 'provindex[web]'" in done.stderr


def test_another_version_of_a_library_is_worth_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again when any of the libraries that read has another version."""
    before = tried_with(readers.Limits())
    version = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "99" if name == "lxml" else version(name))
    assert tried_with(readers.Limits()) != before
