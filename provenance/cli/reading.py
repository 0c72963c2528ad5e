"""Reading the one text that a command is about."""

from provenance.errors import InputError, UsageError
from provenance.model import Document, Failure


def one_document(named: str) -> Document:
    """The document at the path ``named``, or on standard input if that is ``-``.

    Raises:
        InputError: It cannot be read as text, or holds none.
        UsageError: It holds more than one, or is a folder.
    """
    from provenance.readers import Input, read, walk

    found = next(iter(walk([named])), Failure(named, "a folder; name a file"))
    documents = list(read(found, {})) if isinstance(found, Input) else [found]
    if len(documents) != 1:
        raise UsageError(f"{named} holds {len(documents)} texts, and this command takes one", hint="use `prov index`")
    if isinstance(documents[0], Failure):
        raise InputError(f"{named}: {documents[0].reason}")
    if documents[0].is_empty:
        raise InputError(f"{named}: empty, there is no text in it")
    return documents[0]
