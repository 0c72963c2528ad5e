"""Tables of texts: JSON Lines and CSV, one document a row."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from provenance.errors import InputError
from provenance.model import Document, Failure, Metadata
from provenance.readers.encoding.lines import text_lines
from provenance.readers.tables.delimited import Broken, Table
from provenance.sizes import readable_size

#: Fields of a row and the names under which they are looked up unless mapped otherwise.
FIELDS = ("uri", "text", "published_at", "title", "author", "language")


def read_jsonl(
    stream: io.BufferedReader, uri: str, columns: Mapping[str, str], most: int
) -> Iterator[Document | Failure]:
    """One document a line of JSON; a line that is none, or is longer than ``most``, is a failure naming it.

    Empty lines do not count.
    """
    for number, line in enumerate(text_lines(stream, most), start=1):
        place = f"{uri}#{number}"
        if len(line) > most:
            yield Failure(place, f"line {number} is longer than {readable_size(most)}")
        elif not line.isspace():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Failure(place, f"line {number} is not JSON: {error}")
                continue
            yield from read_row(row, place, columns)


def read_csv(
    stream: io.BufferedReader, uri: str, columns: Mapping[str, str], most: int
) -> Iterator[Document | Failure]:
    """One document a row, none longer than ``most``; the first row names the columns. A broken row is a failure.

    Raises:
        InputError: There is no column of texts, or it is no text.
    """
    table = Table(text_lines(stream, most), most)
    wanted = columns.get("text", "text")
    names = table.header(wanted)
    if wanted not in names:
        raise InputError(f"no column {wanted!r}; map yours with `--column text=NAME`")
    for number, row in enumerate(table.rows(), start=1):
        place = f"{uri}#{number}"
        if isinstance(row, Broken):
            yield Failure(place, row.reason)
        elif any(map(str.strip, row[len(names) :])):
            yield Failure(place, f"the row has {len(row)} fields, and the table {len(names)} columns")
        else:
            yield from read_row(dict(zip(names, row, strict=False)), place, columns)


def read_row(row: object, place: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """The document in ``row``, at ``place`` unless the row says where it was seen.

    A claimed time that is none is named, and the text kept without it.
    """
    if not isinstance(row, dict):
        yield Failure(place, "the row is not an object")
        return
    found: dict[str, Any] = {field: row.get(columns.get(field, field)) for field in FIELDS}
    if not isinstance(found["text"], str):
        yield Failure(place, f"the row has no text in {columns.get('text', 'text')!r}")
        return
    claims = {field: str(found[field]) for field in FIELDS[2:] if found[field] not in (None, "")}
    uri = str(found["uri"] or place)
    try:
        metadata = Metadata(**claims)
    except ValueError as error:
        yield Failure(uri, f"{error}; its text is kept without it")
        metadata = Metadata(**{**claims, "published_at": None})
    yield Document(uri=uri, text=found["text"], metadata=metadata)
