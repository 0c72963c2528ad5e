"""Whether the web archive is what was archived."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from provenance.store import Store, fetches
from provenance.store.fetches import ArchiveFile

_PIECE = 1 << 20


def findings(store: Store) -> Iterator[str]:
    """Every file of the archive that is missing, too short, or not what was committed; in plain words.

    What follows the committed bytes is passed over: a crawl may be adding to the file, and a crash leaves it to be cut.
    """
    for file in fetches.archives(store):
        path = store.archive_folder / file.name
        if not path.exists():
            yield f"archive file {file.name} is missing"
        elif _sha256(path, file) != file.sha256:
            yield f"archive file {file.name} is not what was archived"


def _sha256(path: Path, file: ArchiveFile) -> str:
    """Of the committed bytes of the file, or of all it has if those are fewer."""
    digest, left = hashlib.sha256(), file.size
    with path.open("rb") as opened:
        while left and (piece := opened.read(min(left, _PIECE))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
