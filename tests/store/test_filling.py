"""The order in which rows fill pages."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from provenance.store.filling import in_leaf, order
from provenance.store.sqlite import sqlite3

PAGE = 4_096


def pages(path: Path, sizes: list[int]) -> int:
    """Pages of a database with one table of rows of these sizes, in this order."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE held (number INTEGER PRIMARY KEY, one INTEGER, size INTEGER, row BLOB)")
    rows = ((70_000 + size, size, bytes(size)) for size in sizes)
    connection.executemany("INSERT INTO held (one, size, row) VALUES (?, ?, ?)", rows)
    connection.commit()
    (count,) = connection.execute("PRAGMA page_count").fetchone()
    connection.close()
    return int(count)


def test_rows_fill_pages(tmp_path: Path) -> None:
    """Of rows of a quarter of a page and more, hardly any room is lost; as they come, more than a fifth is."""
    rng = random.Random(5)
    sizes = [round(rng.lognormvariate(7.75, 0.45)) for _ in range(4_000)]
    least = sum(sizes) / PAGE
    assert pages(tmp_path / "as-they-come.db", sizes) > 1.2 * least
    assert pages(tmp_path / "filled.db", [sizes[place] for place in order(sizes, PAGE)]) < 1.05 * least


def leaves(sizes: list[int]) -> int:
    """Leaves that rows of these sizes take, if a row that does not fit begins a new one."""
    used, room = 0, 0
    for size in sizes:
        taken = in_leaf(size, PAGE)
        assert 0 < taken <= PAGE - 8
        used, room = (used + 1, PAGE - 8 - taken) if taken > room else (used, room - taken)
    return used


@given(st.lists(st.integers(0, 20_000), max_size=60))
def test_every_row_is_in_the_order_once(sizes: list[int]) -> None:
    """Nothing is left out or added, and no other order needs much fewer pages."""
    found = order(sizes, PAGE)
    assert sorted(found) == list(range(len(sizes)))
    assert leaves([sizes[place] for place in found]) <= leaves(sizes) * 11 / 9 + 4
