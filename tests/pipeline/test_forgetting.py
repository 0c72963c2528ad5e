"""What is forgotten is gone for good, and everything else is as it was and still sealed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import ProvenanceError
from provenance.model import Document, Metadata
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import Session, open_reader, open_writer
from provenance.pipeline.upkeep.compact import compact
from provenance.pipeline.upkeep.forget import forget, plan
from provenance.pipeline.upkeep.health import health
from provenance.pipeline.upkeep.snapshot import snapshot
from provenance.pipeline.upkeep.verify import verify
from provenance.store import documents, forgotten, open_for_reading
from tests.corpus import SPUN, STORY, UNRELATED, prose, reworded

Content = dict[str, list[tuple[object, ...]]]

STAYS = [
    Document("memory:bread", UNRELATED),
    Document("memory:a", prose(1, 200)),
    Document("memory:b", reworded(prose(1, 200), 2, every=12)),
]
GOES = [
    Document("memory:story", STORY, Metadata(title="Zwetschgenkuchen at the quay", author="Quilla Xanthippe")),
    Document("memory:elsewhere", STORY),
]
COPY = Document("memory:spun", SPUN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of texts that match each other, in two commits."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([*STAYS, *GOES])
        index.add([COPY])
    return path


def number_of(path: Path, name: str) -> int:
    """The document that ``name`` means."""
    with open_for_reading(path) as store:
        found = documents.find(store, name)
        assert found is not None
        return found


def forgetting(path: Path, *names: str, keep_hash: bool = True) -> forgotten.Removed:
    """Forget, in a session of its own."""
    with open_writer(path, create=False, jobs=1) as session:
        return forget(session, names, keep_hash=keep_hash)[1]


def compacting(path: Path) -> int:
    """Compact, in a session of its own; how many documents the index dropped."""
    with open_writer(path, create=False, jobs=1) as session:
        return compact(session).dropped


def bytes_on_disk(path: Path) -> bytes:
    """All that the files of the database hold."""
    files = [*path.parent.glob("prov.db*"), *path.with_name("prov.db.texts").iterdir()]
    return b"".join(file.read_bytes() for file in files if file.is_file())


def proposed(session: Session, text: str) -> set[int]:
    """What the index proposes for ``text``."""
    return {one.document_id for one in session.workers.propose(session.segments, text).candidates}


def test_nothing_shows_what_was_forgotten(path: Path, content: Callable[[Path], Content]) -> None:
    """Without the document, its sightings, matches and lineage, the store says what it says when it never had them."""
    never = path.with_name("never.db")
    with Index.create(never, jobs=1) as index:
        index.add(STAYS)
    removed = forgetting(path, "memory:story", "memory:spun")
    assert (removed.documents, removed.sources, removed.matches) == (2, 3, 1)
    assert content(path) == content(never)
    with Index.open(path, jobs=1) as index:
        assert index.query(STORY).matches == ()
    assert verify(path, every_text=True) == []


def test_no_bytes_stay(path: Path) -> None:
    """Text, title, author, URI, passages and swapped words are overwritten in the database and the files of texts."""
    with open_for_reading(path) as store:
        frame = documents.texts(store, [4])[4]
    traces = [
        frame[9:-9],
        b"Zwetschgenkuchen",
        b"Xanthippe",
        b"memory:story",
        b"memory:elsewhere",
        b"troopers",
        b"Thursday",
    ]
    before = bytes_on_disk(path)
    assert [trace in before for trace in traces] == [True, True, True, True, True, False, True]
    forgetting(path, "memory:story", "memory:spun")
    after = bytes_on_disk(path)
    assert [trace for trace in traces if trace in after] == []
    assert b"daybreak" not in after


def test_a_copy_has_nothing_that_was_forgotten(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a reader keeps a forgotten text on the disk, a snapshot is without it, and status says that it waits."""
    monkeypatch.setattr("provenance.store.database.CLOSING_MILLISECONDS", 10)
    with open_for_reading(path) as reader, reader.snapshot():
        frame = documents.texts(reader, [4])[4]
        forgetting(path, "memory:story", "memory:spun")
        assert frame in bytes_on_disk(path)
        copy = tmp_path / "copy" / "prov.db"
        snapshot(path, copy)
        assert frame not in bytes_on_disk(copy)
        assert verify(copy, every_text=True) == []
        assert health(path).problems == ("forgotten texts wait for a command that writes, to be overwritten: 2",)


def test_a_copy_that_stays_is_named(path: Path) -> None:
    """Who forgets a text learns which texts that stay repeat it, and how much."""
    with open_for_reading(path) as store:
        planned = plan(store, ["memory:elsewhere"])
    assert list(planned.places.values()) == [["memory:story", "memory:elsewhere"]]
    assert [one.uri for one in planned.repeated_by] == ["memory:spun"]
    assert planned.repeated_by[0].matched_words > 40


def test_every_text_of_a_source_goes(path: Path) -> None:
    """By its URI a source is forgotten with all that it ever carried; by number only that one text."""
    with Index.create(path, jobs=1) as index:
        index.add([("memory:spun", "A later version that has nothing to do with what stood here once, or nearly so.")])
    before, now = number_of(path, "memory:spun") - 1, number_of(path, "memory:spun")
    with open_for_reading(path) as store:
        assert list(plan(store, ["memory:spun"]).places) == [before, now]
        assert list(plan(store, [str(now)]).places) == [now]
    forgetting(path, str(now))
    with open_for_reading(path) as store:
        assert store.rows("SELECT status FROM source WHERE uri = 'memory:spun'") == [("gone",)]
        assert store.rows("SELECT uri FROM v_document WHERE document_id = ?", (before,)) == [("memory:spun",)]
    assert verify(path) == []


def test_the_index_drops_it_at_the_next_merge(path: Path) -> None:
    """Until a merge the segments propose what was forgotten, and nothing comes of it; afterwards they do not."""
    number = number_of(path, "memory:story")
    forgetting(path, "memory:story")
    with open_reader(path, jobs=1) as session:
        assert number in proposed(session, STORY)
        assert forgotten.in_index(session.store) == {number}
    with Index.create(path, jobs=1) as index:
        index.add([("memory:again", f"{STORY} And one more line, so that this is another text.")])
        assert {match.uri for match in index.query(STORY).matches} == {"memory:again", "memory:spun"}
    assert compacting(path) == 1
    with open_reader(path, jobs=1) as session:
        assert number not in proposed(session, STORY)
        assert forgotten.in_index(session.store) == frozenset()
    assert verify(path, every_text=True) == []


def test_merging_later_segments_leaves_it_waiting(path: Path) -> None:
    """A merge of segments that do not hold a forgotten document does not count as dropping it."""
    number = number_of(path, "memory:story")
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, [str(number)])
        ingest_documents(session, [], Options())
        assert forgotten.in_index(session.store, number + 1) == frozenset()
        assert forgotten.in_index(session.store, number) == {number}


def test_a_forgotten_text_is_left_out_until_asked_for(path: Path) -> None:
    """A later run leaves the text out and says so; asked to readmit it, it comes back under a new number."""
    number = number_of(path, "memory:story")
    forgetting(path, "memory:story")
    with open_writer(path, create=False, jobs=1) as session:
        items = [*GOES, *STAYS]
        report = ingest_documents(session, items, Options())
        assert (report.added, report.unchanged, report.forgotten) == (0, 3, ("memory:story", "memory:elsewhere"))
        assert ingest_documents(session, items, Options(readmit=True)).added == 2
        assert ingest_documents(session, items, Options()).unchanged == 5
    assert number_of(path, "memory:story") == 6 != number
    assert verify(path) == []


def test_without_its_hash_nothing_tells_what_it_was(path: Path) -> None:
    """When the hash is let go of, at once or later, no file holds it, and the text comes in as one never seen."""
    with open_for_reading(path) as store:
        hashes = [
            store.value("SELECT sha256 FROM v_document WHERE uri = ?", (uri,))
            for uri in ("memory:story", "memory:spun")
        ]
    forgetting(path, "memory:story", keep_hash=False)
    forgetting(path, "memory:spun")
    assert [sha256.encode() in bytes_on_disk(path) for sha256 in hashes] == [False, True]
    removed = forgetting(path, hashes[1], keep_hash=False)
    assert removed.documents == 0
    assert hashes[1].encode() not in bytes_on_disk(path)
    with Index.create(path, jobs=1) as index:
        assert index.add([*GOES, COPY]).added == 3
    assert verify(path) == []


def test_forgetting_hides_no_tampering(path: Path) -> None:
    """Rows that were changed behind our back stay reported, although rows sealed with them were removed for good."""
    with open_writer(path, create=False, jobs=1) as session, session.store.transaction():
        session.store.write("UPDATE document SET tokens = tokens + 1 WHERE document_id = 2")
    forgetting(path, "memory:story")
    assert any("documents 1 to 4" in problem for problem in verify(path))


def test_the_trace_is_sealed(path: Path) -> None:
    """The event says which number went by which run, and holds neither text, hash nor URI."""
    with open_for_reading(path) as store:
        sha256 = store.value("SELECT sha256 FROM document WHERE document_id = 4")
    forgetting(path, "memory:story")
    with open_for_reading(path) as store:
        (object_,) = store.rows("SELECT object FROM v_event WHERE action = 'forget-documents'")[0]
        everything = " ".join(text for (text,) in store.rows("SELECT object FROM v_event"))
        assert store.rows("SELECT document_id, sha256, in_index FROM v_forgotten") == [(4, sha256, 1)]
    assert '"documents":[4]' in object_
    assert not re.search(f"{sha256}|memory:|Zwetschgen", everything)


def test_what_is_unknown_is_said_and_nothing_removed(path: Path, content: Callable[[Path], Content]) -> None:
    """One name that means nothing stops the whole command; a number forgotten before is fine."""
    before = content(path)
    with pytest.raises(ProvenanceError, match="memory:nowhere"):
        forgetting(path, "memory:story", "memory:nowhere")
    assert content(path) == before
    forgetting(path, "4")
    assert forgetting(path, "4").documents == 0


def test_no_table_is_overlooked(path: Path) -> None:
    """Every table that refers to a document or a match is one that forgetting empties of it."""
    sql = """
        SELECT DISTINCT t.name FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
        WHERE f."table" IN ('document', 'match') ORDER BY t.name
    """
    with open_for_reading(path) as store:
        found = " ".join(name for (name,) in store.rows(sql))
    known = "cluster cluster_document document_text lineage lineage_due lineage_history match passage"
    assert found == f"{known} sighting signature signature_candidate source substitution text_part"


def test_compacting_closes_large_holes(path: Path) -> None:
    """Texts and a database of which much is free become smaller; what has no holes is left alone; both still verify."""
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:{number}", prose(number, 900)) for number in range(100, 160)], match=False)
    with open_writer(path, create=False, jobs=1) as session:
        done = compact(session)
        assert (done.before.database, done.before.texts) == (done.after.database, done.after.texts)
        assert (done.before.segments, done.after.segments) == (3, 1)
        forget(session, [f"memory:{number}" for number in range(100, 160)])
        done = compact(session)
        assert done.after.texts < 0.1 * done.before.texts
        assert done.after.index < 0.5 * done.before.index
        assert done.dropped == 60
    assert verify(path, every_text=True) == []
