"""Doing the next piece of work while the last one is in use."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], stop: Callable[[], None] = lambda: None) -> Generator[T, None, None]:
    """``items``, each made by another thread while the one before it is in use.

    At most one is ready and waiting. What making an item raises is raised where the item would have come. When the
    caller stops early, ``stop`` is called, so that an item under way may stop waiting for more, and that item is
    finished and dropped before control returns.
    """
    end = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(next, items, end)
        try:
            while (item := coming.result()) is not end:
                coming = thread.submit(next, items, end)
                yield item  # type: ignore[misc] # anything but the end is an item
        except BaseException:
            stop()
            raise
