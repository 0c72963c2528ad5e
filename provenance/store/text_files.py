"""Stored texts: compressed, one behind the other in files beside the database.

SQLite would write each text twice, to its log and to its place. A file of texts is only added to. The bytes are synced
before the transaction that names them ends; what lies behind the committed ones was left by a crash, and the next texts
take its place. A column of the database says where a text lies, and has a checksum of its bytes.

Forgotten texts are overwritten in their place (:func:`tidy`), once no reader can ask for them any more. A file with
many of those is replaced by one without (:func:`compact`). Stores of older versions have texts in the column itself.
"""

import itertools
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from provenance.errors import SEE_VERIFY, IntegrityError
from provenance.finished import writing
from provenance.store.database import Store

#: Bytes of a file from which on the next text begins another one.
FULL = 1 << 30
#: Share of a file that may be overwritten before it is replaced.
FREE = 0.1
#: Texts that are moved at once when a file is replaced.
_PORTION = 4_096

_MARK = b"F"
"""The first byte of a place; a compressed text begins with another one."""
_LAYOUT = struct.Struct("<cIIII")


class Place(NamedTuple):
    """Where a text lies.

    Attributes:
        file: The number of the file.
        start: The first byte.
        size: Bytes.
        checksum: CRC-32 of them.
    """

    file: int
    start: int
    size: int
    checksum: int

    @classmethod
    def of(cls, stored: bytes) -> Self | None:
        """The place that a value of the column names; ``None`` if it is the text itself."""
        if stored[:1] != _MARK or len(stored) != _LAYOUT.size:
            return None
        return cls(*_LAYOUT.unpack(stored)[1:])

    def packed(self) -> bytes:
        """It as the column has it."""
        return _LAYOUT.pack(_MARK, *self)


class TextFile(NamedTuple):
    """A file of texts.

    Attributes:
        number: Part of its name.
        size: Bytes that were committed; there may be more.
        unused: Bytes of them that were texts once.
    """

    number: int
    size: int
    unused: int

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return _name(self.number)


def listed(store: Store) -> list[TextFile]:
    """All files of texts, the oldest first."""
    sql = """
        SELECT f.text_file_id, f.size, coalesce(sum(g.size), 0)
        FROM text_file AS f LEFT JOIN text_gap AS g USING (text_file_id) GROUP BY f.text_file_id ORDER BY f.text_file_id
    """
    return [TextFile(*row) for row in store.rows(sql)]


def add(store: Store, frames: Iterable[bytes]) -> list[bytes]:
    """Write compressed texts durably, in a transaction; what the column of each has to say.

    Raises:
        DiskFull: There is no room for them.
    """
    places: list[bytes] = []
    waiting = iter(frames)
    while (first := next(waiting, None)) is not None:
        number, start = _last(store)
        end = start
        with writing(store.path), _opened(store.text_folder, number, start) as file:
            for frame in itertools.chain([first], waiting):
                file.write(frame)
                places.append(Place(number, end, len(frame), zlib.crc32(frame)).packed())
                end += len(frame)
                if end >= FULL:
                    break
            file.flush()
            os.fsync(file.fileno())
        store.write("UPDATE text_file SET size = ? WHERE text_file_id = ?", (end, number))
    return places


def frames(folder: Path, stored: Sequence[bytes]) -> list[bytes]:
    """The compressed texts that these values of the column are or name; ``folder`` has the files.

    Raises:
        IntegrityError: A file is missing, or not what was written.
    """
    found = list(stored)
    named = sorted((place, index) for index, value in enumerate(stored) if (place := Place.of(value)))
    for number, group in itertools.groupby(named, key=lambda one: one[0].file):
        path = folder / _name(number)
        try:
            with path.open("rb", buffering=0) as file:
                for place, index in group:
                    found[index] = _frame(file, place)
        except OSError as error:
            raise IntegrityError(f"cannot read {_short(path)}: {error.strerror}", hint=SEE_VERIFY) from error
    return found


def leave(store: Store, stored: Iterable[bytes]) -> None:
    """Note that nothing names these values of the column any more; :func:`tidy` overwrites their texts."""
    gone = [place for value in stored if (place := Place.of(value))]
    sql = "INSERT INTO text_gap (text_file_id, start, size, is_overwritten) VALUES (?, ?, ?, 0)"
    store.write_many(sql, [(place.file, place.start, place.size) for place in gone])


def tidy(store: Store) -> bool:
    """Overwrite texts that were forgotten, and remove files that no row names; outside of a transaction.

    Says whether all is done. A reader may still use a state of the store that has those texts; then it is left for the
    next time.
    """
    gaps = store.rows("SELECT text_file_id, start, size FROM text_gap WHERE NOT is_overwritten")
    orphans = _orphans(store)
    if not (gaps or orphans):
        return True
    if not store.checkpoint():
        return False
    with writing(store.path):
        for path in orphans:
            path.unlink()
        for number, group in itertools.groupby(gaps, key=lambda gap: gap[0]):
            _overwrite(store.text_folder / _name(number), [(start, size) for _, start, size in group])
    with store.transaction():
        store.write("UPDATE text_gap SET is_overwritten = 1 WHERE NOT is_overwritten")
    return True


def waiting(store: Store) -> int:
    """How many forgotten texts are still to be overwritten."""
    return int(store.value("SELECT count(*) FROM text_gap WHERE NOT is_overwritten"))


def compact(store: Store) -> None:
    """Replace each file of which much is unused by one without gaps, each in a transaction; then :func:`tidy`."""
    for file in listed(store):
        if file.unused and file.unused >= FREE * file.size:
            with store.transaction():
                _replace(store, file)
    tidy(store)


def problems(store: Store) -> Iterator[str]:
    """Files that are missing or too short, in plain words. What follows the committed bytes was left by a crash."""
    for file in listed(store):
        path = store.text_folder / file.name
        if not path.exists():
            yield f"file of texts {file.name} is missing"
        elif path.stat().st_size < file.size:
            yield f"file of texts {file.name} has {path.stat().st_size} bytes, not {file.size}"


def _replace(store: Store, file: TextFile) -> None:
    """Write the texts of ``file`` behind those of a later one, and take it out of the store."""
    mark = _MARK + file.number.to_bytes(4, "little")
    sql = "SELECT text_id, text FROM document_text WHERE substr(text, 1, 5) = ? ORDER BY text_id"
    named = [row for row in store.rows(sql, (mark,)) if Place.of(row[1])]
    store.write("DELETE FROM text_gap WHERE text_file_id = ?", (file.number,))
    store.write("DELETE FROM text_file WHERE text_file_id = ?", (file.number,))
    for start in range(0, len(named), _PORTION):
        portion = named[start : start + _PORTION]
        moved = add(store, frames(store.text_folder, [stored for _, stored in portion]))
        rows = [(stored, text_id) for (text_id, _), stored in zip(portion, moved, strict=True)]
        store.write_many("UPDATE document_text SET text = ? WHERE text_id = ?", rows)


def _last(store: Store) -> tuple[int, int]:
    """The number of the file that the next text belongs into, and where."""
    found = store.row("SELECT text_file_id, size FROM text_file ORDER BY text_file_id DESC LIMIT 1")
    if found and found[1] < FULL:
        return int(found[0]), int(found[1])
    store.write("INSERT INTO text_file (size) VALUES (0)")
    return int(store.value("SELECT max(text_file_id) FROM text_file")), 0


def _opened(folder: Path, number: int, start: int) -> BinaryIO:
    """The file with this ``number``, for writing from ``start`` on; a new one, if there is nothing before that.

    Raises:
        IntegrityError: What was committed is not there.
    """
    path = folder / _name(number)
    if start == 0:
        return _made(path)
    if not path.exists() or path.stat().st_size < start:
        raise IntegrityError(f"{_short(path)} is missing or too short", hint=SEE_VERIFY)
    file = path.open("r+b")
    file.seek(start)
    return file


def _made(path: Path) -> BinaryIO:
    """A new file, which will be in its folder also after a power cut."""
    if not path.parent.exists():
        path.parent.mkdir()
        _sync(path.parent.parent)
    file = path.open("wb")
    _sync(path.parent)
    return file


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _frame(file: BinaryIO, place: Place) -> bytes:
    there = os.fstat(file.fileno()).st_size
    frame = os.pread(file.fileno(), place.size, place.start) if place.start + place.size <= there else b""
    if len(frame) != place.size or zlib.crc32(frame) != place.checksum:
        name = _short(Path(file.name))
        raise IntegrityError(f"the stored text is damaged: {name}, from byte {place.start}", hint=SEE_VERIFY)
    return frame


def _overwrite(path: Path, spans: Iterable[tuple[int, int]]) -> None:
    with path.open("r+b") as file:
        for start, size in spans:
            file.seek(start)
            file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())


def _orphans(store: Store) -> list[Path]:
    """Files of texts that no row names: a crash left them, or they were replaced."""
    named = {file.name for file in listed(store)}
    return [path for path in store.text_folder.glob("*.texts") if path.name not in named]


def _name(number: int) -> str:
    return f"{number:08d}.texts"


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
