"""Every later version opens, verifies and asks what an earlier one wrote; `make freeze` adds what this one writes."""

import json
import tarfile
from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import ParametersDiffer
from provenance.pipeline.upkeep.compact import rebuild
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_writing
from tests.compat.made import format_version, make, say, segment_digest
from tests.corpus import STORY

HERE = Path(__file__).parent
FROZEN = sorted(HERE.glob("*.tar.xz"))


@pytest.fixture(params=FROZEN, ids=lambda file: file.name.removesuffix(".tar.xz"))
def frozen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store as an earlier version left it, its schema brought up to date by a command that writes."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    open_for_writing(tmp_path / "prov.db").close()
    return tmp_path / "prov.db"


def made_anew(path: Path) -> Path:
    """The store, its index made anew if an older version made its keys; that is asked for first."""
    try:
        Index.open(path, jobs=1).close()
    except ParametersDiffer as error:
        assert "prov compact --rebuild" in error.hint
        rebuild(path, jobs=1, memory=100 << 10)
    return path


def test_it_says_what_it_said(frozen: Path) -> None:
    """Views have the same rows in the columns they had then; values that were sealed are as they were."""
    assert say(frozen) == json.loads((frozen.parent / "said.json").read_text(encoding="utf-8"))


def test_it_verifies(frozen: Path) -> None:
    """Pages, events, seals, segments, clusters and every text are as they were written."""
    assert verify(frozen, every_text=True) == []


def test_made_anew_it_says_what_it_said(frozen: Path) -> None:
    """Making the index anew adds a run and its events; all else that views show stays, and it verifies."""
    then = say(frozen)
    now = say(made_anew(frozen))
    for view, rows in then.items():
        assert now[view][: len(rows)] == rows
        assert len(now[view]) == len(rows) or view in {"runs", "events"}
    assert verify(frozen, every_text=True) == []


def test_it_answers_and_grows(frozen: Path) -> None:
    """Its segments answer a query, new texts are matched with old ones, and the whole still verifies."""
    made_anew(frozen)
    with Index.create(frozen, jobs=1) as index:
        assert {match.uri for match in index.query(STORY).matches} == {
            "memory:story",
            "memory:elsewhere",
            "memory:spun",
        }
        assert index.add([("memory:late", f"{STORY} This line was added by a later version.")]).matches == 2
    assert verify(frozen, every_text=True) == []


def test_the_making_is_whole(tmp_path: Path) -> None:
    """The store that would be frozen now has rows in every view that is asked, and verifies."""
    make(tmp_path / "prov.db")
    assert [name for name, rows in say(tmp_path / "prov.db").items() if not rows] == []
    assert verify(tmp_path / "prov.db", every_text=True) == []


def test_the_writer_writes_what_it_wrote() -> None:
    """The same texts give the same bytes as ever under this format version; other bytes need another version."""
    file = HERE / "segments.json"
    digests = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    now = segment_digest()
    assert digests.get(format_version(), now) == now
