"""An import of candidates that is killed between or within its portions, and done again."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from provenance import Index
from provenance.exchange.candidates import read_candidates
from provenance.pipeline.importing import candidates
from provenance.pipeline.session import open_reader, open_writer
from provenance.pipeline.upkeep.verify import verify
from tests.corpus import planted
from tests.pipeline.conftest import contents

#: Pairs of a portion here, so that a small import has many.
PAIRS = 4
#: An import that kills itself the moment something is called for the so-manyth time.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from provenance.exchange.candidates import read_candidates
from provenance.pipeline.importing import candidates as own
from provenance.pipeline.session import open_writer

where, after, pairs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
module, name = (own, where) if hasattr(own, where) else (getattr(own, where.split(".")[0]), where.split(".")[1])
kept, calls = getattr(module, name), 0

def counted(*arguments, **named):
    global calls
    calls += 1
    if calls == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return kept(*arguments, **named)

setattr(module, name, counted)
own.PAIRS = pairs
with open_writer(Path("prov.db"), create=False, jobs=1) as session:
    own.import_candidates(session, Path("pairs.jsonl"), read_candidates(Path("pairs.jsonl")))
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pairs, one of them twice and some not alike, and a store that has what an import finds."""
    home = tmp_path_factory.mktemp("whole")
    _prepared(home)
    _imported(home)
    return home


def _prepared(home: Path) -> None:
    texts, pairs = planted(30)
    names = sorted(texts)
    with Index.create(home / "prov.db", jobs=1) as index:
        index.add(texts.items(), match=False)
    named = [*(sorted(pair) for pair in sorted(pairs, key=sorted)), names[:2], names[2:4]]
    lines = (json.dumps({"uris": pair}) for pair in [*named, named[0]])
    (home / "pairs.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _imported(home: Path) -> candidates.ImportedCandidates:
    records = read_candidates(home / "pairs.jsonl")
    with open_writer(home / "prov.db", create=False, jobs=1) as session:
        return candidates.import_candidates(session, home, records)


def _matches(home: Path) -> int:
    with open_reader(home / "prov.db", jobs=1) as session:
        return int(session.store.value("SELECT count(*) FROM match"))


@pytest.mark.parametrize(
    ("where", "after", "kept"),
    [
        ("align", 1, False),
        ("matches.add", 1, False),
        ("clusters.update", 1, False),
        ("runs.progress", 1, False),
        ("align", 2, True),
        ("matches.add", 2, True),
        ("clusters.update", 3, True),
        ("update_families", 2, True),
        ("runs.progress", 3, True),
        ("update_due", 1, True),
    ],
)
def test_a_killed_import_of_candidates_is_finished_by_the_next(
    tmp_path: Path, whole: Path, where: str, after: int, *, kept: bool
) -> None:
    """Wherever it is killed, whole portions stay, the store verifies, and a rerun finds the rest and says the same."""
    _prepared(tmp_path)
    command = [sys.executable, "-c", PROGRAM, where, str(after), str(PAIRS)]
    killed = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    stored, every = _matches(tmp_path), _matches(whole)
    assert (stored > 0) == kept
    assert verify(tmp_path / "prov.db", every_text=True) == []
    report = _imported(tmp_path)
    assert (report.known, report.matches) == (stored, every - stored)
    assert contents(tmp_path / "prov.db") == contents(whole / "prov.db")
    assert verify(tmp_path / "prov.db", every_text=True) == []
    assert _imported(tmp_path).matches == 0
