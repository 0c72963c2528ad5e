"""One text out of some bytes, as tests ask for it: in this process, or in one of a pool."""

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers import ExtractionPool, Limits
from provenance.readers.blame import failed
from provenance.readers.entries import Entry
from provenance.readers.extract import documents, refusal
from provenance.readers.formats.recognise import HEAD, Format, recognise


def extract(data: bytes, *, uri: str, content_type: str = "", name: str = "") -> Document | Failure:
    """The text in ``data``, or why there is none."""
    found = recognise(data[:HEAD], name=name, content_type=content_type)
    if found is Format.FOREIGN:
        return Failure(uri, refusal(found, data, name))
    try:
        items = list(documents(found, data, uri, content_type, Limits(), {}))
    except InputError as error:
        return failed(uri, error)
    return next(item for item in items if isinstance(item, Document | Failure) and item.uri == uri)


def extract_in(pool: ExtractionPool, data: bytes, *, uri: str, content_type: str = "") -> Document | Failure:
    """As :func:`extract`, in a process of ``pool``."""
    found = recognise(data[:HEAD], content_type=content_type)
    job = pool.submit(Entry(found, uri, data, content_type=content_type), {})
    return next(item for item in pool.results(job) if isinstance(item, Document | Failure) and item.uri == uri)
