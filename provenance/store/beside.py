"""What lies beside the file of a database."""

import os
from pathlib import Path


def real(path: Path) -> Path:
    """The file of a database that is named by ``path``, which may be a link: everything else lies beside that file.

    SQLite puts its log there, too, and whoever opens the file by another name must find the same lock and folders.
    """
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - which is false where it fails


def index_folder(path: Path) -> Path:
    """The folder of index segments that belongs to the database at ``path``."""
    return path.with_name(path.name + ".index")


def text_folder(path: Path) -> Path:
    """The folder of files of texts that belongs to the database at ``path``."""
    return path.with_name(path.name + ".texts")


def archive_folder(path: Path) -> Path:
    """The folder of the web archive that belongs to the database at ``path``."""
    return path.with_name(path.name + ".archive")


def lock_path(path: Path) -> Path:
    """The file that the writer of the database at ``path`` holds locked."""
    return path.with_name(path.name + ".lock")


def crawl_lock_path(path: Path) -> Path:
    """The file that the crawler of the database at ``path`` holds locked."""
    return path.with_name(path.name + ".crawl-lock")


def own_files(path: Path) -> list[Path]:
    """The database at ``path``, the link if that is one, and everything that may lie beside the database."""
    file = real(path)
    logs = [_wal(file), file.with_name(file.name + "-shm")]
    folders = [index_folder(file), text_folder(file), archive_folder(file)]
    return [path, file, *logs, lock_path(file), crawl_lock_path(file), *folders]


def wal_size(path: Path) -> int:
    """Bytes of the log of the database at ``path``."""
    wal = _wal(path)
    return wal.stat().st_size if wal.exists() else 0


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
