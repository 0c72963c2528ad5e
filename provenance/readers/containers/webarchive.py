"""Web archives: WARC (by fastwarc), WET, which is WARC with texts, and ARC, its forerunner.

The source of a record's text is the address that was fetched. The archive and the record's place in it are the
evidence.
"""

import contextlib
import dataclasses
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from provenance.errors import InputError
from provenance.model import Failure, Origin, PassedOver
from provenance.readers.containers import content_coding
from provenance.readers.containers.content_coding import joined
from provenance.readers.containers.digests import fits
from provenance.readers.entries import Entry
from provenance.readers.extras import library
from provenance.readers.formats import media
from provenance.readers.formats.media import text_format
from provenance.readers.formats.recognise import HEAD
from provenance.readers.limits import Limits
from provenance.sizes import readable_size

_MEMBER = b"\x1f\x8b\x08"
_PIECE = 1 << 20
#: How a response begins that brought what was asked for, and what of its head matters here.
_FOUND = re.compile(rb"\s*+(?:HTTP/\d(?:\.\d)?|ICY)\s++200(?!\d)", re.IGNORECASE)
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:[ \t]*+(.*)", re.DOTALL)
_FOLD = re.compile(rb"\r?\n[ \t]++")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def read_warc(
    stream: BinaryIO, uri: str, limits: Limits, *, is_file: bool = False
) -> Iterator[Entry | Failure | PassedOver]:
    """The responses, resources and conversions in a WARC file; a damaged record is a failure, the next one is found.

    Those whose types hold no text are passed over, each of which is said.

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


def _entry_of(record: Any, record_uri: str, limits: Limits) -> Entry | Failure | PassedOver | None:  # noqa: ANN401 - fastwarc's
    """The entry in ``record``, if it holds a text."""
    length = record.content_length
    if length > limits.document:
        return Failure(record_uri, f"a record of {readable_size(length)}, larger than {readable_size(limits.document)}")
    named = {name.lower(): value for name, value in record.headers.items()}
    block = record.reader.read(length)
    if len(block) < length:
        return Failure(record_uri, f"a record that ends after {len(block)} of its {length} bytes")
    http = named.get("content-type", "").startswith("application/http")
    head, data = _parted(block) if http else (b"", block)
    if http and not _FOUND.match(head):
        return None
    said = _headers(head)
    try:
        body = content_coding.body_of(data, said, limits.document)
    except InputError as error:
        return Failure(record_uri, f"a response whose encoding is damaged: {error}")
    if wrong := _wrong_digest(named, block, data, body):
        return Failure(record_uri, wrong)
    kind = joined(said).get("content-type") or ("" if http else named.get("content-type", ""))
    return _entry(body, named.get("warc-target-uri") or record_uri, kind, named.get("warc-date", ""), record_uri)


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
        with contextlib.suppress(InputError):
            yield content_coding.without_chunks(data)
        yield body


def _parted(block: bytes) -> tuple[bytes, bytes]:
    """The head of an HTTP message and its body; some archives end lines with a line feed only."""
    head, end, body = block.partition(b"\r\n\r\n")
    if end and b"\n\n" not in head:
        return head, body
    head, _, body = block.partition(b"\n\n")
    return head, body


def _headers(head: bytes) -> list[tuple[str, str]]:
    """The headers of an HTTP message, lines that were folded joined again."""
    lines = _FOLD.sub(b" ", head).splitlines()[1:]
    found = (_FIELD.match(line) for line in lines)
    return [(one[1].decode("ascii"), one[2].decode("latin-1").strip()) for one in found if one]


def _entry(body: bytes, target: str, content_type: str, moment: str, record_uri: str) -> Entry | PassedOver | None:
    if not body:
        return None
    found = text_format(content_type, body)
    if found is None:
        return PassedOver(media.named(content_type))
    observed = moment if _MOMENT.fullmatch(moment) else None
    return Entry(
        found, target.strip("<>"), body, None, content_type, Origin(observed_at=observed, record_uri=record_uri)
    )


def read_arc(stream: io.BufferedReader, uri: str, limits: Limits) -> Iterator[Entry | Failure | PassedOver]:
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
        record_uri = f"{uri}#{place}"
        if len(fields) < 5 or not fields[-1].isdigit():  # noqa: PLR2004 - URL, address, time, type, length
            raise InputError(f"cannot be read after the record at {place}")
        length = int(fields[-1])
        place += len(line) + length
        if length > limits.document:
            yield Failure(
                record_uri, f"a record of {readable_size(length)}, larger than {readable_size(limits.document)}"
            )
            _skip(stream, length)
            continue
        data = stream.read(length)
        if len(data) < length:
            yield Failure(record_uri, f"a record that ends after {len(data)} of its {length} bytes")
            return
        if fields[0].startswith(b"http") and (item := _arc_entry(fields, data, record_uri, limits)):
            yield item


def _arc_entry(
    fields: list[bytes], data: bytes, record_uri: str, limits: Limits
) -> Entry | Failure | PassedOver | None:
    head, data = _parted(data)
    if not _FOUND.match(head):
        return None
    said = _headers(head)
    try:
        body = content_coding.body_of(data, said, limits.document)
    except InputError as error:
        return Failure(record_uri, f"a response whose encoding is damaged: {error}")
    kind = joined(said).get("content-type") or fields[3].decode("latin-1")
    return _entry(body, fields[0].decode("utf-8", "replace"), kind, _arc_moment(fields[2]), record_uri)


def _arc_moment(digits: bytes) -> str:
    """``20240501100000`` as WARC has it; empty if it is nothing like that."""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", digits.decode("ascii", "replace"))
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (piece := stream.read(min(length, _PIECE))):
        length -= len(piece)
