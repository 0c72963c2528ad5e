"""Standard input, whose reader can be told to wait no longer."""

import io
import os
import select
import sys
from typing import TYPE_CHECKING

from provenance.readers.contents import Stream, buffered
from provenance.readers.stopping import is_stopped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
