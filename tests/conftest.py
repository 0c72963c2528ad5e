import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import pytest
from hypothesis import settings

pytest_plugins = ["tests.torture.report"]

# How long an example takes says more about what else the machine does than about our code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def heeded() -> Iterator[None]:
    """SIGINT ends a command, also where the tests were begun in the background and inherit that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


_NOT_INHERITED = {"PROV_DB", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"}


@dataclasses.dataclass(frozen=True)
class Prov:
    """The installed command `prov`, run as its users run it."""

    cwd: Path
    program: str = str(Path(sys.executable).with_name("prov"))

    def __call__(
        self, *arguments: object, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            cwd=self.cwd,
            env=self.environment(env),
            capture_output=True,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def start(self, *arguments: object, stdin: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """Start it and do not wait."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.cwd,
            env=self.environment(None),
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def command(self, *arguments: object) -> list[str]:
        """What is run."""
        return [self.program, *map(str, arguments)]

    @staticmethod
    def environment(more: Mapping[str, str] | None) -> dict[str, str]:
        """This environment less what would change how `prov` speaks, and ``more``."""
        return {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED} | dict(more or {})


def indexed(home: Path, contents: Mapping[str, str]) -> Prov:
    """The command in ``home``, after it indexed these texts, by name, from ``texts`` into ``prov.db``."""
    (home / "texts").mkdir()
    for name, text in contents.items():
        (home / "texts" / name).write_text(text, encoding="utf-8")
    prov = Prov(home)
    done = prov("index", "texts", "--db", "prov.db")
    assert done.returncode == 0, done.stderr
    return prov


@pytest.fixture
def prov(tmp_path: Path) -> Prov:
    """The command, run in an empty folder of its own."""
    return Prov(tmp_path)
