"""Decoding the codings of HTTP, which make a body smaller or send it in pieces, up to a limit.

The crawler and the readers of web archives share it: an archive gives the same texts as the crawl that wrote it.
"""

import contextlib
import re
import sys
import zlib
from collections.abc import Callable, Sequence

import brotli

from provenance.errors import InputError
from provenance.readers.encoding import encodings
from provenance.readers.formats.recognise import HEAD, Format, recognise

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
"""What we tell servers we can undo."""

MOST_LAYERS = 5
"""Codings on top of each other; nobody needs more."""

KEPT_TRANSFER = "X-Crawl-Transfer-Encoding"
"""Under which name our archives keep the header ``Transfer-Encoding``: chunks are undone in them."""

_STEP = 1 << 16
#: Bytes of memory that a window of Zstandard may ask for, as a power of two.
_WINDOW_LOG = 27
#: The longest head of a frame of Zstandard (RFC 8878).
_FRAME_HEAD = 18
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
#: How zlib begins at each of its levels.
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
#: What servers name although it is no coding; so are names of encodings of texts.
_NONE = frozenset({"", "identity", "none", "binary", "7bit", "8bit", "chunked", "aws-chunked", "text"})
#: The line before a chunk: its length in hexadecimal digits, and extensions.
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*+)?\r?\n")
_LONGEST_LINE = 100


class CodingRefused(InputError):
    """A body that cannot be decoded, or that would become too large."""


def body_of(data: bytes, headers: Sequence[tuple[str, str]], limit: int) -> bytes:
    """The body that a response brought: without chunks and transfer codings, then without content codings.

    What says of itself that it was coded and is not is taken as it is: archives undo codings and keep the headers, and
    servers are wrong. So is what does not say so and is: nobody sends compressed bytes as a text.

    Args:
        data: What came behind the head of the response, or what an archive made of that.
        headers: Those of the response; several of one name count as one with commas.
        limit: Bytes that a body may have when it is decoded.

    Raises:
        CodingRefused: It is damaged, in a coding that is not undone, or longer than ``limit``.
    """
    said = joined(headers)
    transfer = said.get("transfer-encoding", "")
    kept = said.get(KEPT_TRANSFER.lower(), "")
    if "chunked" in transfer.lower() or kept.strip().lower() not in {"", "chunked"}:
        data = without_chunks(data)
    body = decoded(data, f"{said.get('content-encoding', '')},{transfer or kept}", limit)
    return _unsaid(body, said.get("content-type", ""), limit)


def joined(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case; the values of several of one name are joined with commas."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.strip().lower()
        found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
    return found


def decoded(body: bytes, codings: str, limit: int) -> bytes:
    """``body`` with the ``codings`` of its Content-Encoding undone, the last one first.

    Raises:
        CodingRefused: It is damaged, in a coding nobody knows, or longer than ``limit`` when decoded.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if not _is_none(name)]
    if len(names) > MOST_LAYERS:
        raise CodingRefused(f"{len(names)} content codings on top of each other")
    return _within(_undone(body, names, limit), limit)


def without_chunks(data: bytes) -> bytes:
    """What was sent in chunks, as far as it came; what is in no chunks comes back as it is.

    Raises:
        CodingRefused: A chunk does not end where its length says.
    """
    pieces: list[bytes] = []
    at = 0
    while at < len(data):
        found = _CHUNK.match(data, at)
        if not found:
            if pieces and b"\n" not in data[at : at + _LONGEST_LINE]:
                break  # it was cut off in the line before a chunk
            return _torn(data, pieces)
        length, start = int(found[1], 16), found.end()
        if length == 0:
            break
        pieces.append(data[start : start + length])
        at = start + length
        if data[at : at + 2] not in {b"\r\n", b"\r", b""}:
            if data[at : at + 1] != b"\n":
                return _torn(data, pieces[:-1])
            at -= 1
        at += 2
    return b"".join(pieces)


def _torn(data: bytes, pieces: Sequence[bytes]) -> bytes:
    """``data``, if it has no chunk at its beginning that would show that it is in chunks."""
    if pieces:
        raise CodingRefused("a chunk does not end where its length says")
    return data


def _is_none(name: str) -> bool:
    return name in _NONE or (name not in _DECODERS and encodings.known(name) is not None)


def _undone(body: bytes, names: Sequence[str], limit: int) -> bytes:
    """``body`` without these codings, less those that were only named: it is plain, or fits the one before."""
    if not names:
        return body
    *others, name = names
    try:
        inner = _without(name, body, limit)
    except CodingRefused:
        if _is_plain(body):
            return body
        if not others or name not in _DECODERS:
            raise
        inner = body
    return _undone(_within(inner, limit), others, limit)


def _without(name: str, body: bytes, limit: int) -> bytes:
    decode = _DECODERS.get(name)
    if decode is None:
        raise CodingRefused(f"the content coding {name[:40]!r} is not undone")
    try:
        return decode(body, limit)
    except EOFError:
        raise CodingRefused(f"the body, in {name}, ends too early") from None


def _is_plain(body: bytes) -> bool:
    """Whether it is no product of a coding: something that is known by its first bytes, or a text in UTF-8 at least."""
    found = recognise(body[:HEAD])
    if found is not Format.TEXT:
        return found not in {Format.GZIP, Format.ZSTD, Format.FOREIGN}
    return not body or encodings.is_plain_utf8(body[: encodings.SAMPLE])


def _unsaid(body: bytes, content_type: str, limit: int) -> bytes:
    """A text whose server compresses it and does not say so."""
    if not content_type.strip().lower().startswith("text/"):
        return body
    if body.startswith(_ZSTD):
        return _without("zstd", body, limit)
    if body.startswith(_GZIP):
        return _without("gzip", body, limit)
    if body.startswith(_ZLIB):
        with contextlib.suppress(CodingRefused, EOFError):
            return _inflate(body, limit, zlib.MAX_WBITS)
    return body


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise CodingRefused(f"the body is longer than {limit:,} bytes when decoded")
    return body


def _inflate(data: bytes, limit: int, bits: int) -> bytes:
    """Undo zlib in one of its wrappings; members of gzip may follow one another, what follows the last is ignored.

    As the others, it raises :class:`EOFError` when the data ends too early.
    """
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
            raise EOFError
        data = decoder.unused_data
    return b"".join(parts)


def _gzip(data: bytes, limit: int) -> bytes:
    return _inflate(data, limit, zlib.MAX_WBITS | 16)


def _deflate(data: bytes, limit: int) -> bytes:
    """RFC 9110 means zlib; some servers send the bare stream, or gzip, as browsers accept."""
    if data.startswith(_GZIP):
        return _gzip(data, limit)
    try:
        return _inflate(data, limit, zlib.MAX_WBITS)
    except (CodingRefused, EOFError) as error:
        try:
            return _inflate(data, limit, -zlib.MAX_WBITS)
        except CodingRefused:
            raise error from None


def _brotli(data: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while size <= limit and not decoder.is_finished():
            part = decoder.process(rest, output_buffer_limit=_STEP)
            rest = b""
            if not part and not decoder.is_finished() and decoder.can_accept_more_data():
                raise EOFError
            parts.append(part)
            size += len(part)
    except brotli.error as error:
        raise CodingRefused(f"the body is not what its coding says: {error}") from error
    return b"".join(parts)


def _dictionary(frame: bytes) -> int:
    """Which dictionary a frame of Zstandard asks for; 0 for none."""
    try:
        return zstd.get_frame_info(frame).dictionary_id
    except zstd.ZstdError:
        if len(frame) < _FRAME_HEAD:
            raise EOFError from None
        raise


def _zstandard(data: bytes, limit: int) -> bytes:
    """Frames of Zstandard, one after another; what follows the last is ignored, and dictionaries are never known."""
    parts: list[bytes] = []
    size = 0
    try:
        while data and size <= limit:
            if parts and not data.startswith(_ZSTD):
                break
            if data.startswith(_ZSTD) and _dictionary(data):
                raise CodingRefused("the body needs a dictionary of Zstandard, which is not known")
            decoder = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
            parts.append(decoder.decompress(data, limit + 1 - size))
            size += len(parts[-1])
            if size <= limit and not decoder.eof:
                raise EOFError
            data = decoder.unused_data
    except zstd.ZstdError as error:
        raise CodingRefused(f"the body is not what its coding says: {error}") from error
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "x-deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
