"""Every later version opens, verifies and asks what an earlier one wrote; `make freeze` adds what this one writes."""

import json
import tarfile
from pathlib import Path

import pytest

from provenance import Index
from provenance.pipeline.verify import verify
from tests.compat.made import format_version, make, say, segment_digest
from tests.corpus import STORY

HERE = Path(__file__).parent
FROZEN = sorted(HERE.glob("*.tar.xz"))


@pytest.fixture(params=FROZEN, ids=lambda file: file.name.removesuffix(".tar.xz"))
def frozen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store as an earlier version left it, brought up to date by opening it."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    Index.create(tmp_path / "prov.db", jobs=1).close()
    return tmp_path / "prov.db"


def test_it_says_what_it_said(frozen: Path) -> None:
    """Views have the same rows in the columns they had then; values that were sealed are as they were."""
    assert say(frozen) == json.loads((frozen.parent / "said.json").read_text(encoding="utf-8"))


def test_it_verifies(frozen: Path) -> None:
    """Pages, events, seals, segments, clusters and every text are as they were written."""
    assert verify(frozen, every_text=True) == []


def test_it_answers_and_grows(frozen: Path) -> None:
    """Its segments answer a query, new texts are matched with old ones, and the whole still verifies."""
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
