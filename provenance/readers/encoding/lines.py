"""Lines of streams, in any encoding and of any length."""

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeAlias

from provenance.readers.encoding import encodings

Stream: TypeAlias = "io.BufferedReader[Any]"

#: Bytes taken at once, and how some of them show that there is more to them than ASCII.
_PIECE = 1 << 16
_SHIFTS = (b"\x1b", b"~{", b"\0", b"\x0e")


def lines(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """The lines of ``stream`` with their ends; of one longer than ``most`` bytes, that many and one more."""
    while line := stream.readline(most + 1):
        yield line
        while len(line) > most and not line.endswith(b"\n"):
            line = stream.readline(most + 1)
            if len(line) <= most:
                break


def text_lines(stream: Stream, most: int) -> Iterator[str]:
    """The lines of a text without a byte-order mark, whatever ends them; one longer than ``most`` is cut off behind it.

    Raises:
        InputError: It is no text.
    """
    utf8 = io.BufferedReader(_Joined(utf8_pieces(stream)), _PIECE)
    with io.TextIOWrapper(utf8, "utf-8", errors="replace", newline="") as text:
        is_end_cut = False  # between "\r" and "\n"
        while line := text.readline(most + 1):
            if not is_end_cut or line != "\n":
                yield line
            while len(line) > most and not line.endswith(("\n", "\r")):
                line = text.readline(most + 1)
            is_end_cut = len(line) > most and line.endswith("\r")


def utf8_pieces(stream: Stream) -> Iterator[bytes]:
    """The bytes of a text as UTF-8, without a byte-order mark, as they come; there may be broken ones among them.

    All are in one encoding, told from the first bytes that are not ASCII.

    Raises:
        InputError: It is no text.
    """
    recoder = _Recoder(stream)
    while piece := stream.read1(_PIECE):
        yield recoder.recoded(piece)
    yield recoder.recoded(b"")


class _Joined(io.RawIOBase):
    """The bytes in ``pieces``, of which some may be empty."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = filter(None, pieces)
        self._held = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever can be written to
        """Fill ``buffer`` from the front; 0 at the end."""
        held = self._held or next(self._pieces, b"")
        given, self._held = held[: len(buffer)], held[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


class _Recoder:
    """Tells the encoding of the text in ``stream`` from its pieces, and brings them to UTF-8."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._told = self._begun = False

    def recoded(self, piece: bytes) -> bytes:
        """The next ``piece``, which may be completed from the stream; an empty one is the end."""
        if not self._told and (not piece.isascii() or any(shift in piece for shift in _SHIFTS)):
            if not encodings.is_plain_utf8(piece):  # or a slow writer would be waited for
                piece += self._stream.read(max(0, encodings.SAMPLE - len(piece)))
            piece = self._tell(piece)
        self._begun = True
        if self._decoder is None:
            return piece
        return self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")

    def _tell(self, sample: bytes) -> bytes:
        """Find out the encoding, and return ``sample`` without a mark at the beginning of the stream."""
        self._told = True
        mark = None if self._begun else encodings.marked(sample)
        encoding = mark[0] if mark else encodings.told(sample)
        if encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        return sample[mark[1] :] if mark else sample
