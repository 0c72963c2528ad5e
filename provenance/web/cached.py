"""What takes long to add up over a store, kept with the state that it is of."""

import concurrent.futures
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from provenance.store import Store, events, open_for_reading
from provenance.web.gather import State, state

Made = TypeVar("Made")

#: Seconds for which a page waits for the newest state before it shows the one before.
PATIENCE = 0.05
#: The share of the time that goes into adding up while the store changes all the time, as one in so many.
_ONE_IN = 20

_adder = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="prov-sums")


class Kept(Generic[Made]):
    """What ``make`` makes of a store. Whoever asks gets the last one, and a newer one is made meanwhile.

    Only the first one who asks waits until it is there. Pages say of which state of the store they are.
    """

    def __init__(self, make: Callable[[Store], Made]) -> None:
        """``make`` reads a store of which it sees one state."""
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[Path, tuple[State, Made]] = {}
        self._under_way: dict[Path, concurrent.futures.Future[None]] = {}
        self._rests_until = 0.0

    def __call__(self, store: Store) -> tuple[State, Made]:
        """What is made of this store, with the state it is of: this one, or one not long before."""
        path = store.path
        known = self._made.get(path)
        if known and (known[0].head == events.head(store) or time.monotonic() < self._rests_until):
            return known
        begun = self.begin(path)
        if known:
            concurrent.futures.wait([begun], PATIENCE)
        else:
            begun.result()
        return self._made[path]

    def begin(self, path: Path) -> "concurrent.futures.Future[None]":
        """Make it anew, unless that is under way."""
        with self._lock:
            begun = self._under_way.get(path)
            if begun is None or begun.done():
                begun = self._under_way[path] = _adder.submit(self._renew, path)
            return begun

    def _renew(self, path: Path) -> None:
        begun = time.monotonic()
        with open_for_reading(path) as store, store.snapshot():
            self._made[path] = (state(store), self._make(store))
        ended = time.monotonic()
        self._rests_until = ended + _ONE_IN * (ended - begun)
