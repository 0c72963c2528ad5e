"""Reading the one text that a question is about."""

import contextlib
from pathlib import Path

from provenance.errors import InputError, UsageError
from provenance.model import Document, Failure


def is_there(named: str) -> bool:
    """Whether there is a file or folder at the path ``named``, as far as we may look.

    An address can be too long for the name of a file.
    """
    with contextlib.suppress(OSError):
        return Path(named).exists()
    return False


def one_text(named: str) -> Document:
    """The document at the path ``named``, or on standard input if that is ``-``.

    Raises:
        InputError: It cannot be read as text, or holds none.
        UsageError: It holds more than one, or is a folder.
    """
    from provenance.readers import Input, Reader, walk  # noqa: PLC0415 - asked only where a file is read

    if is_there(named) and Path(named).is_dir():
        raise UsageError(f"{named} is a folder, and this command takes one text", hint="name a file in it")
    found = next(iter(walk([named])))
    with Reader() as reader:
        read = list(reader.read(found)) if isinstance(found, Input) else [found]
    documents = [one for one in read if isinstance(one, Document | Failure)]
    if len(documents) != 1:
        raise UsageError(f"{named} holds {len(documents)} texts, and this command takes one", hint="use `prov index`")
    if isinstance(documents[0], Failure):
        raise InputError(f"{named}: {documents[0].reason}", hint=documents[0].remedy or "")
    if documents[0].is_empty:
        raise InputError(f"{named}: empty, there is no text in it")
    return documents[0]
