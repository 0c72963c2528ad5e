"""What is worth a commit."""

import pytest

from provenance.model import Document
from provenance.pipeline.indexing import batches
from provenance.pipeline.indexing.batches import BATCH_DOCUMENTS, BATCH_NOTES, Gathered
from provenance.pipeline.indexing.ingest import Options
from provenance.pipeline.indexing.inputs import Notes, Unchanged

LEAST, MOST = BATCH_DOCUMENTS
PLENTY = 1 << 40


def gathered(texts: list[str]) -> Gathered:
    """A portion of documents with these texts."""
    one = Gathered(Notes())
    for number, text in enumerate(texts):
        one.add(Document(f"a:{number}", text))
    return one


@pytest.mark.parametrize(
    ("stored", "wanted"), [(0, LEAST), (LEAST - 1, LEAST), (5_000, 5_000), (MOST, MOST), (10_000_000, MOST)]
)
def test_batches_grow_with_the_store(stored: int, wanted: int) -> None:
    """A batch has as many documents as are stored, within bounds."""
    assert not gathered(["a"] * (wanted - 1)).is_full(stored, PLENTY)
    assert gathered(["a"] * wanted).is_full(stored, PLENTY)


def test_memory_bounds_the_batch() -> None:
    """A text takes memory for its characters and for its tokens: one without words takes the least."""
    words, rule, characters = (gathered([text * 1_000]).memory for text in ("word ", "-----", "中文中文中"))
    assert 3 * 5_000 <= rule < words < characters
    assert gathered(["word " * 1_000]).is_full(0, words)
    assert not gathered(["word " * 1_000]).is_full(0, words + 1)


def test_time_bounds_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where reading is slow, what there is is stored after a while; nothing is never worth it."""
    few, nothing = gathered(["a"]), gathered([])
    assert not few.is_full(0, PLENTY)
    monkeypatch.setattr(batches, "BATCH_SECONDS", 0.0)
    assert few.is_full(0, PLENTY)
    assert not nothing.is_full(0, PLENTY)


def test_the_least_memory_is_some() -> None:
    """However little there is, a batch without documents is not full."""
    assert not gathered([]).is_full(0, Options(memory=1).batch_memory)


def test_notes_fill_a_batch() -> None:
    """What was read and is no document is stored after a while, too."""
    one = gathered([])
    one.notes.unchanged += [Unchanged("a:1")] * (BATCH_NOTES - 1)
    assert not one.is_full(0, PLENTY)
    one.notes.add(Unchanged("a:2"))
    assert one.is_full(0, PLENTY)
