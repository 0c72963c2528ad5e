"""Tables of texts, one document a row: CSV, and what rows of any table come to."""

import io
from collections.abc import Iterator, Mapping, Sequence

from provenance.errors import InputError
from provenance.model import Document, Failure, Metadata
from provenance.readers.encoding.lines import text_lines
from provenance.readers.tables.delimited import Broken, Table

#: Fields of a row and the names under which they are looked up unless mapped otherwise.
FIELDS = ("uri", "text", "published_at", "title", "author", "language")


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
    """What :func:`read_values` makes of the fields of ``row``."""
    if isinstance(row, dict):
        yield from read_values([row.get(columns.get(field, field)) for field in FIELDS], place, columns)
    else:
        yield Failure(place, "the row is not an object")


def read_values(values: Sequence[object], place: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """The document whose ``FIELDS`` have these ``values``, at ``place`` unless they say where it was seen.

    A claimed time that is none is named, and the text kept without it.
    """
    seen, text, *claimed = values
    if not isinstance(text, str):
        yield Failure(place, f"the row has no text in {columns.get('text', 'text')!r}")
        return
    claims = {field: str(claim) for field, claim in zip(FIELDS[2:], claimed, strict=True) if claim not in (None, "")}
    uri = str(seen or place)
    try:
        metadata = Metadata(**claims)
    except ValueError as error:
        yield Failure(uri, f"{error}; its text is kept without it")
        metadata = Metadata(**{**claims, "published_at": None})
    yield Document(uri=uri, text=text, metadata=metadata)
