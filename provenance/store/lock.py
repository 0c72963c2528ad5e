"""One writer at a time: a lock of the operating system that ends with its process, however that ends."""

import contextlib
import errno
import fcntl
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Self

from provenance.errors import DiskFull, ProvenanceError, StoreLocked, StoreNotFound
from provenance.store.clock import now

_RETRY_SECONDS = 0.05
#: The system lets us open no more files.
_FILES = frozenset({errno.EMFILE, errno.ENFILE})


class WriterLock:
    """The right to write to one store, or to crawl for it, held until :meth:`release` or the end of the process.

    The file stays where it is after release: removing it would let two writers hold two different files.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        """Own the lock that ``descriptor`` holds; use :meth:`acquire`."""
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, path: Path, *, wait: float = 0.0, held: str = "another writer holds the store") -> Self:
        """Take the lock at ``path``, trying for ``wait`` seconds.

        Raises:
            StoreLocked: It is ``held``; the message names its holder.
        """
        deadline = time.monotonic() + wait
        while (descriptor := _try(path)) is None:
            if time.monotonic() >= deadline:
                raise StoreLocked(f"{held}: {_holder(path)}", hint="wait until it is done")
            time.sleep(_RETRY_SECONDS)
        lock = cls(path, descriptor)
        lock._sign()
        return lock

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            try:
                with contextlib.suppress(OSError):  # the name is for people, and the next holder writes its own
                    os.ftruncate(descriptor, 0)
            finally:
                os.close(descriptor)

    def _sign(self) -> None:
        """Write down for people who holds the lock; the lock itself is in the kernel, and holds without a name."""
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "command": " ".join(sys.argv), "since": now()}
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, json.dumps(holder).encode(), 0)


def _try(path: Path) -> int | None:
    """A descriptor that holds the lock, or nothing while somebody else does."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except FileNotFoundError as error:
        raise StoreNotFound(f"no folder {path.parent}", hint="create it, or name another file with `--db`") from error
    except OSError as error:
        raise _refused(path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        raise _refused(path, error) from error
    if _is_still(path, descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _refused(path: Path, error: OSError) -> ProvenanceError:
    """Why the lock at ``path`` cannot be taken by anybody."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"no room left for {path}", hint="free some space and run the command again")
    hint = "let it open more files, as with `ulimit -n`" if error.errno in _FILES else "check who may write there"
    return ProvenanceError(f"cannot lock {path}: {error.strerror}", hint=hint)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one at ``path``, and not one that was removed meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"process {holder['pid']} on {holder['host']} since {holder['since']}: `{holder['command']}`"
    except (OSError, ValueError, KeyError, TypeError):
        return "it left no name"
