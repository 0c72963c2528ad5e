"""The worker of the sandbox: a process that extracts texts until it is told, or made, to stop."""

import contextlib
import importlib
import os
import resource
import signal
from collections.abc import Iterator, Mapping
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import Any, BinaryIO

from provenance.confinement import confine
from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.blame import failed, unexpected
from provenance.readers.entries import Part
from provenance.readers.extract import documents
from provenance.readers.formats.recognise import Format
from provenance.readers.limits import Limits
from provenance.readers.sandbox.wire import pack_items, unpacked, weight
from provenance.readers.tables.parquet import read_parquet
from provenance.sizes import readable_size

#: What a process says before all else: from then on, what ends it is what it was given to read.
READY = b"ready"
#: Characters of documents sent together.
_SENT_TOGETHER = 1 << 20


def serve(connection: Connection, limits: Limits) -> None:
    """Answer requests on ``connection`` until it is closed."""
    _detach()
    confine()
    connection.send_bytes(READY)
    while True:
        try:
            request, data = unpacked(connection.recv_bytes())
            file = os.fdopen(recv_handle(connection), "rb") if request["file"] else BytesIO(data)
        except (EOFError, OSError):
            return
        _limit_memory(request["format"], limits.memory)
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        waiting: list[Document | Failure | Part] = []
        size = 0
        with file:
            for item in _items(request, file, limits):
                waiting.append(item)
                size += weight(item)
                if size >= _SENT_TOGETHER:
                    connection.send_bytes(pack_items(waiting, last=False))
                    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
                    waiting, size = [], 0
        signal.setitimer(signal.ITIMER_PROF, 0)
        connection.send_bytes(pack_items(waiting, last=True))


def _detach() -> None:
    """Leave terminal and signals to the process that we serve, and die of the clock that is set for each text.

    That clock counts processor time, so a busy machine fails nobody, and its signal ends the process wherever it is.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(silence, descriptor)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(wanted: str, memory: int) -> None:
    """Take no more than ``memory`` bytes on top of what is in use when the libraries are loaded."""
    with contextlib.suppress(OSError, ValueError):  # not every system counts address space
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if wanted == Format.PARQUET.name:
            with contextlib.suppress(ImportError):
                importlib.import_module("pyarrow.parquet")
        most = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _address_space() -> int:
    """Bytes of address space in use."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _items(request: Mapping[str, Any], file: BinaryIO, limits: Limits) -> Iterator[Document | Failure | Part]:
    """What the entry in ``request`` holds, whose bytes ``file`` has; nothing that a reader raises gets further."""
    uri, found, columns = str(request["uri"]), Format[request["format"]], request["columns"]
    try:
        if found is Format.PARQUET:
            yield from read_parquet(file, uri, columns)
        else:
            yield from documents(found, file.read(), uri, request["content_type"], limits, columns)
    except InputError as error:
        yield failed(uri, error)
    except MemoryError:
        yield Failure(uri, f"takes more than {readable_size(limits.memory)} of memory to read")
    except Exception as error:  # noqa: BLE001 - libraries raise anything at all on hostile documents
        yield unexpected(uri, error)
