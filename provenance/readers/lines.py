"""Lines of streams that may be in any encoding and may have no end."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from provenance.readers.plain import decode

#: Marks of encodings in which a line end is not the one byte it is elsewhere.
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_MARK = 4


def lines(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """The lines of ``stream`` with their ends; of one longer than ``most`` bytes, that many and one more."""
    while line := stream.readline(most + 1):
        yield line
        while len(line) > most and not line.endswith(b"\n"):
            line = stream.readline(most + 1)
            if len(line) <= most:
                break


def text_lines(stream: io.BufferedReader, most: int) -> Iterator[str]:
    """The lines of a text without a byte-order mark; one longer than ``most`` is cut off after one more.

    Raises:
        InputError: A line is no text.
    """
    mark = stream.peek(_LONGEST_MARK)[:_LONGEST_MARK]
    if mark.startswith(_WIDE):
        encoding = "utf-32" if mark.startswith(_WIDE[:2]) else "utf-16"
        with io.TextIOWrapper(stream, encoding, errors="replace", newline="\n") as text:
            while line := text.readline(most + 1):
                yield line
        return
    for number, data in enumerate(lines(stream, most)):
        yield decode(data.removeprefix(codecs.BOM_UTF8) if number == 0 else data)
