"""However texts are cut into batches, runs and sessions, the store says the same in the end."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from provenance import Index, engine
from provenance.errors import DiskFull
from provenance.model import Document
from provenance.pipeline.indexing import batches, commit
from provenance.pipeline.indexing.ingest import Options, Progress, ingest, ingest_documents
from provenance.pipeline.indexing.inputs import Consumed, Item
from provenance.pipeline.session import open_writer
from provenance.store import audit, segments
from provenance.store.database import Store
from tests.corpus import planted, write

Content = Callable[[Path], dict[str, list[tuple[object, ...]]]]

TEXTS, PAIRS = planted(40)
ITEMS = sorted(TEXTS.items())


class PowerCut(Exception):
    """The machine goes off."""


@pytest.fixture
def at_once(tmp_path: Path, content: Content) -> dict[str, list[tuple[object, ...]]]:
    """What a store says that took all texts in one batch."""
    with Index.create(tmp_path / "once.db", jobs=1) as index:
        index.add(ITEMS)
    return content(tmp_path / "once.db")


def test_planted_pairs_are_matched(at_once: dict[str, list[tuple[object, ...]]]) -> None:
    """The texts of these tests have matches, passages, swapped words and lineage to compare."""
    assert {frozenset((str(row[1]), str(row[3]))) for row in at_once["matches"]} == PAIRS
    assert all(at_once.values())


@pytest.mark.parametrize("size", [1, 7])
def test_batches_do_not_matter(
    tmp_path: Path, content: Content, at_once: object, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Small batches, each committed by itself, lead to the same content as one."""
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (size, size))
    with Index.create(tmp_path / "small.db", jobs=2) as index:
        index.add(ITEMS)
    assert content(tmp_path / "small.db") == at_once


def test_sessions_do_not_matter(tmp_path: Path, content: Content, at_once: object) -> None:
    """Adding text by text over several sessions, some texts twice, leads to the same content as one batch."""
    for start in range(0, len(ITEMS), 15):
        with Index.create(tmp_path / "many.db", jobs=1) as index:
            index.add(ITEMS[max(0, start - 5) : start + 15])
    assert content(tmp_path / "many.db") == at_once


def test_memory_bounds_the_batch(tmp_path: Path, content: Content, at_once: object) -> None:
    """With little memory there are many batches, and still the same content."""
    with open_writer(tmp_path / "little.db", create=True, jobs=1) as session:
        ingest_documents(session, [Document(*item) for item in ITEMS], Options(memory=100_000))
        assert session.store.value("SELECT count(*) FROM event WHERE action = 'replace-segments'") > 5
    assert content(tmp_path / "little.db") == at_once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The texts as files."""
    return write(tmp_path / "texts", TEXTS)


def indexed(path: Path, folder: Path) -> object:
    """One run over the folder, in small batches."""
    with open_writer(path, create=True, jobs=1) as session:
        return ingest(session, [str(folder)], Options(memory=200_000))


def test_a_second_run_reads_nothing(
    tmp_path: Path, folder: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run over unchanged files opens none of them and changes nothing but when they were last seen."""
    indexed(tmp_path / "prov.db", folder)
    before = content(tmp_path / "prov.db")

    def refuse(_path: Path) -> bytes:
        raise AssertionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = indexed(tmp_path / "prov.db", folder)
    assert (report.added, report.changed, report.unchanged, report.matches) == (0, 0, len(TEXTS), 0)  # type: ignore[attr-defined]
    assert content(tmp_path / "prov.db") == before


def test_a_touched_file_is_read_and_found_unchanged(tmp_path: Path, folder: Path) -> None:
    """A file with a new time and the old text is unchanged."""
    indexed(tmp_path / "prov.db", folder)
    (folder / "original-0001.txt").touch()
    report = indexed(tmp_path / "prov.db", folder)
    assert (report.added, report.changed, report.unchanged) == (0, 0, len(TEXTS))  # type: ignore[attr-defined]


def test_a_changed_file_is_a_revision(tmp_path: Path, folder: Path, content: Content) -> None:
    """A file with a new text carries a new document; the old one stays, and lineage calls the new one a revision."""
    indexed(tmp_path / "prov.db", folder)
    path = folder / "original-0001.txt"
    path.write_text(TEXTS[path.name] + " A correction was added at the end, by the editor.")
    report = indexed(tmp_path / "prov.db", folder)
    assert (report.added, report.changed, report.matches) == (0, 1, 1)  # type: ignore[attr-defined]
    uris = [row[1] for row in content(tmp_path / "prov.db")["documents"]]
    assert uris.count(path.as_uri()) == 2


def cut(monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """Let the power go off inside the transaction of batch number ``at``, before function ``name`` of the store."""
    calls = iter(range(1_000))
    module, function = name.split(".")
    real = getattr(getattr(commit, module), function)

    def maybe(*arguments: object) -> object:
        if next(calls) == at:
            raise PowerCut
        return real(*arguments)

    monkeypatch.setattr(getattr(commit, module), function, maybe)


@pytest.mark.parametrize("name", ["documents.add", "sightings.record", "matches.add", "segments.replace"])
@pytest.mark.parametrize("at", [0, 3])
def test_a_crash_inside_a_commit_leaves_the_last_one(
    tmp_path: Path, content: Content, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    """A crash between segment and commit leaves an orphan; the next run deletes it and finishes the work."""
    whole, path = tmp_path / "whole.db", tmp_path / "cut.db"
    indexed(whole, folder)
    with monkeypatch.context() as patched:
        cut(patched, name, at)
        with pytest.raises(PowerCut):
            indexed(path, folder)
    names = {file.name for file in (tmp_path / "cut.db.index").iterdir()}
    with Index.open(path, jobs=1) as reader:
        assert {one.name for one in segments.listed(reader._session.store)} < names
    indexed(path, folder)
    assert content(path) == content(whole)
    with open_writer(path, create=False, jobs=1) as session:
        assert {file.name for file in session.store.index_folder.iterdir()} == {
            one.name for one in segments.listed(session.store)
        }
        assert list(audit.problems(session.store)) == []


def test_orphans_are_deleted_when_a_writer_opens(tmp_path: Path) -> None:
    """Segments and unfinished files that no commit names go; anything else in the folder stays."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add(ITEMS[:3])
    lying = tmp_path / "prov.db.index"
    for name in ("00000099.seg", "00000099.seg.tmp", "notes.txt"):
        (lying / name).write_text("left behind")
    Index.create(path, jobs=1).close()
    assert {file.name for file in lying.iterdir()} == {"00000001.seg", "notes.txt"}


def test_a_reader_leaves_orphans_alone(tmp_path: Path) -> None:
    """A reader deletes nothing: what it does not know may be a writer's next segment."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add(ITEMS[:3])
    (tmp_path / "prov.db.index" / "00000099.seg").write_text("being written")
    Index.open(path, jobs=1).close()
    assert (tmp_path / "prov.db.index" / "00000099.seg").exists()


def test_a_full_disk_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for a segment is an error of its own, and the store stays as it was."""
    path = tmp_path / "prov.db"

    class FullDisk:
        def write(self, *_: object) -> None:
            raise OSError(28, "No space left on device")

    write = engine.Workers.write

    with Index.create(path, jobs=1) as index:
        index.add(ITEMS[:3])
        with monkeypatch.context() as patched:
            full = mock.Mock(native=FullDisk())
            patched.setattr(engine.Workers, "write", lambda _, batch, to: write(full, batch, to))
            with pytest.raises(DiskFull):
                index.add(ITEMS[3:6])
        assert index.add(ITEMS[3:6]).added == 3


def test_a_failed_run_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that an error ended stands as failed, with what it had committed."""
    path = tmp_path / "prov.db"
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (5, 5))
    cut(monkeypatch, "matches.add", 2)
    with Index.create(path, jobs=1) as index, pytest.raises(PowerCut):
        index.add(ITEMS)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT state, added FROM v_run").fetchall() == [("failed", 10)]
    connection.close()


def test_an_error_stops_what_is_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends while the next batch is gathered does not wait until there is enough of it."""

    def endless(*_: object) -> Iterator[Item]:
        yield from (Document(uri, text) for uri, text in ITEMS[:3])
        while True:
            yield Consumed(1)
            time.sleep(0.001)

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (3, 3))
    monkeypatch.setattr("provenance.pipeline.indexing.ingest.read_all", endless)
    monkeypatch.setattr("provenance.pipeline.indexing.ingest.commit", cut)
    with open_writer(tmp_path / "prov.db", create=True, jobs=2) as session:
        before = threading.active_count()
        with pytest.raises(PowerCut):
            ingest(session, [], Options())
        assert threading.active_count() == before


def test_the_transaction_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch is committed in exactly one transaction, which waits for its segment, however long that takes."""
    path, order = tmp_path / "prov.db", []
    write_segment, transaction = engine.Workers.write, Store.transaction

    def writing(workers: engine.Workers, batch: engine.Sketches, segment: Path) -> engine.WrittenSegment:
        written = write_segment(workers, batch, segment)
        time.sleep(0.5)
        order.append("segment")
        return written

    @contextlib.contextmanager
    def committing(store: Store) -> Iterator[Store]:
        with transaction(store):
            yield store
        order.append("transaction")

    with Index.create(path, jobs=1) as index:
        monkeypatch.setattr(engine.Workers, "write", writing)
        monkeypatch.setattr(Store, "transaction", committing)
        index.add(ITEMS[:4])
    assert order == ["transaction", "segment", "transaction", "transaction"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_while_a_batch_is_read(tmp_path: Path, jobs: int) -> None:
    """Who waits for the first batch sees how far its reading has come, and in the end all of it."""
    write(tmp_path / "texts", {f"{number}.txt": f"{number} {'word ' * 150_000}" for number in range(6)})
    seen: list[tuple[int, int]] = []
    with open_writer(tmp_path / "prov.db", create=True, jobs=jobs) as session:

        def observe(progress: Progress) -> None:
            seen.append((progress.size, progress.run.counters.added))

        ingest(session, [str(tmp_path / "texts")], Options(jobs=jobs), observe=observe)
    sizes = [size for size, added in seen if not added]
    assert len(sizes) >= 3
    assert sizes == sorted(sizes)
    assert seen[-1] == (sum(path.stat().st_size for path in (tmp_path / "texts").iterdir()), 6)
