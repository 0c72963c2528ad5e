"""Looking while somebody forgets: each look sees one state of the store."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenance.errors import StoreLocked
from provenance.model import Document
from provenance.pipeline.asking import lookup
from provenance.pipeline.asking.query import query
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_reader, open_writer
from provenance.pipeline.upkeep import snapshot
from provenance.pipeline.upkeep.compact import compact
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from provenance.store import Store, clusters, documents, lineage, matches, sightings
from tests.corpus import SPUN, STORY, prose

LOOKS: dict[str, Callable[[Path], object]] = {
    "lineage": lambda path: len(lookup.family_of(path, "memory:spun").members),
    "why": lambda path: lookup.why(path, "memory:spun", "memory:story").derived.uri,
    "show": lambda path: lookup.match_side_by_side(path, "1").comparison.matched_words,
    "query": lambda path: len(_query(path).matches),
}
#: What the looks ask the store, one statement after the other.
STATEMENTS = [
    (documents, "find"), (documents, "load"), (documents, "texts"), (lineage, "tree"), (lineage, "between"),
    (matches, "between"), (matches, "load"), (matches, "partners"), (sightings, "uris"), (clusters, "of_document"),
]  # fmt: skip


def _query(path: Path) -> Any:  # noqa: ANN401 - a result to be counted
    with open_reader(path) as session:
        return query(session, f"{STORY} {prose(7)}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text, one that was made of it, and a long one, in segments of their own."""
    path = tmp_path_factory.mktemp("looks") / "prov.db"
    for name, text in {"story": f"{STORY} © 2020", "spun": SPUN, "more": f"{STORY} {prose(4)}"}.items():
        add(path, name, text)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def add(path: Path, name: str, text: str) -> None:
    """Index one text."""
    with open_writer(path, create=True) as session:
        ingest_documents(session, [Document(f"memory:{name}", text)], Options())


@pytest.mark.parametrize("asked", LOOKS)
@pytest.mark.parametrize(("module", "name"), STATEMENTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_look_is_of_one_moment(
    path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, module: object, name: str
) -> None:
    """Whatever statement of it comes after another process forgot the texts, a look tells what it would have before."""
    before = LOOKS[asked](path)
    real = getattr(module, name)
    forgotten: list[bool] = []

    def late(*arguments: object, **options: object) -> object:
        store = arguments[0]
        if not forgotten and isinstance(store, Store) and store.path == path:
            forgotten.append(True)
            store.value("SELECT 1 FROM document")  # the look has begun
            with open_writer(path, create=False) as session:
                forget(session, ["memory:spun", "memory:story", "memory:more"])
                session.store.value("PRAGMA busy_timeout = 50")  # the look goes on only after this writer has closed
        return real(*arguments, **options)

    monkeypatch.setattr(module, name, late)
    assert LOOKS[asked](path) == before


@pytest.mark.parametrize("merges", [1, 3, snapshot.ATTEMPTS - 1])
def test_a_copy_is_begun_anew_when_a_segment_is_merged_away(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, merges: int
) -> None:
    """A writer that merges between the copy of the database and that of the segments costs time, and nothing else."""
    files = snapshot._files
    left = list(range(merges))
    monkeypatch.setattr("provenance.store.database.CLOSING_MILLISECONDS", 10)  # the copy waits for the writer

    def late(target: Path) -> object:
        found = files(target)
        if left:
            left.pop()
            add(path, f"text-{len(left)}", prose(20 + len(left)))
            with open_writer(path, create=False) as session:
                compact(session)
        return found

    monkeypatch.setattr(snapshot, "_files", late)
    snapshot.snapshot(path, tmp_path / "copy.db")
    assert not left
    assert verify(tmp_path / "copy.db", every_text=True) == []


def test_a_copy_that_never_ends_is_given_up(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When every attempt is overtaken, the error says so, and nothing is left behind."""
    monkeypatch.setattr(snapshot, "_files", lambda _: (["00000099.seg"], [], []))
    with pytest.raises(StoreLocked):
        snapshot.snapshot(path, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))
