"""One piece of work ahead."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance import engine
from provenance.pipeline.indexing import batches, ingest
from provenance.pipeline.indexing.ingest import Options, prefetch
from provenance.pipeline.session import open_writer
from tests.corpus import planted, write


def test_nothing_is_lost_or_reordered() -> None:
    """What comes out is what went in, in order."""
    assert list(prefetch(iter(range(100)))) == list(range(100))
    assert list(prefetch(iter([]))) == []


def test_the_next_item_is_made_while_one_is_in_use() -> None:
    """The second item is begun before the first one is given back, and the third is not."""
    begun = [threading.Event() for _ in range(3)]

    def items() -> Iterator[int]:
        for number, event in enumerate(begun):
            event.set()
            yield number

    made = prefetch(items())
    assert next(made) == 0
    assert begun[1].wait(10)
    assert not begun[2].is_set()
    assert list(made) == [1, 2]


def test_an_error_comes_where_its_item_would() -> None:
    """What was made before an error is still given."""

    def items() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    made = prefetch(items())
    assert next(made) == 1
    with pytest.raises(OSError, match="disk"):
        next(made)


def test_stopping_early_leaves_no_thread() -> None:
    """A caller that stops waits for the item under way, and no thread is left."""
    before = threading.active_count()
    made = prefetch(iter(range(10)))
    next(made)
    made.close()
    assert threading.active_count() == before


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty files, which are added in eight batches."""
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (5, 5))
    return write(tmp_path / "texts", planted(40)[0])


def test_no_batch_is_sketched_while_matches_are_searched_for(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search keeps all cores busy."""
    searching, sketch, found = threading.Event(), engine.Workers.sketch, ingest._search
    overlapped: list[bool] = []

    def watched_search(*args: object) -> object:
        searching.set()
        try:
            return found(*args)  # type: ignore[arg-type] # whatever the caller hands over
        finally:
            searching.clear()

    def watched_sketch(*args: object) -> object:
        overlapped.append(searching.is_set())
        return sketch(*args)  # type: ignore[arg-type] # likewise

    monkeypatch.setattr(ingest, "_search", watched_search)
    monkeypatch.setattr(engine.Workers, "sketch", watched_sketch)
    with open_writer(tmp_path / "a.db", create=True, jobs=2) as session:
        ingest.ingest(session, [str(folder)], Options())
    assert len(overlapped) >= 8
    assert not any(overlapped)


def test_a_search_that_fails_ends_the_run(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that waits for it to end is told, and ends too."""

    def failing(*_: object) -> object:
        raise OSError("the disk is gone")

    before = threading.active_count()
    monkeypatch.setattr(ingest, "_search", failing)
    with open_writer(tmp_path / "a.db", create=True, jobs=2) as session, pytest.raises(OSError, match="gone"):
        ingest.ingest(session, [str(folder)], Options())
    assert threading.active_count() == before
