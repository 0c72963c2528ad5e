"""One fetch: what is sent, what is kept, and how servers that misbehave are taken."""

import contextlib
import gzip
import socket
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from provenance.crawl.http.fetch import Conditions, Exchange, Fetcher, FetchFailed, FetchLimits
from provenance.crawl.http.guard import Guard, Unreachable, networks
from provenance.errors import InputError
from provenance.readers.containers.content_coding import CodingRefused, decoded
from tests.crawl.servers import Answer, Server, reply

LOOPBACK = Guard(networks(["127.0.0.0/8"]))
AGENT = "test/1 (+https://example.org/bot)"
SMALL = 100_000


def fetch(server: Server, path: str = "/", *, seconds: float = 5, conditions: Conditions | None = None) -> Exchange:
    """One request to ``server``, with a body of up to 100 kB."""
    with Fetcher(AGENT, LOOPBACK, FetchLimits(SMALL, seconds)) as fetcher:
        return fetcher.fetch(server.url + path, conditions or Conditions())


def test_the_exchange_is_what_went_over_the_wire(server: Server) -> None:
    """Request head, status, headers and body are kept as they were, with the address that answered."""
    server.answer = lambda _p, _h, wire: reply(wire, b"body", "203 Odd", {"X-One": "a, b"})
    found = fetch(server, "/a?b=c")
    assert (found.status, found.reason, found.body, found.truncated) == (203, "Odd", b"body", "")
    assert found.headers[-1] == ("X-One", "a, b")
    assert found.header("x-one") == "a, b"
    assert (found.address, found.certificate) == ("127.0.0.1", "")
    head = found.request.decode()
    assert head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert head.endswith("\r\n\r\n")
    (_, path, sent), *_ = server.requests
    given = (line.split(": ", 1) for line in head.splitlines()[1:-1])
    assert path == "/a?b=c"
    assert {name.lower(): value for name, value in given} == sent
    assert sent["user-agent"] == AGENT


def test_conditions_are_sent(server: Server) -> None:
    """What is known about a page is asked about, and a 304 comes back as a 304."""
    server.answer = lambda _p, _h, wire: reply(wire, b"", "304 Not Modified", ETag='"1"')
    found = fetch(server, conditions=Conditions('"1"', "Sat, 01 Jan 2022 00:00:00 GMT"))
    assert found.status == 304
    sent = server.requests[0][2]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Sat, 01 Jan 2022 00:00:00 GMT")


def test_one_connection_is_kept(server: Server) -> None:
    """Requests to a host go one after the other over one connection, whatever threads ask."""
    with Fetcher(AGENT, LOOPBACK, FetchLimits()) as fetcher:
        for number in range(5):
            fetcher.fetch(f"{server.url}/{number}")
    assert server.most_at_once == {"127.0.0.1": 1}
    assert len(server.requests) == 5


def test_a_connection_closed_meanwhile_is_opened_again(server: Server) -> None:
    """A server that hangs up on an idle connection costs nothing."""

    def answer_once(_path: str, _headers: dict[str, str], wire: socket.socket) -> None:
        reply(wire, b"once")
        wire.shutdown(socket.SHUT_RDWR)

    server.answer = answer_once
    with Fetcher(AGENT, LOOPBACK, FetchLimits()) as fetcher:
        assert [fetcher.fetch(server.url + "/").body for _ in range(3)] == [b"once"] * 3


def test_a_body_longer_than_announced_spoils_nothing(server: Server) -> None:
    """What follows a body is not taken for the next answer."""
    server.answer = lambda path, _h, wire: wire.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + path[1:3].encode() + b"HTTP/1.1 200 OK\r\n\r\nsmuggled"
    )
    with Fetcher(AGENT, LOOPBACK, FetchLimits()) as fetcher:
        bodies = []
        for path in ("/aa", "/bb", "/cc"):
            bodies.append(fetcher.fetch(server.url + path).body)
            time.sleep(0.05)
    assert bodies == [b"aa", b"bb", b"cc"]


def endless(_path: str, _headers: dict[str, str], wire: socket.socket) -> None:
    """A body without end."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(b"x" * 8_192)


def endless_chunks(_path: str, _headers: dict[str, str], wire: socket.socket) -> None:
    """Chunks without end."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(b"1000\r\n" + b"y" * 4_096 + b"\r\n")


def dripping(before: bytes) -> Answer:
    """``before``, then a byte now and then, for ever."""

    def answer(_path: str, _headers: dict[str, str], wire: socket.socket) -> None:
        with contextlib.suppress(OSError):
            wire.sendall(before)
            while True:
                time.sleep(0.05)
                wire.sendall(b"z")

    return answer


def raw(data: bytes) -> Answer:
    """``data`` as it is, then the end of the connection."""

    def answer(_path: str, _headers: dict[str, str], wire: socket.socket) -> None:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_RDWR)

    return answer


@pytest.mark.parametrize("transfer", ["gzip, chunked", "GZIP,Chunked", "deflate, chunked"])
def test_codings_of_the_transfer_are_undone(server: Server, transfer: str) -> None:
    """A body in chunks ends with the last one, though its transfer has another coding and the line stays open."""
    packed = zlib.compress(b"One, two.") if transfer.startswith("deflate") else gzip.compress(b"One, two.")
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {transfer}\r\n\r\n".encode()
    server.answer = lambda _path, _headers, wire: wire.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed))
    found = fetch(server, seconds=20.0)
    assert (found.truncated, found.content(1_000)) == ("", b"One, two.")


BROKEN_BODIES: list[tuple[str, Answer, str, int]] = [
    ("endless", endless, "length", SMALL),
    ("endless chunks", endless_chunks, "length", SMALL),
    ("announced too long", lambda _p, _h, wire: reply(wire, b"x" * (SMALL + 1)), "length", SMALL),
    ("shorter than announced", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"), "disconnect", 5),
    ("chunks cut off", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), "disconnect", 5),
    ("chunks of nonsense", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi"), "disconnect", 0),
]


@pytest.mark.parametrize(
    ("answer", "why", "size"), [case[1:] for case in BROKEN_BODIES], ids=[case[0] for case in BROKEN_BODIES]
)
def test_broken_bodies_are_kept_and_marked(server: Server, answer: Answer, why: str, size: int) -> None:
    """A body that is not whole is kept up to the limit, with the reason, and the fetch ends."""
    server.answer = answer
    found = fetch(server)
    assert (found.status, found.truncated, len(found.body)) == (200, why, size)


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_fetch_ends_in_time(server: Server, before: bytes) -> None:
    """A server that drips its head or its body is left when time is up, whatever it still sends."""
    server.answer = dripping(before)
    begun = time.monotonic()
    if b"200" in before:
        assert fetch(server, seconds=0.5).truncated == "time"
    else:
        with pytest.raises(FetchFailed, match=r"no answer within 0\.5 seconds"):
            fetch(server, seconds=0.5)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "junk",
    [
        b"<html>HTTP/0.9 never had a head",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 99999 Big\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
    ],
    ids=lambda junk: repr(junk[:20]),
)
def test_junk_is_a_failure_with_a_reason(server: Server, junk: bytes) -> None:
    """What is no HTTP is said to be none."""
    server.answer = raw(junk)
    with pytest.raises(FetchFailed, match="does not answer in HTTP"):
        fetch(server)


def test_folded_headers_cannot_inject(server: Server) -> None:
    """A header over several lines is joined, so that no line of it stands by itself in the archive."""
    server.answer = raw(b"HTTP/1.1 200 OK\r\nETag: a\r\n WARC-Type: revisit\r\nContent-Length: 0\r\n\r\n")
    assert fetch(server).header("ETag") == "a WARC-Type: revisit"


def test_nobody_there_is_a_failure_with_a_reason() -> None:
    """A closed port and a name without address are told apart from refusals."""
    with Fetcher(AGENT, LOOPBACK, FetchLimits(seconds=2)) as fetcher:
        with pytest.raises(Unreachable, match="refused"):
            fetcher.fetch("http://127.0.0.1:1025/")
        with pytest.raises(Unreachable, match="no address"):
            fetcher.fetch("http://nobody.invalid/")


def bare_deflate(data: bytes) -> bytes:
    """A deflate stream without the wrapping that HTTP wants around it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "none": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "two members": ("gzip", lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:])),
    "zlib": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare_deflate),
    "brotli": ("br", brotli.compress),
    "both": ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
}


@pytest.mark.parametrize(("names", "encode"), CODINGS.values(), ids=CODINGS.keys())
def test_content_codings_are_undone_up_to_the_limit(names: str, encode: Callable[[bytes], bytes]) -> None:
    """Every coding we accept comes back as it was; one byte over the limit, and it is refused."""
    data = bytes(range(256)) * 40
    assert decoded(encode(data), names, len(data)) == data
    with pytest.raises(CodingRefused, match="longer than"):
        decoded(encode(data), names, len(data) - 1)


@pytest.mark.parametrize(
    ("names", "body"),
    [
        ("gzip", b"not gzip\xff\0"),
        ("gzip", gzip.compress(b"x" * 5_000, mtime=0)[:-12]),
        ("deflate", b"\xff\xff"),
        ("br", b"\xff\xff\xff\xff"),
        ("br", brotli.compress(b"hello " * 900)[:-4]),
        ("zstd", b"whatever\xff"),
        ("compress", b"\x1f\x9d\x90whatever"),
        ("gzip, gzip, gzip, gzip, gzip, gzip", b""),
    ],
)
def test_bad_codings_are_refused(names: str, body: bytes) -> None:
    """A body that cannot be decoded is named, not taken for an empty one."""
    with pytest.raises(CodingRefused):
        decoded(body, names, 1 << 20)


@pytest.mark.parametrize(
    ("names", "bomb"),
    [
        ("gzip", gzip.compress(bytes(50 << 20), mtime=0)),
        ("gzip", gzip.compress(bytes(1 << 20), mtime=0) * 60),
        ("br", brotli.compress(bytes(50 << 20))),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(50 << 20), mtime=0), mtime=0)),
    ],
)
def test_bombs_are_not_unpacked(names: str, bomb: bytes) -> None:
    """A small body that would fill the memory is left alone soon after the limit."""
    with pytest.raises(CodingRefused, match="longer than"):
        decoded(bomb, names, 1 << 20)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody signed."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
    where = f"-addext subjectAltName=IP:127.0.0.1 -keyout {path} -out {path}.crt"
    subprocess.run(["openssl", *asked.split(), *where.split()], check=True, capture_output=True)
    return path


def test_certificates_are_checked(certificate: Path) -> None:
    """A certificate nobody vouches for ends the fetch; with its authority named, it is taken, and its hash kept."""
    with Server(secured=(certificate.with_name("server.pem.crt"), certificate)) as server:
        url = server.url.replace("http:", "https:") + "/"
        with Fetcher(AGENT, LOOPBACK, FetchLimits()) as fetcher, pytest.raises(FetchFailed, match="not to be trusted"):
            fetcher.fetch(url)
        with Fetcher(AGENT, LOOPBACK, FetchLimits(), certificate.with_name("server.pem.crt")) as fetcher:
            found = fetcher.fetch(url)
            with pytest.raises(InputError):
                fetcher.fetch(url.replace("127.0.0.1", "127.0.0.2"))
    assert found.body == b"hello"
    assert len(found.certificate) == 64
