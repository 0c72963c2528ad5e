"""Files of signatures: what leaves is what datasketch makes, and what comes in is checked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasketch
import pytest
from hypothesis import given
from hypothesis import strategies as st

import provenance
from provenance import Index, read_signatures, shingle_hashes, write_signatures
from provenance.errors import InputError, ParametersDiffer, StoreTooNew, UsageError
from provenance.exchange.signature_file import SignatureFile, agreement, packed, values
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, UNRELATED, planted, prose, reworded

TEXTS = {
    "memory:story": STORY,
    "memory:spun": SPUN,
    "memory:bread": UNRELATED,
    "memory:one": "one",
    "memory:four": "one two three four",
    "memory:中文": "中文没有空格的句子也有很多",
    "memory:arabic": "ذهب الولد إلى المدرسة في الصباح الباكر مع أخيه الكبير",
    "memory:emoji": "🙂 🙃 words between 🧪 and 🧬 that are no words",
    "memory:\u2028 name": prose(3),
    "memory:longer": f"{STORY} And then a few more words.",
    **{f"memory:{seed}": reworded(prose(9, 200), seed, every=20) for seed in range(12)},
}


def minhash(text: str, **how: Any) -> datasketch.MinHash:  # noqa: ANN401 - whatever datasketch takes
    """The signature as a user of datasketch makes it."""
    made = datasketch.MinHash(**({"num_perm": 128, "seed": 1, "hashfunc": int} | how))
    made.update_batch(shingle_hashes(text))
    return made


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signatures of a store of all these texts."""
    home = tmp_path_factory.mktemp("exported")
    with Index.create(home / "prov.db", jobs=1) as index:
        index.add([*TEXTS.items(), ("memory:again", STORY), ("memory:nothing", "... !")])
        assert index.export_signatures(home / "all.sigs") == len(TEXTS)
    return home / "all.sigs"


@pytest.mark.parametrize("lean", [False, True])
def test_what_is_exported_is_what_datasketch_makes(exported: Path, *, lean: bool) -> None:
    """Names come in the order of numbers, and values, their type, seed, scheme and width are those of datasketch."""
    read = dict(read_signatures(exported, lean=lean))
    assert list(read) == list(TEXTS)
    for uri, text in TEXTS.items():
        expected = minhash(text)
        assert isinstance(read[uri], datasketch.LeanMinHash if lean else datasketch.MinHash)
        assert read[uri].hashvalues.tobytes() == expected.hashvalues.tobytes()
        assert read[uri].hashvalues.dtype == expected.hashvalues.dtype
        assert (read[uri].seed, read[uri].scheme, len(read[uri])) == (1, "affine32", 128)
        assert read[uri].jaccard(expected) == 1.0


def test_what_was_read_can_be_updated(exported: Path) -> None:
    """A signature that was read takes more shingles, as the one that datasketch made does."""
    read = dict(read_signatures(exported))["memory:story"]
    expected = minhash(STORY)
    for one in (read, expected):
        one.update_batch(shingle_hashes(UNRELATED))
    assert read.hashvalues.tolist() == expected.hashvalues.tolist()


@pytest.mark.parametrize("lean", [False, True])
@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_neighbours_are_the_same(exported: Path, threshold: float, *, lean: bool) -> None:
    """In datasketch's LSH the signatures that were read have the neighbours of those that datasketch made."""
    ours, theirs = (datasketch.MinHashLSH(threshold=threshold, num_perm=128) for _ in range(2))
    read = dict(read_signatures(exported, lean=lean))
    for uri, text in TEXTS.items():
        ours.insert(uri, read[uri])
        theirs.insert(uri, minhash(text))
    found = {uri: set(ours.query(read[uri])) for uri in TEXTS}
    assert found == {uri: set(theirs.query(minhash(text))) for uri, text in TEXTS.items()}
    assert any(len(names) > 1 for names in found.values())


def test_the_number_and_the_first_place_are_exported(exported: Path) -> None:
    """A line has the number of its document and the place where it was first seen; no text comes twice."""
    rows = [json.loads(line) for line in exported.read_text("utf-8").splitlines()[1:]]
    assert [(row["document_id"], row["uri"]) for row in rows] == list(enumerate(TEXTS, start=1))


def test_the_command_exports_the_same(tmp_path: Path) -> None:
    """`prov export --datasketch` writes the file, says how many signatures, and prints nothing else."""
    prov = Prov(tmp_path)
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([("memory:story", STORY)])
    done = prov("export", "--datasketch", "own.sigs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "own.sigs: 1 signatures\n")
    ((uri, read),) = read_signatures(tmp_path / "own.sigs")
    assert (uri, read.hashvalues.tolist()) == ("memory:story", minhash(STORY).hashvalues.tolist())
    assert prov("export", "--datasketch", "no/such/folder").returncode == 2
    assert prov("export", "--datasketch", "own.sigs", "--prov").returncode == 2


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 3)), min_size=1, max_size=20))
def test_agreement_is_what_datasketch_says(pairs: list[tuple[int, int]]) -> None:
    """The resemblance that two signatures estimate is the one of ``MinHash.jaccard``; packing loses nothing."""
    left, right = [a for a, _ in pairs], [a if same else a ^ 1 for a, same in pairs]
    assert values(packed(left)) == left
    one, other = (datasketch.LeanMinHash(seed=1, hashvalues=v, scheme="affine32") for v in (left, right))
    assert agreement(packed(left), packed(right)) == one.jaccard(other)


@pytest.mark.parametrize("lean", [False, True])
def test_what_was_written_is_read(tmp_path: Path, *, lean: bool) -> None:
    """Signatures of any width and seed come back as they were written, lean ones, too."""
    made = {uri: minhash(text, num_perm=37, seed=5) for uri, text in TEXTS.items()}
    given_ = {uri: datasketch.LeanMinHash(one) if lean else one for uri, one in made.items()}
    assert write_signatures(tmp_path / "a.sigs", given_.items()) == len(made)
    read = dict(read_signatures(tmp_path / "a.sigs"))
    assert {uri: one.hashvalues.tolist() for uri, one in read.items()} == {
        uri: one.hashvalues.tolist() for uri, one in made.items()
    }


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        [("a", minhash(STORY)), ("b", minhash(STORY, num_perm=64))],
        [("a", minhash(STORY)), ("b", minhash(STORY, seed=2))],
        [("a", minhash(STORY, scheme="legacy"))],
        [("a", minhash(STORY, scheme="affine64"))],
    ],
)
def test_signatures_that_do_not_go_together_are_not_written(
    tmp_path: Path, signatures: list[tuple[str, datasketch.MinHash]]
) -> None:
    """No signatures, those of several kinds, or those of another scheme are refused, and no file appears."""
    with pytest.raises(UsageError):
        write_signatures(tmp_path / "a.sigs", signatures)
    assert list(tmp_path.iterdir()) == []


def test_permutations_that_datasketch_does_not_draw_are_refused(exported: Path, tmp_path: Path) -> None:
    """A file whose permutations are not those of its seed makes no objects, which would be compared wrongly."""
    copy = tmp_path / "copy.sigs"
    copy.write_bytes(exported.read_bytes().replace(b'"seed":1', b'"seed":2', 1))
    with pytest.raises(ParametersDiffer, match="permutations"):
        list(read_signatures(copy))


def test_public_names_are_exported() -> None:
    """Both functions are among the public names."""
    assert {"read_signatures", "write_signatures"} <= set(provenance.__all__)


Edit = Callable[[list[str]], list[str]]


def row(**changes: object) -> Edit:
    """The third line with other fields."""

    def edit(lines: list[str]) -> list[str]:
        return [*lines[:2], json.dumps(json.loads(lines[2]) | changes), *lines[3:]]

    return edit


def header(**changes: object) -> Edit:
    """The first line with other fields."""
    return lambda lines: [json.dumps(json.loads(lines[0]) | changes), *lines[1:]]


MALFORMED: dict[str, tuple[Edit, str]] = {
    "empty": (lambda _: [], "line 1: no JSON"),
    "another format": (header(format="others"), "line 1: no header"),
    "a list for a header": (lambda lines: ["[]", *lines[1:]], "line 1: no JSON object"),
    "no header": (lambda lines: lines[1:], "line 1: no header"),
    "no width": (header(num_perm=0), "`num_perm` is 0"),
    "width in words": (header(num_perm="many"), "`num_perm` is"),
    "width true": (header(num_perm=True), "`num_perm` is"),
    "negative count": (header(signatures=-1), "`signatures` is"),
    "no seed": (header(seed=None), "`seed` is"),
    "no JSON": (lambda lines: [*lines[:2], "{", *lines[3:]], "line 3: no JSON"),
    "nested": (lambda lines: [*lines[:2], "[" * 100_000, *lines[3:]], "line 3: no JSON"),
    "a number of thousands of digits": (lambda lines: [*lines[:2], "1" * 9_999, *lines[3:]], "line 3: no JSON"),
    "not UTF-8": (lambda lines: [*lines[:2], "\udcff", *lines[3:]], "line 3: no JSON"),
    "no object": (lambda lines: [*lines[:2], "7", *lines[3:]], "line 3: no JSON object"),
    "an empty line": (lambda lines: [*lines[:2], "", *lines[2:]], "line 3: no JSON"),
    "endless": (lambda lines: [*lines[:2], '"' + "x" * (1 << 20) + '"', *lines[3:]], "line 3: longer than"),
    "no name": (row(uri=""), "line 3: `uri` is no name"),
    "a number for a name": (row(uri=3), "line 3: `uri` is no name"),
    "half a character": (row(uri="\ud800"), "line 3: `uri` is no name"),
    "no values": (row(hashvalues=None), "line 3: `hashvalues` is no list of 128 numbers"),
    "too few values": (row(hashvalues=[1]), "line 3: `hashvalues` is no list of 128 numbers"),
    "a word among values": (row(hashvalues=["x"] * 128), "line 3: `hashvalues` has something else"),
    "truth among values": (row(hashvalues=[True] * 128), "line 3: `hashvalues` has something else"),
    "fractions": (row(hashvalues=[1.0] * 128), "line 3: `hashvalues` has something else"),
    "too large": (row(hashvalues=[2**32] * 128), "not from 0 to 4,294,967,295"),
    "too small": (row(hashvalues=[-1] * 128), "not from 0 to 4,294,967,295"),
    "cut off": (lambda lines: lines[:-1], f"{len(TEXTS) - 1} signatures, where the header says {len(TEXTS)}"),
    "put together": (
        lambda lines: lines + lines[1:],
        f"{2 * len(TEXTS)} signatures, where the header says {len(TEXTS)}",
    ),
}


@pytest.mark.parametrize(("edit", "said"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_files_are_refused(exported: Path, tmp_path: Path, edit: Edit, said: str) -> None:
    """What is wrong is said with the file, the line and what to do; nothing of the file reaches the store."""
    bad = tmp_path / "bad.sigs"
    lines = edit(exported.read_text("utf-8").split("\n")[:-1])
    bad.write_text("".join(f"{line}\n" for line in lines), "utf-8", "surrogateescape")
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([("memory:a", STORY)])
        before = index.counts()
        with pytest.raises(InputError) as error:
            index.import_signatures(bad)
        assert said in str(error.value)
        assert str(bad) in str(error.value)
        assert error.value.hint
        assert error.value.exit_code == 3
        assert index.counts() == before


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    """A missing file and a folder are input errors; the file of a newer version is another matter."""
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(InputError, match=path.name):
            SignatureFile(path)
    newer = tmp_path / "newer"
    newer.write_text('{"format": "prov-signatures", "version": 2}\n')
    with pytest.raises(StoreTooNew, match="newer"):
        SignatureFile(newer)


def test_planted_copies_are_neighbours(tmp_path: Path) -> None:
    """Of planted pairs those that the exported signatures hold for alike are pairs that were planted."""
    texts, pairs = planted(30)
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add(texts.items())
        index.export_signatures(tmp_path / "a.sigs")
    lsh, read = datasketch.MinHashLSH(threshold=0.5, num_perm=128), dict(read_signatures(tmp_path / "a.sigs"))
    for uri, one in read.items():
        lsh.insert(uri, one)
    found = {frozenset((uri, other)) for uri in read for other in lsh.query(read[uri]) if other != uri}
    assert found
    assert found <= pairs
