"""`prov verify` and `prov compact`: looking after a store."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from provenance import Index
from tests.corpus import planted

Prov = Callable[..., CompletedProcess[str]]
ITEMS = [(f"memory:{name}", text) for name, text in sorted(planted(12)[0].items())]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of a few commits."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        for item in ITEMS:
            index.add([item])
            if item is ITEMS[2]:
                index.add(ITEMS[3:])
    return path


def test_a_sound_store_is_said_to_be(prov: Prov, store: Path) -> None:
    """A store that nobody touched verifies, every text included."""
    done = prov("verify", "--db", store, "--all")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "everything is as it was written\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE match SET changed = 0.125 WHERE match_id = 1", "matches 1 to"),
        ("UPDATE document SET tokens = tokens + 1 WHERE document_id = 2", "documents 2 to 2"),
        ("UPDATE document_text SET text = (SELECT text FROM document_text WHERE document_id = 3) WHERE document_id = 4",
         "the text of document 4 is not the one that was stored"),
        ("UPDATE segment SET size = size + 1", "bytes, not"),
    ],
    ids=["match", "document", "text", "segment"],
)  # fmt: skip
def test_a_changed_row_is_found(prov: Prov, store: Path, change: str, said: str) -> None:
    """A value changed behind the program's back is named, with exit code 12."""
    with sqlite3.connect(store) as connection:
        connection.execute(change)
    connection.close()
    done = prov("verify", "--db", store, "--json", "--all")
    assert done.returncode == 12
    assert any(said in problem for problem in json.loads(done.stdout)["problems"])


def test_a_flipped_bit_of_a_segment_is_found(prov: Prov, store: Path) -> None:
    """A segment with one other bit does not verify, wherever the bit is."""
    segment = next((store.parent / "prov.db.index").glob("*.seg"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 3] ^= 4
    segment.write_bytes(data)
    done = prov("verify", "--db", store)
    assert done.returncode == 12
    assert segment.name in done.stderr


def test_compacting_leaves_one_segment_and_the_same_answers(prov: Prov, store: Path) -> None:
    """After compacting there is one segment, the store verifies, and queries find what they found."""
    with Index.open(store, jobs=1) as index:
        before = [[(m.uri, m.resemblance) for m in index.query(text).matches] for _, text in ITEMS]
    done = prov("compact", "--db", store, "--json")
    body = json.loads(done.stdout)
    assert (done.returncode, body["segments_before"] > 1, body["segments_after"]) == (0, True, 1)
    assert len(list((store.parent / "prov.db.index").iterdir())) == 1
    with Index.open(store, jobs=1) as index:
        assert [[(m.uri, m.resemblance) for m in index.query(text).matches] for _, text in ITEMS] == before
    assert prov("verify", "--db", store).returncode == 0
