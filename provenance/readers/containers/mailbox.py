"""Mailboxes (mbox): their messages, one after the other."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from provenance.readers.encoding.lines import lines
from provenance.readers.formats.signs import MAIL_FIELD, MAIL_FROM

_QUOTED = re.compile(rb">+From ")
#: What may stand in front of the first message, besides empty lines.
_BYTE_ORDER = b"\xef\xbb\xbf"


def messages(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """The messages of a mailbox.

    Each begins behind a line ``From ADDRESS DATE`` that a header follows. Lines of a text that would be such lines were
    marked with ``>``, which is taken off. Of a message longer than ``most`` bytes, more than that many are given and
    the rest is left out.
    """
    held: list[bytes] = []
    size, first, waiting = 0, True, b""
    for line in lines(stream, most):
        if waiting:
            if MAIL_FIELD.match(line):
                if not first:
                    yield b"".join(held)
                held, size, first = [], 0, False
            else:
                held, size = _kept(held, size, waiting, most)
            waiting = b""
        if MAIL_FROM.fullmatch(line):
            waiting = line
        else:
            held, size = _kept(held, size, line[1:] if _QUOTED.match(line) else line, most)
            first = first and not line.strip(_BYTE_ORDER + b" \t\r\n")
    if waiting:
        held, size = _kept(held, size, waiting, most)
    if not first:
        yield b"".join(held)


def _kept(held: list[bytes], size: int, line: bytes, most: int) -> tuple[list[bytes], int]:
    if size <= most:
        held.append(line)
    return held, size + len(line)
