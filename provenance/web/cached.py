"""Results that take long to compute over a store, cached with the state of the store that they are of."""

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
#: Of a store that changes all the time, at most one in so many seconds goes into computing.
_ONE_IN = 20

_adder = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="prov-sums")


class Cached(Generic[Made]):
    """The cached result of ``make``. A call returns the last one at once, and a newer one is made in another thread.

    Only the first call waits. Pages say of which state of the store they are.
    """

    def __init__(self, make: Callable[[Store], Made]) -> None:
        """``make`` reads a store of which it sees one state."""
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[Path, tuple[State, Made]] = {}
        self._under_way: dict[Path, concurrent.futures.Future[None]] = {}
        self._rests_until = 0.0

    def __call__(self, store: Store) -> tuple[State, Made]:
        """The result for this store, with the state of the store that it is of: this one, or one not long before."""
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
