"""Stored texts: compressed, one behind the other in files beside the database.

SQLite would write each text twice, to its log and to its place. A file of texts is only added to. The bytes are synced
before the transaction that names them ends; what lies behind the committed ones was left by a crash, and the next texts
take its place. A column of the database says where a text lies, and has a checksum of its bytes.

Forgotten texts are overwritten in their place (:func:`tidy`), once no reader can ask for them any more. A file with
many of those is replaced by one without (:func:`compact`). Stores of older versions have texts in the column itself.
"""

import bisect
import contextlib
import errno
import itertools
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from provenance.errors import SEE_VERIFY, DiskFull, IntegrityError, StoreNotFound
from provenance.finished import cut, sync_folder
from provenance.store.database import Store

#: Bytes of a file from which on the next text begins another one.
FULL = 1 << 30
#: Share of a file that may be overwritten before it is replaced.
FREE = 0.1
#: Bytes of texts that are moved at once when a file is replaced, and of zeros that are written at once.
_PORTION, _PIECE = 64 << 20, 1 << 20

#: What a system says where somebody may not write, or something else is there.
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}

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
        IntegrityError: What was committed is not there, or it cannot be written.
    """
    places: list[bytes] = []
    waiting = iter(frames)
    while (first := next(waiting, None)) is not None:
        number, start = _last(store)
        end = start
        path = store.text_folder / _name(number)
        _require_kept(store, path, number, start)
        with _writing(path), _opened(path) as file:
            file.seek(start)
            for frame in itertools.chain([first], waiting):
                file.write(frame)
                places.append(Place(number, end, len(frame), zlib.crc32(frame)).packed())
                end += len(frame)
                if end >= FULL:
                    break
            file.truncate()
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
    """Note that these values of the column are gone; :func:`tidy` overwrites their texts.

    A damaged place may be that of another text. So nothing is noted of one where another text lies, or none can.
    """
    sizes = {file.number: file.size for file in listed(store)}
    gone = {place for value in stored if (place := Place.of(value)) and place.file in sizes}
    others = _places(store) if gone else {}
    free = [
        place
        for place in gone
        if place.start + place.size <= sizes[place.file] and not _overlaps(place, others.get(place.file, []))
    ]
    sql = "INSERT OR IGNORE INTO text_gap (text_file_id, start, size, is_overwritten) VALUES (?, ?, ?, 0)"
    store.write_many(sql, [(place.file, place.start, place.size) for place in free])


def tidy(store: Store) -> bool:
    """Cut off what a crash left, overwrite forgotten texts, remove files that no row names; outside of a transaction.

    Says whether all is done. A reader may still use a state of the store that has those texts; then it is left for the
    next time.
    """
    files = listed(store)
    for file in files:
        _cut(store.text_folder / file.name, file.size)
    orphans = _orphans(store.text_folder, files)
    if not (orphans or waiting(store)):
        return True
    if not store.checkpoint():
        return False
    for path in orphans:
        with _writing(path):
            path.unlink()
    overwrite(store, store.text_folder)
    with store.transaction():
        store.write("UPDATE text_gap SET is_overwritten = 1 WHERE NOT is_overwritten")
    return True


def overwrite(store: Store, folder: Path) -> None:
    """Write zeros where texts were forgotten, into the files in ``folder``: those of the store, or of a copy."""
    sizes = {file.number: file.size for file in listed(store)}
    gaps = store.rows("SELECT text_file_id, start, size FROM text_gap WHERE NOT is_overwritten")
    for number, group in itertools.groupby(gaps, key=lambda gap: gap[0]):
        path, committed = folder / _name(number), sizes.get(number, 0)
        if path.exists():
            _overwrite(path, [(start, min(start + size, committed)) for _, start, size in group])


def waiting(store: Store) -> int:
    """How many forgotten texts are still to be overwritten."""
    return int(store.value("SELECT count(*) FROM text_gap WHERE NOT is_overwritten"))


def compact(store: Store) -> None:
    """Replace each file of which much is unused by one without gaps, each in a transaction; then :func:`tidy`.

    While a reader keeps forgotten texts from being overwritten, nothing is done. A file with a damaged text stays.
    """
    if not tidy(store):
        return
    for file in listed(store):
        if file.unused and file.unused >= FREE * file.size:
            with contextlib.suppress(IntegrityError), store.transaction():
                _replace(store, file)
    tidy(store)


def problems(store: Store) -> Iterator[str]:
    """Files that are missing or too short, in plain words. What follows the committed bytes was left by a crash."""
    for file in listed(store):
        path = store.text_folder / file.name
        try:
            size = path.stat().st_size
        except OSError as error:
            yield f"file of texts {file.name} cannot be read: {error.strerror}"
            continue
        if size < file.size:
            yield f"file of texts {file.name} has {size} bytes, not {file.size}"


def misplaced(store: Store) -> Iterator[str]:
    """Files whose texts and gaps are not next to each other from the first byte to the last one, in plain words."""
    spans = {number: [(place.start, place.size) for place in places] for number, places in _places(store).items()}
    for number, start, size in store.rows("SELECT text_file_id, start, size FROM text_gap"):
        spans.setdefault(number, []).append((start, size))
    sizes = {file.number: file.size for file in listed(store)}
    for number in sorted(spans.keys() | sizes.keys()):
        end = 0
        for start, size in sorted(spans.get(number, [])):
            if start != end:
                break
            end += size
        if end != sizes.get(number):
            yield f"file of texts {_name(number)}: what lies from byte {end} on is not the text that should lie there"


def _places(store: Store) -> dict[int, list[Place]]:
    """The places that the column names, by file, in order."""
    found: dict[int, list[Place]] = {}
    for place in sorted(place for _, place in _named(store, _MARK)):
        found.setdefault(place.file, []).append(place)
    return found


def _named(store: Store, beginning: bytes) -> list[tuple[int, Place]]:
    """The places in the column that begin so, with the numbers of their rows, in the order of these."""
    sql = "SELECT text_id, text FROM document_text WHERE substr(text, 1, ?) = ? ORDER BY text_id"
    rows = store.rows(sql, (len(beginning), beginning))
    return [(text_id, place) for text_id, stored in rows if (place := Place.of(stored))]


def _overlaps(place: Place, others: Sequence[Place]) -> bool:
    """Whether one of ``others``, which are in order, lies where ``place`` does; they do not overlap each other."""
    after = bisect.bisect_left(others, place.start + place.size, key=lambda other: other.start)
    return after > 0 and others[after - 1].start + others[after - 1].size > place.start


def _replace(store: Store, file: TextFile) -> None:
    """Write the texts of ``file`` behind those of a later one, and take it out of the store."""
    named = _named(store, _MARK + file.number.to_bytes(4, "little"))
    store.write("DELETE FROM text_gap WHERE text_file_id = ?", (file.number,))
    store.write("DELETE FROM text_file WHERE text_file_id = ?", (file.number,))
    for portion in _portions(named):
        moved = add(store, frames(store.text_folder, [place.packed() for _, place in portion]))
        rows = [(stored, text_id) for (text_id, _), stored in zip(portion, moved, strict=True)]
        store.write_many("UPDATE document_text SET text = ? WHERE text_id = ?", rows)


def _portions(named: Iterable[tuple[int, Place]]) -> Iterator[list[tuple[int, Place]]]:
    """``named`` texts in portions of so many bytes as may be in memory at once."""
    portion: list[tuple[int, Place]] = []
    size = 0
    for text_id, place in named:
        portion.append((text_id, place))
        size += place.size
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _last(store: Store) -> tuple[int, int]:
    """The number of the file that the next text belongs into, and where."""
    found = store.row("SELECT text_file_id, size FROM text_file ORDER BY text_file_id DESC LIMIT 1")
    if found and found[1] < FULL:
        return int(found[0]), int(found[1])
    store.write("INSERT INTO text_file (size) VALUES (0)")
    return int(store.value("SELECT max(text_file_id) FROM text_file")), 0


def _require_kept(store: Store, path: Path, number: int, start: int) -> None:
    """Refuse to write where texts lie, or behind some that are missing.

    Raises:
        IntegrityError: So it is.
    """
    size = path.stat().st_size if path.exists() else 0
    if size < start:
        raise IntegrityError(f"{_short(path)} is missing or too short", hint=SEE_VERIFY)
    if size and not start and number in _places(store):
        raise IntegrityError(f"{_short(path)} has texts that the store does not count", hint=SEE_VERIFY)


def _opened(path: Path) -> BinaryIO:
    """A file for writing into it, which is made if need be."""
    return path.open("r+b") if path.exists() else _made(path)


def _made(path: Path) -> BinaryIO:
    """A new file, which will be in its folder also after a power cut."""
    if not path.parent.exists():
        path.parent.mkdir()
        sync_folder(path.parent.parent)
    file = path.open("xb")
    sync_folder(path.parent)
    return file


def _frame(file: BinaryIO, place: Place) -> bytes:
    there = os.fstat(file.fileno()).st_size
    frame = os.pread(file.fileno(), place.size, place.start) if place.start + place.size <= there else b""
    if len(frame) != place.size or zlib.crc32(frame) != place.checksum:
        name = _short(Path(file.name))
        raise IntegrityError(f"the stored text is damaged: {name}, from byte {place.start}", hint=SEE_VERIFY)
    return frame


def _cut(path: Path, size: int) -> None:
    """Take away what follows the first ``size`` bytes: no state of the store ever named it."""
    if path.exists() and path.stat().st_size > size:
        with _writing(path):
            cut(path, size)


def _overwrite(path: Path, spans: Iterable[tuple[int, int]]) -> None:
    """Write zeros from the first byte of each span to its end."""
    with _writing(path), path.open("r+b") as file:
        for start, end in spans:
            for piece in range(start, end, _PIECE):
                file.seek(piece)
                file.write(bytes(min(_PIECE, end - piece)))
        file.flush()
        os.fsync(file.fileno())


def _orphans(folder: Path, files: Iterable[TextFile]) -> list[Path]:
    """Files of texts that are none of those in the store: a crash left them, or they were replaced."""
    named = {file.name for file in files}
    ours = (path for path in folder.glob("*.texts") if path.stem.isdecimal() and path.is_file())
    return [path for path in ours if path.name not in named]


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Raise what the system says against writing to the file at ``path`` as an error of ours."""
    try:
        yield
    except OSError as error:
        said = f"cannot write {_short(path)}: {error.strerror or error}"
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(said, hint="free some space and run the command again") from error
        if error.errno in _FORBIDDEN:
            raise StoreNotFound(said, hint="check who may write there") from error
        raise IntegrityError(said, hint="check the disk, then run `prov verify`") from error


def _name(number: int) -> str:
    return f"{number:08d}.texts"


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
