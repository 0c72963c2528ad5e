"""Answers that make what looks at them fail, or end the crawler: once is enough, and nothing else suffers."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from provenance.crawl.discovery.discover import discover
from provenance.crawl.recording import recorder, texts
from provenance.crawl.report import Report
from provenance.pipeline.indexing import ingest
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Server, reply
from tests.crawl.world import BEGIN

PAGES = {
    **{f"/{n}": b"<html><body><p>Page number %d has words of its own.</p></body></html>" % n for n in range(5)},
    "/poison": b"<html><body><p>A page that is poison.</p></body></html>",
    "/map": b"<urlset>%s</urlset>",
}
GOOD = {f"/{n}" for n in range(5)}


class Killed(BaseException):
    """Ends a crawl as a kill would, in the middle of what it does."""


@pytest.fixture
def crawl(server: Server, tmp_path: Path) -> Callable[[], Report]:
    """A pass over a few pages and a poisonous one."""
    entries = "".join(f"<url><loc>{server.url}{path}</loc></url>" for path in ("/0", "/1", "/poison", "/2", "/3", "/4"))
    pages = {**PAGES, "/map": PAGES["/map"] % entries.encode()}
    server.answer = lambda path, _h, wire: reply(
        wire, pages.get(path, b""), "200 OK" if path in pages else "404 Not Found"
    )
    config = configuration.write(
        tmp_path / "crawl.toml", allow="127.0.0.0/8", site=f'sitemaps = ["{server.url}/map"]', crawl="delay = 0.0"
    )
    return lambda: run(tmp_path / "prov.db", config, BEGIN)


def ask(tmp_path: Path, question: str) -> list[tuple[Any, ...]]:
    """What the store answers to a question in SQL."""
    with contextlib.closing(sqlite3.connect(tmp_path / "prov.db")) as connection:
        return connection.execute(question).fetchall()


def indexed(tmp_path: Path) -> set[str]:
    """The paths whose texts are indexed."""
    return {"/" + uri.rpartition("/")[2] for (uri,) in ask(tmp_path, "SELECT uri FROM v_source")}


def poisoned(real: Callable[..., Any], error: BaseException, poison: Callable[[tuple[Any, ...]], bool]) -> Any:  # noqa: ANN401
    """``real``, which raises ``error`` when what it is given is poison."""

    def wrapped(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it wraps takes and gives
        if poison(values):
            raise error
        return real(*values, **named)

    return wrapped


def spoil_looks(monkeypatch: pytest.MonkeyPatch, error: BaseException, part: bytes) -> None:
    """Raise ``error`` when an answer is looked at that has ``part`` in it."""
    monkeypatch.setattr(recorder, "discover", poisoned(discover, error, lambda values: part in values[2]))


def spoil_indexing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> list[int]:
    """Raise ``error`` when texts are indexed among which is the poisonous one; how many there were each time."""
    real, sizes = ingest.add_all, []

    def add_all(session: Any, progress: Any, items: Iterator[Any], options: Any) -> None:  # noqa: ANN401 - as it is
        read = list(items)
        sizes.append(len(read))
        if any("poison" in str(getattr(item, "text", "")) for item in read):
            raise error
        real(session, progress, iter(read), options)

    monkeypatch.setattr(texts, "add_all", add_all)
    return sizes


ERRORS = [
    ValueError("multi-byte encodings are not supported"),
    RecursionError(),
    MemoryError(),
    UnicodeError(),
    KeyError(1),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_a_look_raises_is_its_reason(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception
) -> None:
    """An answer that cannot be looked at is named with the exception; its text and all others are indexed."""
    spoil_looks(monkeypatch, error, b"poison.")
    report = crawl()
    assert indexed(tmp_path) == {*GOOD, "/poison"}
    assert [one.uri.rpartition("/")[2] for one in report.failures] == ["poison"]
    assert f"cannot be looked at: {type(error).__name__}" in report.failures[0].reason
    assert crawl().failures == ()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_indexing_raises_is_the_reason_of_one_page(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception
) -> None:
    """When a portion of pages cannot be indexed they are taken alone, and the one that is to blame is named."""
    spoil_indexing(monkeypatch, error)
    report = crawl()
    assert indexed(tmp_path) == GOOD
    assert [(one.uri.rpartition("/")[2], "cannot be indexed" in one.reason) for one in report.unread] == [
        ("poison", True)
    ]
    rows = ask(tmp_path, "SELECT url, reason FROM v_fetch WHERE is_bad OR next_step IS NOT NULL")
    assert [(url.rpartition("/")[2], "cannot be indexed" in reason) for url, reason in rows] == [("poison", True)]


@pytest.mark.parametrize("where", ["a page", "the sitemap"])
def test_an_answer_that_ends_the_crawler_does_so_three_times_at_most(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    """A look that ends the program is begun again, and then no more; everything else is done meanwhile or then."""
    spoil_looks(monkeypatch, Killed(), b"poison." if where == "a page" else b"<urlset>")
    for _ in range(recorder.MOST_TRIES):
        with pytest.raises(Killed):
            crawl()
    report = crawl()
    assert indexed(tmp_path) == (GOOD if where == "a page" else set())
    rows = ask(tmp_path, "SELECT reason FROM v_fetch WHERE is_bad")
    assert rows == [("the crawler ended 3 times in the middle of looking at it",)]
    assert (report.left, crawl().failures) == (False, ())


def test_a_page_that_ends_the_crawler_when_indexed_holds_up_no_others(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pages in the middle of which the program ended are taken in smaller portions, at last alone, and then no more."""
    sizes = spoil_indexing(monkeypatch, Killed())
    monkeypatch.setattr(texts, "_PORTIONS", (512, 2, 1))
    for _ in range(3):
        with pytest.raises(Killed):
            crawl()
    report = crawl()
    assert sizes[:2] == [6, 2]
    assert indexed(tmp_path) == GOOD
    assert [one.reason for one in report.unread] == ["the crawler ended 3 times in the middle of indexing it"]
    assert ask(tmp_path, "SELECT count(*) FROM v_fetch WHERE next_step IS NOT NULL") == [(0,)]


def test_an_interruption_is_no_fault_of_pages(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A crawl that is interrupted again and again while it indexes indexes everything when it is left to."""
    with monkeypatch.context() as patch:
        spoil_indexing(patch, KeyboardInterrupt())
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                crawl()
    assert crawl().unread == ()
    assert indexed(tmp_path) == {*GOOD, "/poison"}


def test_an_answer_that_cannot_be_kept_is_a_failure(
    crawl: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When even writing it down raises, the request is written down without it."""
    real = recorder.ResponseRecorder._keep
    error = ValueError("would break the record")
    keep = poisoned(real, error, lambda values: bool(values[1].exchange) and b"poison." in values[1].exchange.body)
    monkeypatch.setattr(recorder.ResponseRecorder, "_keep", keep)
    report = crawl()
    assert indexed(tmp_path) == GOOD
    assert [one.reason for one in report.failures] == ["the answer cannot be kept: ValueError: would break the record"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_crawl_with_answers_in_flight(server: Server, tmp_path: Path, number: int) -> None:
    """Neither a server that keeps silent nor a ping that does is waited for; what was fetched is in the store."""
    silent, held = threading.Event(), threading.Event()

    def answer(path: str, _headers: dict[str, str], wire: Any) -> None:  # noqa: ANN401 - a socket
        if path == "/robots.txt" or path.endswith("/start"):
            reply(wire, b"", "404 Not Found")
        elif path == "/0":
            reply(wire, PAGES["/0"])
        else:
            silent.set()
            held.wait(100)

    server.answer = answer
    pages = f'pages = ["{server.url}/0", "{server.url}/silent"]'
    crawl, network = f'delay = 0.0\nping_url = "{server.url}/ping"', 'timeout = "90s"'
    config = configuration.write(tmp_path / "crawl.toml", allow="127.0.0.0/8", site=pages, crawl=crawl, network=network)
    command = [str(Path(sys.executable).with_name("prov")), "crawl", str(config), "--db", str(tmp_path / "prov.db")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert silent.wait(60)
        begun = time.monotonic()
        process.send_signal(number)
        process.communicate(timeout=80)
        took = time.monotonic() - begun
        held.set()
    assert process.returncode == 128 + number
    assert took < 20  # 2 seconds on a machine with nothing else to do; the server would have kept it for 90
    assert ask(tmp_path, "SELECT outcome FROM v_fetch WHERE url LIKE '%/0'") == [("new",)]
