"""Runs: every command that writes leaves a row that says what it did and how it ended."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping

from provenance import __version__
from provenance.pipeline.session import Session
from provenance.store import Store, events, runs


@dataclasses.dataclass
class Run:
    """A run of a command, as far as it has come.

    Attributes:
        head: The last event of the chain when the run had ended. Kept elsewhere, it proves later that nothing up to
            this run was rewritten.
    """

    run_id: int
    counters: runs.Counters = dataclasses.field(default_factory=runs.Counters)
    head: events.Head | None = None

    def plus(self, **more: int) -> runs.Counters:
        """The counters with ``more`` added."""
        now = dataclasses.asdict(self.counters)
        return runs.Counters(**{name: value + more.get(name, 0) for name, value in now.items()})


def running(session: Session, command: str, asked: Mapping[str, object]) -> contextlib.AbstractContextManager[Run]:
    """A run in the store of ``session``, ended as what it came to: finished, interrupted or failed."""
    return running_in(session.store, command, asked)


@contextlib.contextmanager
def running_in(store: Store, command: str, asked: Mapping[str, object]) -> Iterator[Run]:
    """A run in ``store``, likewise."""
    with store.transaction():
        run = Run(runs.begin(store, command, asked, __version__))
    try:
        yield run
    except BaseException as error:
        # What the store counted with its last commit is what happened; the run itself may be one batch ahead or behind.
        state = runs.State.INTERRUPTED if isinstance(error, KeyboardInterrupt) else runs.State.FAILED
        with store.transaction():
            runs.finish(store, run.run_id, state, runs.counted(store, run.run_id))
        raise
    with store.transaction():
        runs.finish(store, run.run_id, runs.State.FINISHED, run.counters)
        run.head = events.head(store)
