"""Families too large to be judged with every batch: they are judged when the run ends, and all else is the same."""

from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Index
from provenance.model import Document, Metadata
from provenance.pipeline.indexing import batches, ingest
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.lineage import clusters, update
from provenance.pipeline.lineage.clusters import components
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from provenance.store import lineage_inputs, open_for_reading
from provenance.store.status import counts
from tests.corpus import STORY, planted, prose

Content = Callable[[Path], dict[str, list[tuple[object, ...]]]]

#: Twelve versions of one text, which make a family, and pairs that have nothing to do with it.
VERSIONS = [
    Document(f"memory:version-{number:02}", f"{STORY} {prose(number, 20 + number)}", Metadata(f"2024-03-{number:02}"))
    for number in range(1, 13)
]
ITEMS = [*VERSIONS[:6], *(Document(f"memory:{name}", text) for name, text in planted(8)[0].items()), *VERSIONS[6:]]


class PowerCut(Exception):
    """The machine goes off."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, and families that count as large when they have five documents."""
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (3, 3))
    monkeypatch.setattr(update, "LARGE_FAMILY", 5)


def index(path: Path, items: list[Document]) -> None:
    """A run of its own."""
    with open_writer(path, create=True, jobs=1) as session:
        ingest_documents(session, items, Options())


def due(path: Path) -> int:
    """How many documents wait for their lineage."""
    with open_for_reading(path) as store:
        return counts(store).lineage_due


@pytest.fixture
def at_once(tmp_path: Path, content: Content) -> dict[str, list[tuple[object, ...]]]:
    """What a store says whose texts were judged in one batch."""
    index(tmp_path / "once.db", ITEMS)
    return content(tmp_path / "once.db")


@pytest.mark.usefixtures("small")
def test_the_answer_is_the_same(at_once: object, tmp_path: Path, content: Content) -> None:
    """Put off or not, the lineage is that of all texts together, and nothing is left to do."""
    path = tmp_path / "prov.db"
    index(path, ITEMS)
    assert content(path) == at_once
    assert due(path) == 0
    assert verify(path, every_text=True) == []


@pytest.mark.usefixtures("small")
def test_a_large_family_is_judged_once_in_a_run(tmp_path: Path) -> None:
    """Batches make no history of judgements that would not outlive the run."""
    path = tmp_path / "prov.db"
    index(path, VERSIONS)
    with open_for_reading(path) as store:
        assert store.value("SELECT count(*) FROM v_lineage") >= len(VERSIONS) - 1
        past = store.rows("SELECT derived_id, source_id FROM lineage_history")
    # What was judged while the family was still small may have changed since.
    assert {number for pair in past for number in pair} <= set(range(1, 5))


@pytest.mark.usefixtures("small")
def test_a_crash_before_the_end_is_made_up_for(
    at_once: object, tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was put off is remembered with the texts, and the next run does it, whatever that run adds."""
    path = tmp_path / "prov.db"

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(ingest, "update_due", cut)
        with pytest.raises(PowerCut):
            index(path, ITEMS)
    assert due(path) > 0
    assert content(path) != at_once
    index(path, [])
    assert content(path) == at_once
    assert due(path) == 0


@pytest.mark.usefixtures("small")
def test_what_waits_can_be_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that waits for its lineage may go before it comes to that."""
    path = tmp_path / "prov.db"
    with monkeypatch.context() as patched:
        patched.setattr(ingest, "update_due", lambda *_: None)
        index(path, VERSIONS)
    waiting = due(path)
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["memory:version-12"])
    assert due(path) == waiting - 1
    with Index.create(path, jobs=1) as one:
        one.add([("memory:other", prose(99))])
    assert due(path) == 0
    assert verify(path, every_text=True) == []


@given(
    edges=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40),
    ids=st.sets(st.integers(0, 30), max_size=6),
    large=st.integers(2, 12),
)
def test_families_are_parted_as_their_sizes_say(edges: list[tuple[int, int]], ids: set[int], large: int) -> None:
    """Small families come whole, of large ones those asked about: as one finds by looking at all of the graph."""
    edges = [(a, b) for a, b in edges if a != b]

    def pairs(_store: object, wanted: Collection[int]) -> list[tuple[int, int]]:
        return [pair for a, b in edges for pair in ((a, b), (b, a)) if pair[0] in wanted]

    whole = [set(one) for one in components([*edges, *((number, number) for number in ids)])]
    mine = [one for one in whole if one & ids]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lineage_inputs, "pairs", pairs)
        together, due = clusters.split_by_size(None, ids, large)  # type: ignore[arg-type]
        around = clusters.nearest(None, ids, 1_000)  # type: ignore[arg-type]
    assert together == set().union(*(one for one in mine if len(one) < large))
    assert due == ids & set().union(*(one for one in mine if len(one) >= large))
    assert around == set().union(*mine)
