import contextlib
import importlib
import itertools
import random
import sqlite3 as pythons
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import engine
from provenance.model import Alignment, Comparison, Derived, Direction, Kind, Passage
from provenance.store import Store, audit, matches, open_for_writing, runs, text_parts
from provenance.store.cutting import LENGTH, cut
from provenance.store.migrate import migrations
from provenance.store.sqlite import sqlite3 as ours
from tests.store.conftest import Writer

Span = tuple[int, int]

#: Characters of every length in UTF-8, and those that SQLite or UTF-8 handle in a way of their own.
SIGNS = "a\0é\u0301\x80ߏ\u202e\ufeff\uffff中\ue000\U0001d518💥\U0010ffff\n'\""
LONG = "".join(itertools.islice(itertools.cycle(SIGNS), 3 * LENGTH + 17))
SQLITES = [importlib.import_module(name) for name in dict.fromkeys([ours.__name__.partition(".")[0], "sqlite3"])]
AT = "2026-01-01T00:00:00Z"
#: The schema before passages became places.
BEFORE = 18


def comparing(query: str, source: str, spans: Sequence[tuple[Span, Span]]) -> Comparison:
    """A comparison of two texts whose passages are these."""
    return Comparison(
        alignment=Alignment(
            kind=Kind.EDITED,
            resemblance=0.25,
            query_in_source=0.5,
            source_in_query=0.375,
            matched_words=3,
            changed=0.3,
            passages=tuple(Passage(*left, *right, Kind.EDITED, 0.3, 3) for left, right in spans),
            substitutions=(),
        ),
        query_text=query,
        source_text=source,
        infer=lambda: Direction(Derived.UNDECIDED, 0.5, ()),
    )


def shown(path: Path, sqlite: ModuleType = pythons) -> list[tuple[str | None, str | None]]:
    """The words of all passages, as somebody sees them who has SQLite and nothing of ours."""
    with contextlib.closing(sqlite.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        sql = "SELECT left_text, right_text FROM v_passage ORDER BY left_start, right_start"
        found: list[tuple[str | None, str | None]] = connection.execute(sql).fetchall()
        return found


def numbers(store: Store, document_id: int) -> list[int]:
    """Which parts of a document are stored."""
    return [part for (part,) in store.rows("SELECT part FROM text_part WHERE document_id = ?", (document_id,))]


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text of several parts, and spans in it, many of which touch the ends of parts."""
    text = "".join(draw(st.lists(st.sampled_from([*SIGNS, *"bcd"]), min_size=1, max_size=40))) * draw(
        st.integers(1, 30)
    )
    edges = [edge for k in range(4) for edge in (k * LENGTH - 1, k * LENGTH, k * LENGTH + 1) if 0 <= edge <= len(text)]
    place = st.integers(0, len(text)) | st.sampled_from([*edges, len(text)])
    span = st.tuples(place, place).map(sorted).filter(lambda ends: ends[0] < ends[1])
    return text, [(start, end) for start, end in draw(st.lists(span, min_size=1, max_size=4))]


@settings(max_examples=30, deadline=None)
@given(left=texts_and_spans(), right=texts_and_spans(), copied=st.booleans())
def test_views_cut_what_python_cuts(
    tmp_path_factory: pytest.TempPathFactory,
    left: tuple[str, list[Span]],
    right: tuple[str, list[Span]],
    copied: bool,  # noqa: FBT001
) -> None:
    """Any span of any text, NUL and characters of four bytes in it, is shown exactly, by each SQLite there is.

    That holds of a copy that stands elsewhere in its text, too, whose words are stored once.
    """
    path = tmp_path_factory.mktemp("cut") / "prov.db"
    if copied:
        right = f"{SIGNS}{left[0]}", [(start + len(SIGNS), end + len(SIGNS)) for start, end in left[1]]
    spans = list(zip(left[1], right[1], strict=False))
    with open_for_writing(path, create=True) as store, store.transaction():
        writer = Writer(store, runs.begin(store, "index", {}, "0.1"))
        one, two = writer.add(["one", "two"])
        (number,) = matches.add(store, 1, [matches.NewMatch(one, two, comparing(left[0], right[0], spans))])
        found = matches.load(store, number)
        assert found is not None
        cuts = [(left[0][a:b], right[0][c:d]) for (a, b), (c, d) in spans]
        assert [(words.left, words.right) for words in found.texts] == cuts
    for sqlite in SQLITES:
        assert sorted(shown(path, sqlite), key=str) == sorted(cuts, key=str)


def test_no_setting_of_a_client_changes_the_words(writer: Writer) -> None:
    """Words that lie in several parts are in their order even for a client that turns unordered rows around."""
    one, two = writer.add(["one", "two"])
    matches.add(
        writer.store, writer.run_id, [matches.NewMatch(one, two, comparing(LONG, LONG[5:], [((0, 700), (0, 650))]))]
    )
    writer.store._connection.execute("PRAGMA reverse_unordered_selects = ON")
    assert writer.store.rows("SELECT left_text, right_text FROM v_passage") == [(LONG[:700], LONG[5:655])]


def test_only_parts_with_passages_are_kept(writer: Writer) -> None:
    """Of a long text the parts are stored that a passage touches, and those that several touch once."""
    one, two, three = writer.add(["one", "two", "three"])
    text = "x" * 10 * LENGTH
    first = comparing(
        text, LONG, [((3 * LENGTH - 1, 3 * LENGTH + 1), (0, LENGTH)), ((9 * LENGTH, 10 * LENGTH), (0, 1))]
    )
    matches.add(writer.store, writer.run_id, [matches.NewMatch(one, two, first)])
    assert (numbers(writer.store, one), numbers(writer.store, two)) == ([2, 3, 9], [0])
    second = comparing(text, LONG, [((2 * LENGTH, 5 * LENGTH), (LENGTH, 2 * LENGTH))])
    matches.add(writer.store, writer.run_id, [matches.NewMatch(one, three, second)])
    assert (numbers(writer.store, one), numbers(writer.store, three)) == ([2, 3, 4, 9], [1])


def test_parts_go_with_the_last_passage_in_them(writer: Writer) -> None:
    """When a match goes, so do the parts in which nothing but its passages lay; what others show stays."""
    one, two, three = writer.add(["one", "two", "three"])
    spans = [((0, 3 * LENGTH), (0, LENGTH))], [((2 * LENGTH, 3 * LENGTH + 5), (0, 2 * LENGTH))]
    pairs = [
        matches.NewMatch(one, other, comparing(LONG, LONG, some))
        for other, some in zip((two, three), spans, strict=True)
    ]
    first, second = matches.add(writer.store, writer.run_id, pairs)
    matches.remove(writer.store, [first])
    found = [numbers(writer.store, number) for number in (one, two, three)]
    assert found == [[2, 3], [], [0, 1]]
    matches.remove(writer.store, [second])
    assert writer.store.value("SELECT count(*) FROM text_part") == 0


def test_a_part_that_is_not_of_its_text_is_named(writer: Writer) -> None:
    """A changed byte is found in a part also where no passage lies."""
    one, two = writer.add(["one", "two"])
    matches.add(writer.store, writer.run_id, [matches.NewMatch(one, two, comparing(LONG, LONG, [((5, 9), (0, 300))]))])
    assert text_parts.foreign(writer.store, one, LONG) == text_parts.foreign(writer.store, two, LONG) == []
    other = cut(LONG, 0)[:-1] + b"z"
    writer.store.write("UPDATE text_part SET text = ? WHERE document_id = ? AND part = 0", (other, one))
    assert text_parts.foreign(writer.store, one, LONG) == [0]
    assert text_parts.foreign(writer.store, two, LONG) == []


@pytest.mark.parametrize(("start", "missing"), [(0, "one"), (1, "one"), (1, "two")])
def test_a_missing_part_is_noticed(writer: Writer, start: int, missing: str) -> None:
    """Without a part that a passage shows the seal is broken, whether the texts have the same words or others."""
    ids = dict(zip(("one", "two"), writer.add(["one", "two"]), strict=True))
    compared = comparing(LONG, LONG, [((0, 300), (start, start + 300))])
    matches.add(writer.store, writer.run_id, [matches.NewMatch(ids["one"], ids["two"], compared)])
    assert list(audit.problems(writer.store)) == []
    assert writer.store.write("DELETE FROM text_part WHERE document_id = ?", (ids[missing],)) == 2
    assert len(list(audit.problems(writer.store))) == 1


@pytest.fixture
def old(path: Path) -> Iterator[pythons.Connection]:
    """A store of the version before, open, with the texts of documents 1 to 3 and no passage yet."""
    open_for_writing(path, create=True, steps=migrations()[:BEFORE]).close()
    with contextlib.closing(ours.connect(path)) as connection, connection:
        sql = "INSERT INTO run VALUES (1, 'index', '{}', '1', 'interrupted', ?, NULL, 0, 0, 0, 0, 0)"
        connection.execute(sql, (AT,))
        for number in (1, 2, 3):
            sql = "INSERT INTO document VALUES (?, ?, 0, 0, 0, 0, 0, 0, 0, 1)"
            connection.execute(sql, (number, f"{number:064}"))
            frame = engine.Workers(1).compress([f"{number}{LONG}"])[0]
            connection.execute("INSERT INTO document_text VALUES (?, 1, ?)", (number, frame))
        for number, pair in enumerate(((1, 2), (1, 3)), 1):
            sql = "INSERT INTO match VALUES (?, ?, ?, 'edited', 0, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, ?)"
            connection.execute(sql, (number, *pair, AT))
        yield connection


def put(connection: pythons.Connection, match_id: int, *spans: tuple[Span, Span]) -> list[tuple[str, str]]:
    """Write passages of documents 1 and ``match_id + 1`` as the version before did, and say what they show."""
    left, right = f"1{LONG}", f"{match_id + 1}{LONG}"
    found = [(left[a:b], right[c:d]) for (a, b), (c, d) in spans]
    rows = [
        (match_id, a, b, one, c, d, None if one == other else other)
        for ((a, b), (c, d)), (one, other) in zip(spans, found, strict=True)
    ]
    sql = "INSERT INTO passage VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, 'edited', 0, 1, '[]', '[]', NULL, NULL)"
    connection.executemany(sql, rows)
    connection.commit()
    return found


def test_an_older_store_shows_what_it_showed(path: Path, old: pythons.Connection) -> None:
    """An upgrade changes no words of a passage, whether they were stored once or twice, and loses no other column."""
    put(old, 1, ((0, 600), (0, 600)), ((5, 9), (5, 9)), ((239, 241), (480, 737)))
    put(old, 2, ((1, 240), (2, 241)), ((700, 737), (0, 1)))
    before = [pythons.connect(path).execute("SELECT * FROM v_passage ORDER BY 1, 2, 5").fetchall()]
    assert len(before[0]) == 5
    open_for_writing(path).close()
    assert [pythons.connect(path).execute("SELECT * FROM v_passage ORDER BY 1, 2, 5").fetchall()] == before


def test_the_words_of_a_damaged_text_outlive_an_upgrade(path: Path, old: pythons.Connection) -> None:
    """If a text cannot be read any more, its passages still show what the version before had written into them."""
    expected = put(old, 1, ((10, 300), (20, 310)), ((600, 700), (500, 600)))
    old.execute("UPDATE document_text SET text = x'00' WHERE document_id = 1")
    old.execute("DELETE FROM document_text WHERE document_id = 2")
    old.commit()
    open_for_writing(path).close()
    assert shown(path) == expected


def test_places_that_cannot_be_do_not_stop_an_upgrade(path: Path, old: pythons.Connection) -> None:
    """A passage behind the end of its text, in a store that was changed by hand, shows no words."""
    expected = put(old, 1, ((10, 300), (20, 310)))
    old.execute("UPDATE passage SET right_end = 9000, right_start = 8000")
    old.commit()
    open_for_writing(path).close()
    assert shown(path) == [(expected[0][0], None)]


def test_words_far_into_a_text_cost_what_those_at_its_start_cost(tmp_path: Path) -> None:
    """The work to show a passage depends on its length, and not on its place or the length of the text."""
    path = tmp_path / "prov.db"
    rng = random.Random(3)
    text = "".join(rng.choices("abc é💥", k=1_000_000))
    spans = [((at, at + 500), (0, 400)) for at in (0, 999_000)]
    with open_for_writing(path, create=True) as store, store.transaction():
        writer = Writer(store, runs.begin(store, "index", {}, "0.1"))
        ids = writer.add(["one", "two", "three"])
        pairs = [matches.NewMatch(ids[0], ids[k], comparing(text, text, [spans[k - 1]])) for k in (1, 2)]
        matches.add(store, 1, [*pairs])
        text_parts.keep(store, {ids[0]: text}, {ids[0]: [(0, len(text))]})
    steps = [_steps(path, number) for number in (1, 2)]
    assert max(steps) <= 1.2 * min(steps), steps


def _steps(path: Path, match_id: int) -> int:
    """Instructions of SQLite's machine to show the words of a match."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with contextlib.closing(ours.connect(path)) as connection:
        connection.set_progress_handler(count, 1)
        ((words,),) = connection.execute("SELECT left_text FROM v_passage WHERE match_id = ?", (match_id,)).fetchall()
    assert len(words) == 500
    return steps
