"""Parquet tables, by Arrow: one document a row, row groups and pages one after the other."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.extras import library
from provenance.readers.tables.tabular import FIELDS, read_row

#: Rows decoded at once, and bytes of a column read ahead.
_ROWS = 256
_BUFFER = 1 << 20


def read_parquet(file: BinaryIO, uri: str, columns: Mapping[str, str]) -> Iterator[Document | Failure]:
    """One document a row of ``file``, at ``uri#row`` unless the row says where it was seen.

    Raises:
        InputError: It is damaged, or has no column of texts.
        ExtraMissing: The library is not installed.
    """
    arrow = library("pyarrow", extra="parquet", reads="reading Parquet files")
    parquet = library("pyarrow.parquet", extra="parquet", reads="reading Parquet files")
    arrow.set_memory_pool(arrow.system_memory_pool())  # the others reserve address space that limits count
    number = 0
    try:
        with parquet.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False) as table:
            wanted = _wanted(table.schema_arrow.names, columns)
            for batch in table.iter_batches(_ROWS, columns=wanted, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield from read_row(row, f"{uri}#{number}", columns)
    except MemoryError:
        raise
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"a Parquet file that cannot be read after row {number}: {_first_line(error)}") from error


def _wanted(names: list[str], columns: Mapping[str, str]) -> list[str]:
    text = columns.get("text", "text")
    if text not in names:
        raise InputError(f"no column {text!r}; map yours with `--column text=NAME`")
    return [name for name in (columns.get(field, field) for field in FIELDS) if name in names]


def _first_line(error: BaseException) -> Any:  # noqa: ANN401 - a string, unless the error has none
    return next(iter(str(error).splitlines()), type(error).__name__)
