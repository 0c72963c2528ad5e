"""In which order rows are to be added so that they fill the pages of a table.

SQLite begins a new page when a row does not fit behind the last one, and leaves the rest of the page empty. Of rows
that take half a page and more, a quarter of the room is lost. In another order there is nearly no loss.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence

#: Bytes of a page that hold no rows; most bytes of a row besides its largest column, with those that say where it is.
_PAGE_HEADER, _ROW_HEADER = 8, 24


def order(sizes: Sequence[int], page: int) -> list[int]:
    """Places of rows with these ``sizes``, in the order in which they fill pages of ``page`` bytes.

    The largest rows come first, each into the fullest page that has room for it: best-fit decreasing, which needs
    at most 11/9 of the fewest pages (Johnson and others, 1974).
    """
    pages: list[list[int]] = []
    rooms: list[tuple[int, int]] = []  # of each page what is left of it, rising
    local = [in_leaf(size, page) for size in sizes]
    for place in sorted(range(len(sizes)), key=local.__getitem__, reverse=True):
        fullest = bisect_left(rooms, (local[place], 0))
        if fullest < len(rooms):
            room, number = rooms.pop(fullest)
        else:
            room, number = page - _PAGE_HEADER, len(pages)
            pages.append([])
        pages[number].append(place)
        insort(rooms, (room - local[place], number))
    return [place for places in pages for place in places]


def in_leaf(size: int, page: int) -> int:
    """Bytes of a row that lie in a leaf of a table; of a large row only what does not fill pages of its own."""
    most, least = page - 35, (page - 12) * 32 // 255 - 23
    row = size + _ROW_HEADER
    if row <= most:
        return row
    rest = least + (row - least) % (page - 4)
    return rest if rest <= most else least
