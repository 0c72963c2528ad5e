"""Fetching one URL: the request and the answer, byte for byte, within limits of size and time.

Redirects are not followed here: each hop is a URL of its own, with its own robots.txt and its own turn.
"""

import contextlib
import dataclasses
import functools
import hashlib
import http.client
import re
import socket
import ssl
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import urllib3.connection
import urllib3.exceptions

from provenance.crawl.http.guard import Guard
from provenance.crawl.http.urls import endpoint, host_of, target_of
from provenance.errors import InputError
from provenance.readers.containers import content_coding

#: Hosts to which an idle connection is kept.
MOST_IDLE = 64

_PIECE = 1 << 16
_FOLDED = re.compile(r"[\r\n]+[ \t]*")
_TROUBLE = (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError)


class FetchFailed(InputError):
    """A server that was reached and did not answer in HTTP."""


class NotHttp(FetchFailed):
    """A server that is there and answers, but not in HTTP."""


@dataclasses.dataclass(frozen=True)
class FetchLimits:
    """What one fetch may cost.

    Attributes:
        size: Bytes of a body, as it comes and when decoded.
        seconds: From the first look-up to the last byte.
    """

    size: int = 10 << 20
    seconds: float = 30.0


@dataclasses.dataclass(frozen=True)
class Conditions:
    """What is known about a URL from the last time, so that a server can say that nothing changed."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The conditions as they stand in a request."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


NO_CONDITIONS = Conditions()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Response:
    """What a server answered.

    Attributes:
        version: Such as ``HTTP/1.1``.
        headers: In order; folded lines are joined.
        body: As it came, transfer coding undone, content coding not.
    """

    version: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = dataclasses.field(repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        wanted = name.lower()
        return next((value for given, value in self.headers if given.lower() == wanted), None)

    def content(self, limit: int) -> bytes:
        """The body decoded; raises :class:`~provenance.readers.containers.content_coding.CodingRefused`."""
        # As in our archives: whoever received it undid the chunks.
        kept = [
            (content_coding.KEPT_TRANSFER if name.lower() == "transfer-encoding" else name, it)
            for name, it in self.headers
        ]
        return content_coding.body_of(self.body, kept, limit)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Exchange(Response):
    """One request and the response to it.

    Attributes:
        url: What was asked for.
        request: The head of the request, as sent.
        address: The IP address that answered.
        certificate: SHA-256 of the server's certificate; empty without TLS.
        truncated: Why the body is not whole, in the words of WARC: ``length``, ``time``, ``disconnect``; or empty.
    """

    url: str
    request: bytes = dataclasses.field(repr=False)
    address: str
    certificate: str
    truncated: str = ""


class _Answer(http.client.HTTPResponse):
    """A response whose chunks are undone whatever other codings the transfer has; a server may keep the line open."""

    def begin(self) -> None:
        """Read the head."""
        super().begin()
        last = (self.headers.get("Transfer-Encoding") or "").rpartition(",")[2]
        if last.strip().lower() == "chunked" and not self.chunked and self.length is None:
            self.chunked, self.chunk_left = True, None
            self.will_close = self._check_close()  # type: ignore[attr-defined]


class _Connection(urllib3.connection.HTTPConnection):
    """A connection that the guard opened and that another thread can cut."""

    response_class = _Answer
    guard: Guard
    is_cut = False
    _switch: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        self._drop_switch()
        opened = self.guard.connect(self.host, self.port, float(self.timeout or 0))
        # TLS takes the socket over; a second descriptor of the same connection stays ours.
        self._switch = opened.dup()
        if self.is_cut:
            self.cut()
        return opened

    def cut(self) -> None:
        """End the connection, whatever is being read from it."""
        self.is_cut = True
        if self._switch is not None:
            with contextlib.suppress(OSError):
                self._switch.shutdown(socket.SHUT_RDWR)

    def close_fully(self) -> None:
        """Close it for good."""
        self.close()
        self._drop_switch()

    def _drop_switch(self) -> None:
        if self._switch is not None:
            self._switch.close()
            self._switch = None


class _TlsConnection(_Connection, urllib3.connection.HTTPSConnection):
    """The same with TLS, certificates always checked."""


class _Connections:
    """The connections: one for each host, used by one thread at a time, whatever its port and scheme."""

    def __init__(self, guard: Guard, authorities: Path | None, seconds: float) -> None:
        self._guard = guard
        self._authorities = authorities
        self._seconds = seconds
        self._host_locks: dict[str, threading.Lock] = {}
        self._connections: OrderedDict[str, _Connection] = OrderedDict()
        self._used: set[_Connection] = set()
        self._is_closed = False
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def host(self, url: str) -> Iterator[_Connection]:
        """The connection to the host of ``url``, alone; opened when first written to, kept unless cut or closed."""
        host = host_of(url)
        with self._lock:
            host_lock = self._host_locks.setdefault(host, threading.Lock())
        with host_lock:
            connection = self._take(host, url)
            try:
                yield connection
            except BaseException:
                connection.close_fully()
                raise
            finally:
                with self._lock:
                    self._used.discard(connection)
            self._keep(host, connection)

    def close(self) -> None:
        """Hang up everywhere, and cut what is being answered."""
        with self._lock:
            self._is_closed = True
            while self._connections:
                self._connections.popitem()[1].close_fully()
            for connection in self._used:
                connection.cut()

    @functools.cached_property
    def _context(self) -> ssl.SSLContext:
        """Who is trusted; made when first needed, since reading all authorities takes a while."""
        return ssl.create_default_context(cafile=self._authorities)

    def _take(self, host: str, url: str) -> _Connection:
        with self._lock:
            connection = self._connections.pop(host, None)
        scheme, name, port = endpoint(url)
        secured = scheme == "https"
        if connection is not None:
            if (
                isinstance(connection, _TlsConnection) == secured
                and connection.port == port
                and connection.is_connected
            ):
                return self._in_use(connection)
            connection.close_fully()
        if secured:
            made: _Connection = _TlsConnection(name, port, timeout=self._seconds, ssl_context=self._context)
        else:
            made = _Connection(name, port, timeout=self._seconds)
        made.guard = self._guard
        return self._in_use(made)

    def _in_use(self, connection: _Connection) -> _Connection:
        with self._lock:
            self._used.add(connection)
            if self._is_closed:
                connection.cut()
        return connection

    def _keep(self, host: str, connection: _Connection) -> None:
        with self._lock:
            is_kept = not self._is_closed and not connection.is_cut and connection.sock is not None
            if is_kept:
                self._connections[host] = connection
            idle = self._connections.popitem(last=False)[1] if len(self._connections) > MOST_IDLE else None
        for one in (idle, None if is_kept else connection):
            if one is not None:
                one.close_fully()


class Fetcher:
    """Fetches URLs, one request to a host at a time; safe to use from several threads; a context manager.

    Proxies that the environment names are not used: behind one, nobody could say which address was reached.
    """

    def __init__(self, agent: str, guard: Guard, limits: FetchLimits, authorities: Path | None = None) -> None:
        """Present ourselves as ``agent``; trust the system's certificate authorities, or those in a file."""
        self._agent = agent
        self._limits = limits
        self._connections = _Connections(guard, authorities, limits.seconds)

    def fetch(self, url: str, conditions: Conditions = NO_CONDITIONS) -> Exchange:
        """Ask for ``url``, as :func:`~provenance.crawl.http.urls.normal` made it.

        Raises:
            AddressRefused: The host is not on the public internet.
            Unreachable: The host has no address, or none that answers.
            FetchFailed: It answers something else than HTTP, too late, or with a certificate that is not to be trusted.
        """
        headers = self._headers(url, conditions)
        with self._connections.host(url) as connection:
            while True:
                reused = connection.sock is not None
                try:
                    return self._exchange(connection, url, headers)
                except _TROUBLE as error:
                    if connection.is_cut or not reused:
                        raise self._failed(connection, error) from error
                    connection.close_fully()  # the server closed it while it was idle; once more on a new one

    def close(self) -> None:
        """Close all connections; requests in other threads end at once, and none is sent any more."""
        self._connections.close()

    def __enter__(self) -> Self:
        """The fetcher itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self.close()

    def _headers(self, url: str, conditions: Conditions) -> dict[str, str]:
        return {
            "Host": url.split("/")[2],
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": content_coding.ACCEPTED,
            **conditions.headers(),
        }

    def _exchange(self, connection: _Connection, url: str, headers: dict[str, str]) -> Exchange:
        target = target_of(url)
        watchdog = threading.Timer(self._limits.seconds, connection.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            connection.request("GET", target, headers=headers, preload_content=False, decode_content=False)
            address, certificate = _peer(connection)
            response = connection.getresponse()
            body, truncated = self._body(connection, response)
        finally:
            watchdog.cancel()
        if truncated:
            connection.cut()
        head = "".join([f"GET {target} HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in headers.items())])
        return Exchange(
            url=url,
            request=head.encode("latin-1") + b"\r\n",
            address=address,
            certificate=certificate,
            version="HTTP/1.0" if response.version == 10 else "HTTP/1.1",  # noqa: PLR2004 - how http.client says it
            status=response.status,
            reason=_FOLDED.sub(" ", response.reason or ""),
            headers=tuple((name, _FOLDED.sub(" ", value)) for name, value in response.headers.iteritems()),
            body=body,
            truncated=truncated,
        )

    def _body(self, connection: _Connection, response: urllib3.HTTPResponse) -> tuple[bytes, str]:
        parts: list[bytes] = []
        size = 0
        try:
            while part := response.read1(_PIECE, decode_content=False):
                size += len(part)
                parts.append(part)
                if size > self._limits.size:
                    return b"".join(parts)[: self._limits.size], "length"
        except _TROUBLE:
            return b"".join(parts), "time" if connection.is_cut else "disconnect"
        return b"".join(parts), "time" if connection.is_cut else ""

    def _failed(self, connection: _Connection, error: Exception) -> InputError:
        if connection.is_cut:
            return FetchFailed(f"no answer within {self._limits.seconds:g} seconds")
        if isinstance(error, ssl.SSLCertVerificationError):
            return FetchFailed(f"the certificate is not to be trusted: {error.verify_message}")
        said = str(error).strip() or type(error).__name__
        is_silent = isinstance(error, OSError) or not isinstance(error, http.client.HTTPException)
        return (FetchFailed if is_silent else NotHttp)(f"the server does not answer in HTTP: {said[:200]}")


def _peer(connection: _Connection) -> tuple[str, str]:
    """The address at the other end, and the SHA-256 of its certificate."""
    if connection.sock is None:
        raise ConnectionError("the connection was closed")
    address = str(connection.sock.getpeername()[0])
    if isinstance(connection.sock, ssl.SSLSocket):
        return address, hashlib.sha256(connection.sock.getpeercert(binary_form=True) or b"").hexdigest()
    return address, ""
