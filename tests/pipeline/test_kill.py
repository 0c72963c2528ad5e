"""Kill -9 at any instant: the store opens by itself, and running again leads where an undisturbed run leads.

``PROV_KILLS`` says how often each command is killed: a few times in every run of the tests, hundreds in `make torture`.
"""

import dataclasses
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from provenance import Index
from provenance.pipeline.compacting import compact
from provenance.pipeline.forgetting import forget
from provenance.pipeline.ingest import Options, ingest
from provenance.pipeline.session import open_writer
from provenance.pipeline.verify import verify
from provenance.store import forgotten, open_for_reading
from tests.corpus import planted, write

Content = dict[str, list[tuple[object, ...]]]
Action = Callable[[Path], None]

KILLS = int(os.environ.get("PROV_KILLS", "12"))
MEMORY = 400 << 10  # some ten batches
GONE = range(3, 60, 4)

# Children are forked from a process that has imported everything and has no threads, so that they die at work.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__, "tests.pipeline.test_kill"])


def index_texts(path: Path) -> None:
    """Index the folder beside the store, in small batches."""
    with open_writer(path, create=True, jobs=1) as session:
        ingest(session, [str(path.parent.parent / "texts")], Options(memory=MEMORY))


def compact_store(path: Path) -> None:
    """Merge what is left of the index, and close the holes of the database."""
    with open_writer(path, create=False, jobs=1) as session:
        compact(session)


def forget_some(path: Path) -> None:
    """Forget every fourth document."""
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, [str(number) for number in GONE])


def work(action: Action, path: Path, begun: Connection) -> None:
    """Say when the work begins, and do it."""
    begun.send(None)
    action(path)


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a child ended, and after how many seconds of work."""

    code: int | None
    lasted: float

    @property
    def killed(self) -> bool:
        """Whether it was killed before it was done."""
        return self.code == -signal.SIGKILL


def run(action: Action, path: Path, kill_after: float | None = None) -> Ended:
    """Let a child do the work, and kill it after so many seconds."""
    begun, tell = processes.Pipe(duplex=False)
    child = processes.Process(target=work, args=(action, path, tell))
    child.start()
    begun.recv()
    start = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        child.kill()
    child.join()
    return Ended(child.exitcode, time.monotonic() - start)


@dataclasses.dataclass(frozen=True)
class Bench:
    """Where stores are tortured.

    Attributes:
        home: The folder of the texts and stores.
        content: What a store says, so that two can be compared.
    """

    home: Path
    content: Callable[[Path], Content]

    def store(self, name: str) -> Path:
        """The store of this name."""
        return self.home / name / "prov.db"

    def copy(self, name: str, to: str) -> Path:
        """A copy of a store, in the place of what was there."""
        shutil.rmtree(self.home / to, ignore_errors=True)
        shutil.copytree(self.home / name, self.home / to)
        return self.store(to)

    def torture(self, action: Action, base: str, look: Callable[[Content, Content], None]) -> Path:
        """Kill ``action`` at random instants, again and again, and let it end in peace at last; the store it leaves.

        After every kill the store opens and verifies, and ``look`` gets what it said before and what it says.
        """
        rng = random.Random(11)
        path = self.copy(base, "tortured")
        lasted = run(action, path).lasted
        path, kills = self.copy(base, "tortured"), 0
        while kills < KILLS:
            said = self.content(path)
            ended = run(action, path, rng.uniform(0.0, lasted))
            kills += ended.killed
            assert verify(path) == []
            look(said, self.content(path))
            if not ended.killed:
                assert ended.code == 0
                path = self.copy(base, "tortured")
        assert run(action, path).code == 0
        assert verify(path, every_text=True) == []
        return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts, a new store, one that has them all, and one that forgot some of them."""
    home = tmp_path_factory.mktemp("torture")
    write(home / "texts", planted(80)[0])
    for name in ("new", "whole", "less"):
        (home / name).mkdir()
    Index.create(home / "new" / "prov.db", jobs=1).close()
    for name in ("whole", "less"):
        index_texts(home / name / "prov.db")
    forget_some(home / "less" / "prov.db")
    return home


@pytest.fixture
def bench(home: Path, content: Callable[[Path], Content]) -> Bench:
    """The place, with stores to compare with."""
    return Bench(home, content)


@pytest.mark.slow
def test_killed_indexing_converges(bench: Bench) -> None:
    """Indexing loses no batch that it committed, and ends where an undisturbed run ends."""

    def nothing_lost(before: Content, now: Content) -> None:
        for name in ("documents", "sources", "matches", "passages", "substitutions"):
            assert set(before[name]) <= set(now[name])

    path = bench.torture(index_texts, "new", nothing_lost)
    assert bench.content(path) == bench.content(bench.store("whole"))


@pytest.mark.slow
def test_killed_compacting_changes_nothing_that_is_said(bench: Bench) -> None:
    """Before, between and after, the store says the same; in the end one segment is left, without the forgotten."""
    expected = bench.content(bench.store("less"))

    def same(before: Content, now: Content) -> None:
        assert before == now == expected

    path = bench.torture(compact_store, "less", same)
    with open_for_reading(path) as store:
        assert store.value("SELECT count(*) FROM segment") == 1
        assert forgotten.in_index(store) == frozenset()


@pytest.mark.slow
def test_killed_forgetting_is_whole_or_not_at_all(bench: Bench) -> None:
    """At every instant the store has all that shall go, or nothing of it; in the end nothing."""
    whole, less = bench.content(bench.store("whole")), bench.content(bench.store("less"))

    def one_or_the_other(before: Content, now: Content) -> None:
        assert now in ((whole, less) if before == whole else (less,))

    path = bench.torture(forget_some, "whole", one_or_the_other)
    assert bench.content(path) == less
