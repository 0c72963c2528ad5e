"""Content codings: what servers do to a body to make it smaller, undone up to a limit."""

import zlib
from collections.abc import Callable

import brotli

from provenance.errors import InputError

ACCEPTED = "gzip, deflate, br"
"""What we tell servers we can undo."""

MOST_LAYERS = 2
"""Codings on top of each other; nobody needs more, and each multiplies a bomb."""

_STEP = 1 << 16


class CodingRefused(InputError):
    """A body that cannot be decoded, or that would become too large."""


def decoded(body: bytes, codings: str, limit: int) -> bytes:
    """``body`` with the ``codings`` of its Content-Encoding undone, the last one first.

    Raises:
        CodingRefused: It is damaged, in a coding nobody knows, or longer than ``limit`` when decoded.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name not in {"", "identity"}]
    if len(names) > MOST_LAYERS:
        raise CodingRefused(f"{len(names)} content codings on top of each other")
    for name in reversed(names):
        decode = _DECODERS.get(name)
        if decode is None:
            raise CodingRefused(f"the content coding {name[:40]!r} is unknown")
        body = _within(decode(body, limit), limit)
    return _within(body, limit)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise CodingRefused(f"the body is longer than {limit:,} bytes when decoded")
    return body


def _inflate(data: bytes, limit: int, bits: int) -> bytes:
    """Undo zlib in one of its wrappings; members of gzip may follow one another, what follows the last is ignored."""
    parts: list[bytes] = []
    size = 0
    while data:
        decoder = zlib.decompressobj(bits)
        try:
            parts.append(decoder.decompress(data, max(1, limit + 1 - size)))
        except zlib.error as error:
            if parts:
                break
            raise CodingRefused(f"the body is not what its coding says: {error}") from error
        size += len(parts[-1])
        if size > limit:
            break
        if not decoder.eof:
            raise CodingRefused("the encoded body ends too early")
        data = decoder.unused_data
    return b"".join(parts)


def _gzip(data: bytes, limit: int) -> bytes:
    return _inflate(data, limit, zlib.MAX_WBITS | 16)


def _deflate(data: bytes, limit: int) -> bytes:
    """RFC 9110 means zlib; some servers send the bare stream, as browsers accept."""
    try:
        return _inflate(data, limit, zlib.MAX_WBITS)
    except CodingRefused:
        return _inflate(data, limit, -zlib.MAX_WBITS)


def _brotli(data: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while size <= limit and not decoder.is_finished():
            part = decoder.process(rest, output_buffer_limit=_STEP)
            rest = b""
            if not part and decoder.can_accept_more_data():
                raise CodingRefused("the encoded body ends too early")
            parts.append(part)
            size += len(part)
    except brotli.error as error:
        raise CodingRefused(f"the body is not what its coding says: {error}") from error
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
