"""Runs: every command that writes leaves a row that says what it did and how it ended."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping

from provenance import __version__
from provenance.pipeline.session import Session
from provenance.store import runs


@dataclasses.dataclass
class Run:
    """A run of a command, as far as it has come."""

    run_id: int
    counters: runs.Counters = dataclasses.field(default_factory=runs.Counters)

    def count(self, **more: int) -> None:
        """Add to the counters."""
        now = dataclasses.asdict(self.counters)
        self.counters = runs.Counters(**{name: value + more.get(name, 0) for name, value in now.items()})


@contextlib.contextmanager
def running(session: Session, command: str, asked: Mapping[str, object]) -> Iterator[Run]:
    """A run in the store, ended as what it came to: finished, interrupted or failed."""
    with session.store.transaction():
        run = Run(runs.begin(session.store, command, asked, __version__))
    state = runs.State.FAILED
    try:
        yield run
        state = runs.State.FINISHED
    except KeyboardInterrupt:
        state = runs.State.INTERRUPTED
        raise
    finally:
        with session.store.transaction():
            runs.finish(session.store, run.run_id, state, run.counters)
