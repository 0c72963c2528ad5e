"""Disks to torture: an ext4 of our own whose power can be cut, and a memory disk of any size."""

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

#: `EXT4_IOC_SHUTDOWN` of linux/ext4.h, and the flag that leaves the journal unwritten, as xfstests cuts the power.
_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = (2).to_bytes(4, "little")
_SIZE = 64 << 20


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


class PowerCutDisk:
    """An ext4 file system in a file, mounted in a folder."""

    def __init__(self, home: Path, options: str = "") -> None:
        """Make it in ``home``; ``options`` are those of mount."""
        self._image, self.folder = home / "disk.img", home / "disk"
        self._options = f"loop,{options}" if options else "loop"
        self.folder.mkdir()
        with self._image.open("wb") as file:
            file.truncate(_SIZE)
        _run("mkfs.ext4", "-q", self._image)
        self._mount()

    def cut_power(self) -> None:
        """Lose everything that was not synced, and start anew; whatever writes to it has to be gone soon after."""
        folder = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(folder, _SHUTDOWN, _NO_LOG_FLUSH)
        os.close(folder)

    def start_again(self) -> None:
        """Mount it as after a power cut: the journal is replayed."""
        self.close()
        self._mount()

    def close(self) -> None:
        """Unmount it."""
        _run("umount", self.folder)

    def _mount(self) -> None:
        _run("mount", "-o", self._options, self._image, self.folder)


@contextlib.contextmanager
def power_cut_disk(home: Path, options: str = "") -> Iterator[PowerCutDisk]:
    """A disk whose power can be cut; the test is skipped where this machine cannot mount one."""
    try:
        disk = PowerCutDisk(home, options)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no ext4 can be mounted here: {error}")
    try:
        yield disk
    finally:
        disk.close()


@contextlib.contextmanager
def memory_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of ``size`` bytes; the test is skipped where this machine cannot mount one."""
    folder.mkdir(exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no tmpfs can be mounted here: {error}")
    try:
        yield folder
    finally:
        _run("umount", folder)


def grow(folder: Path, size: int) -> None:
    """Give a memory disk more room."""
    _run("mount", "-o", f"remount,size={size}", folder)
