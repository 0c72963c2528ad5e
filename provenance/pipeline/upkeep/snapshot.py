"""Copies of a store for auditors."""

import contextlib
import shutil
from pathlib import Path

from provenance.errors import StoreLocked, UsageError
from provenance.finished import writing
from provenance.pipeline.session import open_reader
from provenance.store import (
    archive_folder,
    events,
    fetches,
    index_folder,
    open_for_reading,
    real,
    segments,
    text_files,
    text_folder,
)
from provenance.store.events import Head
from provenance.store.fetches import ArchiveFile
from provenance.store.text_files import TextFile

#: Copies begun before giving up; a writer merges once in many batches.
ATTEMPTS = 10

#: Bytes of an archive that are copied at once.
_PART = 1 << 20


def snapshot(path: Path, target: Path) -> Head:
    """Copy the store at ``path``, as it is now, to ``target``; return the head of the chain in the copy.

    The copy is one file without a log beside it, its segments and texts, and of a crawled store its web archive.
    Segments are immutable, so a writer that works meanwhile can at most take one away that it merged: then the copy is
    begun anew. Files of texts and of the archive only grow; each is copied as far as it was committed.

    Raises:
        StoreLocked: A writer merged during each of some attempts.
        UsageError: Something is at ``target`` already, or it cannot be written there.
        DiskFull: There is no room for it.
    """
    target = real(target)
    parts = (target, index_folder(target), text_folder(target), archive_folder(target))
    with writing(target):
        for part in parts:
            if part.exists():
                raise UsageError(f"{part} exists", hint="name a file that does not")
        target.parent.mkdir(parents=True, exist_ok=True)
    last: FileNotFoundError | None = None
    for _ in range(ATTEMPTS):
        try:
            with writing(target):
                target.touch(exist_ok=False)
            _copy(path, *parts)
            with open_for_reading(target) as copy:
                return events.head(copy)
        except FileNotFoundError as error:  # a segment was merged away after its name was read
            _remove(*parts)
            last = error
        except OSError:
            _remove(*parts)
            with writing(target):
                raise
        except BaseException:
            _remove(*parts)
            raise
    raise StoreLocked(f"{path} changes faster than it can be copied ({last})", hint="try again when the writer is done")


def _remove(target: Path, *folders: Path) -> None:
    with contextlib.suppress(OSError):
        target.unlink(missing_ok=True)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(path: Path, target: Path, index: Path, texts: Path, archive: Path) -> None:
    with contextlib.ExitStack() as held:
        before = held.enter_context(open_for_reading(path))
        held.enter_context(before.snapshot())
        text_files.listed(before)  # what is read in a snapshot keeps forgotten texts from being overwritten
        session = held.enter_context(open_reader(path, any_keys=True))  # holds the segments open
        session.store.copy_to(target)
        names, stored, files = _files(target)
        index.mkdir()
        for name in names:
            shutil.copy2(session.store.index_folder / name, index / name)
        if stored:
            texts.mkdir()
        for one in stored:
            _copy_start(session.store.text_folder / one.name, texts / one.name, one.size)
        if files:
            archive.mkdir()
        for file in files:
            _copy_start(session.store.archive_folder / file.name, archive / file.name, file.size)
        with open_for_reading(target) as copy:
            text_files.overwrite(copy, texts)
        before.require_unchanged()


def _files(target: Path) -> tuple[list[str], list[TextFile], list[ArchiveFile]]:
    """The segments that the copied database names, its files of texts, and those of the archive."""
    with open_for_reading(target) as copy:
        return [one.name for one in segments.listed(copy)], text_files.listed(copy), list(fetches.archives(copy))


def _copy_start(source: Path, target: Path, size: int) -> None:
    """Copy the first ``size`` bytes; what is short or missing, `prov verify` names in the copy, too."""
    if not source.exists():
        return
    with source.open("rb") as read, target.open("xb") as written:
        while size > 0 and (part := read.read(min(size, _PART))):
            written.write(part)
            size -= len(part)
