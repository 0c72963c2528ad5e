"""Texts that are known by their signature only: which documents are like them, until the text comes."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from provenance import Index, read_signatures, shingle_hashes, signatures, write_signatures
from provenance.engine import Candidate
from provenance.errors import ParametersDiffer, UsageError
from provenance.model import KnownBySignature
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.known_by_signature import MOST, bands_of, propose_waiting
from provenance.pipeline.session import open_reader, open_writer
from provenance.pipeline.upkeep.forget import forget
from provenance.pipeline.upkeep.verify import verify
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, UNRELATED, prose, reworded

LONGER = f"{STORY} And then a few more words of another hand."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of a story and a text that has nothing to do with it."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([("memory:bread", UNRELATED), ("memory:story", STORY)])
    return path


def signed(path: Path, texts: Mapping[str, str], **how: Any) -> Path:  # noqa: ANN401 - whatever datasketch takes
    """A file at ``path`` of signatures of these texts, made as a user of datasketch makes them."""
    named = []
    for uri, text in texts.items():
        minhash = datasketch.MinHash(**({"num_perm": 128, "seed": 1, "hashfunc": int} | how))
        minhash.update_batch(shingle_hashes(text))
        named.append((uri, minhash))
    write_signatures(path, named)
    return path


def taken(path: Path, texts: Mapping[str, str]) -> dict[str, int]:
    """The store at ``path`` takes the signatures of these texts; what it reports."""
    file = signed(path.with_name("theirs.sigs"), texts)
    with Index.create(path, jobs=1) as index:
        return vars(index.import_signatures(file))


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What another program sees in the database."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the store says of signatures."""
    tables = ("signature", "signature_band", "signature_candidate", "v_signature", "v_signature_candidate")
    return {table: asked(path, f"SELECT * FROM {table}") for table in tables}  # noqa: S608 - constants


CANDIDATES = "SELECT uri, text_id, document_uri, match_id FROM v_signature_candidate ORDER BY uri, document_id"


def test_a_signature_meets_the_documents_like_it(path: Path) -> None:
    """Import finds the document that is like a text of which only the signature is known, and stores no passages."""
    report = taken(path, {"far:longer": LONGER, "far:else": prose(4)})
    assert report == {"added": 2, "candidates": 1, "known": 0, "differing": 0, "stored": 0, "forgotten": 0}
    assert asked(path, CANDIDATES) == [("far:longer", None, "memory:story", None)]
    assert asked(path, "SELECT uri, document_id, candidates FROM v_signature") == [
        ("far:longer", None, 1),
        ("far:else", None, 0),
    ]
    one, other = signatures([LONGER, STORY])
    assert asked(path, "SELECT resemblance FROM v_signature_candidate") == [(float(np.mean(one == other)),)]
    assert asked(path, "SELECT * FROM match") == []
    assert verify(path, every_text=True) == []


def test_a_second_import_changes_nothing(path: Path) -> None:
    """What is known stays, is counted, and gets no second row; other values under a known name are not taken."""
    taken(path, {"far:longer": LONGER, "far:else": prose(4)})
    before = content(path)
    assert taken(path, {"far:longer": LONGER, "far:else": prose(4)})["known"] == 2
    assert content(path) == before
    report = taken(path, {"far:longer": prose(5), "memory:story": STORY})
    assert report == {"added": 0, "candidates": 0, "known": 0, "differing": 1, "stored": 1, "forgotten": 0}
    assert content(path) == before


def test_a_name_that_comes_twice_is_taken_once(path: Path) -> None:
    """Of two signatures with one name in a file the first is taken."""
    made = dict(read_signatures(signed(path.with_name("a"), {"far:x": LONGER, "far:y": prose(5)})))
    write_signatures(
        path.with_name("b"), [("far:x", made["far:x"]), ("far:x", made["far:y"]), ("far:x", made["far:x"])]
    )
    with Index.create(path, jobs=1) as index:
        report = index.import_signatures(path.with_name("b"))
    assert (report.added, report.differing, report.known) == (1, 1, 1)
    assert verify(path) == []


def test_what_one_store_exports_another_takes(path: Path, tmp_path: Path) -> None:
    """The file of one store tells another which of its documents are like texts that it does not have."""
    with Index.create(tmp_path / "far.db", jobs=1) as index:
        index.add([("far:spun", SPUN), ("far:longer", LONGER)])
        index.export_signatures(tmp_path / "far.sigs")
    with Index.create(path, jobs=1) as index:
        assert index.import_signatures(tmp_path / "far.sigs").added == 2
    assert ("far:longer", None, "memory:story", None) in asked(path, CANDIDATES)
    with Index.create(path, jobs=1) as index:
        index.export_signatures(tmp_path / "own.sigs")
        assert index.import_signatures(tmp_path / "own.sigs").stored == 2


def test_a_query_names_what_is_known_by_signature_only(path: Path) -> None:
    """A text that is like one known by signature only has it named as a candidate, most alike first, but not itself."""
    taken(path, {"far:longer": LONGER, "far:same": STORY, "far:else": prose(4)})
    with Index.open(path, jobs=1) as index:
        found = index.query(STORY, uri="far:else").signatures
        assert [one.uri for one in found] == ["far:same", "far:longer"]
        assert found[0] == KnownBySignature("far:same", 1.0)
        assert [one.uri for one in index.query(STORY, uri="far:same").signatures] == ["far:longer"]
        assert index.query(UNRELATED).signatures == ()
        assert index.query("").signatures == ()


def test_new_documents_meet_signatures(path: Path) -> None:
    """A document that is indexed after the import is a candidate, too."""
    taken(path, {"far:bread": f"{UNRELATED} With salt."})
    with Index.create(path, jobs=1) as index:
        index.add([("memory:again", f"A word ahead. {UNRELATED}"), ("memory:else", prose(6))])
    assert asked(path, CANDIDATES) == [
        ("far:bread", None, "memory:bread", None),
        ("far:bread", None, "memory:again", None),
    ]
    assert verify(path, every_text=True) == []


def test_the_text_is_aligned_when_it_comes(path: Path) -> None:
    """Once a text comes under the name, the candidate is a match or not confirmed, and no query names it."""
    taken(path, {"far:longer": LONGER, "far:liar": LONGER})
    with Index.create(path, jobs=1) as index:
        index.add([("far:longer", LONGER), ("far:liar", prose(7))])
        assert index.query(STORY).signatures == ()
        assert index.counts().known_by_signature == 0
    ((match_id, right),) = asked(path, "SELECT match_id, right_uri FROM v_match")
    assert right == "far:longer"
    assert asked(path, CANDIDATES) == [
        ("far:liar", 4, "memory:story", None),
        ("far:longer", 3, "memory:story", match_id),
    ]
    assert verify(path, every_text=True) == []


def test_a_text_that_is_there_under_another_name_comes(path: Path) -> None:
    """A known text that is seen under the name of a signature is its text."""
    taken(path, {"far:story": STORY})
    with Index.create(path, jobs=1) as index:
        index.add([("far:story", STORY)])
    assert asked(path, "SELECT uri, document_id FROM v_signature") == [("far:story", 2)]


def test_its_candidates_are_proposed_whatever_the_index_proposes(path: Path) -> None:
    """What a signature had for candidates is aligned when its text comes, besides what the index proposes."""
    taken(path, {"far:longer": LONGER})

    class Found:
        def __init__(self, *numbers: int) -> None:
            self.candidates = [Candidate(number, 3.0) for number in numbers]

    with open_reader(path, jobs=1) as session:
        proposed: list[Any] = [Found(), Found(1)]
        propose_waiting(session, 3, [("far:else", 3), ("far:longer", 4), ("memory:story", 2)], proposed)
        assert [[one.document_id for one in found.candidates] for found in proposed] == [[], [1, 2]]
        propose_waiting(session, 3, [("far:longer", 4)], proposed)
        assert [one.document_id for one in proposed[1].candidates] == [1, 2]


def test_nothing_is_like_a_text_without_words(path: Path) -> None:
    """Signatures of texts without shingles meet neither documents nor each other."""
    assert taken(path, {"far:nothing": "", "far:signs": "... !"})["candidates"] == 0
    with Index.create(path, jobs=1) as index:
        index.add([("memory:signs", "?! …")])
        assert index.query("...").signatures == ()
    assert verify(path) == []


def test_so_many_candidates_are_kept(tmp_path: Path) -> None:
    """Of very many documents that are like a text the most alike are kept, so that a template is no flood."""
    path, base = tmp_path / "prov.db", prose(8, 300)
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:{seed}", reworded(base, seed, every=30)) for seed in range(40)])
    assert taken(path, {"far:base": base})["candidates"] == MOST


@pytest.fixture(scope="module")
def bands(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, NDArray[np.uint32]]:
    """A store of several segments, and the signatures of its documents."""
    texts = [STORY, LONGER, SPUN, UNRELATED, prose(1), reworded(prose(1), 2, every=15)]
    path = tmp_path_factory.mktemp("bands") / "prov.db"
    with Index.create(path, jobs=1) as index:
        for number, text in enumerate(texts):
            index.add([(f"memory:{number}", text)])
    return path, signatures(texts)


@settings(max_examples=25)
@given(
    which=st.integers(0, 5), changed=st.lists(st.integers(0, 127), max_size=40, unique=True), other=st.integers(0, 5)
)
def test_bands_meet_where_rows_agree(
    bands: tuple[Path, NDArray[np.uint32]], which: int, changed: list[int], other: int
) -> None:
    """The index proposes for a signature the documents that agree with it in all rows of a band, and no others."""
    path, stored = bands
    values = stored[which].copy()
    values[changed] = stored[other][changed] ^ np.uint32(1)
    with open_reader(path, jobs=1) as session:
        (keys,) = bands_of(session, [values.astype("<u4").tobytes()])
        (found,) = session.segments.sharing_bands([keys])
        shape = (len(stored), session.params.bands, session.params.rows)
    agree = np.equal(stored, values)[:, : shape[1] * shape[2]].reshape(shape)
    assert found == [number for number, any_band in enumerate(agree.all(axis=2).any(axis=1), start=1) if any_band]


@pytest.mark.parametrize("how", [{"num_perm": 64}, {"num_perm": 256}, {"seed": 2}])
def test_other_permutations_are_refused(path: Path, how: dict[str, int]) -> None:
    """Signatures of another width or seed are refused with what differs and what is needed; nothing is written."""
    file = signed(path.with_name("theirs.sigs"), {"far:longer": LONGER}, **how)
    before = asked(path, "SELECT count(*) FROM event")
    with Index.create(path, jobs=1) as index, pytest.raises(ParametersDiffer) as error:
        index.import_signatures(file)
    ((name, value),) = how.items()
    assert f"{name} {value}" in str(error.value)
    assert "num_perm=128, seed=1" in error.value.hint
    assert asked(path, "SELECT count(*) FROM event") == before


@pytest.mark.parametrize("name", ["shingles", "permutations", "scheme"])
def test_other_shingles_are_refused(path: Path, name: str) -> None:
    """So are those of other shingles, other permutations for the same seed, and another scheme."""
    file = signed(path.with_name("theirs.sigs"), {"far:longer": LONGER})
    first, *others = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([json.dumps(json.loads(first) | {name: "other"}) + "\n", *others]), "utf-8")
    with Index.create(path, jobs=1) as index, pytest.raises(ParametersDiffer, match=name):
        index.import_signatures(file)


def test_who_only_reads_imports_nothing(path: Path) -> None:
    """An index that is open for queries refuses an import."""
    file = signed(path.with_name("theirs.sigs"), {"far:longer": LONGER})
    with Index.open(path, jobs=1) as index, pytest.raises(UsageError, match="queries only"):
        index.import_signatures(file)


@pytest.mark.parametrize("name", ["far:longer", "memory:story"])
def test_forgetting_takes_signatures_and_candidates(path: Path, name: str) -> None:
    """Forgetting the name of a signature removes its bytes; forgetting a document removes what named it."""
    taken(path, {"far:longer": LONGER, "far:else": prose(4)})
    ((values, *_),) = asked(path, "SELECT hashvalues FROM signature WHERE uri = 'far:longer'")
    with open_writer(path, create=False, jobs=1) as session:
        planned, removed = forget(session, [name])
    is_signature = name.startswith("far:")
    assert list(planned.signatures.values()) == (["far:longer"] if is_signature else [])
    assert (removed.documents, removed.signatures) == ((0, 1) if is_signature else (1, 0))
    assert asked(path, CANDIDATES) == []
    on_disk = b"".join(file.read_bytes() for file in path.parent.glob("prov.db*") if file.is_file())
    assert (values in on_disk) != is_signature
    assert (b"far:longer" in on_disk) != is_signature
    assert verify(path, every_text=True) == []
    assert taken(path, {"far:new": LONGER})["added"] == (not is_signature)
    assert verify(path, every_text=True) == []


@pytest.mark.parametrize("name", ["far:longer", "far:other"])
def test_a_forgotten_signature_stays_away(path: Path, name: str) -> None:
    """What was forgotten is left out by later imports, under any name, until it is asked for; others come."""
    taken(path, {"far:longer": LONGER})
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["far:longer"])
    file = signed(path.with_name("again.sigs"), {name: LONGER, "far:else": prose(4)})
    with Index.create(path, jobs=1) as index:
        for added in (1, 0):
            report = index.import_signatures(file)
            assert (report.added, report.forgotten) == (added, 1)
        assert asked(path, "SELECT uri FROM v_signature") == [("far:else",)]
        assert index.import_signatures(file, readmit=True).added == 1
        assert index.import_signatures(file).forgotten == 0
    assert asked(path, CANDIDATES) == [(name, None, "memory:story", None)]
    assert asked(path, "SELECT signature_id, sha256 FROM v_forgotten_signature") == [(1, None)]
    assert verify(path, every_text=True) == []


def test_a_signature_may_be_forgotten_without_a_trace_of_its_values(path: Path) -> None:
    """Where no hash is kept, a forgotten signature comes with the next import."""
    taken(path, {"far:longer": LONGER})
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["far:longer"], keep_hash=False)
    assert taken(path, {"far:longer": LONGER})["added"] == 1
    assert asked(path, "SELECT signature_id, sha256 FROM v_forgotten_signature") == [(1, None)]


@pytest.mark.parametrize("keep", ["far:longer", "far:same", "memory:story", "memory:late"])
def test_forgetting_renews_the_seals_of_candidates(path: Path, keep: str) -> None:
    """When all but one of several signatures and documents like them go, what is left is sealed and verifies."""
    taken(path, {"far:longer": LONGER, "far:same": STORY})
    with Index.create(path, jobs=1) as index:
        index.add([("memory:late", f"{LONGER} And later still.")])
    for name in ("far:longer", "far:same", "memory:story", "memory:late"):
        if name != keep:
            with open_writer(path, create=False, jobs=1) as session:
                forget(session, [name])
            assert verify(path, every_text=True) == []


def test_forgetting_a_text_takes_the_signature_it_came_for(path: Path) -> None:
    """With a document goes the signature of its text, by whatever name the document is forgotten."""
    taken(path, {"far:longer": LONGER, "far:stays": prose(4)})
    with open_writer(path, create=False, jobs=1) as session:
        ingest_documents(session, [], Options())
    with Index.create(path, jobs=1) as index:
        index.add([("far:longer", LONGER)])
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, ["3"])
    assert asked(path, "SELECT uri FROM v_signature") == [("far:stays",)]
    assert verify(path, every_text=True) == []


TAMPERING = {
    "UPDATE signature SET document_id = 1 WHERE signature_id = 2": "the text of signature 2 is not the one",
    "UPDATE signature SET versions = 'other'": "signatures 1 to 2 are not what event",
    "UPDATE signature SET hashvalues = zeroblob(512)": "signatures 1 to 2 are not what event",
    "UPDATE signature SET hashvalues = x'00000000'": "signatures 1 to 2 are not what event",
    "UPDATE signature SET uri = 'far:other' WHERE signature_id = 1": "signatures 1 to 2 are not what event",
    "DELETE FROM signature WHERE signature_id = 2": "signatures 1 to 2 are not what event",
    "DELETE FROM signature_band WHERE signature_id = 2": "the bands of signature 2 are not those of its values",
    "UPDATE signature_band SET key = key + 1 WHERE signature_id = 1": "the bands of signature 1 are not",
    "UPDATE signature_candidate SET resemblance = 0.5": "document 2 is not as much like signature 1 as was noted",
    "UPDATE signature_candidate SET document_id = 1": "document 1 is not as much like signature 1 as was noted",
    "DELETE FROM signature_candidate WHERE document_id = 2": "signature-candidates 1 to 1 are not what event",
    "DELETE FROM signature_candidate": "signature-candidates 1 to 1 are not what event",
    "UPDATE signature_candidate SET run_id = 1": "signature-candidates 1 to 1 are not what event",
}


@pytest.mark.parametrize(("statement", "said"), TAMPERING.items())
def test_verify_knows_signatures(path: Path, statement: str, said: str) -> None:
    """A signature, band or candidate that was changed behind our back is reported."""
    taken(path, {"far:longer": LONGER, "far:else": prose(4)})
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert any(said in problem for problem in verify(path))


def test_the_commands_say_what_is_known(path: Path) -> None:
    """Import, query, status and forget speak of signatures, on the terminal and in JSON."""
    home, prov = path.parent, Prov(path.parent)
    signed(home / "theirs.sigs", {"far:longer": LONGER, "far:same": STORY})
    (home / "story.txt").write_text(STORY, "utf-8")
    done = prov("import", "--datasketch", "theirs.sigs")
    assert done.returncode == 0, done.stderr
    assert "2 texts known by signature now, 2 candidates for them" in done.stderr
    report = json.loads(prov("import", "--datasketch", "theirs.sigs", "--json").stdout)
    none = {"added": 0, "candidates": 0, "differing": 0, "stored": 0, "forgotten": 0}
    assert report == {"schema_version": 1, "known": 2, **none}
    assert "known by signature only, not verified" in prov("query", "story.txt").stdout
    found = json.loads(prov("query", "story.txt", "--json").stdout)
    assert [one["uri"] for one in found["signatures"]] == ["far:same", "far:longer"]
    lines = [json.loads(line) for line in prov("query", "story.txt", "--jsonl").stdout.splitlines()]
    assert [line["signature"] for line in lines if "signature" in line] == found["signatures"]
    assert {line["query"]["sha256"] for line in lines} == {found["query"]["sha256"]}
    counts = json.loads(prov("status", "--json").stdout)["status"]["counts"]
    assert (counts["known_by_signature"], counts["signature_candidates"]) == (2, 2)
    assert "forgot the imported signature of far:same" in prov("forget", "far:same").stderr
    assert "1 signatures were forgotten and left out" in prov("import", "--datasketch", "theirs.sigs").stderr
    assert "1 text known by signature now" in prov("import", "--datasketch", "theirs.sigs", "--readmit").stderr
    assert prov("verify").returncode == 0


def test_the_command_refuses_with_the_codes_of_the_contract(path: Path) -> None:
    """Other permutations are 14, a broken or missing file 3, no store 10, none or both inputs 2."""
    home, prov = path.parent, Prov(path.parent)
    signed(home / "narrow.sigs", {"far:longer": LONGER}, num_perm=64)
    (home / "broken.sigs").write_text("{}\n")
    for arguments, code in (
        (("--datasketch", "narrow.sigs"), 14),
        (("--datasketch", "broken.sigs"), 3),
        (("--datasketch", "missing.sigs"), 3),
        (("--datasketch", "narrow.sigs", "--db", "none.db"), 10),
        ((), 2),
        (("some.result", "--datasketch", "narrow.sigs"), 2),
    ):
        done = prov("import", *arguments)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert done.stderr.count("\n") == 2, done.stderr
    assert not (home / "none.db").exists()
