"""Compressed streams: gzip, bzip2, xz and Zstandard, expanded piece by piece and up to a limit."""

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from provenance.errors import InputError
from provenance.readers.formats.recognise import Format
from provenance.readers.limits import Limits

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Compressed bytes read at once, and bytes that one step may expand to.
_PIECE = 65_536
_STEP = 262_144
#: Memory that a dictionary may ask for: xz by its header, Zstandard by its window, both in bytes.
_DICTIONARY = 128 << 20


class _Expander(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the manners of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _zstd() -> _Expander:
    window = _DICTIONARY.bit_length() - 1
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: window})


_EXPANDERS: dict[Format, Callable[[], _Expander]] = {
    Format.GZIP: _Gzip,
    Format.BZIP2: bz2.BZ2Decompressor,
    Format.XZ: lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_DICTIONARY),
    Format.ZSTD: _zstd,
}
COMPRESSED = frozenset(_EXPANDERS)

_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError)


class Expanded(io.RawIOBase):
    """What a compressed stream expands to, all of its members one after the other; bytes that follow are ignored.

    Reading it raises :class:`InputError` where the stream is damaged, ends too early, or expands beyond all measure.
    """

    def __init__(self, stream: BinaryIO, compression: Format, limits: Limits) -> None:
        """Expand ``stream``, which is in the format ``compression``."""
        self._stream = stream
        self._limits = limits
        self._format = compression
        self._expander = _EXPANDERS[compression]()
        self._taken = self._given = 0
        self._ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill ``buffer`` from the front; 0 at the end."""
        piece = b""
        while not piece and not self._ended:
            piece = self._step(min(len(buffer), _STEP))
        buffer[: len(piece)] = piece
        self._given += len(piece)
        if self._given > self._limits.document + self._limits.expansion * self._taken:
            raise InputError(f"expands more than {self._limits.expansion} times, as a decompression bomb does")
        return len(piece)

    def _step(self, most: int) -> bytes:
        """Up to ``most`` bytes; none when more input is needed, or the end is reached."""
        data = b""
        if self._expander.eof:
            data = self._next_member()
        elif self._expander.needs_input:
            data = self._more()
            if not data:
                raise InputError(f"{self._format.value} that ends in the middle")
        try:
            return b"" if self._ended else self._expander.decompress(data, most)
        except _ERRORS as error:
            raise InputError(f"{self._format.value} that is damaged: {error}") from error

    def _next_member(self) -> bytes:
        """The beginning of what follows a member, if that is another one."""
        data = self._expander.unused_data.lstrip(b"\0") or self._more().lstrip(b"\0")
        self._expander = _EXPANDERS[self._format]()
        self._ended = not data.startswith(_MAGIC[self._format][: len(data)]) or not data
        return data

    def _more(self) -> bytes:
        data = self._stream.read(_PIECE)
        self._taken += len(data)
        return data


#: How a member begins.
_MAGIC = {Format.GZIP: b"\x1f\x8b", Format.BZIP2: b"BZh", Format.XZ: b"\xfd7zXZ\x00", Format.ZSTD: b"\x28\xb5\x2f\xfd"}
