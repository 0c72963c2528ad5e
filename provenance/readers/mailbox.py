"""Mailboxes (mbox): their messages, one after the other."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from provenance.readers.lines import lines

_CLOCK = rb"\d{1,2}:\d\d(?::\d\d)?"
_ZONE = rb"(?:[ \t]+(?:[A-Z]{1,5}|[+-]\d{4}))?"
_DATE = (
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t]+)?"
    rb"(?:[A-Z][a-z]{2}[ \t]+\d{1,2}|\d{1,2}[ \t]+[A-Z][a-z]{2})[ \t]+"
    rb"(?:%b%b[ \t]+\d{4}%b|\d{4}[ \t]+%b%b)" % (_CLOCK, _ZONE, _ZONE, _CLOCK, _ZONE)
)
#: The line in front of a message: whom it came from, and when. A sentence may begin with the same word.
_FROM = re.compile(
    rb"From (?:[^\s@]+|\"[^\"\n]*\"@\S+|\S+@\S*|[^\s@]+ at \S+)[ \t]+"
    rb"(?:%b|\d{4}-\d\d-\d\d[ T]%b\S*)[^\n]*\r?\n?" % (_DATE, _CLOCK)
)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
_QUOTED = re.compile(rb">+From ")
#: What may stand in front of the first message, besides empty lines.
_BYTE_ORDER = b"\xef\xbb\xbf"


def begins(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a mailbox."""
    first = _FROM.match(head)
    return first is not None and _HEADER.match(head, first.end()) is not None


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
            if _HEADER.match(line):
                if not first:
                    yield b"".join(held)
                held, size, first = [], 0, False
            else:
                held, size = _kept(held, size, waiting, most)
            waiting = b""
        if _FROM.fullmatch(line):
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
