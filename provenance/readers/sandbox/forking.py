"""Starting processes that read: forked, in milliseconds, from a server that has the libraries loaded.

This works like the fork server of multiprocessing. That one is shared with the program that uses this library, and runs
its main module again in each process. Both ends of a channel are here. The code that runs in the server comes last.
"""

import atexit
import contextlib
import dataclasses
import json
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import recv_handle, send_handle
from multiprocessing.spawn import get_executable
from typing import Any

from provenance.readers.limits import Limits
from provenance.readers.sandbox.worker import serve

_PROGRAM = """\
import sys
sys.path[:] = {path!r}
import provenance.readers.sandbox.preloaded
from provenance.readers.sandbox.forking import run
run()
"""
#: Seconds between two questions whether a process has ended; each time twice as long, up to the second.
_STEP, _LONGEST = 0.0005, 0.02


class Process:
    """A process that reads.

    Attributes:
        pid: Its number.
        connection: The way to it; it ends when that is closed.
        exitcode: How it ended, as far as that is known; negative for a signal.
    """

    def __init__(self, pid: int, connection: Connection) -> None:
        """It runs."""
        self.pid = pid
        self.connection = connection
        self.exitcode: int | None = None

    def kill(self) -> None:
        """End it at once; no harm when it has ended, since its number is nobody else's until it is waited for."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def end(self, seconds: float) -> None:
        """Close the way to it, and kill it if it still runs after these seconds."""
        self.connection.close()
        if not self._wait(seconds):
            self.kill()
            self._wait(seconds)

    def is_alive(self) -> bool:
        """Whether it has not ended, or nobody is left to tell."""
        return not self._wait(0)

    def _wait(self, seconds: float) -> bool:
        """Whether it ends within these seconds."""
        until, step = time.monotonic() + seconds, _STEP
        while self.exitcode is None:
            self.exitcode = server.how_ended(self.pid)
            if self.exitcode is None:
                if time.monotonic() >= until:
                    return False
                time.sleep(step)
                step = min(2 * step, _LONGEST)
        return True


class Server:
    """Our end of the channel to the server of processes, one for all threads; it is started when it is needed."""

    def __init__(self) -> None:
        """No server runs."""
        self.pid: int | None = None
        self._lock = threading.Lock()
        self._channel: Connection | None = None

    def start_process(self, limits: Limits) -> Process:
        """Another process that reads within ``limits``.

        Raises:
            OSError: The system has no room for another process.
            EOFError: The server does not start, or does not stay.
        """
        ours, theirs = Pipe()
        with theirs:
            try:
                answer = self._asked({"limits": dataclasses.asdict(limits)}, theirs)
            except BaseException:
                ours.close()
                raise
        if "errno" in answer:
            ours.close()
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        return Process(answer["pid"], ours)

    def how_ended(self, pid: int) -> int | None:
        """The exit code of a process of the server's, for once; ``None`` if it runs, or that is not known any more."""
        with self._lock:
            if self._channel is None:
                return None
            try:
                code: int | None = self._ask(self._channel, {"pid": pid}, None)["exitcode"]
            except (OSError, EOFError):
                return None
        return code

    def close(self) -> None:
        """End the server; its processes end when the ways to them are closed."""
        with self._lock:
            self._close()

    def forget(self) -> None:
        """Leave the server to the process that we were forked from."""
        self._lock = threading.Lock()
        if self._channel:
            self._channel.close()
        self.pid = self._channel = None

    def _asked(self, request: dict[str, Any], connection: Connection) -> Any:  # noqa: ANN401 - JSON
        """What the server answers; one that ended since it was last asked is replaced."""
        with self._lock:
            if self._channel:
                with contextlib.suppress(OSError, EOFError):
                    return self._ask(self._channel, request, connection)
            try:
                return self._ask(self._open(), request, connection)
            except EOFError as error:
                raise EOFError("the one that starts them does not run") from error

    def _ask(self, channel: Connection, request: dict[str, Any], connection: Connection | None) -> Any:  # noqa: ANN401
        """The answer to ``request``; without one, also when we are interrupted, the server is of no use any more."""
        try:
            channel.send_bytes(json.dumps(request).encode())
            if connection:
                send_handle(channel, connection.fileno(), None)
            return json.loads(channel.recv_bytes())
        except BaseException:
            self._close()
            raise

    def _open(self) -> Connection:
        ours, theirs = Pipe()
        program = os.fsdecode(get_executable())
        command = [program, "-c", _PROGRAM.format(path=sys.path)]
        with theirs:
            actions = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0)]
            self.pid = os.posix_spawn(program, command, os.environ, file_actions=actions)
        self._channel = ours
        return ours

    def _close(self) -> None:
        """End the server. It is killed: an interrupted ``send_handle`` may leave a second way to it open for good."""
        if self._channel:
            self._channel.close()
        if self.pid:
            with contextlib.suppress(ChildProcessError):  # somebody else waits for any process
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        self.pid = self._channel = None


#: The server of this process.
server = Server()
atexit.register(server.close)
os.register_at_fork(after_in_child=server.forget)


def run() -> None:
    """Be the server: answer what comes on standard input until that is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Connection(os.dup(0))
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.close(silence)
    with contextlib.suppress(EOFError, OSError):
        while True:
            request = json.loads(channel.recv_bytes())
            answer = _forked(channel, Limits(**request["limits"])) if "limits" in request else _ended(request["pid"])
            channel.send_bytes(json.dumps(answer).encode())
    os._exit(0)


def _ended(pid: int) -> dict[str, int | None]:
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:  # the child of a server before us
        return {"exitcode": None}
    return {"exitcode": os.waitstatus_to_exitcode(status) if done else None}


def _forked(channel: Connection, limits: Limits) -> dict[str, int]:
    handle = recv_handle(channel)
    try:
        pid = os.fork()
    except OSError as error:
        os.close(handle)
        return {"errno": error.errno or 0}
    if pid:
        os.close(handle)
        return {"pid": pid}
    code = 1
    try:
        channel.close()
        serve(Connection(handle), limits)
        code = 0
    finally:
        os._exit(code)
