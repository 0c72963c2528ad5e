"""JSON Lines: one document a line."""

import json
from collections.abc import Iterator, Mapping

from provenance import engine
from provenance.model import Document, Failure
from provenance.readers.encoding.lines import Stream, utf8_pieces
from provenance.readers.tables.tabular import FIELDS, read_row, read_values
from provenance.sizes import readable_size


def read_jsonl(stream: Stream, uri: str, columns: Mapping[str, str], most: int) -> Iterator[Document | Failure]:
    """One document a line of JSON; a line that is none, or is longer than ``most``, is a failure naming it.

    Empty lines do not count.
    """
    names = [columns.get(field, field) for field in FIELDS]
    for number, line in engine.json_lines(utf8_pieces(stream), names, most):
        place = f"{uri}#{number}"
        if isinstance(line, tuple):
            yield from read_values(line, place, columns)
            continue
        text = None if line is None else line.decode("utf-8", "replace")
        if text is None or len(text) > most:
            yield Failure(place, f"line {number} is longer than {readable_size(most)}")
        elif not text.isspace():
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield Failure(place, f"line {number} is not JSON: {error}")
                continue
            yield from read_row(row, place, columns)
