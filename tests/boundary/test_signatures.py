"""Hashes and signatures: equal to datasketch's, the same everywhere and for ever."""

import subprocess
import sys

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import engine, shingle_hashes, signatures
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from tests.corpus import SPUN, STORY, UNRELATED, prose

TEXTS = ["", "one", "two words", STORY, SPUN, UNRELATED, prose(1, 700), "中文没有空格的句子也有很多"]

GOLDEN = """
from zlib import crc32
from provenance import shingle_hashes, signatures
from tests.corpus import STORY
print(crc32(shingle_hashes(STORY).astype("<u4")), crc32(shingle_hashes(STORY, "context").astype("<u4")),
      crc32(signatures([STORY]).astype("<u4")))
"""


def by_datasketch(text: str, num_perm: int, seed: int) -> list[int]:
    """The signature as a user of datasketch would make it."""
    minhash = datasketch.MinHash(num_perm=num_perm, seed=seed, hashfunc=int)
    assert minhash.scheme == "affine32"
    minhash.update_batch(shingle_hashes(text))
    return [int(value) for value in minhash.hashvalues]


@pytest.mark.parametrize(("num_perm", "seed"), [(1, 1), (7, 3), (64, 1), (128, 1), (128, 42), (129, 2), (256, 7)])
def test_signatures_equal_those_of_datasketch(num_perm: int, seed: int) -> None:
    """Every value of every signature is the one datasketch computes from our hashes."""
    ours = signatures(TEXTS, num_perm=num_perm, seed=seed)
    assert ours.shape == (len(TEXTS), num_perm)
    assert ours.dtype == np.uint32
    assert ours.tolist() == [by_datasketch(text, num_perm, seed) for text in TEXTS]


@settings(max_examples=40)
@given(st.text(max_size=80), st.integers(1, 40), st.integers(0, 2**31))
def test_signatures_of_any_text_equal_those_of_datasketch(text: str, num_perm: int, seed: int) -> None:
    """Whatever the text, the number of permutations and the seed, datasketch says the same."""
    assert signatures([text], num_perm, seed)[0].tolist() == by_datasketch(text, num_perm, seed)


def test_of_no_texts_there_are_no_signatures() -> None:
    """No texts give an empty matrix of the right width."""
    assert signatures([], num_perm=16).shape == (0, 16)


@given(st.text(max_size=200), st.sampled_from(["verbatim", "context"]))
def test_hashes_rise_and_are_distinct(text: str, view: str) -> None:
    """Shingle hashes come once each, in rising order, as 32-bit numbers."""
    hashes = shingle_hashes(text, view)
    assert hashes.dtype == np.uint32
    assert hashes.tolist() == sorted(set(hashes.tolist()))


def test_there_is_one_hash_per_distinct_shingle() -> None:
    """A text of n different words has n - 4 shingles of 5 tokens; repeating it adds only those across the seam."""
    words = " ".join(f"word{number}" for number in range(50))
    assert len(shingle_hashes(words)) == 46
    assert len(shingle_hashes(f"{words} {words}")) == 50


def test_context_shingles_do_not_mind_order() -> None:
    """In the context view neighbours may change places, and short words do not count."""
    assert shingle_hashes("harbour of frozen water", "context").tolist() == (
        shingle_hashes("frozen harbour in the water", "context").tolist()
    )


def test_an_unknown_view_is_refused() -> None:
    """A view that does not exist is an error that names it."""
    with pytest.raises(ValueError, match="no-view"):
        shingle_hashes(STORY, "no-view")


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_hashes_are_the_same_in_every_process(hash_seed: str) -> None:
    """Hashes and signatures are those written down here, whatever PYTHONHASHSEED says."""
    command = [sys.executable, "-c", GOLDEN]
    env = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["740580113", "891553738", "2021792283"]


def test_known_hashes() -> None:
    """The hash family never changes: these values were written down when it was made."""
    assert shingle_hashes("one two three four five six").tolist() == [644379246, 2608864251]
    assert shingle_hashes("harbour water frozen", "context").tolist() == [199032967]


def test_more_threads_give_the_same_signatures() -> None:
    """One thread and two give the same bytes."""
    texts = [prose(seed, 60) for seed in range(50)]
    assert signatures(texts, jobs=1).tobytes() == signatures(texts, jobs=2).tobytes()


@pytest.mark.parametrize("permutations", [Permutations(b"\x01\0\0\0", b""), Permutations(b"\x01", b"\x01")])
def test_permutations_that_do_not_fit_are_refused(permutations: Permutations) -> None:
    """Multipliers and increments must be equally many whole numbers."""
    with pytest.raises(ValueError, match=r"\w"):
        engine.Workers(1).signatures([STORY], permutations)


@pytest.mark.parametrize("size", [1, 4, 4 * 129])
def test_signatures_of_another_width_have_no_bands(size: int) -> None:
    """Bytes that are not whole signatures of the index are refused."""
    params = with_bands(IndexParams())
    sketcher = engine.Sketcher(params, Permutations.from_seed(params.num_perm, params.seed))
    assert sketcher.keys_of_signatures(b"") == []
    with pytest.raises(ValueError, match=r"\w"):
        sketcher.keys_of_signatures(b"\0" * size)


@pytest.mark.parametrize("num_perm", [-1, 0, 65_537, 2**31, 2**63])
def test_a_signature_has_bounds(num_perm: int) -> None:
    """A number of permutations that nobody can mean is refused at once."""
    with pytest.raises(ValueError, match="num_perm"):
        signatures(["text"], num_perm=num_perm)
