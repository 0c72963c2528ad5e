import os
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from provenance.model import Failure
from provenance.readers import Input, Walked, walk


def walked(paths: list[str], skip: list[Path] | None = None) -> list[Input | Failure]:
    """What a walk of ``paths`` comes upon."""
    return [one for one in walk(paths, skip=skip or []) if not isinstance(one, Walked)]


def names(found: Sequence[Input | Failure | Walked]) -> list[str]:
    """The last part of each URI."""
    return [one.uri.rsplit("/", 1)[-1] for one in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two texts in it and one below."""
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "deep/c.txt"):
        (tmp_path / "in" / name).write_text(name)
    return tmp_path / "in"


def test_a_folder_is_walked_in_sorted_order(folder: Path) -> None:
    """A folder gives its files in sorted order, those of folders inside it included."""
    assert names(walked([str(folder)])) == ["a.txt", "b.txt", "c.txt"]


def test_arguments_keep_their_order(folder: Path) -> None:
    """What is named first is read first, whatever its name."""
    assert names(walked([str(folder / "b.txt"), str(folder / "a.txt")])) == ["b.txt", "a.txt"]


def test_an_input_knows_its_file(folder: Path) -> None:
    """An input carries URI, path, size and time of its file."""
    path = folder / "a.txt"
    status = path.stat()
    assert walked([str(path)]) == [Input(path.as_uri(), path, status.st_size, status.st_mtime_ns)]


def test_hidden_files_are_passed_over(folder: Path) -> None:
    """Files and folders that start with a dot are left out of a folder."""
    (folder / ".secret").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    assert names(walked([str(folder)])) == ["a.txt", "b.txt", "c.txt"]


def test_a_hidden_file_may_be_named(folder: Path) -> None:
    """A hidden file that is named itself is read."""
    (folder / ".secret").write_text("x")
    assert names(walked([str(folder / ".secret")])) == [".secret"]


def test_what_is_skipped_is_not_there(folder: Path) -> None:
    """Files and folders to skip are passed over silently."""
    assert names(walked([str(folder)], skip=[folder / "a.txt", folder / "deep"])) == ["b.txt"]


def test_a_loop_of_links_ends(folder: Path) -> None:
    """A link to a folder above is not followed round and round."""
    (folder / "deep" / "up").symlink_to(folder)
    assert names(walked([str(folder)])) == ["a.txt", "b.txt", "c.txt"]


def test_a_link_to_itself_is_a_failure(folder: Path) -> None:
    """A link that leads nowhere but to itself is named as a failure, and the rest is read."""
    (folder / "self").symlink_to("self")
    found = walked([str(folder)])
    assert names(found) == ["a.txt", "b.txt", "c.txt", "self"]
    assert [type(one) for one in found] == [Input, Input, Input, Failure]


def test_a_link_out_of_the_folder_is_followed_when_asked(folder: Path) -> None:
    """A link to a file or folder elsewhere is named as a failure, and is read when links are to be followed."""
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "d.txt").write_text("d")
    (folder / "link").symlink_to(folder.parent / "elsewhere")
    (folder / "note").symlink_to(folder.parent / "elsewhere" / "d.txt")
    found = walked([str(folder)])
    assert names(found) == ["a.txt", "b.txt", "c.txt", "link", "note"]
    assert [type(one) for one in found[3:]] == [Failure, Failure]
    assert names(list(walk([str(folder)], follow=True))) == ["a.txt", "b.txt", "c.txt", "d.txt", "note", "in"]


def test_folders_nested_without_end_are_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders inside folders are walked however deep they are, as far as the system can name them."""
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("deep.txt").write_text("x")
    assert names(walked([str(tmp_path)])) == ["deep.txt"]
    Path("deep.txt").unlink()
    for _ in range(1_200):  # pytest would run out of stack over them
        os.chdir("..")
        Path("d").rmdir()


def test_a_folder_is_named_after_all_that_is_in_it(folder: Path) -> None:
    """A folder that was walked to its end is said to be, once; a file is not."""
    found = list(walk([str(folder), str(folder), str(folder / "a.txt")]))
    assert [one for one in found if isinstance(one, Walked)] == [Walked(folder.as_uri())]
    assert isinstance(found[3], Walked)


def test_a_broken_link_is_a_failure(folder: Path) -> None:
    """A link to what is gone is named as a failure."""
    (folder / "deep" / "gone").symlink_to(folder / "nothing")
    assert walked([str(folder)])[-1] == Failure((folder / "deep" / "gone").as_uri(), "no such file or directory")


def test_the_same_folder_twice_is_walked_once(folder: Path) -> None:
    """A folder named twice, also under another name, gives its files once."""
    (folder.parent / "link").symlink_to(folder)
    paths = [str(folder), str(folder), str(folder / "deep" / ".."), str(folder.parent / "link")]
    assert names(walked(paths)) == ["a.txt", "b.txt", "c.txt"]


def test_a_file_inside_a_named_folder_has_one_uri(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file has the same URI whether it is named by a relative or an absolute path."""
    monkeypatch.chdir(folder)
    assert names(walked(["a.txt"])) == names(walked([str(folder / "deep" / ".." / "a.txt")]))
    assert next(walk(["a.txt"])).uri == (folder / "a.txt").as_uri()


def test_a_missing_path_is_a_failure(tmp_path: Path) -> None:
    """A path where nothing lies is a failure with the reason of the system."""
    assert walked([str(tmp_path / "no")]) == [Failure((tmp_path / "no").as_uri(), "no such file or directory")]


def test_what_is_no_file_is_a_failure(folder: Path) -> None:
    """A named pipe, a socket and a device are failures; nobody waits for them."""
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        here = Path.cwd()
        os.chdir(folder)  # a socket's name must be short
        bound.bind("socket")
        os.chdir(here)
        found = walked([str(folder / "pipe"), str(folder / "socket"), "/dev/zero"])
    assert [(type(one), getattr(one, "reason", "")) for one in found] == [(Failure, "not a regular file")] * 3


def test_an_unreadable_folder_is_a_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be listed is named as a failure, and the others are walked."""
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "deep":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert walked([str(folder)])[-1] == Failure((folder / "deep").as_uri(), "permission denied")


def test_names_that_are_no_utf8_are_walked(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 has a URI and is read."""
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text("x")
    assert names(walked([str(tmp_path)])) == ["caf%E9.txt"]


def test_a_dash_is_standard_input() -> None:
    """``-`` stands for standard input."""
    assert walked(["-"]) == [Input("stdin:", None)]
