"""ZIP and tar archives: their members, read where they lie. Nothing is ever unpacked to a disk."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from provenance.errors import InputError
from provenance.model import Failure
from provenance.readers.limits import Limits
from provenance.sizes import readable_size

#: What a damaged archive makes the standard library raise.
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
#: Bytes that a ZIP file's table of contents takes for a member, at least, and the table's mark near its end.
_ENTRY = 46
_END = b"PK\x05\x06"
_TAIL = 66_000

Member = tuple[str, IO[bytes]]


def open_zip(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive in ``file``.

    Raises:
        InputError: It is damaged, or its table of contents is larger than it may be.
    """
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    tail = file.read(_TAIL)
    table = tail[tail.rfind(_END) :]
    if int.from_bytes(table[12:16], "little") > min(limits.members * _ENTRY, limits.document):
        raise InputError("a ZIP archive with more members than are read")
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise InputError(f"a ZIP archive that cannot be read: {error}") from error


def zip_members(
    archive: zipfile.ZipFile, limits: Limits, wanted: Callable[[str], bool] | None = None
) -> Iterator[Member | Failure]:
    """Names and streams of the members, or failures named after them; only of those whose names are ``wanted``."""
    for info in archive.infolist():
        if info.is_dir() or _hidden(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
            continue
        if wanted and not wanted(info.filename):
            continue
        if info.flag_bits & 1:
            yield Failure(info.filename, "encrypted; its password is not known")
            continue
        if info.file_size > limits.document + limits.expansion * info.compress_size:
            yield Failure(info.filename, f"expands more than {limits.expansion} times, as a decompression bomb does")
            continue
        try:
            with archive.open(info) as member:
                yield info.filename, member
        except _DAMAGED as error:
            yield Failure(info.filename, f"a member that cannot be read: {error}")


def tar_members(stream: BinaryIO, limits: Limits) -> Iterator[Member | Failure]:
    """Likewise for a tar archive, in one pass; what is no file is left out.

    Raises:
        InputError: It is damaged.
    """
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            while info := archive.next():
                count += 1
                archive.members = []  # type: ignore[attr-defined] # or it would remember them all
                if count > limits.members:
                    raise InputError(f"a tar archive of more than {limits.members:,} members")
                if info.isreg() and not _hidden(info.name):
                    if info.issparse():
                        yield Failure(info.name, f"a sparse file of {readable_size(info.size)}")
                        continue
                    member = archive.extractfile(info)
                    if member:
                        yield info.name, member
    except _DAMAGED as error:
        raise InputError(f"a tar archive that cannot be read after {count} members: {error}") from error


def _hidden(name: str) -> bool:
    """Whether a walk of folders would pass it over."""
    return any(part.startswith(".") and part not in {".", ".."} for part in name.split("/"))
