from pathlib import Path

import pytest

from provenance.model import Metadata
from provenance.store import Store, documents
from provenance.store.sqlite import sqlite3
from tests.store.conftest import Writer


def test_numbers_follow_each_other_and_are_never_used_again(writer: Writer) -> None:
    """The number of a document that was removed is not given to another one."""
    assert writer.add(["one", "two"]) == [1, 2]
    for table in ("document_text", "sighting", "source", "document"):
        writer.store.write(f"DELETE FROM {table} WHERE document_id = 2")  # noqa: S608 - names of this test
    assert documents.next_id(writer.store) == 3


def test_a_text_is_one_document(writer: Writer) -> None:
    """The same text cannot be stored twice."""
    writer.add(["one"])
    with pytest.raises(sqlite3.IntegrityError, match="sha256"):
        writer.add(["one"])


def test_known_texts_are_found_by_hash(writer: Writer) -> None:
    """Hashes of texts that the store lacks are left out."""
    writer.add(["one", "two"])
    known = writer.store.value("SELECT sha256 FROM document WHERE document_id = 2")
    assert documents.ids_by_sha256(writer.store, [known, "f" * 64]) == {known: 2}


def test_texts_come_back_as_they_were_given(writer: Writer) -> None:
    """The store keeps the bytes it was given and the length before compression."""
    ids = writer.add(["one", "zwei Wörter"])
    found = documents.texts(writer.store, [*ids, 99])
    assert {number: text.decode() for number, text in found.items()} == {1: "one", 2: "zwei Wörter"}
    assert [size for _, size, _ in documents.sizes(writer.store)] == [3, 12]


def test_a_document_shows_the_first_claim_of_each_kind(writer: Writer) -> None:
    """A later source fills in what the first one did not say and changes nothing it did."""
    (number,) = writer.add(["one"], Metadata(title="First"))
    writer.see(
        {"memory:later": number}, Metadata(title="Second", author="Somebody", published_at="2020-01-01T00:00:00Z")
    )
    document = documents.load(writer.store, [number])[number]
    assert document.uri == "memory:one"
    assert document.claims == Metadata("2020-01-01T00:00:00Z", "First", "Somebody", None)
    assert writer.store.value("SELECT sources FROM v_document") == 2


def test_a_document_can_become_a_reference(writer: Writer) -> None:
    """Marking known originals counts those that were not marked before."""
    ids = writer.add(["one", "two"])
    assert documents.mark_reference(writer.store, writer.run_id, ids[:1]) == 1
    assert documents.mark_reference(writer.store, writer.run_id, ids) == 1
    assert all(document.is_reference for document in documents.load(writer.store, ids).values())


def test_people_name_documents_in_several_ways(writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URI, a path, a number and a hash lead to the same document."""
    (number,) = writer.add(["one"])
    monkeypatch.chdir(tmp_path)
    writer.see({(tmp_path / "a b.txt").as_uri(): number})
    sha256 = documents.load(writer.store, [number])[number].sha256
    names = ["memory:one", "a b.txt", str(tmp_path / "a b.txt"), (tmp_path / "a b.txt").as_uri(), "1", sha256]
    assert [documents.find(writer.store, name) for name in names] == [number] * len(names)
    assert [documents.find(writer.store, name) for name in ("memory:none", "none.txt", "7", "f" * 64)] == [None] * 4


def test_empty_batches_do_nothing(writer: Writer) -> None:
    """Asking about nothing or adding nothing is allowed and leaves no event."""
    before = writer.store.value("SELECT count(*) FROM event")
    documents.add(writer.store, writer.run_id, [])
    assert documents.load(writer.store, []) == {}
    assert documents.texts(writer.store, []) == {}
    assert documents.ids_by_sha256(writer.store, []) == {}
    assert writer.store.value("SELECT count(*) FROM event") == before


def test_text_that_sql_might_mistake_is_only_text(store: Store) -> None:
    """A name made to break out of SQL finds nothing and breaks nothing."""
    assert documents.find(store, "'; DROP TABLE document; --") is None
    assert store.value("SELECT count(*) FROM document") == 0


def test_a_text_is_found_by_the_path_it_was_indexed_by(writer: Writer, tmp_path: Path) -> None:
    """Through a linked folder as readers name it, and by the way without links where that was indexed."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a b.txt").write_text("text")
    (tmp_path / "link").symlink_to("real")
    through, straight = tmp_path / "link" / "a b.txt", tmp_path / "real" / "a b.txt"
    (first,) = writer.add(["one"])
    writer.see({through.as_uri(): first})
    assert documents.find(writer.store, str(through)) == first
    assert documents.find(writer.store, str(straight)) is None
    (second,) = writer.add(["two"])
    writer.see({straight.as_uri(): second})
    assert documents.find(writer.store, str(through)) == first
    assert documents.find_all(writer.store, str(straight)) == [second]
    assert documents.find(writer.store, f"{tmp_path}/link/../link/a b.txt") == first
