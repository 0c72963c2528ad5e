"""Web archives: WARC (by fastwarc), WET, which is WARC with texts, and ARC, its forerunner.

A record's text was seen at the address that was fetched; the archive and the record's place in it are the evidence.
"""

import dataclasses
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import brotli

from provenance.errors import InputError
from provenance.model import Failure
from provenance.readers.digests import fits
from provenance.readers.entry import Entry
from provenance.readers.extras import library
from provenance.readers.formats import HEAD, Format, recognise
from provenance.readers.limits import Limits, amount

#: Content types whose records hold texts; what names none of them is left out without a word, as images are.
_TEXTS = re.compile(
    r"text/(html|plain|markdown)|application/(xhtml\+xml|pdf|epub\+zip)"
    r"|application/vnd\.(openxmlformats-officedocument\.wordprocessingml\.document|oasis\.opendocument\.text)"
    r"|message/rfc822"
)
#: Formats that are texts even when nobody said so.
_EVIDENT = frozenset({Format.HTML, Format.PDF})

_MEMBER = b"\x1f\x8b\x08"
_PIECE = 1 << 20
#: How a response begins that brought what was asked for, and what of its head matters here.
_FOUND = re.compile(rb"HTTP/\d(?:\.\d)?\s+200\b")
_HEADER = re.compile(
    rb"^(content-type|content-encoding|transfer-encoding)[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
#: How a body in chunks begins.
_CHUNK = re.compile(rb"[0-9a-fA-F]+[ \t]*(;.*)?\r\n")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def holds_text(content_type: str, head: bytes = b"") -> bool:
    """Whether a response of this type, which begins with ``head``, is one from which texts are taken."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind != "application/octet-stream":
        return _TEXTS.fullmatch(kind) is not None
    return recognise(head[:HEAD]) in _EVIDENT


def read_warc(stream: BinaryIO, uri: str, limits: Limits, *, is_file: bool = False) -> Iterator[Entry | Failure]:
    """The responses, resources and conversions in a WARC file; a damaged record is a failure, the next one is found.

    Args:
        stream: The archive, from its beginning.
        uri: Where it lies.
        limits: What it may take.
        is_file: It is a file as it lies on a disk, in which one can go back; elsewhere nothing behind damage is read.

    Raises:
        InputError: It is damaged and there is no next record.
        ExtraMissing: The library is not installed.
    """
    fastwarc = library("fastwarc", extra="web", reads="reading web archives")
    kinds = fastwarc.WarcRecordType
    wanted = kinds.response | kinds.resource | kinds.conversion
    file = stream if is_file else None
    start: int | None = 0
    while start is not None:
        place = None
        if start:
            stream.seek(start)
        try:
            for record in _iterated(fastwarc, stream, wanted):
                place = start + record.stream_pos
                if item := _entry_of(record, f"{uri}#{place}", limits):
                    yield item
        except OSError as error:
            reason = f"a record that is damaged: {str(error).lower()}"
        else:
            if file and place is None and not start:
                _require_records(fastwarc, file)
            return
        damaged = start if place is None else _next_member(file, place + 1, sound=False)
        if damaged is None:
            raise InputError(f"cannot be read after the record at {place}")
        yield Failure(f"{uri}#{damaged}", reason)
        start = _next_member(file, damaged + 1)


@dataclasses.dataclass(frozen=True)
class _Forward:
    """A stream for fastwarc, which wants to know where it is and crashes on one that does not know."""

    stream: BinaryIO

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self.stream.read(size)

    def tell(self) -> int:
        """It begins where it is."""
        return 0


def _iterated(fastwarc: Any, stream: BinaryIO, types: int) -> Iterator[Any]:  # noqa: ANN401 - a module
    """The records in ``stream`` that are of these types; each holds until the next one is asked for."""
    return iter(fastwarc.ArchiveIterator(_Forward(stream), record_types=types, parse_http=False, inplace=True))


def _require_records(fastwarc: Any, file: BinaryIO) -> None:  # noqa: ANN401 - a module
    """Refuse a file without any record."""
    file.seek(0)
    known = fastwarc.WarcRecordType.any_type & ~fastwarc.WarcRecordType.unknown
    if next(_iterated(fastwarc, file, known), None) is None:
        raise InputError("a web archive in which there is no record")


def _next_member(file: BinaryIO | None, start: int, *, sound: bool = True) -> int | None:
    """Where the next gzip member begins, one that holds a record if it is to be ``sound``.

    ``None`` if there is none, or there is no ``file`` in which one can go back.
    """
    if file is None:
        return None
    file.seek(start)
    held = b""
    while piece := file.read(_PIECE):
        held += piece
        at = held.find(_MEMBER)
        while at >= 0:
            if not sound or _begins_record(held[at : at + HEAD]):
                return start + at
            at = held.find(_MEMBER, at + 1)
        start += max(0, len(held) - HEAD)
        held = held[-HEAD:]
    return None


def _begins_record(member: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(member, 5) == b"WARC/"
    except zlib.error:
        return False


def _entry_of(record: Any, evidence: str, limits: Limits) -> Entry | Failure | None:  # noqa: ANN401 - fastwarc's
    """The entry in ``record``, if it holds a text."""
    length = record.content_length
    if length > limits.document:
        return Failure(evidence, f"a record of {amount(length)}, larger than {amount(limits.document)}")
    named = {name.lower(): value for name, value in record.headers.items()}
    block = record.reader.read(length)
    if len(block) < length:
        return Failure(evidence, f"a record that ends after {len(block)} of its {length} bytes")
    http = named.get("content-type", "").startswith("application/http")
    head, data = _parted(block) if http else (b"", block)
    if http and not _FOUND.match(head):
        return None
    said = _headers(head)
    try:
        body = _decoded(data, said, limits)
    except (InputError, zlib.error, brotli.error, ValueError) as error:
        return Failure(evidence, f"a response whose encoding is damaged: {error}")
    if wrong := _wrong_digest(named, block, data, body):
        return Failure(evidence, wrong)
    kind = said.get("content-type") or named.get("content-type", "")
    return _entry(body, named.get("warc-target-uri") or evidence, kind, named.get("warc-date", ""), evidence)


def _wrong_digest(named: Mapping[str, str], block: bytes, data: bytes, body: bytes) -> str | None:
    """What is wrong with the digests that a record names for itself, if anything is.

    Archives disagree whether chunks and encodings belong to the payload, so it may be without them, too; of one that
    was cut off, the digest may be that of the whole.
    """
    digest = named.get("warc-block-digest")
    if digest and not fits(digest, [block]):
        return f"a record that is not what was archived: WARC-Block-Digest is {digest[:80]}"
    digest = named.get("warc-payload-digest")
    if digest and "warc-truncated" not in named and not fits(digest, _payloads(data, body)):
        return f"a record that is not what was archived: WARC-Payload-Digest is {digest[:80]}"
    return None


def _payloads(data: bytes, body: bytes) -> Iterator[bytes]:
    """What the payload may be: as it came, without chunks, without encodings."""
    yield data
    if body is not data:
        if _CHUNK.match(data):
            yield _unchunked(data)
        yield body


def _parted(block: bytes) -> tuple[bytes, bytes]:
    """The head of an HTTP message and its body; some archives end lines with a line feed only."""
    head, end, body = block.partition(b"\r\n\r\n")
    if end and b"\n\n" not in head:
        return head, body
    head, _, body = block.partition(b"\n\n")
    return head, body


def _headers(head: bytes) -> dict[str, str]:
    """The headers of an HTTP message that matter here, by names in lower case; of several the first."""
    found: dict[str, str] = {}
    for name, value in _HEADER.findall(head):
        found.setdefault(name.decode().lower(), value.decode("latin-1").strip())
    return found


def _entry(body: bytes, target: str, content_type: str, moment: str, evidence: str) -> Entry | None:
    if not body or not holds_text(content_type, body):
        return None
    found = recognise(body[:HEAD], content_type=content_type)
    observed = moment if _MOMENT.fullmatch(moment) else None
    return Entry(found, target.strip("<>"), body, None, content_type, observed, evidence)


def _decoded(data: bytes, said: Mapping[str, str], limits: Limits) -> bytes:
    """The body of a response without the encodings of its transfer; archives may have undone them already."""
    if "chunked" in said.get("transfer-encoding", "").lower() and _CHUNK.match(data):
        data = _unchunked(data)
    coding = said.get("content-encoding", "").lower()
    if coding in {"gzip", "x-gzip"} and data.startswith(b"\x1f\x8b"):
        return _inflated(zlib.decompressobj(zlib.MAX_WBITS | 16), data, limits)
    if coding == "deflate" and data[:1] == b"\x78":
        return _inflated(zlib.decompressobj(), data, limits)
    if coding == "br":
        return _unbrotlied(data, limits)
    return data


def _unchunked(data: bytes) -> bytes:
    """What was sent in chunks, each behind a line with its length in hexadecimal digits."""
    pieces = []
    at = 0
    while at < len(data):
        line_end = data.index(b"\r\n", at)
        length = int(data[at:line_end].partition(b";")[0], 16)
        if length == 0:
            break
        pieces.append(data[line_end + 2 : line_end + 2 + length])
        at = line_end + 2 + length + 2
    return b"".join(pieces)


def _inflated(inflater: Any, data: bytes, limits: Limits) -> bytes:  # noqa: ANN401 - zlib has no name for it
    body: bytes = inflater.decompress(data, limits.document)
    if inflater.unconsumed_tail:
        raise InputError(f"expands to more than {amount(limits.document)}")
    return body


def _unbrotlied(data: bytes, limits: Limits) -> bytes:
    """Brotli, unless the archive undid it: there is no mark to tell, so what is none is taken as it is."""
    expander = brotli.Decompressor()
    try:
        body: bytes = expander.process(data, output_buffer_limit=limits.document)
    except brotli.error:
        return data
    if not expander.is_finished() and not expander.can_accept_more_data():
        raise InputError(f"expands to more than {amount(limits.document)}")
    return body


def read_arc(stream: io.BufferedReader, uri: str, limits: Limits) -> Iterator[Entry | Failure]:
    """The responses in an ARC file, version 1; places count bytes of the expanded file.

    Raises:
        InputError: It is damaged; ARC has no marks by which to find the next record.
    """
    place = 0
    while line := stream.readline(HEAD):
        fields = line.split()
        if not fields:
            place += len(line)
            continue
        evidence = f"{uri}#{place}"
        if len(fields) < 5 or not fields[-1].isdigit():  # noqa: PLR2004 - URL, address, time, type, length
            raise InputError(f"cannot be read after the record at {place}")
        length = int(fields[-1])
        place += len(line) + length
        if length > limits.document:
            yield Failure(evidence, f"a record of {amount(length)}, larger than {amount(limits.document)}")
            _skip(stream, length)
            continue
        data = stream.read(length)
        if len(data) < length:
            yield Failure(evidence, f"a record that ends after {len(data)} of its {length} bytes")
            return
        if fields[0].startswith(b"http") and (entry := _arc_entry(fields, data, evidence)):
            yield entry


def _arc_entry(fields: list[bytes], data: bytes, evidence: str) -> Entry | None:
    head, body = _parted(data)
    if not _FOUND.match(head):
        return None
    digits = fields[2].decode("ascii", "replace")
    moment = (
        "{}-{}-{}T{}:{}:{}Z".format(*re.findall(r"\d\d(?:\d\d(?=\d{10}))?", digits))
        if re.fullmatch(r"\d{14}", digits)
        else ""
    )
    kind = _headers(head).get("content-type") or fields[3].decode("latin-1")
    return _entry(body, fields[0].decode("utf-8", "replace"), kind, moment, evidence)


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (piece := stream.read(min(length, _PIECE))):
        length -= len(piece)
