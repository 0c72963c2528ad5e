"""Reading the one text that a question is about."""

from pathlib import Path

from provenance.errors import InputError, UsageError
from provenance.model import Document, Failure


def one_text(named: str) -> Document:
    """The document at the path ``named``, or on standard input if that is ``-``.

    Raises:
        InputError: It cannot be read as text, or holds none.
        UsageError: It holds more than one, or is a folder.
    """
    from provenance.readers import Input, Reader, walk  # noqa: PLC0415 - asked only where a file is read

    if Path(named).is_dir():
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
