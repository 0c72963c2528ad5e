"""What other programs hold for alike is aligned, and becomes a match or is not confirmed."""

import json
import os
import pickle
import sqlite3
import struct
import sys
import types
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from provenance import Index
from provenance.errors import InputError, UsageError
from provenance.exchange.candidates import Counting, Records, Row, read_candidates
from provenance.pipeline.importing.candidates import SMALL, ImportedCandidates, import_candidates, rows_of
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.verify import verify
from provenance.readers import Limits
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, UNRELATED, planted, prose

INDEX = 0xFFFF_FFFF
#: Two files of texts by name; rows without a text, which datatrove leaves out and text-dedup counts.
FILES = {
    "a.jsonl": [("t:story", STORY), ("t:empty", ""), ("t:bread", UNRELATED), ("t:again", STORY)],
    "b.jsonl": [("t:blank", "  \n"), ("t:spun", SPUN), ("t:prose", prose(1))],
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the texts in files, and a store that has them and was not asked for matches."""
    (tmp_path / "texts").mkdir()
    for name, rows in FILES.items():
        lines = (json.dumps({"uri": uri, "text": text}) for uri, text in rows)
        (tmp_path / "texts" / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([row for rows in FILES.values() for row in rows if row[1].strip()], match=False)
    return tmp_path


def integers(path: Path, *records: Sequence[int]) -> Path:
    """A file of these little-endian numbers, as datatrove writes it; its folder."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(struct.pack(f"<{len(record)}I", *record) for record in records))
    return path.parent


def of_clusters(home: Path) -> Path:
    """The story and its spun copy in one cluster, and the other two texts in another."""
    integers(home / "records" / "000000.clusters", (0, 7), (1, 9))
    return integers(home / "records" / "000001.clusters", (0, 7), (1, 9))


def of_pairs(home: Path) -> Path:
    """The same as pairs, one of them found in two buckets, and pairs with texts of an index."""
    integers(home / "records" / "00000_00.dups", (0, 0, 1, 0), (0, 1, 1, 1), (INDEX, INDEX, 0, 0))
    return integers(home / "records" / "00001_00.dups", (0, 0, 1, 0))


def of_text_dedup(home: Path) -> Path:
    """The same by rows of all texts."""
    path = home / "clusters.pickle"
    path.write_bytes(pickle.dumps({0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 0, 6: 2}, protocol=pickle.HIGHEST_PROTOCOL))
    return path


def forest(parents: Mapping[Any, Any]) -> bytes:
    """A pickle of the class of text-dedup 0.4, which need not be installed."""
    module = types.ModuleType("text_dedup.utils.union_find")
    made = type("UnionFind", (), {"__module__": module.__name__})
    vars(module)["UnionFind"] = made
    one = made()
    one.__dict__.update(parent=dict(parents), rank=Counter(parents.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "text_dedup", types.ModuleType("text_dedup"))
        patch.setitem(sys.modules, "text_dedup.utils", types.ModuleType("text_dedup.utils"))
        patch.setitem(sys.modules, module.__name__, module)
        return pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL)


def of_names(home: Path) -> Path:
    """The same by name."""
    path = home / "pairs.jsonl"
    path.write_text('{"uris": ["t:story", "t:spun"]}\n{"uris": ["t:bread", "t:prose"], "score": 1}\n')
    return path


def of_forest(home: Path) -> Path:
    """The same as text-dedup 0.4 writes it, which knows a column of names: a way up for each text."""
    path = home / "uf.pkl"
    path.write_bytes(forest({"t:story": "t:spun", "t:spun": "t:spun", "t:bread": "t:bread", "t:prose": "t:bread"}))
    return path


FORMATS = (of_clusters, of_pairs, of_text_dedup, of_forest, of_names)


def imported(home: Path, path: Path) -> ImportedCandidates:
    """What becomes of the records at ``path``."""
    records = read_candidates(path)
    rows = None
    if records.counting:
        rows = rows_of([str(home / "texts")], records.counting, columns={}, limits=Limits())
    with open_writer(home / "prov.db", create=False, jobs=1) as session:
        return import_candidates(session, path, records, rows)


def asked(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """What another program sees in the database."""
    connection = sqlite3.connect(home / "prov.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


MATCHES = "SELECT left_uri, right_uri, kind, matched_words FROM v_match ORDER BY left_id, right_id"


@pytest.mark.parametrize("of", FORMATS)
def test_a_candidate_is_a_match_or_not_confirmed(home: Path, of: Callable[[Path], Path]) -> None:
    """Whatever program names the pairs, the copy is a match with passages and lineage, and the others are reported."""
    report = imported(home, of(home))
    assert (report.pairs, report.matches, report.known, report.not_stored) == (2, 1, 0, [])
    assert report.not_confirmed == [("t:bread", "t:prose")]
    ((left, right, kind, words),) = asked(home, MATCHES)
    assert (left, right, kind) == ("t:story", "t:spun", "rewritten")
    assert words > 40
    assert asked(home, "SELECT count(*) FROM v_passage")[0][0] > 0
    assert asked(home, "SELECT count(*) FROM v_lineage")[0][0] == 1
    assert asked(home, "SELECT command, matches FROM v_run ORDER BY run_id DESC LIMIT 1") == [("import", 1)]
    assert verify(home / "prov.db", every_text=True) == []


@pytest.mark.parametrize("of", FORMATS)
def test_a_second_import_changes_nothing(home: Path, of: Callable[[Path], Path]) -> None:
    """The match is known then, and the pair that was not confirmed is not confirmed."""
    path = of(home)
    imported(home, path)
    before = asked(home, "SELECT * FROM v_match"), asked(home, "SELECT * FROM v_lineage")
    report = imported(home, path)
    assert (report.pairs, report.matches, report.known, len(report.not_confirmed)) == (2, 0, 1, 1)
    assert (asked(home, "SELECT * FROM v_match"), asked(home, "SELECT * FROM v_lineage")) == before


def test_matches_are_those_of_indexing(tmp_path: Path) -> None:
    """Pairs that are named become the matches that indexing finds by itself, passage by passage."""
    texts, pairs = planted(24)
    passages = "SELECT m.left_uri, m.right_uri, p.* FROM v_passage AS p JOIN v_match AS m USING (match_id)"
    found = {}
    for name, match in (("found", True), ("prov", False)):
        with Index.create(tmp_path / f"{name}.db", jobs=1) as index:
            index.add(texts.items(), match=match)
    with open_writer(tmp_path / "prov.db", create=False, jobs=1) as session:
        report = import_candidates(session, tmp_path, Records([sorted(pair) for pair in pairs], None))
    for name in ("found", "prov"):
        connection = sqlite3.connect(tmp_path / f"{name}.db")
        rows = connection.execute(passages).fetchall()
        found[name] = {(left, right, *rest) for left, right, _, *rest in rows}
        connection.close()
    assert report.matches == len(pairs)
    assert found["prov"] == found["found"]
    assert verify(tmp_path / "prov.db", every_text=True) == []


def test_names_that_are_not_stored_are_named(home: Path) -> None:
    """A name without a text is reported, once, and the others of its group are compared; one text is no pair."""
    path = home / "pairs.jsonl"
    path.write_text('{"uris": ["t:story", "t:nowhere", "t:spun"]}\n{"uris": ["t:again", "t:story", "t:nowhere"]}\n')
    report = imported(home, path)
    assert (report.pairs, report.matches, report.same, report.not_stored) == (1, 1, 1, ["t:nowhere"])


def test_large_groups_do_not_grow_with_the_square(tmp_path: Path) -> None:
    """Of a small group each is compared with each, of a large one each with the first and the one before."""
    base = prose(3, 60)
    texts = {f"t:{number:02}": f"{base} {prose(number + 10, 20)}" for number in range(SMALL + 4)}
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add(texts.items(), match=False)
    for size, pairs in ((SMALL, SMALL * (SMALL - 1) // 2), (SMALL + 4, 2 * (SMALL + 4) - 3)):
        with open_writer(tmp_path / "prov.db", create=False, jobs=1) as session:
            report = import_candidates(session, tmp_path, Records([list(texts)[:size]], None))
        assert (report.pairs, len(report.not_confirmed)) == (pairs, 0)
    assert verify(tmp_path / "prov.db", every_text=True) == []


@pytest.mark.parametrize("protocol", range(1, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("rows", [0, 1, 2, 5, 3_000, 70_000])
def test_clusters_of_text_dedup_are_read(tmp_path: Path, rows: int, protocol: int) -> None:
    """Whatever the protocol and the size, the groups are those of the dictionary, those of one text left out."""
    clusters = {row: row - row % 3 for row in range(rows)}
    (tmp_path / "clusters.pickle").write_bytes(pickle.dumps(clusters, protocol=protocol))
    found = read_candidates(tmp_path / "clusters.pickle")
    expected = [[Row(0, row) for row in range(start, min(start + 3, rows))] for start in range(0, rows, 3)]
    assert found == Records([group for group in expected if len(group) > 1], Counting.ALL)


@pytest.mark.parametrize(
    ("parents", "groups"),
    [
        ({}, []),
        ({5: 5}, []),
        ({1: 2, 2: 3, 3: 3, 4: 4}, [[1, 2, 3]]),
        ({1: 0, 7: 6}, [[0, 1], [6, 7]]),
        ({0: 0, 1: 0, 6: 7, 7: 7}, [[0, 1], [6, 7]]),
        ({1: 2, 2: 3, 3: 1}, [[1, 2, 3]]),
        ({number: max(0, number - 1) for number in range(5_000)}, [list(range(5_000))]),
    ],
)
def test_ways_up_end_in_groups(tmp_path: Path, parents: dict[int, int], groups: list[list[int]]) -> None:
    """Texts whose ways up meet are a group, however long these are, and also where a damaged file has a circle."""
    (tmp_path / "uf.pkl").write_bytes(forest(parents))
    found = read_candidates(tmp_path / "uf.pkl")
    assert found == Records([[Row(0, row) for row in group] for group in groups], Counting.ALL)


class Evil:
    """What runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch executed",)


PICKLES: Mapping[str, bytes] = {
    "a command": pickle.dumps(Evil()),
    "a command among numbers": pickle.dumps({1: 2, 3: Evil()}),
    "a command in a forest": forest({1: Evil()}),
    "names and rows": pickle.dumps({"a": 1}),
    "a name without letters": pickle.dumps({"a": ""}),
    "a class of its own": pickle.dumps(Path("x")),
    "truth": pickle.dumps({1: True}),
    "fractions": pickle.dumps({1: 0.5}),
    "below zero": pickle.dumps({1: -1}),
    "cut off": pickle.dumps(dict.fromkeys(range(100), 0))[:-20],
    "empty": b"",
    "text": b"no pickle at all",
    "a list": pickle.dumps([1, 2]),
    "nothing": pickle.dumps(None),
    "lists for names": pickle.dumps({(1,): (2,)}),
    "a forest without ways": forest({}).replace(b"parent", b"parenT"),
}


@pytest.mark.parametrize("data", PICKLES.values(), ids=PICKLES)
def test_other_pickles_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """A pickle of anything but rows or names is refused with what to do, and nothing in it is executed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clusters.pickle").write_bytes(data)
    with pytest.raises(InputError, match="no clusters of text-dedup") as error:
        read_candidates(tmp_path / "clusters.pickle")
    assert error.value.hint
    assert not (tmp_path / "executed").exists()


LINES = ["{", "[]", '{"uris": []}', '{"uris": ["one"]}', '{"uris": ["one", 2]}', '{"uris": ["one", ""]}', "", "\udcff"]


@pytest.mark.parametrize("line", LINES)
def test_malformed_lines_are_refused(tmp_path: Path, line: str) -> None:
    """What is wrong is said with the file and the line."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(f'{{"uris": ["a", "b"]}}\n{line}\n', "utf-8", "surrogateescape")
    with pytest.raises(InputError, match=r"pairs\.jsonl: line 2 is not") as error:
        read_candidates(path)
    assert error.value.hint


def test_malformed_folders_are_refused(tmp_path: Path) -> None:
    """Neither a folder without records, nor half a record, nor a file that no program numbered is taken."""
    with pytest.raises(UsageError, match="has no records of datatrove"):
        read_candidates(tmp_path)
    integers(tmp_path / "half" / "00000_00.dups", (0, 0, 0, 1), (7,))
    with pytest.raises(InputError, match="20 bytes are not whole records of 16 bytes"):
        read_candidates(tmp_path / "half")
    integers(tmp_path / "other" / "mine.clusters", (0, 0))
    with pytest.raises(InputError, match="its name is no number"):
        read_candidates(tmp_path / "other")
    with pytest.raises(InputError, match="missing"):
        read_candidates(tmp_path / "missing")


def test_rows_that_the_texts_do_not_have_are_refused(home: Path) -> None:
    """Records of other texts end with what to do, before anything is aligned or noted."""
    runs = asked(home, "SELECT count(*) FROM run")
    with pytest.raises(UsageError, match="row 9 of file 0, which the texts do not have"):
        imported(home, integers(home / "records" / "0.clusters", (0, 1), (1, 1), (9, 1), (2, 2), (0, 2)))
    assert asked(home, "SELECT count(*) FROM run") == runs


def test_rows_are_counted_as_each_program_does(home: Path) -> None:
    """For datatrove the texts of each file count, for text-dedup all rows; a row that cannot be read ends it."""
    texts = [str(home / "texts")]

    def names(counting: Counting) -> list[tuple[int, int, str]]:
        found = rows_of(texts, counting, columns={}, limits=Limits())
        return [(*row, uri) for row, (uri, _) in found.items()]

    assert names(Counting.TEXTS) == [
        (0, 0, "t:story"),
        (0, 1, "t:bread"),
        (0, 2, "t:again"),
        (1, 0, "t:spun"),
        (1, 1, "t:prose"),
    ]
    every = [uri for rows in FILES.values() for uri, _ in rows]
    assert names(Counting.ALL) == [(0, row, uri) for row, uri in enumerate(every)]
    (home / "texts" / "c.jsonl").write_text('{"uri": "t:x"}\n')
    with pytest.raises(InputError, match=r"c\.jsonl"):
        names(Counting.ALL)


def test_the_command_reports(home: Path) -> None:
    """The command tells on the terminal and in JSON what became of the pairs; codes are those of the contract."""
    prov, path = Prov(home), of_clusters(home)
    done = prov("import", "--candidates", path, "--texts", "texts")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "2 pairs: 1 new matches, 0 known, 1 not confirmed" in done.stderr
    assert "not confirmed: t:bread and t:prose" in done.stderr
    report = json.loads(prov("import", "--candidates", of_names(home), "--json").stdout)
    assert report == {
        "schema_version": 1,
        "pairs": 2,
        "matches": 0,
        "known": 1,
        "same": 0,
        "not_confirmed": [["t:bread", "t:prose"]],
        "not_stored": [],
    }
    (home / "broken.pickle").write_bytes(b"no")
    for arguments, code in (
        (("--candidates", path), 2),
        (("--candidates", "broken.pickle", "--texts", "texts"), 3),
        (("--candidates", "pairs.jsonl", "--db", "none.db"), 10),
        (("--candidates", "pairs.jsonl", "--datasketch", "x"), 2),
    ):
        done = prov("import", *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (code, 2), done.stderr
