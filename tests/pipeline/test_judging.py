import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import Index
from provenance.model import Document, Metadata
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from provenance.store import lineage_inputs, open_for_reading
from provenance.swaps import Swaps
from tests.corpus import SPUN, STORY, UNRELATED, prose

Add = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is made."""
    return tmp_path / "prov.db"


@pytest.fixture
def add(path: Path) -> Add:
    """Index texts in a run of their own: ``add(uri=text)``, or ``add("2024-05-01", uri=text)`` with a claimed date."""

    def run(published_at: str | None = None, **texts: str) -> None:
        items = [Document(f"memory:{uri}", text, Metadata(published_at)) for uri, text in texts.items()]
        with open_writer(path, create=True) as session:
            ingest_documents(session, items, Options())

    return run


def lineage(path: Path, view: str = "v_lineage", columns: str = "derived_uri, source_uri") -> list[tuple[object, ...]]:
    """What a view of lineage says."""
    with open_for_reading(path) as store:
        return store.rows(f"SELECT {columns} FROM {view} ORDER BY derived_uri, source_uri, confidence")  # noqa: S608


def test_an_earlier_date_turns_an_edge(path: Path, add: Add) -> None:
    """A text that gets an earlier date when it is seen elsewhere becomes the source; history says by which run."""
    copy = f"{STORY} {prose(1)}"
    add("2024-05-01", one=STORY)
    add("2024-03-01", two=copy)
    assert lineage(path) == [("memory:one", "memory:two")]
    add("2023-01-01", elsewhere=STORY)
    assert lineage(path) == [("memory:two", "memory:one")]
    history = lineage(path, "v_lineage_history", "derived_uri, source_uri, run_id, replaced_by")
    assert history == [("memory:one", "memory:two", 2, 3), ("memory:two", "memory:one", 3, None)]
    assert verify(path, every_text=True) == []


def test_a_source_that_corrects_its_date_is_believed(path: Path, add: Add) -> None:
    """Of what one source claims about a text, the last claim counts."""
    add("2024-05-01", one=STORY)
    add("2024-03-01", two=f"{STORY} {prose(1)}")
    add("2024-01-01", one=STORY)
    assert lineage(path) == [("memory:two", "memory:one")]


def test_a_new_text_is_put_between(path: Path, add: Add) -> None:
    """When the copy that a copy was made from arrives later, the old edge is no longer the immediate one."""
    first, second = f"{STORY} {prose(1)}", f"{STORY} {prose(1)} {prose(2)}"
    add("2024-01-01", original=STORY)
    add("2024-03-01", second=second)
    assert lineage(path, columns="derived_uri, source_uri, immediate") == [("memory:second", "memory:original", 1)]
    add("2024-02-01", first=first)
    found = lineage(path, columns="derived_uri, source_uri, immediate")
    assert ("memory:second", "memory:first", 1) in found
    assert ("memory:second", "memory:original", 0) in found


def test_what_changes_nothing_writes_nothing(path: Path, add: Add) -> None:
    """Judging a family again without news leaves every row and makes no history."""
    add(one=STORY, two=SPUN)
    before = lineage(path, columns="derived_uri, source_uri, confidence, reasons")
    add(three=STORY, four=SPUN)
    assert lineage(path, columns="derived_uri, source_uri, confidence, reasons") == before
    assert lineage(path, "v_lineage_history", "replaced_by") == [(None,)]


def test_a_changed_text_is_a_revision(path: Path, add: Add) -> None:
    """What one place carries later is a revision of what it carried before, and the reasons say where that was."""
    add(page=STORY)
    add(page=f"{STORY} {UNRELATED}")
    with open_for_reading(path) as store:
        (row,) = store.rows("SELECT derived_id, source_id, relation, reasons FROM lineage")
        ((derived, reasons),) = store.rows("SELECT derived_id, reasons FROM match")
    assert row[:3] == (2, 1, "revision")
    notes = {reason["kind"]: reason["note"] for reason in json.loads(row[3])}
    assert notes["same-source"] == "the newer text was at memory:page after the other text"
    assert derived == 2, "the match itself says so, too"
    assert "same-source" in {reason["kind"] for reason in json.loads(reasons)}


def test_a_canonical_link_names_the_source(path: Path) -> None:
    """A page that calls another address the proper one of its text derives from what lies there."""
    first, second = "https://mirror.example/1", "https://courier.example/harbour"
    pages = [
        Document(first, f"{STORY} {prose(1)}", Metadata(canonical=second)),
        Document(second, f"{STORY} {prose(2)}", Metadata(canonical=second)),
    ]
    with open_writer(path, create=True) as session:
        ingest_documents(session, pages, Options())
    ((derived, source, reasons),) = lineage(path, columns="derived_uri, source_uri, reasons")
    assert (derived, source) == (first, second)
    assert "canonical-link" in {reason["kind"] for reason in json.loads(str(reasons))}


def test_nothing_derives_from_what_came_after_it_was_seen(
    path: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that we saw before the other says it was published never derives from it, whatever the words say."""
    monkeypatch.setattr("provenance.store.sightings.now", lambda: "2024-01-01T00:00:00.000Z")
    add(seen=SPUN)
    monkeypatch.setattr("provenance.store.sightings.now", lambda: "2024-06-01T00:00:00.000Z")
    add("2024-05-01", later=STORY)
    assert ("memory:seen", "memory:later") not in lineage(path)


def test_the_origin_of_a_family(path: Path, add: Add) -> None:
    """The text that the others derive from, and that derives from none, is named as the origin."""
    add("2024-01-01", original=STORY)
    add("2024-02-01", copy=f"{STORY} {UNRELATED}", spun=SPUN)
    with open_for_reading(path) as store:
        assert store.rows("SELECT origin_uri, derived FROM v_origin") == [("memory:original", 2)]


def test_forgetting_keeps_the_lineage_of_others_sealed(path: Path, add: Add) -> None:
    """When a document is forgotten its edges go, past ones too, and what is left still is what was sealed."""
    add("2024-05-01", one=STORY)
    add("2024-03-01", two=f"{STORY} {UNRELATED}", spun=SPUN)
    add("2023-01-01", elsewhere=STORY)
    with open_writer(path, create=False) as session:
        forget(session, ["memory:two"])
    assert verify(path, every_text=True) == []
    assert all("memory:two" not in row for row in lineage(path, "v_lineage_history"))
    add(later=f"{STORY} {prose(4)}")
    assert verify(path, every_text=True) == []


def test_texts_indexed_in_any_order_have_one_lineage(tmp_path: Path) -> None:
    """In whatever order dated texts arrive, the same ones derive from the same ones."""
    texts = {"a": STORY, "b": f"{STORY} {prose(1)}", "c": f"{STORY} {prose(1)} {prose(2)}", "d": SPUN}
    dates = {"a": "2024-01-01", "b": "2024-02-01", "c": "2024-03-01", "d": "2024-04-01"}
    found = []
    for number, names in enumerate(["abcd", "dcba", "bdac"]):
        path = tmp_path / f"{number}.db"
        with Index.create(path):
            pass
        for name in names:
            with open_writer(path, create=True) as session:
                ingest_documents(session, [Document(f"m:{name}", texts[name], Metadata(dates[name]))], Options())
        found.append(lineage(path, columns="derived_uri, source_uri, relation, immediate"))
    assert found[0] == found[1] == found[2]


def test_collecting_goes_on_after_judging(tmp_path: Path) -> None:
    """While families are judged no circles are sought; afterwards they are, as before, and not if they were not."""
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        for was_enabled, place in ((True, "memory:a"), (False, "memory:b")):
            (gc.enable if was_enabled else gc.disable)()
            try:
                index.add([(place, STORY), (f"{place}-copy", SPUN)])
                assert gc.isenabled() is was_enabled
            finally:
                gc.enable()


def test_swaps_have_the_word_of_the_source_first(path: Path, add: Add) -> None:
    """Whichever end of a match derives, what it swapped is read as it did it."""
    add(one=STORY, two=SPUN)
    with open_for_reading(path) as store:
        spun, story = (
            next(iter(lineage_inputs.shared(store, [(1, left_derives)]))).swaps for left_derives in (False, True)
        )
    assert spun.kept_in(Swaps.of([("dawn", "daybreak"), ("timber", "lumber"), ("quay", "pier")])) == 3
    assert story.kept_in(Swaps.of([("daybreak", "dawn"), ("lumber", "timber"), ("pier", "quay")])) == 3
