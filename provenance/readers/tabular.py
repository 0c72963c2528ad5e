"""Tables of texts: JSON Lines and CSV, one document a row."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

from provenance.errors import InputError
from provenance.model import Document, Failure, Metadata

#: Fields of a row and the names under which they are looked up unless mapped otherwise.
FIELDS = ("uri", "text", "published_at", "title", "author", "language")

#: Longest CSV field accepted; the library's default of 128 KiB is shorter than many articles.
_LONGEST_FIELD = 1 << 30


def read_jsonl(text: str, uri: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """One document a line of JSON; a line that is none is a failure naming it. Empty lines do not count."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Failure(f"{uri}#{number}", f"line {number} is not JSON: {error}")
            continue
        yield from _read_row(row, f"{uri}#{number}", columns)


def read_csv(text: str, uri: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """One document a row; the first row names the columns."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    wanted = columns.get("text", "text")
    if wanted not in (rows.fieldnames or ()):
        raise InputError(f"no column {wanted!r}; map yours with `--column text=NAME`")
    try:
        for number, row in enumerate(rows, start=1):
            yield from _read_row(row, f"{uri}#{number}", columns)
    except csv.Error as error:
        yield Failure(uri, f"line {rows.line_num} is not CSV: {error}")


def _read_row(row: object, place: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """The document in ``row``, at ``place`` unless the row says where it was seen.

    A claimed time that is none is named, and the text kept without it.
    """
    if not isinstance(row, dict):
        yield Failure(place, "the row is not an object")
        return
    found = {field: row.get(columns.get(field, field)) for field in FIELDS}
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
