"""`prov verify` and `prov compact`: looking after a store."""

import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from provenance import Index
from provenance.store import open_for_reading
from tests.corpus import STORY, planted

Prov = Callable[..., CompletedProcess[str]]
COMPAT = Path(__file__).parents[1] / "compat"
ITEMS = [(f"memory:{name}", text) for name, text in sorted(planted(12)[0].items())]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of a few commits, too few for a merge."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        for items in (ITEMS[:1], ITEMS[1:2], ITEMS[2:]):
            index.add(items)
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


def test_forgetting_is_announced_done_and_reported(prov: Prov, store: Path) -> None:
    """A dry run says what would go and changes nothing; the real one removes it; both name what repeats it."""
    asked = ("forget", "memory:original-0000.txt", "--db", store)
    before = store.read_bytes()
    announced = prov(*asked, "--dry-run")
    assert (announced.returncode, announced.stdout) == (0, "")
    assert "would forget document" in announced.stderr
    assert "memory:original-0000.txt" in announced.stderr
    assert store.read_bytes() == before
    body = json.loads(prov(*asked, "--json").stdout)
    assert body["documents"][0]["uris"] == ["memory:original-0000.txt"]
    assert body["removed"]["documents"] == 1
    assert [one["uri"] for one in body["repeated_by"]] == ["memory:copy-0000.txt"]
    assert prov("verify", "--db", store).returncode == 0
    assert json.loads(prov("status", "--db", store, "--json").stdout)["status"]["counts"]["forgotten_in_index"] == 1
    again = prov(*asked)
    assert (again.returncode, "no text 'memory:original-0000.txt'" in again.stderr) == (2, True)


def test_forgetting_beside_a_reader_says_what_is_left(prov: Prov, store: Path) -> None:
    """While a program reads, a text stays on the disk, which is said; the next command that writes overwrites it."""
    before = b"".join(file.read_bytes() for file in store.with_name("prov.db.texts").iterdir())
    with open_for_reading(store) as reader, reader.snapshot():
        assert reader.value("SELECT count(*) FROM document") == len(ITEMS)
        done = prov("forget", "memory:original-0000.txt", "--db", store)
        assert "1 text is overwritten on the disk by the next command that writes" in done.stderr
        body = json.loads(prov("forget", "memory:original-0001.txt", "--db", store, "--json").stdout)
        assert body["not_overwritten"] == 2
        assert b"".join(file.read_bytes() for file in store.with_name("prov.db.texts").iterdir()) == before
    body = json.loads(prov("forget", "memory:original-0002.txt", "--db", store, "--json").stdout)
    assert body["not_overwritten"] == 0
    after = b"".join(file.read_bytes() for file in store.with_name("prov.db.texts").iterdir())
    assert (len(after), after.count(0) > before.count(0) + 300) == (len(before), True)


def test_a_forgotten_file_is_named_and_left_out(prov: Prov, tmp_path: Path) -> None:
    """Indexing a folder again leaves a forgotten text out, says so and ends well; `--readmit` adds it."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("A text about a heron that stood in the reeds until the ice came.\n")
    (tmp_path / "texts" / "two.txt").write_text("Another one, which is about the making of cheese in the hills.\n")
    assert prov("index", "texts").returncode == 0
    assert prov("forget", "texts/one.txt").returncode == 0
    again = prov("index", "texts", "--json")
    body = json.loads(again.stdout)
    assert (again.returncode, body["added"], body["unchanged"], body["forgotten"]) == (0, 0, 1, 1)
    assert body["forgotten_inputs"] == [(tmp_path / "texts" / "one.txt").as_uri()]
    assert "one.txt: left out, its text was forgotten" in again.stderr
    assert json.loads(prov("index", "texts", "--readmit", "--json").stdout)["added"] == 1


def test_clusters_are_listed_with_their_versions(prov: Prov, store: Path) -> None:
    """`prov clusters` lists them largest first, with a URI the versions of one text; what has none is said."""
    body = json.loads(prov("clusters", "--db", store, "--json").stdout)
    sizes = [one["documents"] for one in body["clusters"]]
    assert sizes
    assert sizes == sorted(sizes, reverse=True)
    about = body["clusters"][0]["representative_uri"]
    versions = json.loads(prov("clusters", about, "--db", store, "--json").stdout)["documents"]
    assert len(versions) == sizes[0]
    assert [one["uri"] for one in versions if one["representative"]] == [about]
    assert "no clusters" in prov("clusters", "memory:original-0001.txt", "--db", store).stdout
    assert prov("clusters", "memory:nowhere", "--db", store).returncode == 2
    assert json.loads(prov("status", "--db", store, "--json").stdout)["status"]["counts"]["clusters"] == len(sizes)


def test_an_index_of_an_older_version_is_made_anew(prov: Prov, tmp_path: Path) -> None:
    """An index with keys of an older version is refused with the command that helps and keeps what the store says."""
    with tarfile.open(COMPAT / "format-2-schema-9.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    story = tmp_path / "story.txt"
    story.write_text(STORY.replace("e", "é"), encoding="utf-8")
    refused = prov("index", story)
    assert (refused.returncode, "prov compact --rebuild" in refused.stderr) == (14, True)
    before = prov("matches", "--json").stdout
    assert json.loads(before)["matches"]
    assert prov("show", "1").returncode == prov("verify", "--all").returncode == 0
    done = prov("compact", "--rebuild", "--json")
    assert (done.returncode, json.loads(done.stdout)["rebuilt"]) == (0, 21)
    assert prov("matches", "--json").stdout == before
    assert prov("verify", "--all").returncode == 0
    found = json.loads(prov("query", story, "--json").stdout)["matches"]
    assert {match["uri"] for match in found if match["kind"] == "verbatim"} == {"memory:story", "memory:elsewhere"}
