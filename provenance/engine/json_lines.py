"""JSON Lines, read by the native core."""

from collections.abc import Iterable, Iterator, Sequence

from provenance import _core


def json_lines(
    pieces: Iterable[bytes], names: Sequence[str], most: int
) -> Iterator[tuple[int, tuple[str | None, ...] | bytes | None]]:
    """The lines that the ``pieces`` of a text in UTF-8 hold, as soon as they are there, each with its number from 1.

    Of an object whose fields ``names`` are strings, ``null`` or absent, their values in this order; ``None`` for a line
    of more than ``most`` characters with its end, which is not kept. Of any other line its bytes with its end, for a
    slower reader: it may be too long, too. Some blank lines are left out.
    """
    lines = _core.JsonLines(names, most)
    for piece in pieces:
        yield from lines.read(piece)
    yield from lines.end()
