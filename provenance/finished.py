"""Files that appear when they are complete, and are there after a power cut; and why one cannot be written."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from provenance.errors import DiskFull, ProvenanceError, UsageError


@contextlib.contextmanager
def finished(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is at ``path`` once the block has ended, and not at all if it raises.

    A link stays, and the file that it leads to is replaced. A device or a pipe is written to as it is.

    Raises:
        DiskFull: There is no room for it.
        UsageError: It cannot be written there.
    """
    with writing(path):
        if _is_special(path):
            with path.open("wb") as file:
                yield file
            return
        target = path.resolve()
    unfinished = target.with_name(target.name + ".tmp")
    try:
        with writing(path):
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(target)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make sure that what was made in ``folder``, or removed from it, is so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cut(path: Path, size: int) -> None:
    """Take away for good what follows the first ``size`` bytes of a file."""
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def _is_special(path: Path) -> bool:
    """Whether something is there that is no file that another one may take the place of, such as ``/dev/null``."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise what the system says against writing at ``path`` as an error of ours; see :func:`finished`."""
    try:
        yield
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> ProvenanceError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"no room for {path.name} in {path.parent}", hint="free some space and run the command again")
    return UsageError(f"cannot write {path}: {error.strerror or error}", hint="name another file")
