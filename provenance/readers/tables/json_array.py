"""JSON other than JSON Lines: an array of objects, which is a table."""

import codecs
import io
import json
from collections.abc import Iterator, Mapping

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.tables.tabular import read_row
from provenance.sizes import readable_size

#: Characters read at once.
_PIECE = 1 << 16
_DECODER = json.JSONDecoder()


def read_array(
    stream: io.BufferedReader, uri: str, columns: Mapping[str, str], most: int
) -> Iterator[Document | Failure]:
    """One document for each object of an array, of which never more than one, and not ``most`` characters, are held.

    Raises:
        InputError: It is no JSON from some place on, or an object is longer than it may be.
    """
    for number, row in enumerate(_elements(stream, most), start=1):
        yield from read_row(row, f"{uri}#{number}", columns)


def _elements(stream: io.BufferedReader, most: int) -> Iterator[object]:
    """The values in an array, one after the other."""
    with io.TextIOWrapper(stream, _encoding(stream), errors="replace") as text:
        held, number = text.read(_PIECE).lstrip().removeprefix("["), 0
        while not (held := held.lstrip()).startswith("]"):
            number += 1
            value, held = _element(held, text, number, most)
            yield value
            held = _behind(held, text, number)


def _element(held: str, text: io.TextIOWrapper, number: int, most: int) -> tuple[object, str]:
    """The value at the beginning of ``held``, which is filled up until it has all of it, and what follows."""
    while True:
        held = held.lstrip()
        try:
            value, end = _DECODER.raw_decode(held)
        except (ValueError, RecursionError):
            value, end = None, 0
        if end and (end < len(held) or held[-1] in '}]"'):
            return value, held[end:]
        if len(held) > most:
            raise InputError(f"element {number} is not JSON, or longer than {readable_size(most)}")
        more = text.read(max(_PIECE, len(held)))
        if not more:
            raise InputError(f"element {number} is not JSON")
        held += more


def _behind(held: str, text: io.TextIOWrapper, number: int) -> str:
    """What follows the comma behind an element."""
    while not (rest := held.lstrip()):
        held = text.read(_PIECE)
        if not held:
            raise InputError(f"JSON that ends in the middle, after element {number}")
    if rest[0] == ",":
        return rest[1:]
    if rest[0] == "]":
        return rest
    raise InputError(f"what follows element {number} is not JSON")


def _encoding(stream: io.BufferedReader) -> str:
    mark = stream.peek(4)[:4]
    if mark.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"
