"""One piece of work ahead."""

import threading
from collections.abc import Iterator

import pytest

from provenance.pipeline.indexing.ingest import prefetch


def test_nothing_is_lost_or_reordered() -> None:
    """What comes out is what went in, in order."""
    assert list(prefetch(iter(range(100)))) == list(range(100))
    assert list(prefetch(iter([]))) == []


def test_the_next_item_is_made_while_one_is_in_use() -> None:
    """The second item is begun before the first one is given back, and the third is not."""
    begun = [threading.Event() for _ in range(3)]

    def items() -> Iterator[int]:
        for number, event in enumerate(begun):
            event.set()
            yield number

    made = prefetch(items())
    assert next(made) == 0
    assert begun[1].wait(10)
    assert not begun[2].is_set()
    assert list(made) == [1, 2]


def test_an_error_comes_where_its_item_would() -> None:
    """What was made before an error is still given."""

    def items() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    made = prefetch(items())
    assert next(made) == 1
    with pytest.raises(OSError, match="disk"):
        next(made)


def test_stopping_early_leaves_no_thread() -> None:
    """A caller that stops waits for the item under way, and no thread is left."""
    before = threading.active_count()
    made = prefetch(iter(range(10)))
    next(made)
    made.close()
    assert threading.active_count() == before
