"""Opening an input and reading the documents in it."""

import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.extract import extract
from provenance.readers.formats import HEAD, Format, recognise
from provenance.readers.inputs import Input, reason
from provenance.readers.plain import decode
from provenance.readers.tabular import read_csv, read_jsonl

Columns: TypeAlias = Mapping[str, str]

_Table: TypeAlias = Callable[[str, str, Columns], Iterator[Document | Failure]]

_TABLES: Mapping[Format, _Table] = {Format.JSONL: read_jsonl, Format.CSV: read_csv}


def read(source: Input, columns: Columns) -> Iterator[Document | Failure]:
    """The documents of ``source``; what cannot be read is a failure with its reason.

    ``columns`` maps the field names of tabular inputs to ours, as in ``{"text": "body"}``.
    """
    try:
        data = _content(source)
        found = recognise(data[:HEAD], name=source.uri, text_field=columns.get("text", "text"))
        table = _TABLES.get(found)
        if table:
            yield from table(decode(data), source.uri, columns)
        else:
            yield _stamped(extract(data, uri=source.uri, name=source.uri), source)
    except InputError as error:
        yield _stamped(Failure(source.uri, str(error)), source)
    except OSError as error:
        yield Failure(source.uri, reason(error))
    except MemoryError:
        yield Failure(source.uri, f"{source.size} bytes do not fit in memory")


def _content(source: Input) -> bytes:
    if source.path is None:
        return sys.stdin.buffer.read()
    return source.path.read_bytes()


def _stamped(item: Document | Failure, source: Input) -> Document | Failure:
    """``item`` with what recognises its file unchanged."""
    if source.path is None:
        return item
    return dataclasses.replace(item, size=source.size, modified_ns=source.modified_ns)
