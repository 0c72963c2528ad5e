"""Clusters follow from the matches alone, at any order and size of batches, and cost what they hold."""

import contextlib
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Index
from provenance.model import Alignment, Comparison, Derived, Direction, Document, Kind, Metadata, Passage
from provenance.pipeline.indexing import batches
from provenance.pipeline.lineage import clusters
from provenance.pipeline.lineage.clusters import components
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.compact import compact
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from provenance.store import Store, documents, matches, open_for_reading, open_for_writing, runs, sightings
from provenance.store import clusters as stored
from tests.corpus import prose, reworded

Edges = list[tuple[int, int]]

#: Made-up graphs, as pairs of numbers.
graphs = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda e: e[0] < e[1]), unique=True)


def slowly(edges: Edges) -> list[list[int]]:
    """Components as the definition has them: grow a set of nodes until no edge leaves it."""
    left, found = {node for edge in edges for node in edge}, []
    while left:
        group = {min(left)}
        while more := {n for e in edges for n in e if set(e) & group} - group:
            group |= more
        found.append(sorted(group))
        left -= group
    return found


@given(graphs)
def test_components_are_what_hangs_together(edges: Edges) -> None:
    """The quick way finds the components that the definition says."""
    assert list(components(edges)) == slowly(edges)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of twelve documents without matches."""
    path = tmp_path_factory.mktemp("versions") / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:{number}", prose(number, 100 + number)) for number in range(1, 13)])
    return path


class RollBack(Exception):
    """Leave the store as it was."""


@contextlib.contextmanager
def rolled_back(store: Store) -> Iterator[None]:
    """A transaction of which nothing stays."""
    with contextlib.suppress(RollBack), store.transaction():
        yield
        raise RollBack


@settings(max_examples=60, deadline=None)
@given(edges=graphs, cuts=st.lists(st.integers(0, 20)), gone=st.sets(st.integers(1, 12), max_size=3))
def test_steps_lead_where_one_step_leads(versions: Path, edges: Edges, cuts: list[int], gone: set[int]) -> None:
    """Matches that come in any portions, and documents that leave, make the components of what is there in the end."""
    with open_for_writing(versions) as store, rolled_back(store):
        run_id = runs.begin(store, "test", {}, "0")
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(edges)], strict=True):
            added = matches.add(store, run_id, [version(*edge) for edge in edges[start:end]])
            clusters.update(store, (), added)
        assert list(clusters.problems(store)) == []
        assert sorted(members(store)) == slowly(edges)
        clusters.leave(store, gone)
        matches.remove(store, matches.of_documents(store, gone))
        assert list(clusters.problems(store)) == []
        assert sorted(members(store)) == slowly([edge for edge in edges if not gone & set(edge)])


def version(one: int, other: int) -> matches.NewMatch:
    """A match that makes two documents versions of one text."""
    return matches.NewMatch(
        one,
        other,
        Comparison(
            alignment=Alignment(
                kind=Kind.EDITED,
                resemblance=0.5,
                query_in_source=0.5,
                source_in_query=0.5,
                matched_words=100,
                changed=0.1,
                passages=(Passage(0, 1, 0, 1, Kind.EDITED, 0.1, 100),),
                substitutions=(),
            ),
            query_text="a",
            source_text="a",
            infer=lambda: Direction(Derived.UNDECIDED, 0.5, ()),
        ),
    )


def members(store: Store) -> Iterable[list[int]]:
    """The documents of each stored cluster."""
    found: dict[int, list[int]] = {}
    for number, cluster_id in sorted(stored.memberships(store).items()):
        found.setdefault(cluster_id, []).append(number)
    return found.values()


def uris(path: Path) -> set[frozenset[str]]:
    """The clusters of a store, as sets of addresses."""
    with open_for_reading(path) as store:
        rows = store.rows("SELECT cluster_id, uri FROM v_cluster")
    return {frozenset(uri for number, uri in rows if number == cluster) for cluster, _ in rows}


FAMILIES = {
    f"memory:{family}-{copy}": reworded(prose(family, 150), family * 100 + copy, every=25)
    if copy
    else prose(family, 150)
    for family in range(5)
    for copy in range(6)
}
EXCERPT = " ".join(prose(0, 150).split(" ")[:60])
SHARED = {
    "memory:long-a": f"{prose(50, 300)} {EXCERPT}",
    "memory:long-b": f"{prose(51, 300)} {EXCERPT}",
    "memory:digest": f"{prose(1, 150)} {prose(2, 150)}",
}


def test_versions_are_together_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order, the batches and the threads, each family is one cluster, and nothing glues two of them."""
    texts = FAMILIES | SHARED
    families = {frozenset(f"memory:{family}-{copy}" for copy in range(6)) for family in range(5)}
    for number, (size, jobs) in enumerate([(4_096, 1), (4_096, 2), (7, 2), (1, 1)]):
        items = sorted(texts.items())
        random.Random(number // 2).shuffle(items)
        monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (size, size))
        path = tmp_path / f"{number}.db"
        with Index.create(path, jobs=jobs) as index:
            index.add(items)
        assert uris(path) == families
        assert verify(path) == []


def test_the_representative_is_the_best_known(tmp_path: Path) -> None:
    """A known original stands for a cluster, else the one known for longest, else the longest; news is heeded."""
    path, text = tmp_path / "prov.db", prose(1, 150)

    def add(name: str, words: str, published: str | None = None, *, reference: bool = False) -> str:
        """Add a text and say which one stands for the cluster then."""
        with Index.create(path, jobs=1) as index:
            index.add([Document(name, f"{text} {words}", Metadata(published_at=published))], reference=reference)
        with open_for_reading(path) as store:
            return str(store.value("SELECT uri FROM v_cluster WHERE representative"))

    add("memory:first", "As it was.")
    assert add("memory:longer", "As it was, and some words more.") == "memory:longer"
    assert add("memory:dated", "As.", "2024-05-02T00:00:00Z") == "memory:dated"
    assert add("memory:later", "As it is.", "2025-05-02T00:00:00Z") == "memory:dated"
    assert add("memory:again", "As it was.", "2023-01-01T00:00:00Z") == "memory:first"
    assert add("memory:original", "In the beginning.", reference=True) == "memory:original"
    assert verify(path) == []


def test_a_cluster_falls_apart_without_its_middle(tmp_path: Path) -> None:
    """When the document that connects two others is forgotten, those are versions of one text no longer."""
    path = tmp_path / "prov.db"
    parts = [prose(number, 100) for number in range(5)]
    names = ("memory:one", "memory:two", "memory:three")
    texts = {name: " ".join(parts[start : start + 3]) for start, name in enumerate(names)}
    with Index.create(path, jobs=1) as index:
        index.add(sorted(texts.items()))
    assert uris(path) == {frozenset(texts)}
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["memory:two"])
    assert uris(path) == set()
    assert verify(path) == []


def test_a_changed_cluster_is_found_and_made_anew(tmp_path: Path) -> None:
    """Verifying notices a document in the wrong cluster, and compacting puts it back."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add(sorted(FAMILIES.items()))
    with open_writer(path, create=False, jobs=1) as session:
        with session.store.transaction():
            session.store.write("UPDATE cluster_document SET cluster_key = 1 WHERE document_id = 30")
        assert any("clusters are not those" in line for line in verify(path))
        compact(session)
    assert verify(path) == []


def test_many_copies_cost_rows_in_proportion(tmp_path: Path) -> None:
    """A text at three hundred sources with small edits has at most ten matches and one row of its cluster for each."""
    original = prose(1, 120)
    texts = {reworded(original, n, every=30) for n in range(300)}
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([(f"memory:{n}", text) for n, text in enumerate(sorted(texts))])
    with open_for_reading(tmp_path / "prov.db") as store:
        assert store.value("SELECT count(*) FROM v_match") <= 10 * len(texts)
        assert store.rows("SELECT documents FROM cluster") == [(len(texts),)]


def test_clusters_are_part_of_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When clusters cannot be written, nothing of the batch is."""
    update: Callable[..., None] = clusters.update

    def dies(*arguments: object) -> None:
        update(*arguments)
        raise RollBack

    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        monkeypatch.setattr(clusters, "update", dies)
        with pytest.raises(RollBack):
            index.add(sorted(FAMILIES.items()))
        assert documents.ids(index._session.store) == []
        assert sightings.uris(index._session.store, [1]) == {}
