"""Copies of a store for auditors."""

import shutil
from pathlib import Path

from provenance.errors import StoreLocked, UsageError
from provenance.pipeline.session import open_reader
from provenance.store import events, index_folder, open_for_reading, segments
from provenance.store.events import Head

#: Copies begun before giving up; a writer merges once in many batches.
ATTEMPTS = 10


def snapshot(path: Path, target: Path) -> Head:
    """Copy the store at ``path``, as it is now, to ``target``; return the head of the chain in the copy.

    The copy is one file without a log beside it, and its segments. They are immutable, so a writer that works
    meanwhile can at most take one away that it merged: then the copy is begun anew.

    Raises:
        StoreLocked: A writer merged during each of some attempts.
        UsageError: Something is at ``target`` already.
    """
    folder = index_folder(target)
    if target.exists() or folder.exists():
        raise UsageError(f"{target if target.exists() else folder} exists", hint="name a file that does not")
    target.parent.mkdir(parents=True, exist_ok=True)
    last: FileNotFoundError | None = None
    for _ in range(ATTEMPTS):
        try:
            _copy(path, target, folder)
            with open_for_reading(target) as copy:
                return events.head(copy)
        except FileNotFoundError as error:  # a segment was merged away after its name was read
            _remove(target, folder)
            last = error
        except BaseException:
            _remove(target, folder)
            raise
    raise StoreLocked(f"{path} changes faster than it can be copied ({last})", hint="try again when the writer is done")


def _remove(target: Path, folder: Path) -> None:
    target.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _copy(path: Path, target: Path, folder: Path) -> None:
    with open_reader(path, any_keys=True) as session:  # holds the segments open
        session.store.copy_to(target)
        names = _segment_names(target)
        folder.mkdir()
        for name in names:
            shutil.copy2(session.store.index_folder / name, folder / name)


def _segment_names(target: Path) -> list[str]:
    with open_for_reading(target) as copy:
        return [one.name for one in segments.listed(copy)]
