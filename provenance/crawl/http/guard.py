"""The guard: connections go only to addresses of the public internet.

It checks the address to which a socket is opened. A name is looked up once, and the result is used as it is. A check of
names is no protection: a name can be written in many ways, and can resolve to another address a moment later.
"""

import contextlib
import dataclasses
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from provenance.errors import InputError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]
Resolver: TypeAlias = Callable[[str, int], Sequence[AddressInfo]]

#: Seconds that an address is given even when those before it have used up the time.
_SHORTEST = 0.1

_FAILED = "no address of {host} can be reached: {reason}"

#: The special-purpose registry of IANA for IPv4 (RFC 6890 and its updates), with multicast and what is reserved.
_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; the metadata services of clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
#: Public IPv6. Outside lie loopback, IPv4-mapped, NAT64, unique local, link-local and multicast addresses.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo and ORCHID among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address in disguise
            "3fff::/20",  # documentation
        ),
    )
)


class AddressRefused(InputError):
    """A host whose address is not one of the public internet."""


class Unreachable(InputError):
    """A host without an address, or whose addresses do not answer."""


def is_public(address: Address) -> bool:
    """Whether ``address`` is one that anybody on the internet can reach."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> Sequence[AddressInfo]:
    """The addresses of ``host``, as the system has them."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclasses.dataclass(frozen=True)
class Guard:
    """Who may be connected to.

    Attributes:
        allowed: Networks that are not public and that the operator opened.
        resolver: How names are looked up.
    """

    allowed: tuple[Network, ...] = ()
    resolver: Resolver = resolve

    def permits(self, address: Address) -> bool:
        """Whether a connection to ``address`` may be opened."""
        return is_public(address) or any(address in network for network in self.allowed)

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to the first address of ``host`` that may be reached and answers.

        Raises:
            AddressRefused: None of its addresses may be reached.
            Unreachable: It has none, or none answers within ``seconds``.
        """
        until = time.monotonic() + seconds
        reason = "it has none"
        for family, kind, protocol, _, address in self._permitted(host, port):
            left = max(_SHORTEST, until - time.monotonic())
            try:
                return _open(family, kind, protocol, address, left)
            except OSError as error:
                reason = (error.strerror or str(error) or type(error).__name__).lower()
        raise Unreachable(_FAILED.format(host=host, reason=reason))

    def _permitted(self, host: str, port: int) -> list[AddressInfo]:
        try:
            found = list(self.resolver(host, port))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise Unreachable(_FAILED.format(host=host, reason=reason.lower())) from error
        permitted = [one for one in found if self.permits(address_of(one[4]))]
        if found and not permitted:
            listed = ", ".join(sorted({str(one[4][0]) for one in found}))
            raise AddressRefused(
                f"the guard refuses {host}: it is at {listed}, which is not public",
                hint="`allow` under [network] in the configuration opens networks that are yours",
            )
        return permitted


def address_of(socket_address: tuple[Any, ...]) -> Address:
    """The IP address in what a socket calls an address, without the scope that link-local ones carry."""
    return ipaddress.ip_address(str(socket_address[0]).partition("%")[0])


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks written as ``10.0.0.0/8``; raises :class:`ValueError` naming the one that is none."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def _open(family: int, kind: int, protocol: int, address: tuple[Any, ...], seconds: float) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    with contextlib.ExitStack() as undo:
        undo.callback(opened.close)
        opened.settimeout(seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.connect(address)
        undo.pop_all()
    return opened
