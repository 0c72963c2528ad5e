"""What was worked out of texts lately, as far as there is room: one text is often compared with many."""

import collections
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")

#: Characters of all texts together of which what was worked out is kept: a thousand long ones, or many short ones.
ROOM = 24 << 20


class Recent(Generic[Made]):
    """Keeps what ``make`` makes of a text until those asked for since have more than ``characters`` together.

    :func:`functools.lru_cache` would keep a number of texts, however long they are. May be asked by several threads.
    """

    def __init__(self, make: Callable[[str], Made], characters: int = ROOM) -> None:
        """Keep nothing yet."""
        self._make, self._room = make, characters
        self._kept: collections.OrderedDict[str, Made] = collections.OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, text: str) -> Made:
        """What ``text`` makes."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
        made = self._make(text)
        with self._lock:
            if text not in self._kept:
                self._kept[text] = made
                self._room -= len(text)
            while self._room < 0:
                oldest, _ = self._kept.popitem(last=False)
                self._room += len(oldest)
        return made
