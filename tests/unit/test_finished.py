"""Files that appear when they are complete."""

import contextlib
import os
import threading
from pathlib import Path

import pytest

from provenance.errors import UsageError
from provenance.finished import finished


def test_a_file_is_there_when_it_is_complete(tmp_path: Path) -> None:
    """Until the end the old file stays, and after an error for good; nothing else is left behind."""
    path = tmp_path / "page.html"
    with finished(path) as file:
        file.write(b"old")
        assert not path.exists()
    with contextlib.suppress(KeyboardInterrupt), finished(path) as file:
        file.write(b"new")
        raise KeyboardInterrupt
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_stays(tmp_path: Path, *, is_there: bool) -> None:
    """What a link leads to is written, wherever that is."""
    (tmp_path / "elsewhere").mkdir()
    there, link = tmp_path / "elsewhere" / "page.html", tmp_path / "link"
    link.symlink_to(there)
    if is_there:
        there.write_bytes(b"old")
    with finished(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert there.read_bytes() == b"new"


def test_a_pipe_stays(tmp_path: Path) -> None:
    """A program that reads from a pipe gets what is written; no file takes the place of the pipe, nor of a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with finished(pipe) as file:
        file.write(b"new")
    reader.join(10)
    assert got == [b"new"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["", "file/page.html", "a" * 300, "nowhere/page.html"])
def test_what_cannot_be_written_is_a_usage_error(tmp_path: Path, name: str) -> None:
    """A folder, a place below a file, a name that is too long, a folder that is missing."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"), finished(tmp_path / name):
        pass
