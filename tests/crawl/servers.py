"""Servers on loopback for tests: one that counts who connects, and one that answers whatever a test wants."""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

Answer = Callable[[str, dict[str, str], socket.socket], None]
"""Answers a request for a path with headers on a socket, in any way it likes."""


class Listener:
    """Listens on 127.0.0.1, ::1 and everything else that is this machine; counts connections and serves none."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self._socket.bind(("::", 0))
        self._socket.listen(64)
        self._socket.setblocking(False)  # noqa: FBT003 - the name of the call says what it is
        self.port: int = self._socket.getsockname()[1]

    def connections(self) -> int:
        """How many have connected since the last time somebody asked."""
        found = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.accept()[0].close()
                found += 1
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


class Server:
    """A web server on one loopback address that hands every request to :attr:`answer`.

    Attributes:
        requests: Path and headers of every request, in order, with the host it was for.
        most_at_once: The most connections that were open at one time, by the address they came to.
    """

    def __init__(
        self, answer: Answer | None = None, address: str = "127.0.0.1", secured: tuple[Path, Path] | None = None
    ) -> None:
        self.answer: Answer = answer or (lambda _path, _headers, wire: reply(wire, b"hello"))
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.most_at_once: Counter[str] = Counter()
        self._open: dict[str, set[socket.socket]] = {}
        self._lock = threading.Lock()
        serving = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                serving._serve(self.request)

        class Threads(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """A client that went away is nothing to talk about."""

        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if secured else None
        if self._context and secured:
            self._context.load_cert_chain(*secured)
        self._server = Threads((address, 0), Handler)
        self.address, self.port = self._server.server_address[0], self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://{self.address!s}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _secured(self, plain: socket.socket) -> socket.socket:
        return self._context.wrap_socket(plain, server_side=True) if self._context else plain

    def _serve(self, plain: socket.socket) -> None:
        came_to = plain.getsockname()[0]
        with self._lock:
            open_now = self._open.setdefault(came_to, set())
            # A client that has hung up is gone, even if the thread that served it has not noticed yet.
            open_now -= {other for other in open_now if _is_over(other)}
            open_now.add(plain)
            self.most_at_once[came_to] = max(self.most_at_once[came_to], len(open_now))
        try:
            with contextlib.suppress(OSError), self._secured(plain) as wire:
                while request := _read_head(wire):
                    path, headers = request
                    self.requests.append((headers.get("host", ""), path, headers))
                    self.answer(path, headers, wire)
        finally:
            with self._lock:
                self._open[came_to].discard(plain)


def reply(
    wire: socket.socket, body: bytes, status: str = "200 OK", headers: dict[str, str] | None = None, **more: str
) -> None:
    """Answer properly, with a length."""
    given = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(headers or {}), **more}
    head = "".join([f"HTTP/1.1 {status}\r\n", *(f"{name}: {value}\r\n" for name, value in given.items()), "\r\n"])
    wire.sendall(head.encode("latin-1") + body)


def _read_head(wire: socket.socket) -> tuple[str, dict[str, str]] | None:
    """Path and headers (names in lower case) of the next request; nothing when there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = wire.recv(4_096)
        if not piece:
            return None
        data += piece
    first, *lines = data.decode("latin-1").split("\r\n\r\n", 1)[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in pairs}


def _is_over(wire: socket.socket) -> bool:
    """Whether the other side has closed the connection, or this side has."""
    try:
        return wire.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except (OSError, ValueError):
        return True
