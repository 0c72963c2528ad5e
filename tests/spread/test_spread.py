import functools
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Index
from provenance.errors import UsageError
from provenance.model import Document, Metadata
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.spread import rows
from provenance.spread.importing import import_result
from tests.corpus import SPUN, STORY, planted
from tests.pipeline.conftest import Content, contents
from tests.spread.stages import run_stages

TEXTS, PAIRS = planted(24)
#: Texts that share passages, one that is there twice, one that holds nothing, and claims of when some were published.
ITEMS = [
    Document("memory:spun", SPUN, Metadata("2024-05-01", title="The gate")),
    *(Document(f"memory:{name}", text) for name, text in sorted(TEXTS.items())),
    Document("memory:story", STORY, Metadata("2023-01-01", author="A. Pilot")),
    Document("memory:empty", " \n"),
    Document("memory:again", STORY, Metadata("2022-01-01")),
]


def add(path: Path, items: list[Document]) -> None:
    """Index ``items`` in a run of their own."""
    with open_writer(path, create=True, jobs=1) as session:
        ingest_documents(session, items, Options())


def bring(path: Path, result: Path) -> None:
    """Import ``result``."""
    with open_writer(path, create=True, jobs=1) as session:
        import_result(session, result, memory=1 << 30)


@functools.cache
def expected(cut: int) -> Content:
    """What a store says to which two runs added the items, cut there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prov.db"
        if cut:
            add(path, ITEMS[:cut])
        add(path, ITEMS[cut:])
        return contents(path)


@settings(max_examples=8)
@given(
    cut=st.sampled_from([0, 9, len(ITEMS) - 1, len(ITEMS)]),
    ranges=st.integers(1, 70),
    together=st.integers(1, 40),
    long=st.integers(1, 4_000),
)
def test_the_stages_say_what_an_index_says(cut: int, ranges: int, together: int, long: int) -> None:
    """New texts, alone and against a store, in any ranges, groups and pieces: imported, they say what a run says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prov.db"
        if cut:
            add(path, ITEMS[:cut])
        store = path if cut else None
        result = run_stages(
            ITEMS[cut:], Path(folder) / "result", store=store, ranges=ranges, together_=together, long=long
        )
        bring(path, result)
        assert contents(path) == expected(cut)
        bring(path, result)
        assert contents(path) == expected(cut)


def test_the_texts_have_something_to_say() -> None:
    """What is compared here has matches, swapped words, clusters and lineage, also between old and new texts."""
    assert all(expected(9).values())
    assert {frozenset((str(row[1]), str(row[3]))) for row in expected(9)["matches"]} >= {
        frozenset(f"memory:{name}" for name in pair) for pair in PAIRS
    }


def test_forgotten_texts_stay_out(tmp_path: Path) -> None:
    """A text that was forgotten gets no number, is proposed for none, and does not come back."""
    from provenance.pipeline.upkeep.forget import forget  # noqa: PLC0415 - of this test only

    path, other = tmp_path / "prov.db", tmp_path / "other.db"
    for one in (path, other):
        add(one, ITEMS[:9])
        with open_writer(one, create=False, jobs=1) as session:
            forget(session, ["2", "3"])
    bring(path, run_stages(ITEMS, tmp_path / "result", store=path))
    add(other, ITEMS)
    assert contents(path) == contents(other)
    with Index.open(path, jobs=1) as index:
        assert index.counts().documents == len(ITEMS) - 4


def test_rows_that_hold_no_text_are_left_out() -> None:
    """Rows without text, or with blanks only, get no number; a row that does not say where it was seen is refused."""
    table = pa.table({"ord": [4, 5, 6, 7], "uri": ["a", "b", "c", "d"], "text": [None, "", "\u00a0\n", "word"]})
    assert rows.hashed(table)["ord"].to_pylist() == [7]
    with pytest.raises(UsageError, match="order 9 has no uri"):
        rows.hashed(pa.table({"ord": [9], "uri": pa.array([None], pa.string()), "text": ["word"]}))
