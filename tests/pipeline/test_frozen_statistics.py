import functools
import itertools
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Index
from provenance.direction import rarity
from provenance.pipeline.indexing import batches
from tests.corpus import planted, prose, reworded
from tests.pipeline.conftest import Content, contents

EARLIER = 25
#: The last texts repeat the words that were put in the place of others, so that counts of words change under way.
ITEMS = sorted(planted(30)[0].items()) + [
    item
    for number in range(12)
    for text in [prose(900 + number, 200)]
    for item in ((f"text-{number}", text), (f"reworded-{number}", reworded(text, number)))
]


def indexed(runs: Sequence[Sequence[tuple[str, str]]], *, size: int, jobs: int = 1) -> tuple[Content, object]:
    """What a store says, and the directions of its matches, when each of ``runs`` added texts in batches of a size."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(batches, "BATCH_DOCUMENTS", (size, size))
        path = Path(folder) / "prov.db"
        for items in runs:
            with Index.create(path, jobs=jobs) as index:
                index.add(items)
        connection = sqlite3.connect(path)
        directions = "SELECT left_id, right_id, derived_id, confidence, reasons FROM match ORDER BY left_id, right_id"
        said = connection.execute(directions).fetchall()
        connection.close()
        return contents(path), said


@functools.cache
def two_runs_at_once() -> tuple[Content, object]:
    """What a store says whose runs had one batch each, and the second of them counted the words of the first."""
    return indexed([ITEMS[:EARLIER], ITEMS[EARLIER:]], size=1_000)


@functools.cache
def one_run_at_once() -> tuple[Content, object]:
    """What a store says that took all texts in one batch."""
    return indexed([ITEMS], size=1_000)


@settings(max_examples=6)
@given(size=st.integers(1, 50), jobs=st.integers(1, 2))
def test_a_run_judges_by_what_was_there_at_its_start(size: int, jobs: int) -> None:
    """However a run is cut into batches, its directions are those by the words that the store had when it began."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rarity, "ENOUGH_DOCUMENTS", EARLIER)
        at_once = two_runs_at_once()
        assert indexed([ITEMS[:EARLIER], ITEMS[EARLIER:]], size=size, jobs=jobs) == at_once
    assert at_once[1] != one_run_at_once()[1]


@settings(max_examples=6)
@given(cuts=st.lists(st.integers(0, len(ITEMS)), max_size=9), size=st.integers(1, 60), jobs=st.integers(1, 2))
def test_runs_that_judge_by_the_language_do_not_matter(cuts: list[int], size: int, jobs: int) -> None:
    """While a store is too small to count words in, one run and ten, in batches of any size, say the same."""
    ends = [0, *sorted(cuts), len(ITEMS)]
    runs = [ITEMS[start:end] for start, end in itertools.pairwise(ends)]
    assert indexed(runs, size=size, jobs=jobs) == one_run_at_once()
