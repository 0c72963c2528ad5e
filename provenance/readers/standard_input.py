"""Standard input, whose reader can be told to wait no longer."""

import io
import os
import select
import sys
import threading
from typing import TYPE_CHECKING

from provenance.readers.contents import Stream, buffered

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Seconds after which a reader that waits looks whether it shall go on.
PATIENCE = 0.1

_stopped = threading.Event()


def standard_input() -> Stream:
    """Standard input from where it stands; it ends when its writer ends it or :func:`stop_waiting` is called."""
    _stopped.clear()
    try:
        return io.BufferedReader(_Waiting(sys.stdin.buffer.fileno()))
    except io.UnsupportedOperation:  # no file behind it, so nothing to wait for
        return buffered(sys.stdin.buffer)


def stop_waiting() -> None:
    """Let whoever waits for standard input find its end, so that an interrupted run need not wait for a writer."""
    _stopped.set()


class _Waiting(io.RawIOBase):
    """Reads from a descriptor, which stays open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill ``buffer`` with what there is; 0 at the end."""
        while not select.select([self._descriptor], [], [], PATIENCE)[0]:
            if _stopped.is_set():
                return 0
        return os.readv(self._descriptor, [buffer])
