"""Opening an input and reading the documents in it."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TypeAlias

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.inputs import Input, reason
from provenance.readers.plain import decode
from provenance.readers.tabular import read_csv, read_jsonl

Columns: TypeAlias = Mapping[str, str]

_TABLES = {".jsonl": read_jsonl, ".ndjson": read_jsonl, ".csv": read_csv}


def read(source: Input, columns: Columns) -> Iterator[Document | Failure]:
    """The documents of ``source``; what cannot be read is a failure with its reason.

    ``columns`` maps the field names of tabular inputs to ours, as in ``{"text": "body"}``.
    """
    try:
        text = decode(_content(source))
        table = _TABLES.get(PurePath(source.path or "").suffix.lower())
        yield from table(text, source.uri, columns) if table else _whole(text, source)
    except InputError as error:
        yield Failure(source.uri, str(error))
    except OSError as error:
        yield Failure(source.uri, reason(error))
    except MemoryError:
        yield Failure(source.uri, f"{source.size} bytes do not fit in memory")


def _content(source: Input) -> bytes:
    if source.path is None:
        return sys.stdin.buffer.read()
    return source.path.read_bytes()


def _whole(text: str, source: Input) -> Iterator[Document]:
    if source.path is None:
        yield Document(source.uri, text)
    else:
        yield Document(source.uri, text, size=source.size, modified_ns=source.modified_ns)
