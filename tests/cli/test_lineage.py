import csv
import io
import json
import re
from pathlib import Path

import pytest
from prov.model import ProvDocument

from tests.cli.conftest import Known
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, prose


def test_why_says_it_in_plain_words(known: Known) -> None:
    """Why a text derives: the answer, how sure it is, and each piece of evidence with how much it counts."""
    done = known.prov("why", "texts/b-spun.txt", "texts/a-story.txt", "--db", "prov.db")
    assert done.returncode == 0
    first, *reasons = done.stdout.splitlines()
    assert first.startswith("b-spun.txt most likely derives from a-story.txt (rewrite, confidence 0.")
    assert any("clearly for it: " in line or "strongly for it: " in line for line in reasons)


@pytest.mark.parametrize(
    ("derived", "source", "answer"),
    [
        ("b-spun", "a-story", "derived"),
        ("a-story", "b-spun", "reversed"),
        ("a-story", "d-bread", "unrelated"),
    ],
)
def test_why_answers_every_pair(known: Known, derived: str, source: str, answer: str) -> None:
    """Asked the other way round the answer is reversed; two texts that share nothing are unrelated."""
    done = known.prov("why", f"texts/{derived}.txt", f"texts/{source}.txt", "--db", "prov.db", "--json")
    body = json.loads(done.stdout)
    assert body["schema_version"] == 1
    assert body["answer"] == answer
    assert bool(body["reasons"]) == (answer != "unrelated")


def test_texts_without_a_stored_match_may_be_compared(known: Known) -> None:
    """Not all matches are stored, so the answer names the command that compares the two texts."""
    done = known.prov("why", "texts/a-story.txt", "texts/d-bread.txt", "--db", "prov.db")
    assert done.stdout.splitlines()[1].endswith("`prov show 1 4` compares the two")
    assert known.prov("show", 1, 4, "--db", "prov.db").returncode == 0
    elsewhere = known.prov("why", "texts/a-story.txt", "texts/d-bread.txt", "--db", known.db)
    assert f"`prov show 1 4 --db {known.db}` compares the two" in elsewhere.stdout


def test_the_tree_has_dates_shares_and_confidence(known: Known) -> None:
    """A branch of the tree says how much of the text is in its source, how sure that is, and when it was seen."""
    done = known.prov("lineage", "texts/a-story.txt", "--db", "prov.db")
    assert "b-spun.txt #2  (rewrite, " in done.stdout
    assert "% of it, confidence 0." in done.stdout
    assert "first seen 20" in done.stdout


def test_undecided_relatives_and_copies_are_named(prov: Prov) -> None:
    """A text that shares passages with another is not without relatives, and all places of one text are named."""
    for name, text in {
        "one/a.txt": f"{prose(1, 300)} {prose(3, 200)}",
        "b.txt": f"{prose(2, 300)} {prose(3, 200)}",
    }.items():
        path = prov.cwd / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (prov.cwd / "texts/two").mkdir()
    (prov.cwd / "texts/two/a.txt").write_bytes((prov.cwd / "texts/one/a.txt").read_bytes())
    assert prov("index", "texts").returncode == 0
    tree = prov("lineage", "texts/b.txt").stdout
    assert re.search(r"undecided who came first\n.*a\.txt #\d+  \(\w+, [12]\d\d words, match 1\)", tree)
    assert "comes from nothing known for certain" in tree
    assert "two/a.txt" in "".join(prov("lineage", "texts/one/a.txt").stdout.split())  # however long lines are parted
    assert "-.-|undecided|" in prov("lineage", "texts/b.txt", "--format", "mermaid").stdout
    assert 'label="undecided"' in prov("lineage", "texts/b.txt", "--format", "dot").stdout
    listed = " ".join(prov("matches").stdout.split())
    assert "a.txt #2 (and in 1 other place)" in listed
    assert re.search(r"a\.txt #2 is also at file://\S*", listed)
    for number in range(5):
        (prov.cwd / f"texts/copy-{number}.txt").write_bytes((prov.cwd / "texts/one/a.txt").read_bytes())
    assert prov("index", "texts").returncode == 0
    assert re.search(r"is also at (file://\S+, ?){3}3 more places", " ".join(prov("matches").stdout.split()))
    assert "is also at file://" in " ".join(prov("show", "1").stdout.split())


def test_what_is_decided_is_never_called_undecided(prov: Prov) -> None:
    """A source that is not the nearest one, and that nothing else leads to, is named as such in each format."""
    contents = {"story": STORY, "spun": SPUN} | {
        name: f"{prose(seed, 80)}\n\n{STORY} {prose(77, 300)}" for name, seed in (("one", 41), ("two", 42))
    }
    (prov.cwd / "texts").mkdir()
    for name, text in contents.items():
        (prov.cwd / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
    assert prov("index", "texts").returncode == 0
    ids = {one: json.loads(prov("lineage", f"texts/{one}.txt", "--json").stdout)["document_id"] for one in contents}
    for here in contents:
        found = json.loads(prov("lineage", f"texts/{here}.txt", "--json").stdout)
        for there in contents:
            if here != there:
                answer = json.loads(prov("why", f"texts/{here}.txt", f"texts/{there}.txt", "--json").stdout)["answer"]
                undecided = ids[there] in {one["document_id"] for one in found["undecided"]}
                assert undecided == (answer == "undecided"), (here, there)
    spun = json.loads(prov("lineage", "texts/spun.txt", "--json").stdout)
    assert spun["distant"]
    assert "by way of other texts, leads" in prov("lineage", "texts/spun.txt").stdout
    sources = {edge["source_id"] for edge in spun["distant"]}
    drawn = prov("lineage", "texts/spun.txt", "--format", "mermaid").stdout
    assert all(re.search(rf"d{number} -->\|rewrite [^|]+\| d{ids['spun']}", drawn) for number in sources)


def test_prov_json_is_read_by_its_own_reader(known: Known) -> None:
    """What `--format prov-json` and `export --prov` print is valid PROV-JSON with a derivation for each edge."""
    one = known.prov("lineage", "texts/a-story.txt", "--format", "prov-json", "--db", "prov.db").stdout
    whole = known.prov("export", "--prov", "--db", "prov.db").stdout
    edges = known.prov("export", "lineage", "--db", "prov.db").stdout.splitlines()
    for text in (one, whole):
        document = ProvDocument.deserialize(content=text, format="json")
        assert len([r for r in document.get_records() if r.get_type().localpart == "Derivation"]) == len(edges) > 0
        assert ProvDocument.deserialize(content=document.serialize(), format="json") == document


def test_exports_have_the_columns_of_the_views(known: Known, tmp_path: Path) -> None:
    """The rows of a view come out as JSON Lines, CSV and Parquet with the same names and values."""
    parquet = pytest.importorskip("pyarrow.parquet")
    for what in ("matches", "lineage"):
        lines = known.prov("export", what, "--db", "prov.db").stdout.splitlines()
        rows = [json.loads(line) for line in lines]
        table = list(
            csv.DictReader(io.StringIO(known.prov("export", what, "--format", "csv", "--db", "prov.db").stdout))
        )
        done = known.prov("export", what, "--format", "parquet", "-o", str(tmp_path / what), "--db", "prov.db")
        assert done.returncode == 0, done.stderr
        columns = parquet.read_table(tmp_path / what).to_pylist()
        assert len(rows) == len(table) == len(columns) > 0
        for row, text, typed in zip(rows, table, columns, strict=True):
            assert row.pop("schema_version") == 1
            assert list(row) == list(text) == list(typed)
            assert {k: v for k, v in row.items() if k != "reasons"} == {
                k: v for k, v in typed.items() if k != "reasons"
            }


def test_a_snapshot_is_read_where_nothing_can_be_written(known: Known, tmp_path: Path) -> None:
    """A snapshot has the head of the chain, verifies, answers queries, and is read from a read-only folder."""
    copy = tmp_path / "audit" / "copy.db"
    done = known.prov("snapshot", str(copy), "--db", "prov.db", "--json")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in sorted(copy.parent.iterdir())] == ["copy.db", "copy.db.index", "copy.db.texts"]
    copy.parent.chmod(0o555)
    try:
        assert known.prov("verify", "--db", str(copy)).returncode == 0
        assert known.prov("query", "texts/b-spun.txt", "--db", str(copy)).returncode == 0
    finally:
        copy.parent.chmod(0o755)
    again = known.prov("snapshot", str(copy), "--db", "prov.db")
    assert again.returncode == 2
    assert "exists" in again.stderr


def test_the_head_of_the_chain_is_printed(known: Known) -> None:
    """A run that writes ends with the number and hash of the last event, for people and as JSON."""
    (known.texts.parent / "more").mkdir(exist_ok=True)
    (known.texts.parent / "more" / "one.txt").write_text("A short text of its own for this test alone.")
    done = known.prov("index", "more", "--db", "more.db", "--json")
    number, _, seal = json.loads(done.stdout)["chain_head"].partition(":")
    assert int(number) > 2
    assert len(seal) == 64
    assert "chain head " in known.prov("index", "more", "--db", "more.db").stderr
