"""The contents of some bytes: texts, and entries that hold texts, also in nested containers."""

import dataclasses
import io
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast
from urllib.parse import quote

from provenance.errors import InputError
from provenance.model import Document, Failure, PassedOver
from provenance.readers.blame import failed
from provenance.readers.containers import archives, mailbox, webarchive
from provenance.readers.containers.expand import COMPRESSED, Expanded
from provenance.readers.encoding.decode import charset, decode
from provenance.readers.entries import Entry
from provenance.readers.formats.magic import foreign
from provenance.readers.formats.recognise import HEAD, Format, recognise
from provenance.readers.formats.zips import Zip, is_web_archive, kind_of
from provenance.readers.limits import Limits
from provenance.readers.tables import json_array, json_lines, tabular
from provenance.sizes import readable_size

Item: TypeAlias = Document | Failure | PassedOver | Entry
Stream: TypeAlias = "io.BufferedReader[Any]"

#: Formats that hold any number of texts.
CONTAINERS = frozenset(
    {
        Format.JSONL,
        Format.ARRAY,
        Format.CSV,
        Format.PARQUET,
        Format.WARC,
        Format.ARC,
        Format.ZIP,
        Format.TAR,
        Format.MBOX,
    }
)
#: Compressions in which web archives can be read from the file itself, so that records have their places in it.
_IN_PLACE = frozenset({Format.GZIP, Format.ZSTD})
#: Bytes that are read at once.
_PIECE = 1 << 18


@dataclasses.dataclass(frozen=True)
class ContainerStream:
    """Bytes that may hold anything.

    Attributes:
        stream: The bytes, from their beginning.
        uri: Where they lie.
        name: What tells the format where the bytes do not.
        path: The file whose bytes they are, as it is; ``None`` for what is inside of another container.
        depth: How many containers they are in.
    """

    stream: Stream
    uri: str
    name: str
    path: Path | None = None
    depth: int = 0


@dataclasses.dataclass(frozen=True)
class ContainerReader:
    """Opens containers, within limits; ``columns`` maps the field names of tables to ours."""

    columns: Mapping[str, str]
    limits: Limits

    def open(self, container: ContainerStream) -> Iterator[Item]:
        """What is in ``container``.

        Raises:
            InputError: It is damaged, or more than it may be. What was in it up to there has been yielded.
        """
        if container.depth > self.limits.depth:
            raise InputError(f"archives inside archives, more than {self.limits.depth} deep")
        found = self.recognise(container.stream.peek(HEAD)[:HEAD], container.name)
        if found in COMPRESSED:
            yield from self._expanded(container, found)
        elif found in {Format.ZIP, Format.TAR}:
            yield from (
                self._zip(container)
                if found is Format.ZIP
                else self._members(container, archives.tar_members(container.stream, self.limits))
            )
        elif found in CONTAINERS:
            yield from self._records(container, found)
        else:
            yield self.single(found, self._whole(container.stream), container)

    def recognise(self, head: bytes, name: str) -> Format:
        """The format of what begins with ``head``.

        Raises:
            InputError: It is none that is read; the message names it.
        """
        found = recognise(head, name=name, text_field=self.columns.get("text", "text"))
        if found is Format.FOREIGN:
            raise InputError(f"{foreign(head, name)}, which is not read")
        return found

    @staticmethod
    def single(found: Format, data: bytes, container: ContainerStream) -> Document | Entry:
        """One text: at once, if it needs no library to be read."""
        return (
            Document(container.uri, decode(data))
            if found is Format.TEXT
            else Entry(found, container.uri, data, depth=container.depth)
        )

    def _whole(self, stream: "BinaryIO | Stream") -> bytes:
        data = stream.read(self.limits.document + 1)
        if len(data) > self.limits.document:
            raise too_large(self.limits)
        return data

    def _expanded(self, container: ContainerStream, found: Format) -> Iterator[Item]:
        inner = buffered(Expanded(container.stream, found, self.limits))
        name = posixpath.splitext(container.name)[0]
        if container.path and found in _IN_PLACE and self.recognise(inner.peek(HEAD)[:HEAD], name) is Format.WARC:
            container.stream.seek(0)
            yield from self._warc(container)
        else:
            yield from self.open(ContainerStream(inner, container.uri, name, None, container.depth + 1))

    def _zip(self, container: ContainerStream) -> Iterator[Item]:
        file = cast("BinaryIO", container.stream) if container.path else io.BytesIO(self._whole(container.stream))
        with archives.open_zip(file, self.limits) as archive:
            kind = kind_of(archive)
            if kind is not Zip.DOCUMENT:
                wanted = is_web_archive if kind is Zip.WACZ else None
                yield from self._members(container, archives.zip_members(archive, self.limits, wanted))
                return
        file.seek(0)
        yield Entry(Format.ZIP, container.uri, self._whole(file))

    def _members(self, container: ContainerStream, members: "Iterator[archives.Member | Failure]") -> Iterator[Item]:
        for member in members:
            if isinstance(member, Failure):
                yield Failure(_inside(container.uri, member.uri), member.reason)
                continue
            name, stream = member
            inner = ContainerStream(buffered(stream), _inside(container.uri, name), name, None, container.depth + 1)
            try:
                yield from self.open(inner)
            except InputError as error:
                yield failed(inner.uri, error)

    def _records(self, container: ContainerStream, found: Format) -> Iterator[Item]:
        most = self.limits.document
        if found is Format.JSONL:
            yield from json_lines.read_jsonl(container.stream, container.uri, self.columns, most)
        elif found is Format.ARRAY:
            yield from json_array.read_array(container.stream, container.uri, self.columns, most)
        elif found is Format.CSV:
            yield from tabular.read_csv(container.stream, container.uri, self.columns, most)
        elif found is Format.PARQUET:
            yield Entry(found, container.uri, None if container.path else self._whole(container.stream), container.path)
        elif found is Format.WARC:
            yield from self._warc(container)
        elif found is Format.ARC:
            yield from map(_at_once, webarchive.read_arc(container.stream, container.uri, self.limits))
        else:
            yield from self._messages(container)

    def _warc(self, container: ContainerStream) -> Iterator[Item]:
        return map(
            _at_once,
            webarchive.read_warc(container.stream, container.uri, self.limits, is_file=container.path is not None),
        )

    def _messages(self, container: ContainerStream) -> Iterator[Item]:
        for number, data in enumerate(mailbox.messages(container.stream, self.limits.document), start=1):
            uri = f"{container.uri}#{number}"
            if len(data) > self.limits.document:
                yield Failure(uri, str(too_large(self.limits)))
            else:
                yield Entry(Format.MAIL, uri, data, depth=container.depth + 1)


def _at_once(item: Entry | Failure | PassedOver) -> Item:
    """The text of a record itself, if it needs no library to be read."""
    if not isinstance(item, Entry) or item.format is not Format.TEXT or item.data is None:
        return item
    try:
        text = decode(item.data, charset(item.content_type))
    except InputError as error:
        return failed(item.origin.record_uri or item.uri, error)
    return Document(item.uri, text, origin=item.origin)


def buffered(stream: Any) -> Stream:  # noqa: ANN401 - whatever can be read from
    """``stream`` with a buffer in which one can look ahead."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, _PIECE)


def too_large(limits: Limits) -> InputError:
    """What is said of a text that is larger than it may be."""
    return InputError(
        f"larger than {readable_size(limits.document)}, the most for one text; more with a larger --memory"
    )


def _inside(uri: str, name: str) -> str:
    return f"{uri}#{quote(name, errors='surrogateescape')}"
