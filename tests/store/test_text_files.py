import contextlib
import errno
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import DiskFull, IntegrityError, ProvenanceError, StoreNotFound
from provenance.store import Store, documents, open_for_reading, open_for_writing, runs, text_files
from provenance.store.text_files import Place
from tests.store.conftest import Writer

LONG = "A text of which many bytes are told apart from all others: {}."


@pytest.fixture
def writing(store: Store) -> Writer:
    """A store in the middle of a run; transactions are those of the test."""
    with store.transaction():
        return Writer(store, runs.begin(store, "index", {"paths": ["a"]}, "0.1"))


def add(writing: Writer, *texts: str) -> dict[int, str]:
    """Add texts in a transaction; them by their numbers."""
    with writing.store.transaction():
        return dict(zip(writing.add(texts), texts, strict=True))


def remove(writing: Writer, *numbers: int) -> None:
    """Remove documents, and everything that names them, in a transaction."""
    with writing.store.transaction():
        remove_rows(writing, *numbers)


def remove_rows(writing: Writer, *numbers: int) -> None:
    """The same, inside of one."""
    for table in ("sighting", "source"):
        sql = f"DELETE FROM {table} WHERE document_id = ?"  # noqa: S608 - constants
        writing.store.write_many(sql, [(number,) for number in numbers])
    documents.remove(writing.store, numbers)


def texts_of(store: Store) -> dict[int, str]:
    """All texts that the store has."""
    return {number: text.decode() for number, text in documents.texts(store, documents.ids(store)).items()}


def on_disk(store: Store) -> bytes:
    """What all files of texts hold."""
    return b"".join(path.read_bytes() for path in sorted(store.text_folder.glob("*")))


def one_file(store: Store) -> Path:
    """The only file of texts."""
    (file,) = text_files.listed(store)
    return store.text_folder / file.name


@given(st.tuples(*[st.integers(0, 2**32 - 1)] * 4))
def test_a_place_comes_back(values: tuple[int, int, int, int]) -> None:
    """What the column has says where a text lies; no compressed text is taken for a place."""
    assert Place.of(Place(*values).packed()) == values
    assert Place.of(b"\x28\xb5\x2f\xfd" + bytes(13)) is None
    assert Place.of(b"F") is None


def test_texts_are_what_a_dictionary_has(writing: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Added, taken back, removed and compacted in any order, over many files: the texts are those given."""
    monkeypatch.setattr(text_files, "FULL", 400)
    rng, store = random.Random(5), writing.store
    model: dict[int, str] = {}

    def some() -> list[str]:
        return [LONG.format(rng.random()) for _ in range(rng.randrange(1, 9))]

    def taking_back() -> None:
        with contextlib.suppress(KeyError), store.transaction():
            writing.add(some())
            raise KeyError

    def removing() -> None:
        numbers = rng.sample(sorted(model), min(len(model), rng.randrange(9)))
        gone = [model.pop(number).encode() for number in numbers]
        remove(writing, *numbers)
        assert text_files.tidy(store)
        left = on_disk(store)
        assert not [text for text in gone if text in left]

    def compacting() -> None:
        text_files.compact(store)
        assert all(file.unused <= text_files.FREE * file.size for file in text_files.listed(store))

    doings: list[Callable[[], None]] = [lambda: model.update(add(writing, *some()))] * 2
    for doing in rng.choices([*doings, taking_back, removing, compacting], k=200):
        doing()
        assert texts_of(store) == model
        assert not [*text_files.problems(store), *text_files.misplaced(store)]
        assert sum(file.size - file.unused for file in text_files.listed(store)) == sum(map(len, model.values()))
    assert len(text_files.listed(store)) > 3
    assert {path.name for path in store.text_folder.iterdir()} == {file.name for file in text_files.listed(store)}


def test_what_a_crash_left_is_written_over(writing: Writer) -> None:
    """Bytes behind the committed ones are no part of the store; nor are files that no row names, which are removed."""
    store, expected = writing.store, add(writing, "one")
    path = one_file(store)
    path.write_bytes(path.read_bytes() + b"half a te")
    (store.text_folder / "00000007.texts").write_bytes(b"made before a crash")
    assert not list(text_files.problems(store))
    expected |= add(writing, "and a second one")
    assert texts_of(store) == expected
    assert path.read_bytes() == b"oneand a second one"
    assert text_files.tidy(store)
    assert list(store.text_folder.iterdir()) == [path]


def test_nothing_stays_of_what_was_taken_back(writing: Writer) -> None:
    """Texts of a transaction that was rolled back are cut off, so that forgetting one later overwrites all there is."""
    store, expected = writing.store, add(writing, "one")
    with contextlib.suppress(KeyError), store.transaction():
        writing.add([LONG.format(1), LONG.format(2)])
        raise KeyError
    assert on_disk(store).count(LONG.format(1).encode()) == 1
    assert text_files.tidy(store)
    assert on_disk(store) == b"one"
    with contextlib.suppress(KeyError), store.transaction():
        writing.add([LONG.format(1), LONG.format(2)])
        raise KeyError
    expected |= add(writing, "two")
    assert on_disk(store) == b"onetwo"
    assert texts_of(store) == expected


def test_forgetting_what_is_damaged_spares_all_others(writing: Writer) -> None:
    """Whichever bit of a place turned, forgetting its document overwrites no other text, and verification names it."""
    store = writing.store
    expected = add(writing, *(LONG.format(number) for number in range(5)))
    sound = store.value("SELECT text FROM document_text WHERE document_id = 3")
    before = on_disk(store)
    for bit in range(8, 8 * len(sound)):
        flipped = bytearray(sound)
        flipped[bit // 8] ^= 1 << bit % 8
        with contextlib.suppress(KeyError), store.transaction():
            store.write("UPDATE document_text SET text = ? WHERE document_id = 3", (bytes(flipped),))
            remove_rows(writing, 3)
            text_files.overwrite(store, store.text_folder)
            left = {number: text.decode() for number, text in documents.texts(store, [1, 2, 4, 5]).items()}
            assert left == {number: expected[number] for number in (1, 2, 4, 5)}
            is_whole = store.value("SELECT sum(size) FROM text_gap") == len(expected[3])
            assert list(text_files.misplaced(store)) != [] or is_whole
            raise KeyError
        one_file(store).write_bytes(before)


def test_a_file_that_the_store_does_not_count_is_kept(writing: Writer) -> None:
    """Where the size of a file was lost, the next texts are not written over those that are there."""
    store, expected = writing.store, add(writing, "one")
    with store.transaction():
        store.write("UPDATE text_file SET size = 0")
    assert list(text_files.misplaced(store)) == [
        "file of texts 00000001.texts: what lies from byte 3 on is not the text that should lie there"
    ]
    with pytest.raises(IntegrityError, match="has texts that the store does not count"):
        add(writing, "two")
    assert texts_of(store) == expected


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFull), (errno.EIO, IntegrityError), (errno.EACCES, StoreNotFound)],
)
def test_what_the_system_says_is_said(
    writing: Writer, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[ProvenanceError]
) -> None:
    """A file of texts that cannot be written is named, nothing of the transaction stays, and another try succeeds."""

    def refuse(_: int) -> None:
        raise OSError(number, "refused")

    expected = add(writing, "one")
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", refuse)
        with pytest.raises(kind, match=r"cannot write prov.db.texts/00000001.texts: refused"):
            add(writing, "two")
    expected |= add(writing, "three")
    assert texts_of(writing.store) == expected


def test_a_reader_keeps_what_it_may_ask_for(writing: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgotten texts are overwritten when the last reader that began before has ended, by whoever writes next."""
    monkeypatch.setattr("provenance.store.database.CLOSING_MILLISECONDS", 10)
    store, expected = writing.store, add(writing, LONG.format(1), LONG.format(2))
    with open_for_reading(store.path) as reader, reader.snapshot():
        assert texts_of(reader) == expected
        remove(writing, 1)
        assert not text_files.tidy(store)
        assert texts_of(reader) == expected
        assert texts_of(store) == {2: expected[2]}
    assert text_files.tidy(store)
    assert on_disk(store) == bytes(len(expected[1])) + expected[2].encode()
    assert texts_of(store) == {2: expected[2]}


def test_a_reader_that_began_before_the_log_keeps_it_too(writing: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one that reads the database file alone, since its log was empty."""
    monkeypatch.setattr("provenance.store.database.CLOSING_MILLISECONDS", 10)
    store, expected = writing.store, add(writing, LONG.format(1))
    assert store.checkpoint()
    with open_for_reading(store.path) as reader, reader.snapshot():
        assert documents.ids(reader) == [1]
        remove(writing, 1)
        assert not text_files.tidy(store)
        assert texts_of(reader) == expected
    assert text_files.tidy(store)
    assert on_disk(store) == bytes(len(expected[1]))


def test_a_compacted_file_stays_while_it_is_read(writing: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that began before a file was replaced reads the old one, and others the new one."""
    monkeypatch.setattr("provenance.store.database.CLOSING_MILLISECONDS", 10)
    store, expected = writing.store, add(writing, LONG.format(1), LONG.format(2))
    remove(writing, 1)
    assert text_files.tidy(store)
    with open_for_reading(store.path) as reader, reader.snapshot():
        assert documents.ids(reader) == [2]
        text_files.compact(store)
        assert texts_of(reader) == texts_of(store) == {2: expected[2]}
    assert text_files.tidy(store)
    assert one_file(store).name == "00000002.texts"
    assert on_disk(store) == expected[2].encode()


def test_damage_is_named(writing: Writer) -> None:
    """A byte that turned, a file cut short and one that is missing are errors that name the file, and never a text."""
    store, expected = writing.store, add(writing, LONG.format(1), LONG.format(2))
    path = one_file(store)
    sound = path.read_bytes()
    for place in range(len(sound)):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 4]) + sound[place + 1 :])
        with pytest.raises(IntegrityError, match=r"damaged: prov.db.texts/00000001.texts, from byte"):
            texts_of(store)
    path.write_bytes(sound[:-1])
    with pytest.raises(IntegrityError, match="from byte"):
        texts_of(store)
    assert list(text_files.problems(store)) == [
        f"file of texts 00000001.texts has {len(sound) - 1} bytes, not {len(sound)}"
    ]
    with pytest.raises(IntegrityError, match="missing or too short"):
        add(writing, "more")
    path.unlink()
    with pytest.raises(IntegrityError, match=r"cannot read prov.db.texts/00000001.texts"):
        texts_of(store)
    assert list(text_files.problems(store)) == [
        "file of texts 00000001.texts cannot be read: No such file or directory"
    ]
    path.write_bytes(sound)
    assert texts_of(store) == expected


@pytest.mark.parametrize("place", [Place(1, 0, 2**32 - 1, 7), Place(1, 2**32 - 1, 3, 7), Place(9, 0, 3, 7)])
def test_a_damaged_place_is_no_text(writing: Writer, place: Place) -> None:
    """A place that no text has is damage, and takes no memory for what it says."""
    add(writing, "one")
    with writing.store.transaction():
        writing.store.write("UPDATE document_text SET text = ?", (place.packed(),))
    with pytest.raises(IntegrityError):
        texts_of(writing.store)


def test_a_text_in_the_column_is_read(writing: Writer) -> None:
    """Stores of versions before files of texts have the compressed text itself."""
    store, expected = writing.store, add(writing, "one", "two")
    with store.transaction():
        store.write("UPDATE document_text SET text = CAST('one' AS BLOB) WHERE document_id = 1")
    assert texts_of(store) == expected


def test_a_crash_between_forgetting_and_overwriting(writing: Writer) -> None:
    """What was forgotten in a transaction is overwritten when the store is next tidied, in another process as well."""
    store, expected = writing.store, add(writing, LONG.format(1))
    remove(writing, 1)
    assert expected[1].encode() in on_disk(store)
    moved = store.path.with_name("moved.db")
    store.copy_to(moved)
    store.text_folder.rename(moved.with_name("moved.db.texts"))
    with open_for_writing(moved) as again:
        assert text_files.tidy(again)
        assert on_disk(again) == bytes(len(expected[1]))
