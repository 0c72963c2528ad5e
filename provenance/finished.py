"""Files that appear when they are complete, and why one cannot be written."""

import contextlib
import errno
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
