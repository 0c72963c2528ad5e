"""The join that many machines share: blocks of bytes that are cut, joined by range of keys, and put together."""

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence

from provenance import _core
from provenance.engine.segments import Proposed, Segments, Sketcher, Sketches
from provenance.engine.workers import WordFrequencies, Workers
from provenance.errors import IntegrityError, ParametersDiffer

#: Numbers of documents end here in a spread join: a place in it has 28 bits.
MOST_DOCUMENTS = 1 << 28


@dataclasses.dataclass(frozen=True)
class Numbers:
    """The numbers of new documents, from ``first`` to before ``end``, in portions of so many counted from 0."""

    first: int
    end: int
    portion: int

    def of(self, portion: int) -> range:
        """The numbers of the new documents of a portion."""
        start = portion * self.portion
        return range(max(start, self.first), min(start + self.portion, self.end))


@contextlib.contextmanager
def _blocks_reported() -> Iterator[None]:
    """Turn what the core says of blocks into errors of ours."""
    try:
        yield
    except _core.DamagedSegment as error:
        hint = "remove the stage it is from in the folder of the result, and run again"
        raise IntegrityError(str(error), hint=hint) from error
    except _core.ForeignSegment as error:
        hint = "let every machine have the same version of provindex, and begin with an empty folder for the result"
        raise ParametersDiffer(str(error), hint=hint) from error


def cut_batch(workers: Workers, sketches: Sketches, ranges: int) -> list[tuple[int, bytes]]:
    """The postings of ``sketches`` cut into ``ranges`` of keys: a block for each range that has any."""
    return _core.cut_batch(workers.native, sketches.native, ranges, sketches.digest)


def cut_segments(workers: Workers, segments: Segments, wanted: range, ranges: int) -> list[tuple[int, bytes]]:
    """The postings of ``segments`` in those of ``ranges`` of keys that are ``wanted``, likewise."""
    with _blocks_reported():
        return _core.cut_segments(workers.native, segments.native, wanted.start, wanted.stop, ranges)


def pieces(sketcher: Sketcher, text: str, size: int, frequencies: WordFrequencies | None) -> list[str]:
    """``text`` in pieces of about ``size`` bytes that have its keys together, as far as it can be cut.

    Each goes on a little after the next one has begun. ``frequencies`` are those of the language of the text.
    """
    return _core.pieces(sketcher.native, text, size, frequencies.native if frequencies else None)


def cut_piece(
    workers: Workers, sketcher: Sketcher, piece: str, frequencies: WordFrequencies | None, number: int, ranges: int
) -> tuple[list[tuple[int, bytes]], bytes]:
    """The postings of a piece of a text, likewise but for those of bands, and a block of which these are made.

    ``frequencies`` are those of the language of the whole text, which has this ``number``.
    """
    words = frequencies.native if frequencies else None
    return _core.cut_piece(workers.native, sketcher.native, piece, words, number, ranges, sketcher.digest)


def cut_bands(
    workers: Workers, sketcher: Sketcher, blocks: Sequence[bytes], number: int, ranges: int
) -> list[tuple[int, bytes]]:
    """The postings of the bands of a text, from a block of each of its pieces."""
    with _blocks_reported():
        return _core.cut_bands(workers.native, sketcher.native, blocks, number, ranges, sketcher.digest)


def join_range(
    workers: Workers, range_: int, cut: Sequence[bytes], numbers: Numbers, digest: bytes
) -> list[tuple[int, bytes]]:
    """What the keys of one range say of new documents, by portion, from what was cut of all documents in this range."""
    with _blocks_reported():
        return _core.join_range(workers.native, range_, cut, dataclasses.astuple(numbers), digest)


def propose_portion(
    workers: Workers, portion: int, said: Sequence[bytes], numbers: Numbers, digest: bytes
) -> list[Proposed]:
    """What is proposed for each new document of a portion by what every range said of it, ranges rising."""
    with _blocks_reported():
        found = _core.propose_portion(workers.native, portion, said, dataclasses.astuple(numbers), digest)
    return [Proposed(native) for native in found]


def proposed_to_bytes(proposed: Proposed, digest: bytes) -> bytes:
    """A block of what is proposed for a text."""
    return _core.proposed_to_bytes(proposed.native, digest)


def proposed_from_bytes(block: bytes, digest: bytes) -> Proposed:
    """What is proposed for a text, from :func:`proposed_to_bytes`."""
    with _blocks_reported():
        return Proposed(_core.proposed_from_bytes(block, digest))
