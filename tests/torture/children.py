"""What is done to stores, and the children that do it, so that they can be killed at work."""

import dataclasses
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar, cast

from provenance.crawl.config import load
from provenance.crawl.run import crawl
from provenance.exchange.signature_file import SignatureFile
from provenance.pipeline.importing.signatures import import_signatures
from provenance.pipeline.indexing.ingest import Options, ingest
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.compact import compact, rebuild
from provenance.pipeline.upkeep.forget import forget

Action = Callable[[Path], None]
Answer = TypeVar("Answer")

MEMORY = 400 << 10  # some ten batches
GONE = range(3, 60, 4)

# Children are forked from a process that has imported everything and has no threads, so that they die at work.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__, "provenance", "provenance.pipeline.upkeep.verify"])


def index_texts(path: Path) -> None:
    """Index the folder beside the store's, in small batches."""
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


def take_signatures(path: Path) -> None:
    """Import the signatures beside the store's folder."""
    with open_writer(path, create=False, jobs=1) as session:
        import_signatures(session, SignatureFile(path.parent.parent / "theirs.sigs"))


def crawl_pages(path: Path) -> None:
    """Crawl what the configuration beside the store's folder names."""
    crawl(path, load(path.parent.parent / "crawl.toml"), Options(jobs=1))


def upgrade(path: Path) -> None:
    """Bring a store that an earlier version wrote up to date, its keys too, in several segments."""
    rebuild(path, jobs=1, memory=100 << 10)


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a child ended, and after how many seconds of work."""

    code: int | None
    lasted: float

    @property
    def killed(self) -> bool:
        """Whether it was killed before it was done."""
        return self.code == -signal.SIGKILL


def _work(action: Action, path: Path, begun: Connection) -> None:
    """Say when the work begins, and do it."""
    begun.send(None)
    action(path)


def run(action: Action, path: Path, kill_after: float | None = None) -> Ended:
    """Let a child do the work, and kill it after so many seconds."""
    begun, tell = processes.Pipe(duplex=False)
    child = processes.Process(target=_work, args=(action, path, tell))
    child.start()
    begun.recv()
    start = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        child.kill()
    child.join()
    return Ended(child.exitcode, time.monotonic() - start)


class Crashed(Exception):
    """A child ended without an answer."""


def _answer(question: Callable[..., Answer], arguments: tuple[object, ...], tell: Connection) -> None:
    tell.send(question(*arguments))


def ask(question: Callable[..., Answer], *arguments: object, seconds: float = 120) -> Answer:
    """What ``question`` answers in a child, so that nothing stays open here, and a crash takes only the child down.

    Raises:
        Crashed: It died, raised, or took longer than ``seconds``.
    """
    heard, tell = processes.Pipe(duplex=False)
    child = processes.Process(target=_answer, args=(question, arguments, tell))
    child.start()
    tell.close()
    try:
        if not heard.poll(seconds):
            raise Crashed(f"no answer in {seconds} s")
        return cast("Answer", heard.recv())
    except EOFError:
        child.join()
        raise Crashed(f"it ended with {child.exitcode}") from None
    finally:
        child.kill()
        child.join()
