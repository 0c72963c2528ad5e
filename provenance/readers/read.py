"""Opening inputs and reading the documents in them, in order, on all cores."""

import dataclasses
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

from provenance.errors import InputError, UsageError
from provenance.model import Container, Document, Failure, Input, Origin, PassedOver
from provenance.readers.blame import failed
from provenance.readers.containers.archives import open_zip
from provenance.readers.containers.contents import CONTAINERS, ContainerReader, ContainerStream, buffered, too_large
from provenance.readers.containers.expand import COMPRESSED
from provenance.readers.encoding.decode import decode
from provenance.readers.entries import Entry
from provenance.readers.formats.recognise import HEAD, Format
from provenance.readers.formats.zips import kind_of
from provenance.readers.inputs import walk
from provenance.readers.interruptible import digest_of, standard_input, start
from provenance.readers.limits import Limits
from provenance.readers.sandbox.pool import ExtractionPool, Job
from provenance.sizes import readable_size

Columns: TypeAlias = Mapping[str, str]
Read: TypeAlias = Document | Failure | Container | PassedOver
_Other = TypeVar("_Other")

#: Formats that are opened rather than read as they are.
_CONTAINERS = CONTAINERS | COMPRESSED


class Reader:
    """Reads inputs; a context manager, since it may start processes to do so."""

    def __init__(self, columns: Columns | None = None, limits: Limits | None = None) -> None:
        """``columns`` maps the field names of tabular inputs to ours, as in ``{"text": "body"}``."""
        start()
        self._columns = columns or {}
        self._limits = limits or Limits()
        self._pool = ExtractionPool(self._limits)
        self._containers = ContainerReader(self._columns, self._limits)
        self._stream: io.BufferedReader | None = None
        self._position = 0

    def read(self, file: Input) -> Iterator[Read]:
        """The documents of ``file``, in order; what cannot be read is a failure with its reason.

        An archive or table that was read to its end is named last.
        """
        return self.in_order(self.begin(file))

    def begin(self, file: Input) -> Iterator[Read | Job]:
        """As :meth:`read`, with jobs in place of what is still being read; they are for :meth:`in_order`."""
        self._stream, self._position = None, 0
        try:
            yield from self._standard_input(file) if file.path is None else self._file(file, file.path)
        except InputError as error:
            found = failed(file.uri, error)
            yield found if found.remedy else Failure(file.uri, str(error), *_stamp(file))
        except InterruptedError:
            raise
        except OSError as error:
            yield failed(file.uri, error)
        except MemoryError:
            yield Failure(file.uri, f"{file.size} bytes do not fit in memory", remedy="free some memory")

    def position(self) -> int:
        """How many bytes of the present input were read, as far as that is known before its end; asks the system."""
        if self._stream and not self._stream.closed:
            self._position = self._stream.tell()
        return self._position

    def in_order(self, items: Iterable[_Other | Job]) -> "Iterator[_Other | Read]":
        """``items`` in their order, with what comes of jobs in place of them; a few jobs are worked on ahead."""
        return self._pool.in_order(items)

    def _file(self, file: Input, path: Path) -> Iterator[Read | Job]:
        found, data = self._read(file, path)
        if found is Format.TEXT:
            yield Document(file.uri, decode(data), origin=Origin(file.size, file.modified_ns))
        elif found in _CONTAINERS:
            yield from self._container(file, path, found)
        else:
            yield self._submit(Entry(found, file.uri, data), _whole(file, hashlib.sha256(data).hexdigest()))

    def _read(self, file: Input, path: Path) -> tuple[Format, bytes]:
        """The format of a file and its bytes; of what has to be opened, only the first ones."""
        with path.open("rb", buffering=0) as raw:
            head = raw.read(HEAD)
            found = self._containers.recognise(head, file.uri)
            if found in _CONTAINERS or len(head) < HEAD:
                return found, head
            if file.size > self._limits.document:
                raise too_large(self._limits)
            return found, head + raw.readall()

    def _container(self, file: Input, path: Path, found: Format) -> Iterator[Read | Job]:
        """What is in an archive, a table, or a compressed file, which may also be a single text."""
        with buffered(path.open("rb", buffering=0)) as stream:
            self._require_shape(found, stream)
            whole = _whole(file, digest_of(stream))
            stream.seek(0)
            self._stream = stream
            single = False
            for item in self._containers.open(ContainerStream(stream, file.uri, file.uri, path)):
                if isinstance(item, Entry):
                    single = single or item.uri == file.uri
                    yield self._submit(item, whole if item.uri == file.uri else None)
                elif isinstance(item, Document) and item.uri == file.uri:
                    single = True
                    yield dataclasses.replace(item, origin=item.origin.all_of(whole))
                else:
                    yield item
        if not single:
            yield whole

    def _require_shape(self, found: Format, stream: io.BufferedReader) -> None:
        """Refuse what cannot be read anyway before all of it is hashed, which may take long.

        Raises:
            InputError: It is too large, hardly any of it is stored, or it is a ZIP archive that is damaged or not read.
        """
        status, limits = os.fstat(stream.fileno()), self._limits
        if status.st_size > limits.file:
            raise InputError(f"larger than {readable_size(limits.file)}, the most for one archive or table")
        if status.st_size > limits.document + limits.holes * status.st_blocks * 512:  # what the system counts in
            raise InputError(
                f"a sparse file: {readable_size(status.st_size)}, "
                f"of which {readable_size(status.st_blocks * 512)} are stored"
            )
        if found is Format.ZIP:
            with open_zip(stream, limits) as archive:
                kind_of(archive)
            stream.seek(0)

    def _standard_input(self, file: Input) -> Iterator[Read | Job]:
        for item in self._containers.open(ContainerStream(standard_input(), file.uri, "")):
            yield self._submit(item, None) if isinstance(item, Entry) else item

    def _submit(self, entry: Entry, whole: Container | None) -> Job:
        return self._pool.submit(dataclasses.replace(entry, whole=whole), self._columns)

    def __enter__(self) -> Self:
        """The reader itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self._pool.close()


def read_one(named: str) -> Document:
    """The document at the path ``named``, or on standard input if that is ``-``.

    Raises:
        InputError: It cannot be read as text, or holds none.
        UsageError: It holds more than one, or is a folder.
    """
    if os.path.isdir(named):  # noqa: PTH112 - Path raises where an address is too long for the name of a file
        raise UsageError(f"{named} is a folder, and this command takes one text", hint="name a file in it")
    found = next(iter(walk([named])))
    with Reader() as reader:
        read = list(reader.read(found)) if isinstance(found, Input) else [found]
    documents = [one for one in read if isinstance(one, Document | Failure)]
    if len(documents) != 1:
        raise UsageError(f"{named} holds {len(documents)} texts, and this command takes one", hint="use `prov index`")
    if isinstance(documents[0], Failure):
        raise InputError(f"{named}: {documents[0].reason}", hint=documents[0].remedy or "")
    if documents[0].is_empty:
        raise InputError(f"{named}: empty, there is no text in it")
    return documents[0]


def _whole(file: Input, digest: str) -> Container:
    return Container(file.uri, file.size, file.modified_ns, digest)


def _stamp(file: Input) -> tuple[int, int] | tuple[()]:
    """What recognises a file unchanged."""
    return () if file.path is None else (file.size, file.modified_ns)
