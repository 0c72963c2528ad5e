"""Files that appear when they are complete."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from provenance.errors import DiskFull, ProvenanceError, UsageError


@contextlib.contextmanager
def finished(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is at ``path`` once the block has ended, and not at all if it raises.

    Raises:
        DiskFull: There is no room for it.
        UsageError: It cannot be written there.
    """
    unfinished = path.with_name(path.name + ".tmp")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _cannot(path: Path, error: OSError) -> ProvenanceError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"no room for {path.name} in {path.parent}", hint="free some space and run the command again")
    return UsageError(f"cannot write {path}: {error.strerror or error}", hint="name another file")
