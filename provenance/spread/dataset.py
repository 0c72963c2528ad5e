"""Writing a dataset: whatever `prov index` reads, as Parquet files that every machine can read."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from provenance import readers
from provenance.errors import UsageError
from provenance.finished import finished, writing
from provenance.model import Document, Failure, Input
from provenance.spread.rows import DATASET, to_row

#: Documents and characters after which a file is full: some that a machine reads at a time.
FILE_DOCUMENTS = 16_384
FILE_CHARACTERS = 1 << 26


@dataclasses.dataclass
class Written:
    """What a dataset was made of.

    Attributes:
        documents: Documents written.
        empty: Where there was no text.
        failures: Inputs left out, and why.
    """

    documents: int = 0
    empty: list[str] = dataclasses.field(default_factory=list)
    failures: list[Failure] = dataclasses.field(default_factory=list)


def write_dataset(
    paths: Sequence[str],
    folder: Path,
    *,
    columns: readers.Columns,
    limits: readers.Limits,
    follow: bool = False,
) -> Written:
    """Write all that is at ``paths``, in the order in which `prov index` takes it, to Parquet files in ``folder``.

    Raises:
        UsageError: There is something in the folder already, or it cannot be written to.
        DiskFull: There is no room for it.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty", hint="name a new folder")
    written = Written()
    found = readers.walk(paths, skip=[folder], follow=follow)
    with readers.Reader(columns, limits) as reader:
        documents = _documents(reader.in_order(_begun(reader, found)), written)
        for number, rows in enumerate(_files(documents)):
            path = folder / f"part-{number:06}.parquet"
            with finished(path) as file:
                pq.write_table(pa.Table.from_pylist(rows, schema=DATASET), file, compression="zstd")
    return written


def _begun(
    reader: readers.Reader, found: Iterable[Input | Failure | readers.Walked]
) -> Iterator[readers.Read | readers.Job]:
    for one in found:
        if isinstance(one, Failure):
            yield one
        elif isinstance(one, Input):
            yield from reader.begin(one)


def _documents(items: Iterable[object], written: Written) -> Iterator[Document]:
    """The documents among ``items``; ``written`` counts them and notes what else there is."""
    for item in items:
        if isinstance(item, Failure):
            written.failures.append(item)
        elif isinstance(item, Document) and item.is_empty:
            written.empty.append(item.uri)
        elif isinstance(item, Document):
            written.documents += 1
            yield item


def _files(documents: Iterable[Document]) -> Iterator[list[dict[str, Any]]]:
    """The rows of each file."""
    rows: list[dict[str, Any]] = []
    characters = 0
    for number, document in enumerate(documents):
        rows.append(to_row(number, document))
        characters += len(document.text)
        if len(rows) >= FILE_DOCUMENTS or characters >= FILE_CHARACTERS:
            yield rows
            rows, characters = [], 0
    if rows:
        yield rows
