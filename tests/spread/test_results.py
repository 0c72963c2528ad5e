import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance.engine import core_versions
from provenance.errors import IntegrityError, ParametersDiffer, ProvenanceError, StoreTooNew, UsageError
from provenance.model import Document
from provenance.pipeline.indexing import batches, matching
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.spread import importing, joining
from provenance.spread.importing import import_result
from provenance.spread.result import Result
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, UNRELATED, planted
from tests.pipeline.conftest import contents
from tests.spread.stages import job_for, run_stages

ITEMS = [Document(f"memory:{at}", text) for at, text in enumerate((STORY, SPUN, UNRELATED, *planted(8)[0].values()))]


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A result that was made for no store."""
    return run_stages(ITEMS, tmp_path / "result", store=None)


def bring(path: Path, result: Path) -> None:
    """Import ``result``."""
    with open_writer(path, create=True, jobs=1) as session:
        import_result(session, result, memory=1 << 30)


def manifest(**changes: object) -> Callable[[Path], None]:
    """Says something else in the manifest."""

    def change(result: Path) -> None:
        path = result / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    return change


def column(part: str, name: str, change: Callable[[list[object]], list[object]]) -> Callable[[Path], None]:
    """Writes other values into a column."""

    def write(result: Path) -> None:
        path = result / part / "part-0.parquet"
        table = pq.read_table(path)
        at = table.column_names.index(name)
        other = pa.array(change(table[name].to_pylist()), table.schema.field(name).type)
        pq.write_table(table.set_column(at, name, other), path)

    return write


def cut(part: str, count: int) -> Callable[[Path], None]:
    """Leaves out the last rows of a part."""

    def write(result: Path) -> None:
        path = result / part / "part-0.parquet"
        table = pq.read_table(path)
        pq.write_table(table.slice(0, len(table) - count), path)

    return write


def other_versions(result: Path) -> None:
    """Says that another version of the core made it."""
    said = json.loads((result / "manifest.json").read_text())["parameters"]
    manifest(parameters=said.replace(core_versions(), "hash_family=0"))(result)


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (column("documents", "uri", lambda uris: ["memory:else", *uris[1:]]), IntegrityError),
        (column("documents", "text", lambda texts: [*texts[:-1], "else"]), IntegrityError),
        (column("documents", "published_at", lambda claims: ["2020-01-01", *claims[1:]]), IntegrityError),
        (column("documents", "ord", lambda order: order[::-1]), IntegrityError),
        (column("documents", "number", lambda numbers: [number + 1 for number in numbers]), UsageError),  # type: ignore[operator]
        (column("matches", "source", lambda sources: [3, *sources[1:]]), IntegrityError),
        (column("matches", "score", lambda scores: [0.5, *scores[1:]]), IntegrityError),
        (column("matches", "found", lambda found: [str(found[0]).replace("1", "2"), *found[1:]]), IntegrityError),
        (cut("matches", 1), IntegrityError),
        (cut("documents", 1), IntegrityError),
        (other_versions, ParametersDiffer),
        (manifest(format=2), StoreTooNew),
        (manifest(else_=1), IntegrityError),
        (lambda result: (result / "manifest.json").unlink(), UsageError),
        (lambda result: (result / "manifest.json").write_text("{"), IntegrityError),
    ],
)
def test_what_is_not_a_whole_result_is_refused(
    tmp_path: Path, result: Path, damage: Callable[[Path], None], error: type[ProvenanceError]
) -> None:
    """A result that is damaged, foreign or not finished is refused with its error, and nothing of it gets in."""
    damage(result)
    with pytest.raises(error):
        bring(tmp_path / "prov.db", result)
    assert contents(tmp_path / "prov.db")["documents"] == []


@pytest.mark.parametrize("part", ["documents", "matches"])
def test_a_flipped_bit_is_refused_or_means_nothing(result: Path, part: str) -> None:
    """Wherever a bit of a file is flipped, what it holds is read as it was written, or refused."""
    path = result / part / "part-0.parquet"
    whole = path.read_bytes()

    def said() -> list[object]:
        opened = Result(result)
        return [*opened.documents(), *opened.sealed_matches()]

    expected, refused = said(), 0
    for at in range(0, len(whole), max(1, len(whole) // 400)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            assert said() == expected
        except IntegrityError:
            refused += 1
    assert refused > 100


def test_a_store_that_has_changed_is_refused(tmp_path: Path, result: Path) -> None:
    """A result whose numbers are not those that the store would give now is refused, and the store stays as it was."""
    with open_writer(tmp_path / "prov.db", create=True, jobs=1) as session:
        ingest_documents(session, [Document("memory:other", "Another text came first, and has number one.")], Options())
    before = contents(tmp_path / "prov.db")
    with pytest.raises(UsageError, match="before it changed"):
        bring(tmp_path / "prov.db", result)
    assert contents(tmp_path / "prov.db") == before


def test_an_interrupted_import_goes_on(tmp_path: Path, result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that ends after some batches leaves them whole, and the next one adds the others."""
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", (3, 3))
    bring(tmp_path / "whole.db", result)
    texts_of, calls = matching.texts_of, iter(range(100))

    def once(*arguments: object) -> object:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return texts_of(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(importing, "texts_of", once)
        with pytest.raises(KeyboardInterrupt):
            bring(tmp_path / "prov.db", result)
    assert 0 < len(contents(tmp_path / "prov.db")["documents"]) < len(ITEMS)
    bring(tmp_path / "prov.db", result)
    assert contents(tmp_path / "prov.db") == contents(tmp_path / "whole.db")


def test_a_portion_that_is_not_whole_is_refused() -> None:
    """Keys are cut of all new documents of a portion, or of none: a lost row is no smaller portion."""
    job = job_for(None, 11, ranges=4)
    table = pa.table({"number": [1, 3], "text": ["one text", "another"]})
    with pytest.raises(ValueError, match="are not the portion"):
        joining.cut_texts(job, table)


@pytest.mark.parametrize("stage", [joining.join, joining.propose])
def test_a_flipped_bit_in_a_block_is_noticed(stage: Callable[..., pa.Table]) -> None:
    """A block that was damaged between two stages ends the job with an integrity error."""
    job = job_for(None, 2, ranges=1)
    table = joining.cut_texts(job, pa.table({"number": [1, 2], "text": [STORY, STORY + "!"]}))
    if stage is joining.propose:
        table = joining.join(job, table)
    block = bytearray(table["block"][0].as_py())
    block[len(block) // 2] ^= 4
    at = table.column_names.index("block")
    with pytest.raises(IntegrityError, match="checksum"):
        stage(job, table.set_column(at, "block", pa.array([bytes(block)], pa.binary())))


@pytest.mark.usefixtures("result")
def test_the_command_imports_and_refuses(tmp_path: Path) -> None:
    """`prov import` says what came in; of a folder that holds no result it says so, and makes no store."""
    prov = Prov(tmp_path)
    done = prov("import", "result", "--db", "prov.db", "--json")
    assert json.loads(done.stdout)["added"] == len(ITEMS)
    again = prov("import", "result", "--db", "prov.db", "--json")
    assert (json.loads(again.stdout)["added"], json.loads(again.stdout)["matches"]) == (0, 0)
    refused = prov("import", "nothing", "--db", "other.db")
    assert refused.returncode == 2
    assert "holds no finished result" in refused.stderr
    assert not (tmp_path / "other.db").exists()


def test_a_dataset_holds_what_an_index_reads(tmp_path: Path) -> None:
    """`prov dataset` writes every document in order with where it is from, and names what it leaves out."""
    prov = Prov(tmp_path)
    (tmp_path / "texts").mkdir()
    for name, text in (("b.txt", STORY), ("a.txt", SPUN), ("c.txt", " "), ("d.pdf", "%PDF-1.7 torn")):
        (tmp_path / "texts" / name).write_text(text)
    (tmp_path / "texts" / "rows.jsonl").write_text(
        json.dumps({"uri": "https://news.example/1", "text": UNRELATED, "published_at": "2024-05-01"}) + "\n"
    )
    done = prov("dataset", "texts", "-o", "made", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["documents"] == 3
    rows = pq.read_table(tmp_path / "made").to_pylist()
    assert [(row["ord"], row["uri"].rsplit("/", 1)[-1], row["text"]) for row in rows] == [
        (0, "a.txt", SPUN),
        (1, "b.txt", STORY),
        (2, "1", UNRELATED),
    ]
    assert rows[2]["published_at"] == "2024-05-01"
    assert rows[0]["size"] == len(SPUN)
    again = prov("dataset", "texts", "-o", "made")
    assert (again.returncode, "not empty" in again.stderr) == (2, True)
