"""Reading standard input and large files, which may take long, until all is read or the run is to end."""

import hashlib
import io
import os
import select
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from provenance.readers.containers.contents import Stream, buffered

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes that are hashed between two looks at whether to go on.
_STEP = 1 << 22

_stopped = threading.Event()

#: Seconds after which a reader that waits looks whether it shall go on.
PATIENCE = 0.1


def standard_input() -> Stream:
    """Standard input from where it stands; it ends when its writer ends it or the run is to end."""
    try:
        return io.BufferedReader(_Waiting(sys.stdin.buffer.fileno()))
    except io.UnsupportedOperation:  # no file behind it, so nothing to wait for
        return buffered(sys.stdin.buffer)


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
            if is_stopped():
                return 0
        return os.readv(self._descriptor, [buffer])


def start() -> None:
    """Nobody is to stop."""
    _stopped.clear()


def stop_waiting() -> None:
    """Let whoever waits for standard input find its end, and whoever hashes a large file stop."""
    _stopped.set()


def is_stopped() -> bool:
    """Whether :func:`stop_waiting` was called."""
    return _stopped.is_set()


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of all that is in ``stream``.

    Raises:
        InterruptedError: The run is to end.
    """
    digest = hashlib.sha256()
    while piece := stream.read(_STEP):
        if is_stopped():
            raise InterruptedError
        digest.update(piece)
    return digest.hexdigest()
