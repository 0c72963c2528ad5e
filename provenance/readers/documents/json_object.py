"""JSON that is one object: a notebook, or a row with a text in it."""

import json
from collections.abc import Mapping
from typing import Any

from provenance.errors import InputError
from provenance.model import Document
from provenance.readers.encoding.decode import decode
from provenance.readers.tables.tabular import read_row

_HINT = "map its fields with `--column text=NAME`"
#: Cells of notebooks that their writer wrote; what the program made of them is left out.
_WRITTEN = frozenset({"markdown", "code", "heading", "raw"})


def read_object(data: bytes, uri: str, columns: Mapping[str, str]) -> Document:
    """The text in a single object: a notebook, or a row with a text in it.

    Raises:
        InputError: It is not JSON, or none of these.
    """
    try:
        found = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"JSON that is no table of texts, and cannot be read as one value: {error}; {_HINT}"
        ) from error
    if isinstance(found, dict) and ("nbformat" in found or "cells" in found or "worksheets" in found):
        return Document(uri, _notebook(found))
    for item in read_row(found, uri, columns):
        if isinstance(item, Document):
            return item
    raise InputError(f"JSON that is neither a notebook nor a table of texts; {_HINT}")


def _notebook(found: Mapping[str, Any]) -> str:
    """The cells of a Jupyter notebook (nbformat 3 and 4), parted by empty lines."""
    sheets = found.get("worksheets")
    groups = [found, *(sheets if isinstance(sheets, list) else [])]
    cells = [cell for one in groups if isinstance(one, dict) for cell in _list(one.get("cells"))]
    texts = (_source(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") in _WRITTEN)
    return "\n\n".join(text for text in texts if text.strip())


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _source(cell: Mapping[str, Any]) -> str:
    """What was written into a cell; it is a string or a list of lines, and has another name in older notebooks."""
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(map(str, _list(source)))
