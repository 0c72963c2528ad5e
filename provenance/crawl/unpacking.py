"""Bodies that are compressed, undone as far as they are sound, for what is read in part rather than not at all."""

import contextlib
import zlib
from typing import Any, NamedTuple

from provenance.readers import coding

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


def as_far_as_sound(body: bytes, codings: str, limit: int) -> Unpacked:
    """Up to ``limit`` bytes of ``body`` with the ``codings`` of its Content-Encoding undone.

    What is not in the coding that its header names stays as it came: servers name one where there is none.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name not in {"", "identity"}]
    if len(names) > coding.MOST_LAYERS:
        return Unpacked(b"", f"{len(names)} content codings on top of each other")
    found, trouble = Unpacked(body), None
    for name in reversed(names):
        found = _undone(found.content, name, limit)
        trouble = trouble or found.trouble
    return Unpacked(found.content[:limit], trouble)


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


def _undone(body: bytes, name: str, limit: int) -> Unpacked:
    """``body`` with one coding undone; as it came when it is not in that coding."""
    found = Unpacked(b"")
    for bits in _WRAPPINGS.get(name, ()):
        found = inflated(body, limit, bits)
        if found.content or found.trouble is None:
            return found
    if not found.trouble:
        try:
            return Unpacked(coding.decoded(body, name, max(limit, _MOST_WHOLE)))
        except coding.CodingRefused as error:
            return Unpacked(body, str(error))
    return Unpacked(body, found.trouble)
