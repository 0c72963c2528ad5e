"""A pool of processes in which third-party libraries read the documents of strangers.

Such a library may crash, hang, or take all memory. Here it ends only its own process, and the document becomes a
failure with a reason. The processes are forked from a server that has the libraries loaded, so a new one costs
milliseconds. Each is replaced after some hundred documents.
"""

import collections
import contextlib
import dataclasses
import io
import multiprocessing.connection
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from multiprocessing.reduction import send_handle
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from provenance.errors import InputError, NotTheInput
from provenance.model import Container, Document, Failure, PassedOver
from provenance.readers.blame import failed
from provenance.readers.containers.contents import ContainerReader, ContainerStream, buffered
from provenance.readers.entries import Entry, Part
from provenance.readers.formats.magic import is_no_text
from provenance.readers.formats.recognise import HEAD
from provenance.readers.limits import Limits
from provenance.readers.sandbox.forking import Process, server
from provenance.readers.sandbox.wire import packed, unpack_items
from provenance.readers.sandbox.worker import READY

#: Seconds of a clock on the wall for each second of processor time that a document may take. A process that sleeps
#: uses no processor time, and on a busy machine a second of it takes longer.
_PATIENCE = 12

#: Seconds in which a process that is not needed any more may end by itself.
_LEAVING = 1.0

#: Jobs for each process, and bytes of their entries, that may be begun before the ones ahead of them are done: enough
#: to keep all processes busy behind a slow one.
_AHEAD = 16
_AHEAD_BYTES = 32 << 20
#: Rows of a table that may wait for somebody to take them.
_AHEAD_ITEMS = 1_024

#: How to find out why no process starts.
_LOOK = "see what `python -c 'import provenance.readers.sandbox.preloaded'` says, and install provindex again"

_Other = TypeVar("_Other")


class Job:
    """An entry that is being read."""

    def __init__(self, entry: Entry, columns: Mapping[str, str]) -> None:
        """Nothing has come of ``entry``, whose tables have ``columns``, so far."""
        self.entry = entry
        self.columns = columns
        self.items: collections.deque[Document | Failure | Container | Part] = collections.deque()
        self.done = False

    def take(self, items: Sequence[Document | Failure | Part], *, last: bool) -> None:
        """Take what the process sent, completed with what it was not told."""
        self.items += (item if isinstance(item, Part) else self.completed(item) for item in items)
        self.done = last
        whole = self.entry.whole
        if last and whole and self.entry.is_table and not any(item.uri == whole.uri for item in items):
            self.items.append(whole)

    def completed(self, item: Document | Failure) -> Document | Failure:
        """``item``, which came of the entry, with what only we know of it."""
        entry, whole = self.entry, self.entry.whole
        if isinstance(item, Document):
            item = dataclasses.replace(item, origin=entry.origin)
        elif entry.origin.record_uri:
            item = dataclasses.replace(item, uri=entry.origin.record_uri)
        if whole is None or item.uri != whole.uri:
            return item
        if isinstance(item, Failure):
            if item.remedy:
                return item
            return dataclasses.replace(item, size=whole.size, modified_ns=whole.modified_ns)
        return dataclasses.replace(item, origin=item.origin.all_of(whole))


@dataclasses.dataclass
class _Worker:
    """A process and what it is doing; ``late`` if it took too long, and we ended it."""

    process: Process
    job: Job | None = None
    deadline: float = 0.0
    served: int = 0
    ready: bool = False
    late: bool = False

    def ask(self, job: Job, file: BinaryIO | None) -> None:
        """Send what there is to do; a ``file`` is handed over open, since the process can open none.

        Raises:
            OSError: The process has ended.
        """
        entry = job.entry
        request = {
            "format": entry.format.name,
            "uri": entry.uri,
            "file": file is not None,
            "content_type": entry.content_type,
            "columns": dict(job.columns),
        }
        self.process.connection.send_bytes(packed(request, entry.data or b""))
        if file:
            send_handle(self.process.connection, file.fileno(), self.process.pid)


class ExtractionPool:
    """Worker processes, started when they are first needed; a context manager.

    >>> from provenance.readers.formats.recognise import Format
    >>> with ExtractionPool() as pool:
    ...     job = pool.submit(Entry(Format.HTML, "https://example.org/", b"<html><p>Some text."), {})
    ...     [found.text for found in pool.results(job)]
    ['Some text.']
    """

    def __init__(self, limits: Limits | None = None) -> None:
        """No process is started yet."""
        self.limits = limits or Limits()
        self._workers: list[_Worker] = []

    def submit(self, entry: Entry, columns: Mapping[str, str]) -> Job:
        """Have a process read ``entry`` as soon as one is free, and return meanwhile."""
        job = Job(entry, columns)
        with contextlib.ExitStack() as opened:
            try:
                file = opened.enter_context(entry.path.open("rb")) if entry.path else None
                worker = self._free()
            except (NotTheInput, OSError) as error:
                job.take([failed(entry.uri, error)], last=True)
                return job
            worker.job, worker.served = job, worker.served + 1
            worker.deadline = time.monotonic() + self.limits.seconds * _PATIENCE
            try:
                worker.ask(job, file)
            except OSError:
                self._bury(worker)
        return job

    def results(self, job: Job) -> Iterator[Document | Failure | Container]:
        """What comes of ``job``, as it comes; in place of a part of it, what is in that."""
        while True:
            while job.items:
                item = job.items.popleft()
                if isinstance(item, Part):
                    inside: Iterator[Document | Failure | Container] = self.in_order(self._opened(item, job))
                    yield from inside
                else:
                    yield item
            if job.done:
                return
            self._listen(job)

    def _opened(self, part: Part, job: Job) -> "Iterator[Document | Failure | Job]":
        """What is in a part, as if it lay there as a file; what holds no text is passed over, as in web archives."""
        containers = ContainerReader(job.columns, self.limits)
        stream = buffered(io.BytesIO(part.data))
        if is_no_text(stream.peek(HEAD)[:HEAD]):
            return
        try:
            for item in containers.open(ContainerStream(stream, part.uri, part.name, None, job.entry.depth + 1)):
                if isinstance(item, Entry):
                    yield self.submit(dataclasses.replace(item, origin=job.entry.origin), job.columns)
                elif not isinstance(item, PassedOver):
                    yield job.completed(item)
        except InputError as error:
            yield job.completed(failed(part.uri, error))

    def in_order(self, items: Iterable[_Other | Job]) -> "Iterator[_Other | Document | Failure | Container]":
        """``items`` in their order, with what comes of jobs in place of them; a few jobs are worked on ahead."""
        window: collections.deque[_Other | Job] = collections.deque()
        size = 0
        for item in items:
            if not window and not isinstance(item, Job):
                yield item
                continue
            window.append(item)
            size += _weight(item)
            while window and (
                self._ready(window[0]) or len(window) > _AHEAD * self.limits.workers or size > _AHEAD_BYTES
            ):
                size -= _weight(window[0])
                yield from self._finished(window.popleft())
        for item in window:
            yield from self._finished(item)

    @staticmethod
    def _ready(item: object) -> bool:
        """Whether there is no waiting for ``item``, or no use in it: a table is read as it is consumed."""
        return not isinstance(item, Job) or item.done or item.entry.is_table

    def _finished(self, item: _Other | Job) -> "Iterator[_Other | Document | Failure | Container]":
        if isinstance(item, Job):
            yield from self.results(item)
        else:
            yield item

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.process.end(_LEAVING)
        self._workers.clear()

    def _free(self) -> _Worker:
        """A process without a job; one that served its time is replaced."""
        while True:
            for worker in [one for one in self._workers if one.job is None]:
                if worker.served < self.limits.recycle:
                    return worker
                self._workers.remove(worker)
                worker.process.end(_LEAVING)
            if len(self._workers) >= self.limits.workers or not self._another():
                self._listen()

    def _another(self) -> bool:
        """Start one more process, and say whether that went well; without it, those that are there do.

        Raises:
            NotTheInput: There is none, and none can be started.
        """
        try:
            self._workers.append(_Worker(server.start_process(self.limits)))
        except (OSError, EOFError, RuntimeError) as error:
            if self._workers:
                return False
            hint = failed("", error).remedy if isinstance(error, OSError) else None
            raise NotTheInput(f"no process to read texts in can be started ({error})", hint=hint or _LOOK) from error
        return True

    def _listen(self, wanted: Job | None = None) -> None:
        """Wait until a busy process says something, ends, or is late, and act on it.

        What a table holds is heard no faster than it is ``wanted``.
        """
        busy = {
            worker.process.connection: worker
            for worker in self._workers
            if worker.job and (worker.job is wanted or len(worker.job.items) < _AHEAD_ITEMS)
        }
        left = min(worker.deadline for worker in busy.values()) - time.monotonic()
        for connection in multiprocessing.connection.wait(list(busy), timeout=max(0.0, left)):
            self._hear(busy[connection])  # type: ignore[index]
        for worker in busy.values():
            if worker.job and worker.deadline < time.monotonic():
                worker.late = True
                worker.process.kill()
                self._bury(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            message = worker.process.connection.recv_bytes()
            if message == READY:
                worker.ready = True
                return
            items, last = unpack_items(message)
        except (OSError, EOFError, ValueError):
            self._bury(worker)
            return
        if worker.job:
            worker.job.take(items, last=last)
        worker.deadline = time.monotonic() + self.limits.seconds * _PATIENCE
        if last:
            worker.job = None

    def _bury(self, worker: _Worker) -> None:
        """A process ended, or was made to: its job is a failure, and the next one gets a new process."""
        worker.process.end(_LEAVING)
        self._workers.remove(worker)
        if worker.job:
            worker.job.take([self._failure(worker, worker.job.entry.uri)], last=True)

    def _failure(self, worker: _Worker, uri: str) -> Failure:
        """What is said of the input at ``uri``, during which ``worker`` ended."""
        code = worker.process.exitcode
        name = signal.Signals(-code).name if code and code < 0 else f"exit code {code}"
        if worker.late or name == "SIGPROF":
            return Failure(uri, f"takes more than {self.limits.seconds:g} seconds to read")
        if not worker.ready:
            return Failure(uri, f"the process to read it in ended before it began ({name})", remedy=_LOOK)
        if name in {"SIGKILL", "SIGTERM"}:
            said = f"the process that read it was ended from outside ({name})"
            return Failure(uri, said, remedy="free some memory, or run with fewer `--jobs`")
        return Failure(uri, f"made the library that reads it crash ({name})")

    def __enter__(self) -> Self:
        """The sandbox itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()


def _weight(item: object) -> int:
    return len(item.entry.data or b"") if isinstance(item, Job) else 0
