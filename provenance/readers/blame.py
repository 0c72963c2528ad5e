"""Whose fault it is that an input could not be read: its content, or our program and machine."""

import errno
import traceback
import types
from pathlib import Path

from provenance.errors import InputError, NotTheInput
from provenance.model import Failure

#: What the machine has too little of, and what to do about it.
_SHORTAGES = {
    errno.EMFILE: "let it open more files, as with `ulimit -n 4096`",
    errno.ENFILE: "close programs that hold many files open, or raise the system's limit (fs.file-max)",
    errno.ENOMEM: "free some memory, or run with fewer `--jobs`",
    errno.EAGAIN: "let it start more processes, as with `ulimit -u`, or run with fewer `--jobs`",
    errno.ENOSPC: "free some space where temporary files lie",
    errno.EIO: "check the disk or the network that it lies on",
}
_OURS = str(Path(__file__).parent)
#: What Python says when a function does not take the arguments that it is given.
_OTHER_ARGUMENTS = ("unexpected keyword argument", "positional argument", "required keyword-only argument")


def failed(uri: str, error: InputError | OSError) -> Failure:
    """The failure that ``error`` is at ``uri``; it has a remedy if the cause is not in what lies there."""
    if isinstance(error, OSError):
        return Failure(uri, (error.strerror or str(error)).lower(), remedy=_SHORTAGES.get(error.errno or 0))
    return Failure(uri, str(error), remedy=error.hint if isinstance(error, NotTheInput) else None)


def unexpected(uri: str, error: Exception) -> Failure:
    """Likewise of what nobody foresaw, which a hostile input can make a library raise."""
    said = f"{type(error).__name__}: {error}"[:260]
    if isinstance(error, OSError) and error.errno in _SHORTAGES:
        return failed(uri, error)
    if _is_a_library_of_another_kind(error):
        return Failure(uri, f"a library is missing or of another version: {said}", remedy=REINSTALL)
    return Failure(uri, f"cannot be read: {said}")


def _is_a_library_of_another_kind(error: Exception) -> bool:
    """Whether a module, a name in one, or an argument of its function is not there: no input can bring that about."""
    if isinstance(error, ImportError):
        return True
    if isinstance(error, AttributeError):
        return isinstance(error.obj, types.ModuleType)
    frames = traceback.extract_tb(error.__traceback__)
    raised_by_us = bool(frames) and frames[-1].filename.startswith(_OURS)
    return isinstance(error, TypeError) and raised_by_us and any(said in str(error) for said in _OTHER_ARGUMENTS)


REINSTALL = "install the libraries again: pip install --force-reinstall 'provindex[all]'"
"""What to do about a library that is there and does not work."""
