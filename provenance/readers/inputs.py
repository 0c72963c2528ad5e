"""Finding inputs: the named files, and the files in named folders, in sorted order."""

import dataclasses
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from provenance.model import Failure, Input
from provenance.readers.blame import failed

STDIN = "-"


@dataclasses.dataclass(frozen=True)
class Walked:
    """A folder that was named, after everything in it: what is not among that is not there any more."""

    uri: str


def walk(
    paths: Iterable[str], *, skip: Iterable[Path] = (), follow: bool = False
) -> Iterator[Input | Failure | Walked]:
    """Every input at ``paths``, folders recursively and in sorted order; what cannot be one is a failure.

    Hidden files and folders inside a folder are passed over, and so is ``skip``. A folder reached twice, by a link or a
    loop of links, is walked once. Links that lead out of a folder are failures, unless they are to be followed.
    """
    walker = _Walker({Path(os.path.abspath(path)) for path in skip}, follow)
    for named in paths:
        if named == STDIN:
            yield Input("stdin:", None)
        else:
            yield from walker.walk(Path(os.path.abspath(named)))


@dataclasses.dataclass
class _Walker:
    """Looks at paths; ``seen`` holds the folders, by device and number, that were walked."""

    skipped: set[Path]
    follow: bool
    seen: set[tuple[int, int]] = dataclasses.field(default_factory=set)

    def walk(self, named: Path) -> Iterator[Input | Failure | Walked]:
        """``named`` itself or, if it is a folder, everything below it; folders may be nested without end."""
        root, before = Path(os.path.realpath(named)), len(self.seen)
        levels = [iter([(named, False)])]
        while levels:
            path, is_link = next(levels[-1], (None, False))
            if path is None:
                levels.pop()
            elif is_link and not self.follow and not Path(os.path.realpath(path)).is_relative_to(root):
                yield Failure(path.as_uri(), "a link that leads out of the folder; it is read with --follow")
            elif not self.skipped or path not in self.skipped:
                found = self._look(path)
                if isinstance(found, Input | Failure):
                    yield found
                else:
                    levels.append(found)
        if len(self.seen) > before:
            yield Walked(named.as_uri())

    def _look(self, path: Path) -> Input | Failure | Iterator[tuple[Path, bool]]:
        """What lies at ``path``; of a folder that is new to us, what is in it, and what of that is a link."""
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                return _input(path, status)
            if (status.st_dev, status.st_ino) in self.seen:
                return iter(())
            self.seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                names = sorted((one.name, one.is_symlink()) for one in entries if not one.name.startswith("."))
        except OSError as error:
            return failed(path.as_uri(), error)
        return ((path / name, is_link) for name, is_link in names)


def _input(path: Path, status: os.stat_result) -> Input | Failure:
    if not stat.S_ISREG(status.st_mode):
        return Failure(path.as_uri(), "not a regular file")
    return Input(path.as_uri(), path, status.st_size, status.st_mtime_ns)
