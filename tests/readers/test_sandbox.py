import os
import signal
import time
from collections.abc import Iterator

import pytest

from provenance.model import Document, Failure, Metadata
from provenance.readers import ExtractionPool, Limits
from provenance.readers.entries import Entry
from provenance.readers.formats.recognise import Format
from provenance.readers.sandbox.wire import pack_items, unpack_items
from tests.corpus import STORY, UNRELATED
from tests.readers import made
from tests.readers.extraction import extract_in

URI = "https://example.org/"
#: A page that keeps the libraries busy for minutes.
ENDLESS = b"<html><body>" + b"<a href=x>a <b>b</b></a>" * 400_000
LIMITS = Limits(seconds=1, memory=4 << 30, workers=2, recycle=3)


@pytest.fixture
def sandbox() -> Iterator[ExtractionPool]:
    """Two processes with little time."""
    with ExtractionPool(LIMITS) as sandbox:
        yield sandbox


def reason(found: Document | Failure) -> str:
    """Why there is no document."""
    assert isinstance(found, Failure), found
    return found.reason


def test_a_text_comes_out_of_the_sandbox(sandbox: ExtractionPool) -> None:
    """What is extracted in another process is what is extracted here."""
    found = extract_in(sandbox, made.page(STORY), uri=URI, content_type="text/html")
    assert isinstance(found, Document)
    assert (found.uri, found.text, found.metadata.language) == (URI, STORY, "en")


def test_what_takes_too_long_is_ended(sandbox: ExtractionPool) -> None:
    """A document that takes more processor time than it may is a failure, and the next one is read."""
    assert reason(extract_in(sandbox, ENDLESS, uri=URI)) == "takes more than 1 seconds to read"
    assert isinstance(extract_in(sandbox, made.page(STORY), uri=URI), Document)


def test_what_takes_too_much_memory_is_ended() -> None:
    """A document that takes more memory than it may is a failure, and the next one is read."""
    with ExtractionPool(Limits(memory=40 << 20)) as sandbox:
        large = b"<html>" + b"<p>word" * 1_500_000
        assert "memory" in reason(extract_in(sandbox, large, uri=URI))
        assert isinstance(extract_in(sandbox, made.page(STORY), uri=URI), Document)


def test_a_process_that_dies_takes_one_document_along(sandbox: ExtractionPool) -> None:
    """When a process is killed from outside, its document is a failure, and others are read."""
    jobs = [
        sandbox.submit(Entry(Format.HTML, f"{URI}{n}", data), {}) for n, data in enumerate([ENDLESS, made.page(STORY)])
    ]
    busy = next(worker for worker in sandbox._workers if worker.job is jobs[0])
    os.kill(busy.process.pid or 0, signal.SIGSEGV)
    first, second = (list(sandbox.results(job)) for job in jobs)
    assert [one.reason for one in first if isinstance(one, Failure)] == [
        "made the library that reads it crash (SIGSEGV)"
    ]
    assert [one.text for one in second if isinstance(one, Document)] == [STORY]


def test_processes_are_replaced(sandbox: ExtractionPool) -> None:
    """A process that served its time is replaced, and no more run than are wanted."""
    seen = set()
    for _ in range(8):
        extract_in(sandbox, made.page(STORY), uri=URI)
        seen |= {worker.process.pid for worker in sandbox._workers}
        assert len(sandbox._workers) <= LIMITS.workers
    assert len(seen) == 3


def test_order_is_kept(sandbox: ExtractionPool) -> None:
    """What is read at the same time comes in the order in which it was asked for, whatever takes longest."""

    def items() -> Iterator[object]:
        for number in range(40):
            text = f"{STORY} {UNRELATED} {number}\n" * (200 if number % 7 == 0 else 1)
            yield sandbox.submit(Entry(Format.HTML, f"{URI}{number}", made.page(text)), {})
            yield number

    found = [one.uri if isinstance(one, Document) else one for one in sandbox.in_order(items())]
    assert found == [one for number in range(40) for one in (f"{URI}{number}", number)]


def test_no_process_is_left(sandbox: ExtractionPool) -> None:
    """Closing ends all processes, also one that is busy."""
    sandbox.submit(Entry(Format.HTML, URI, ENDLESS), {})
    processes = [worker.process for worker in sandbox._workers]
    started = time.monotonic()
    sandbox.close()
    assert not any(process.is_alive() for process in processes)
    assert time.monotonic() - started < 60


def test_messages_come_back() -> None:
    """Documents and failures survive the way between processes."""
    items: list[Document | Failure] = [
        Document("u:1", "Größe\n\0", made_claims()),
        Failure("u:2", "why"),
        Document("u:3", ""),
    ]
    assert unpack_items(pack_items(items, last=True)) == (items, True)


@pytest.mark.parametrize(
    "message", [b"", b"{", b"[]\n", b'{"items": [{}], "last": 1}\n', b'{"items": 1}\n', b"\x80\x04."]
)
def test_other_messages_are_refused(message: bytes) -> None:
    """A process that was taken over can send texts, and nothing else means anything."""
    with pytest.raises(ValueError, match=r".*"):
        unpack_items(message)


def made_claims() -> Metadata:
    """Claims in every field."""
    return Metadata(made.WHEN, "T", "A", "en", "https://example.org/c", "CC0")
