import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance import confinement
from tests.corpus import STORY
from tests.readers import made

KNOWN = confinement.level()
NETWORK = KNOWN >= 4 or sys.version_info >= (3, 12)

#: A library for web pages that a hostile one took over: it says which of the attempts went well.
TAKEN_OVER = """
import os, socket, subprocess
def bare_extraction(*arguments, **named):
    raise ValueError(",".join(_succeeded()))
def _succeeded():
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except OSError:
            continue
        yield name
def _connect():
    socket.create_connection(("127.0.0.1", {port}), 5).close()
def _listen():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
def _write():
    open({file!r}, "w").close()
ATTEMPTS = {{
    "password": lambda: open("/etc/passwd").read(),
    "around": lambda: open("/proc/self/root/etc/passwd").read(),
    "parent": lambda: open(f"/proc/{{os.getppid()}}/environ").read(),
    "document": lambda: open({document!r}).read(),
    "folder": lambda: os.listdir("/etc"),
    "home": lambda: os.listdir(os.path.expanduser("~")),
    "write": _write,
    "append": lambda: open({document!r}, "a").write("."),
    "cut": lambda: os.truncate({document!r}, 0),
    "remove": lambda: os.remove({document!r}),
    "rename": lambda: os.rename({document!r}, {file!r}),
    "folder made": lambda: os.mkdir({file!r}),
    "link": lambda: os.symlink("/etc/passwd", {file!r}),
    "run": lambda: subprocess.run(["/bin/true"], check=True),
    "connect": _connect,
    "listen": _listen,
    "signal": lambda: os.kill({pid}, 0),
    "null": lambda: open(os.devnull).read(),
}}
"""
#: How a machine may have no Landlock: what lies in place of the library that asks for it.
ABSENT = {
    "no library": "raise ModuleNotFoundError(\"No module named 'landlockpy'\", name='landlockpy')",
    "a kernel without it": "def abi_version():\n    return 0",
    "it refuses": """
        from enum import IntFlag
        class Scope(IntFlag):
            ABSTRACT_UNIX_SOCKET = SIGNAL = 1
        AccessFS = Scope
        def abi_version():
            return 7
        def Ruleset(**named):
            raise PermissionError("no")
    """,
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that anybody on this machine can connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def read(data: bytes, tmp_path: Path, **libraries: str) -> str:
    """What comes of a page in a sandbox, where these libraries are found before the real ones."""
    for name, code in libraries.items():
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(code), encoding="utf-8")
    script = """
        import sys
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        with ExtractionPool() as sandbox:
            found = extract_in(sandbox, sys.stdin.buffer.read(), uri="u:", content_type="text/html")
        print(getattr(found, "text", None) or found.reason)
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    return subprocess.run(command, input=data, env=environment, check=True, capture_output=True).stdout.decode().strip()


@pytest.mark.skipif(not KNOWN, reason="this kernel has no Landlock")
def test_a_process_that_was_taken_over_reaches_nothing(tmp_path: Path, listener: socket.socket) -> None:
    """It can open no file of this machine, write none, run nothing, connect to nobody and signal nobody."""
    document = tmp_path / "private.txt"
    document.write_text(STORY)
    code = TAKEN_OVER.format(
        port=listener.getsockname()[1], file=str(tmp_path / "new"), document=str(document), pid=os.getpid()
    )
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    said = read(made.page(STORY), libraries, trafilatura=code)
    kind, _, succeeded = said.rpartition("ValueError: ")
    assert kind == "cannot be read: "
    allowed = {"null"} | (set() if NETWORK else {"connect", "listen"}) | (set() if KNOWN >= 6 else {"signal"})
    assert set(succeeded.split(",")) <= allowed | (set() if KNOWN >= 3 else {"cut"})
    assert "null" in succeeded
    assert document.read_text() == STORY
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("way", ABSENT)
def test_without_landlock_texts_are_read_and_it_is_said(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the kernel or the library lacks it, pages are read as ever, and what is within reach is named."""
    assert read(made.page(STORY), tmp_path, landlockpy=ABSENT[way]) == STORY
    monkeypatch.syspath_prepend(str(tmp_path))
    assert {"files", "sockets that lie in files"} <= set(confinement.unconfined())


def test_what_is_within_reach_is_what_was_tried() -> None:
    """With Landlock, files are no longer named; with a version that knows TCP, nor is that."""
    found = confinement.unconfined()
    assert ("files" in found) == (KNOWN == 0)
    assert ("TCP" in found) <= (KNOWN < 4)


@pytest.mark.skipif(not KNOWN, reason="this kernel has no Landlock")
@pytest.mark.parametrize("refused", ["is_dir", "everything"])
def test_a_folder_that_is_refused_to_us_does_not_leave_the_rest_open(refused: str, tmp_path: Path) -> None:
    """A place of programs that is not there, or may not even be looked at, changes nothing about the others."""
    script = f"""
        import os, pathlib
        from provenance import confinement
        real = pathlib.Path.is_dir
        def is_dir(self):
            if {refused == "everything"} or "not-for-us" in str(self):
                raise PermissionError(13, "no")
            return real(self)
        pathlib.Path.is_dir = is_dir
        os.environ["PYTHONPATH"] += os.pathsep + "/not-for-us"
        print("files" in confinement.confine())
        try:
            open("/etc/passwd")
        except PermissionError:
            print("kept")
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == "False\nkept\n"


def test_a_probe_that_cannot_run_promises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it cannot be tried what a process reaches, all of it is named."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert confinement.unconfined() == ("files", "TCP", "networks other than TCP", "sockets that lie in files")
