"""What lies beside the file of a database."""

from pathlib import Path


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
    """The database at ``path`` and everything that may lie beside it."""
    logs = [_wal(path), path.with_name(path.name + "-shm")]
    folders = [index_folder(path), text_folder(path), archive_folder(path)]
    return [path, *logs, lock_path(path), crawl_lock_path(path), *folders]


def wal_size(path: Path) -> int:
    """Bytes of the log of the database at ``path``."""
    wal = _wal(path)
    return wal.stat().st_size if wal.exists() else 0


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
