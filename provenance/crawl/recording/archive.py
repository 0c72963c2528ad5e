"""The web archive: each answer as it came, in WARC 1.1 files that other programs read.

A record is on the disk before a row of the store names it. Only what the store names counts: :func:`recover` cuts off
what a crash left after it. Each record is a gzip member of its own, so that one can be read without the others.
"""

import base64
import contextlib
import dataclasses
import errno
import hashlib
import os
import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from provenance.crawl.http.fetch import Exchange, Response
from provenance.errors import DiskFull, IntegrityError
from provenance.finished import cut, sync_folder
from provenance.store.fetches import ArchiveFile, Place
from provenance.store.frontier import LastBody

#: Bytes after which a file is left and the next one begun.
LARGEST = 1 << 30
SUFFIX = ".warc.gz"

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_CRLF = "\r\n"
_PIECE = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
#: The body is kept without its transfer coding, so the header that names one must not promise it.
_RENAMED = {"transfer-encoding": "X-Crawl-Transfer-Encoding"}


@dataclasses.dataclass(frozen=True)
class Kept:
    """Where an answer lies now, and how far its file reaches; both belong into one transaction."""

    place: Place
    file: ArchiveFile


class Archive:
    """Appends records to files in a folder; one writer at a time."""

    def __init__(self, folder: Path, prefix: str, info: Mapping[str, str], largest: int = LARGEST) -> None:
        """Write files named ``prefix-00001.warc.gz`` and so on, beginning with ``info`` about who writes them."""
        self._folder = folder
        self._prefix = prefix
        self._info = info
        self._largest = largest
        self._descriptor = -1
        self._count = 0
        self._records = 0
        self._size = 0
        self._digest = hashlib.sha256()

    def keep(self, exchange: Exchange, at: str, same_as: LastBody | None = None) -> Kept:
        """Archive an exchange that began at ``at``, on the disk when this returns.

        Args:
            exchange: What was asked and answered.
            at: When it began.
            same_as: The earlier answer that the body repeats, or that a 304 vouches for; it is referred to.

        Raises:
            DiskFull: There is no room for it. What was kept before is still there.
        """
        if self._descriptor < 0 or self._size >= self._largest:
            self._begin(at)
        answer, record_id = _answer(exchange, at, same_as)
        offset = self._size
        self._append([answer, _question(exchange, at, record_id)])
        return Kept(Place(self._name, offset, record_id), self._file())

    def close(self) -> None:
        """Leave the file that is being written."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def _name(self) -> str:
        return f"{self._prefix}-{self._count:05}{SUFFIX}"

    def _file(self) -> ArchiveFile:
        return ArchiveFile(self._name, self._size, self._records, self._digest.hexdigest())

    def _begin(self, at: str) -> None:
        self.close()
        self._count += 1
        self._size = self._records = 0
        self._digest = hashlib.sha256()
        self._folder.mkdir(exist_ok=True)
        self._descriptor = os.open(
            self._folder / self._name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644
        )
        block = "".join(f"{name}: {value}{_CRLF}" for name, value in self._info.items()).encode()
        headers = {"WARC-Filename": self._name, "Content-Type": "application/warc-fields"}
        self._append([_record("warcinfo", _new_id(), at, headers, block)])
        sync_folder(self._folder)

    def _append(self, records: Sequence[bytes]) -> None:
        """Write ``records`` and wait for the disk; wholly or not at all."""
        data = b"".join(map(_member, records))
        try:
            written = 0
            while written < len(data):
                written += os.write(self._descriptor, data[written:])
            os.fsync(self._descriptor)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            self.close()
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise DiskFull(f"no room left for {self._folder}", hint="free some space and run it again") from error
            raise
        self._size += len(data)
        self._records += len(records)
        self._digest.update(data)


class Archives:
    """Two series of files: whole answers for pages, from which texts are taken, and everything else.

    So the first can be given to any program that indexes web archives, this one among them, and it finds the texts that
    the crawl found, and no robots.txt, no lists of URLs and no halves of pages.
    """

    def __init__(self, folder: Path, prefix: str, info: Mapping[str, str]) -> None:
        """Write ``prefix-pages-00001.warc.gz`` and so on, and ``prefix-other-00001.warc.gz``."""
        self._pages = Archive(folder, f"{prefix}-pages", info)
        self._other = Archive(folder, f"{prefix}-other", info)

    def keep(self, exchange: Exchange, at: str, same_as: LastBody | None = None, *, is_page: bool) -> Kept:
        """Archive an exchange as :meth:`Archive.keep` does, in the series where it belongs."""
        return (self._pages if is_page else self._other).keep(exchange, at, same_as)

    def close(self) -> None:
        """Leave the files that are being written."""
        self._pages.close()
        self._other.close()


def recover(folder: Path, committed: Iterable[ArchiveFile]) -> list[str]:
    """Make the files in ``folder`` what the store says they are, and tell what was done.

    A crash leaves at most the end of a record behind, which no row of the store names.

    Raises:
        IntegrityError: A file is shorter than what was committed: evidence is missing.
    """
    known = {file.name: file.size for file in committed}
    done = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        size, expected = path.stat().st_size, known.get(path.name, 0)
        if size < expected:
            raise IntegrityError(f"{path} has {size} bytes of {expected}", hint="restore it from a copy")
        if size > expected:
            done.append(f"{path.name}: {size - expected} bytes that were not committed are cut off")
            _cut(path, expected)
    return done


def read_back(path: Path, offset: int) -> Response:
    """The answer in the record at ``offset`` of the archive file ``path``, as :class:`Archive` wrote it.

    Raises:
        IntegrityError: There is no such record.
    """
    try:
        record = _read_member(path, offset)
        _, _, block = record.partition(b"\r\n\r\n")
        head, _, rest = block.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split(_CRLF)
        version, status, reason = (first + "  ").split(" ", 2)
        headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
        body = rest.removesuffix(b"\r\n\r\n")
        return Response(version=version, status=int(status), reason=reason.strip(), headers=headers, body=body)
    except (OSError, ValueError, zlib.error) as error:
        raise IntegrityError(f"no record at {offset} of {path}: {error}", hint="restore it from a copy") from error


def _answer(exchange: Exchange, at: str, same_as: LastBody | None) -> tuple[bytes, str]:
    """The record of the response, or of its being the same as an earlier one, and its identifier."""
    record_id = _new_id()
    headers = {"WARC-Target-URI": exchange.url, "WARC-IP-Address": exchange.address}
    head = _head(exchange)
    payload = {"WARC-Payload-Digest": _digest(exchange.body)}
    media = {"Content-Type": "application/http;msgtype=response"}
    if same_as is None:
        cut = {"WARC-Truncated": exchange.truncated} if exchange.truncated else {}
        return _record("response", record_id, at, headers | payload | cut | media, head + exchange.body), record_id
    not_modified = exchange.status == 304  # noqa: PLR2004 - not modified
    refers = {
        "WARC-Profile": _PROFILE + ("server-not-modified" if not_modified else "identical-payload-digest"),
        "WARC-Refers-To": same_as.record_id,
        "WARC-Refers-To-Target-URI": same_as.url,
        "WARC-Refers-To-Date": same_as.started_at,
    }
    digest = {} if not_modified else payload
    return _record("revisit", record_id, at, headers | refers | digest | media, head), record_id


def _question(exchange: Exchange, at: str, answer_id: str) -> bytes:
    headers = {
        "WARC-Target-URI": exchange.url,
        "WARC-Concurrent-To": answer_id,
        "Content-Type": "application/http;msgtype=request",
    }
    return _record("request", _new_id(), at, headers, exchange.request)


def _head(exchange: Exchange) -> bytes:
    """Status line and headers as they stand in the archive."""
    lines = [f"{exchange.version} {exchange.status} {exchange.reason}".rstrip()]
    lines += [f"{_RENAMED.get(name.lower(), name)}: {value}" for name, value in exchange.headers]
    return (_CRLF.join(lines) + _CRLF * 2).encode("latin-1", errors="replace")


def _record(kind: str, record_id: str, at: str, headers: Mapping[str, str], block: bytes) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id,
        "WARC-Date": at,
        **headers,
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    for name, value in named.items():
        if not value.isprintable():
            raise ValueError(f"{name} {value!r} would break the record")
    lines = "".join(f"{name}: {value}{_CRLF}" for name, value in named.items())
    return f"WARC/1.1{_CRLF}{lines}{_CRLF}".encode() + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _member(record: bytes) -> bytes:
    packer = zlib.compressobj(wbits=_GZIP)
    return packer.compress(record) + packer.flush()


def _read_member(path: Path, offset: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    parts = []
    with path.open("rb") as file:
        file.seek(offset)
        while not unpacker.eof:
            piece = file.read(_PIECE)
            if not piece:
                raise ValueError("the file ends within it")
            parts.append(unpacker.decompress(piece))
    return b"".join(parts)


def _cut(path: Path, size: int) -> None:
    if size:
        cut(path, size)
    else:
        path.unlink()
        sync_folder(path.parent)
