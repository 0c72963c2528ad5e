"""The public index, as programs use it."""

import concurrent.futures
import dataclasses
import json
import sqlite3
from pathlib import Path

import pytest

from provenance import Index, compare
from provenance.errors import (
    IntegrityError,
    ParametersDiffer,
    StoreLocked,
    StoreNotFound,
    StoreTooNew,
    UsageError,
)
from provenance.model import Derived, Document, Kind, Metadata
from tests.corpus import SPUN, STORY, UNRELATED, planted, prose


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an index may be made."""
    return tmp_path / "prov.db"


@pytest.fixture
def index(path: Path) -> Index:
    """An index of a few texts, one of them the story."""
    index = Index.create(path, jobs=1)
    index.add([("memory:story", STORY), ("memory:bread", UNRELATED), *((f"memory:{n}", prose(n)) for n in range(9))])
    return index


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What another program sees in the database."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_copy_is_found(index: Index) -> None:
    """A text that is known is found, whole, as verbatim."""
    (match,) = index.query(STORY).matches
    assert (match.uri, match.kind, match.resemblance, match.query_in_source) == (
        "memory:story",
        Kind.VERBATIM,
        1.0,
        1.0,
    )


def test_a_part_in_a_long_text_is_found(index: Index) -> None:
    """A few sentences inside a long text of its own are found, and the passage says where."""
    part = STORY[STORY.index("Two barges") : STORY.index(" A ferry")]
    text = f"{prose(500, 900)}\n\n{part}\n\n{prose(501, 900)}"
    (match,) = index.query(text).matches
    assert match.uri == "memory:story"
    assert match.query_in_source < 0.1
    (passage,) = match.passages
    assert text[passage.query_start : passage.query_end] == part
    assert STORY[passage.source_start : passage.source_end] == part


def test_a_long_text_is_found_by_its_part(index: Index, path: Path) -> None:
    """A short query that is a paragraph of a long known text finds it."""
    index.add([("memory:long", f"{prose(600, 900)} {SPUN} {prose(601, 900)}")])
    assert "memory:long" in {match.uri for match in index.query(SPUN).matches}


def test_a_rewritten_copy_is_found(index: Index) -> None:
    """A text with its words swapped is found, with the swaps and the direction."""
    (match,) = index.query(SPUN).matches
    assert (match.uri, match.kind) == ("memory:story", Kind.REWRITTEN)
    assert ("harbour", "haven") in {(one.source, one.query) for one in match.substitutions}
    assert match.direction.derived is Derived.QUERY
    assert match.direction.reasons


def test_an_unrelated_text_is_not_found(index: Index) -> None:
    """A text nobody knows has no matches."""
    result = index.query(prose(999))
    assert (result.matches, result.tokens) == ((), 120)


@pytest.mark.parametrize("text", ["", " \n", "!", "a", "\0", "\ud800", "中"])
def test_a_query_may_be_anything(index: Index, text: str) -> None:
    """Texts with hardly anything in them are answered, with nothing."""
    assert index.query(text).matches == ()


def test_a_query_stores_nothing(index: Index, path: Path) -> None:
    """Asking changes neither documents nor sources nor events."""
    count = "SELECT (SELECT count(*) FROM v_document), (SELECT count(*) FROM v_source), (SELECT count(*) FROM v_event)"
    before = rows(path, count)
    index.query(SPUN, uri="memory:asked")
    assert rows(path, count) == before


def test_matches_can_be_limited(index: Index) -> None:
    """``limit`` keeps the best, ``min_words`` leaves out the small."""
    index.add([("memory:spun", SPUN)])
    both = index.query(STORY).matches
    assert [match.uri for match in both] == ["memory:story", "memory:spun"]
    assert index.query(STORY, limit=1).matches == both[:1]
    assert index.query(STORY, min_words=71).matches == both
    assert index.query(STORY, min_words=10_000).matches == ()


def test_a_document_does_not_match_itself(index: Index) -> None:
    """A document that was only seen at the URI of the query is no match; seen elsewhere too, it is."""
    assert index.query(STORY, uri="memory:story").matches == ()
    index.add([("memory:reprint", STORY)])
    assert [match.uri for match in index.query(STORY, uri="memory:story").matches] == ["memory:reprint"]


def test_exact_duplicates_are_one_document(index: Index, path: Path) -> None:
    """The same text from three sources is one document with three sources, and no match with itself."""
    report = index.add([("memory:reprint", STORY), ("memory:again", STORY)])
    assert (report.added, report.matches) == (2, 0)
    assert rows(path, "SELECT sources FROM v_document WHERE uri = 'memory:story'") == [(3,)]
    assert rows(path, "SELECT count(DISTINCT document_id) FROM v_source WHERE uri IN ('memory:story', 'memory:again')")[
        0
    ] == (1,)


def test_adding_twice_adds_nothing(index: Index, path: Path) -> None:
    """Texts that are known are unchanged, and a second run leaves documents and matches as they were."""
    index.add([("memory:spun", SPUN)])
    count = "SELECT (SELECT count(*) FROM v_document), (SELECT count(*) FROM v_source), (SELECT count(*) FROM v_match)"
    before = rows(path, count)
    report = index.add([("memory:story", STORY), ("memory:spun", SPUN)])
    assert (report.added, report.changed, report.unchanged, report.matches) == (0, 0, 2, 0)
    assert rows(path, count) == before


def test_a_changed_source_is_a_revision(index: Index, path: Path) -> None:
    """A source that carries another text now has both, linked as a revision."""
    later = STORY.replace("Thursday", "Friday") + " The gate was opened again in the evening."
    report = index.add([("memory:story", later)])
    assert (report.added, report.changed, report.matches) == (0, 1, 1)
    assert rows(path, "SELECT count(*) FROM v_document WHERE uri = 'memory:story'") == [(2,)]
    assert [match.query_in_source for match in index.query(later).matches][0] == 1.0
    relations = rows(path, "SELECT relation FROM v_lineage")
    assert set(relations) <= {("revision",)}


def test_a_source_may_change_back(index: Index, path: Path) -> None:
    """A source that carries its first text again carries that document, and nothing is doubled."""
    index.add([("memory:story", SPUN)])
    report = index.add([("memory:story", STORY)])
    assert report.changed == 1
    assert rows(path, "SELECT count(*) FROM v_document WHERE uri = 'memory:story'") == [(2,)]
    assert rows(path, "SELECT d.tokens FROM v_source JOIN v_document AS d USING (document_id) WHERE v_source.uri = 'memory:story'") == [
        (len(STORY.split()),)
    ]


def test_empty_texts_are_named(index: Index) -> None:
    """A text without a word in it is not added but named."""
    report = index.add([("memory:void", " \n"), ("memory:new", prose(77))])
    assert (report.added, report.empty) == (1, ("memory:void",))


def test_known_originals_are_sources(path: Path) -> None:
    """A text marked as a reference is the source of its copy, whichever came first."""
    with Index.create(path, jobs=1) as index:
        index.add([("memory:copy", STORY + " And so on.")])
        index.add([("memory:original", STORY + " That is all.")], reference=True)
    assert rows(path, "SELECT derived_uri, source_uri FROM v_lineage") == [("memory:copy", "memory:original")]
    (reason,) = [r for r in rows(path, "SELECT reasons FROM v_lineage") if "known-original" in str(r)]
    assert reason


def test_claims_are_kept(path: Path) -> None:
    """What a source claims about its text stands in the database and decides the direction."""
    with Index.create(path, jobs=1) as index:
        index.add([("memory:late", STORY, Metadata("2024-05-12", "Late", "L", "en"))])
        index.add([Document("memory:early", STORY + " That is all.", Metadata("2024-05-01", "Early", "E", "en"))])
    assert rows(path, "SELECT published_at, title, author, language FROM v_document WHERE uri = 'memory:late'") == [
        ("2024-05-12", "Late", "L", "en")
    ]
    assert rows(path, "SELECT derived_uri, source_uri FROM v_lineage") == [("memory:late", "memory:early")]


def test_without_matching_texts_are_only_added(path: Path) -> None:
    """``match=False`` adds and looks for nothing; a query finds what was added."""
    with Index.create(path, jobs=1) as index:
        report = index.add([("memory:story", STORY), ("memory:spun", SPUN)], match=False)
        assert (report.added, report.matches) == (2, 0)
        assert len(index.query(SPUN).matches) == 2


def test_all_planted_copies_are_found(path: Path) -> None:
    """Against brute force: of a few hundred texts every planted copy is matched with its original, and nothing else."""
    texts, pairs = planted(200)
    with Index.create(path) as index:
        index.add(list(texts.items()))
    found = {frozenset(map(str, row)) for row in rows(path, "SELECT left_uri, right_uri FROM v_match")}
    assert found == pairs


def test_a_query_finds_every_planted_copy(path: Path) -> None:
    """Asked with each copy, an index of the originals names the right one."""
    texts, pairs = planted(90, seed=2)
    originals = [(name, text) for name, text in texts.items() if name.startswith("original")]
    with Index.create(path) as index:
        index.add(originals)
        for copy, original in (sorted(pair) for pair in pairs):
            assert [match.uri for match in index.query(texts[copy]).matches] == [original]


def test_compare_needs_no_index() -> None:
    """Two texts are compared without any store, in code points."""
    found = compare(f"🎉 {STORY}", STORY)
    (passage,) = found.passages
    assert (passage.query_start, passage.query_end, passage.source_start, passage.source_end) == (
        2,
        2 + len(STORY),
        0,
        len(STORY),
    )
    assert found.kind is Kind.VERBATIM


def test_an_index_is_opened_for_queries_while_another_writes(index: Index, path: Path) -> None:
    """A reader works beside the writer and cannot add."""
    with Index.open(path, jobs=1) as reader:
        assert len(reader.query(STORY).matches) == 1
        with pytest.raises(Exception, match=r"\w"):
            reader.add([("memory:x", prose(5000))])


def test_a_second_writer_is_refused(index: Index, path: Path) -> None:
    """While one writes, another one is told so."""
    with pytest.raises(StoreLocked):
        Index.create(path)


def test_a_missing_index_is_not_made_by_opening(path: Path) -> None:
    """Opening what is not there is an error and leaves nothing behind."""
    with pytest.raises(StoreNotFound):
        Index.open(path)
    assert list(path.parent.iterdir()) == []


def test_a_foreign_file_is_no_index(path: Path) -> None:
    """A file that is something else is refused and not touched."""
    path.write_text("These are my notes.\n" * 200)
    for opening in (Index.open, Index.create):
        with pytest.raises(IntegrityError):
            opening(path)
    assert path.read_text() == "These are my notes.\n" * 200


def test_an_index_of_a_newer_version_is_refused(index: Index, path: Path) -> None:
    """A store with a higher schema version is left alone."""
    index.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for opening in (Index.open, Index.create):
        with pytest.raises(StoreTooNew):
            opening(path)


def test_an_index_of_other_keys_is_refused(index: Index, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index whose keys another version of the core made is not mixed with ours."""
    index.close()
    monkeypatch.setattr("provenance.engine.core_versions", lambda: "hash_family=99")
    for opening in (Index.open, Index.create):
        with pytest.raises(ParametersDiffer):
            opening(path)


def test_what_cannot_be_meant_is_said(index: Index) -> None:
    """Wrong arguments and a closed index are usage errors of ours, and change nothing."""
    for wrong in ("text", b"text", None, 3, [("uri",)], ["ab"], [("uri", 3)], [("uri", "text", "title")], Document("a", "b")):
        with pytest.raises(UsageError):
            index.add(wrong)  # type: ignore[arg-type]
    for text, limit in ((None, None), (b"x", None), (STORY, 0), (STORY, -1)):
        with pytest.raises(UsageError):
            index.query(text, limit=limit)  # type: ignore[arg-type]
    for one, other in ((None, STORY), (STORY, b"x")):
        with pytest.raises(UsageError, match="two strings"):
            compare(one, other)  # type: ignore[arg-type]
    index.close()
    index.close()
    with pytest.raises(UsageError, match="closed"):
        index.query(STORY)
    with pytest.raises(UsageError, match="closed"):
        index.add([("a", "b")])


def test_an_index_says_how_it_is_opened(tmp_path: Path) -> None:
    """A path where a session belongs is refused with the way to open one; a document is named by its number, too."""
    with pytest.raises(UsageError, match=r"Index\.open\(path\)"):
        Index(str(tmp_path / "s.db"))  # type: ignore[arg-type]
    with Index.create(tmp_path / "s.db") as index:
        index.add([("made:1", STORY)])
        assert list(index.lineage(1)) == list(index.lineage("made:1")) == []
        with pytest.raises(UsageError, match="no text '2'"):
            index.lineage(2)



def test_an_index_for_queries_takes_no_texts(index: Index, path: Path) -> None:
    """Adding to what is open for queries says how to open it."""
    with Index.open(path) as reader, pytest.raises(UsageError, match="queries only"):
        reader.add([("a", "b")])


def test_threads_may_share_an_index(index: Index) -> None:
    """Queries and additions from many threads are all answered, as they would be one after the other."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        added = [pool.submit(index.add, [(f"memory:t{n}", prose(100 + n))]) for n in range(6)]
        found = [pool.submit(index.query, SPUN) for _ in range(24)]
        assert sum(one.result().added for one in added) == 6
        assert {one.result().matches[0].uri for one in found} == {"memory:story"}
    assert index.query(prose(103)).matches[0].uri == "memory:t3"


def test_what_is_stored_comes_as_objects_and_as_tables(index: Index, path: Path) -> None:
    """Matches, lineage, clusters and counts are typed, and a table has the same values under the same names."""
    index.add([("memory:spun", SPUN)])
    (match,) = index.matches(of="memory:story")
    assert (match.left_uri, match.right_uri, match.kind) == ("memory:story", "memory:spun", Kind.REWRITTEN)
    assert index.matches(of="memory:bread") == ()
    assert index.matches(kind=Kind.VERBATIM) == ()
    assert index.matches(min_words=match.matched_words + 1) == ()
    (edge,) = index.lineage("memory:spun")
    assert (edge.source_id, edge.derived_id) == (match.left_id, match.right_id)
    (cluster,) = index.clusters()
    counts = index.counts()
    assert (counts.matches, counts.lineage, counts.clusters, cluster.documents) == (1, 1, 1, 2)
    for found in (index.matches(), index.lineage("memory:spun"), index.clusters()):
        assert found.to_arrow().to_pylist() == [json.loads(json.dumps(dataclasses.asdict(one))) for one in found]
    empty = index.lineage("memory:bread").to_arrow()
    assert empty.num_rows == 0
    assert empty.schema == index.lineage("memory:spun").to_arrow().schema
    assert index.matches().to_arrow().num_columns == len(rows(path, "SELECT name FROM pragma_table_info('v_match')"))


@pytest.mark.parametrize("ask", ["matches", "clusters"])
def test_a_limit_leaves_something(index: Index, ask: str) -> None:
    """A limit of nothing is an error and no empty answer; no limit gives all."""
    with pytest.raises(UsageError, match="leaves nothing"):
        getattr(index, ask)(limit=0)
    assert len(getattr(index, ask)(limit=1)) <= 1


def test_an_unknown_text_is_an_error(index: Index) -> None:
    """Programs hear of a name that nothing has, as people do."""
    for name in ("memory:none", "a\0b"):
        with pytest.raises(UsageError, match="no text"):
            index.lineage(name)
    with pytest.raises(UsageError, match="no text"):
        index.matches(of="memory:none")
