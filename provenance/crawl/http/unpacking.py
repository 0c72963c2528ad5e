"""Decompressing bodies as far as they are sound. For answers that are worth reading in part."""

import contextlib
import zlib
from typing import Any, NamedTuple

from provenance.crawl.http.fetch import Response
from provenance.readers.containers import content_coding

_GZIP = zlib.MAX_WBITS | 16
#: Bytes that are undone at a time; and times that they can grow, by the format.
_PIECE, _MOST_RATIO = 512, 1_032
#: Bytes up to which a coding is undone that can only be undone as a whole.
_MOST_WHOLE = 16 << 20
#: How a coding may be wrapped: deflate is sent with zlib's header, as RFC 9110 has it, and without.
_WRAPPINGS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}


class Unpacked(NamedTuple):
    """The beginning of what was packed, or all of it.

    Attributes:
        trouble: Why there is no more, if there should be.
    """

    content: bytes
    trouble: str | None = None


def as_far_as_sound(response: Response, limit: int) -> Unpacked:
    """Up to ``limit`` bytes of the body of ``response`` with its codings undone.

    What cannot be undone as a whole is undone as far as it goes where it is in gzip or zlib, and else stays as it came.
    """
    try:
        return Unpacked(response.content(max(limit, _MOST_WHOLE))[:limit])
    except content_coding.CodingRefused as error:
        trouble = str(error)
    said = content_coding.joined(response.headers).get("content-encoding", "")
    found: Unpacked | None = None
    for name in reversed([part.strip().lower() for part in said.split(",")][: content_coding.MOST_LAYERS]):
        undone = _undone(found.content if found else response.body, name, limit)
        if undone is None:
            return Unpacked(response.body[:limit], trouble)
        found = Unpacked(undone.content, undone.trouble or (found.trouble if found else None))
    return found or Unpacked(response.body[:limit], trouble)


def inflated(body: bytes, limit: int, bits: int = _GZIP) -> Unpacked:
    """Up to ``limit`` bytes of what was compressed with gzip, or with zlib in another wrapping (``bits``).

    Members of gzip may follow one another; what follows the last one and is none is ignored.
    """
    found, place, members = bytearray(), 0, 0
    decoder, is_begun = zlib.decompressobj(bits), False
    while place < len(body) and len(found) < limit:
        piece, before = body[place : place + _PIECE], decoder.copy()
        try:
            found += decoder.decompress(piece, limit - len(found))
        except zlib.error as error:
            is_padding = members > 0 and not is_begun
            found += b"" if is_padding else _up_to_damage(before, piece)[: limit - len(found)]
            return Unpacked(bytes(found), None if is_padding else f"the compressed data is damaged: {error}")
        is_begun = True
        place += len(piece) - len(decoder.unused_data)
        if decoder.eof:
            decoder, is_begun, members = zlib.decompressobj(bits), False, members + 1
    is_whole = not is_begun or len(found) >= limit
    return Unpacked(bytes(found), None if is_whole else "the compressed data breaks off")


def _up_to_damage(decoder: Any, piece: bytes) -> bytes:  # noqa: ANN401 - zlib does not name its type
    """What a damaged piece gives before the damage."""
    found = bytearray()
    with contextlib.suppress(zlib.error):
        for byte in piece:
            found += decoder.decompress(bytes((byte,)), _PIECE * _MOST_RATIO)
    return bytes(found)


def _undone(body: bytes, name: str, limit: int) -> Unpacked | None:
    """``body`` with one coding undone; nothing when it is not in it, or that cannot be undone in part."""
    undone = (inflated(body, limit, bits) for bits in _WRAPPINGS.get(name, ()))
    return next((one for one in undone if one.content), None)
