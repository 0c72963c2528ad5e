"""Telling readers that a run is to end, so that nobody waits for what takes long without giving anything."""

import hashlib
import threading
from typing import BinaryIO

#: Bytes that are hashed between two looks at whether to go on.
_STEP = 1 << 22

_stopped = threading.Event()


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
