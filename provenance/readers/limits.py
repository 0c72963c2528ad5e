"""Limits on the time, memory and size that an input may take."""

import dataclasses
import os


@dataclasses.dataclass(frozen=True)
class Limits:
    """What one input may take. What asks for more is a failure, and the run goes on.

    Attributes:
        document: Bytes of one text, and of one file or record that holds one.
        depth: Archives inside archives.
        expansion: Times that compressed bytes may expand, beyond the first :attr:`document` bytes.
        members: Members of one archive.
        file: Bytes of one archive or table, which is read piece by piece.
        holes: Times that such a file may be larger than what is stored of it, beyond the first :attr:`document` bytes.
        seconds: Seconds of processor time for one text.
        memory: Bytes of memory that a process which extracts texts may take on top of what it starts with.
        workers: Processes that extract texts at the same time.
        recycle: Texts after which such a process is replaced, since libraries leak.
    """

    document: int = 64 << 20
    depth: int = 5
    expansion: int = 200
    members: int = 1_000_000
    file: int = 1 << 40
    holes: int = 1_000
    seconds: float = 10.0
    memory: int = 256 << 20
    workers: int = 1
    recycle: int = 500

    @classmethod
    def within(cls, memory: int, jobs: int | None) -> "Limits":
        """Limits for a run that plans with ``memory`` bytes and ``jobs`` processes, or as many as there are cores."""
        workers = jobs or len(os.sched_getaffinity(0))
        share = max(256 << 20, memory // 2 // workers)  # address space, of which a library uses a part
        return cls(document=max(1 << 20, memory // 16), memory=share, workers=workers)
