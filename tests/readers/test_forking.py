import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

from provenance.model import Document
from provenance.readers import ExtractionPool, Limits
from provenance.readers.entries import Entry
from provenance.readers.formats.recognise import Format
from provenance.readers.sandbox.forking import server
from tests.corpus import STORY
from tests.readers import made
from tests.readers.extraction import extract_in

URI = "https://example.org/"
LIMITS = Limits(memory=4 << 30)
ENDLESS = b"<html><body>" + b"<a href=x>a <b>b</b></a>" * 400_000


def text_of(sandbox: ExtractionPool) -> str:
    """What comes of the story."""
    found = extract_in(sandbox, made.page(STORY), uri=URI)
    assert isinstance(found, Document), found
    return found.text


def is_there(pid: int) -> bool:
    """Whether a process runs; one that only waits to be waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int]) -> bool:
    """Whether all of them end within a generous time."""
    until = time.monotonic() + 30
    while any(map(is_there, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_there, pids))


def run(tmp_path: Path, script: str) -> str:
    """What a program that uses us prints."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(script), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def test_the_program_that_uses_us_is_left_alone(tmp_path: Path) -> None:
    """Its main module is not run again and stays in its place, and its own fork server is not started."""
    script = """
        import multiprocessing.forkserver, sys, threading
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        print("once")
        program, seen = sys.modules["__main__"], set()
        done = threading.Event()
        def look():
            while not done.is_set():
                seen.add(id(sys.modules["__main__"]))
        looking = threading.Thread(target=look)
        looking.start()
        with ExtractionPool() as sandbox:
            print(extract_in(sandbox, b"<html><p>Some text.", uri="u:").text)
        done.set()
        looking.join()
        print(seen == {id(program)}, multiprocessing.forkserver._forkserver._forkserver_pid)
    """
    assert run(tmp_path, script).splitlines() == ["once", "Some text.", "True None"]


def test_threads_share_the_server() -> None:
    """Sandboxes in several threads at once get each their processes and their answers."""
    texts: list[str] = []

    def read() -> None:
        with ExtractionPool(Limits(recycle=1)) as sandbox:
            texts.extend(text_of(sandbox) for _ in range(4))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [STORY] * 16


def test_a_server_that_was_killed_is_replaced() -> None:
    """Processes it started go on, and the next one comes from a new server."""
    with ExtractionPool(LIMITS) as sandbox:
        assert text_of(sandbox) == STORY
        before = server.pid or 0
        os.kill(before, signal.SIGKILL)
        assert text_of(sandbox) == STORY
    with ExtractionPool(LIMITS) as sandbox:
        assert text_of(sandbox) == STORY
        assert server.pid not in {None, before}


def test_a_process_can_be_ended_without_the_server() -> None:
    """A busy process ends when its sandbox is closed, also when its server is gone."""
    sandbox = ExtractionPool(LIMITS)
    sandbox.submit(Entry(Format.HTML, URI, ENDLESS), {})
    pids = [worker.process.pid for worker in sandbox._workers]
    os.kill(server.pid or 0, signal.SIGKILL)
    sandbox.close()
    assert gone(pids)


def test_an_interrupted_question_spoils_no_other(tmp_path: Path) -> None:
    """When a signal ends the wait for an answer, nobody later takes that answer for theirs."""
    script = """
        import signal
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        class Stopped(Exception):
            pass
        def stop(number, frame):
            raise Stopped
        signal.signal(signal.SIGALRM, stop)
        texts = []
        for delay in (0.001, 0.01, 0.1, 0.2, 0.4):
            try:
                with ExtractionPool() as sandbox:
                    signal.setitimer(signal.ITIMER_REAL, delay)
                    extract_in(sandbox, b"<html><p>One.", uri="u:")
            except Stopped:
                pass
            signal.setitimer(signal.ITIMER_REAL, 0)
            with ExtractionPool() as sandbox:
                texts.append(extract_in(sandbox, b"<html><p>Two.", uri="u:").text)
        print(set(texts))
    """
    assert run(tmp_path, script) == "{'Two.'}\n"


def test_the_server_ends_where_its_channel_is_still_open(tmp_path: Path) -> None:
    """A second descriptor of the channel, as an interruption can leave one, keeps nobody waiting for the server."""
    script = """
        import os
        from provenance.readers import ExtractionPool
        from provenance.readers.sandbox.forking import server
        from tests.readers.extraction import extract_in
        with ExtractionPool() as sandbox:
            extract_in(sandbox, b"<html><p>One.", uri="u:")
        left = os.dup(server._channel.fileno())
        server.close()
        print(server.pid, os.fstat(left).st_size)
    """
    assert run(tmp_path, script) == "None 0\n"


def test_a_forked_program_has_its_own_server(tmp_path: Path) -> None:
    """Parent and child can both read after a fork."""
    script = """
        import os
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        def read(text):
            with ExtractionPool() as sandbox:
                return extract_in(sandbox, b"<html><p>" + text, uri="u:").text
        print(read(b"Before."), flush=True)
        pid = os.fork()
        if pid == 0:
            print(read(b"Child."), flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        print(read(b"Parent."))
    """
    assert run(tmp_path, script).splitlines() == ["Before.", "Child.", "Parent."]


def test_nothing_outlives_the_program() -> None:
    """Server and processes end with the program that uses them, however that ends."""
    script = """
        import sys
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        from provenance.readers.sandbox.forking import server
        sandbox = ExtractionPool()
        extract_in(sandbox, b"<html><p>Some text.", uri="u:")
        print(server.pid, *(worker.process.pid for worker in sandbox._workers), flush=True)
        sys.stdin.read()
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for ending in (signal.SIGKILL, signal.SIGTERM, None):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            pids = [int(pid) for pid in program.stdout.readline().split()]
            assert len(pids) == 2
            if ending:
                program.send_signal(ending)
        assert gone(pids)


def test_no_room_for_another_process_is_said(tmp_path: Path) -> None:
    """When the system refuses to fork, the text is a failure with a remedy, and the server stays."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os\ndef fork():\n    raise BlockingIOError(11, 'no')\nos.fork = fork\n", encoding="utf-8"
    )
    script = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import os
        os.environ["PYTHONPATH"] = {str(tmp_path)!r} + os.pathsep + os.environ["PYTHONPATH"]
        from provenance.readers import ExtractionPool
        from tests.readers.extraction import extract_in
        from provenance.readers.sandbox.forking import server
        with ExtractionPool() as sandbox:
            found = extract_in(sandbox, b"<html><p>Some text.", uri="u:")
            print("ulimit -u" in found.remedy, server.pid is not None)
    """
    assert run(tmp_path, script) == "True True\n"


def test_how_a_process_ended_is_known() -> None:
    """The exit code of a process that was killed is the signal, and is asked for but once."""
    process = server.start_process(LIMITS)
    assert process.is_alive()
    process.kill()
    process.end(30)
    assert (process.exitcode, process.is_alive()) == (-signal.SIGKILL, False)
