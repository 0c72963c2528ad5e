"""No request reaches an address that is not public, however it is written, named or redirected to."""

import ipaddress
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.crawl.http.fetch import Fetcher, FetchLimits
from provenance.crawl.http.guard import AddressInfo, AddressRefused, Guard, Unreachable, is_public, networks
from provenance.crawl.http.urls import UrlRefused, normal
from provenance.errors import InputError
from tests.crawl.servers import Listener, Server, reply

#: Ways to write an address of this machine, or of a network that is none of the public's; PORT is the listener's.
ODD_URLS = [
    # the plain ones
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://LOCALHOST.:PORT/",
    "http://127.0.0.2:PORT/",
    "http://127.255.255.254:PORT/",
    "http://0.0.0.0:PORT/",
    "https://127.0.0.1:PORT/",
    # other notations of IPv4
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://0x7F.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://127.0.0.01:PORT/",
    "http://0:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://\uff11\uff12\uff17.0.0.1:PORT/",
    "http://127\u30020\u30020\u30021:PORT/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:PORT/",
    # IPv6, and IPv4 inside it
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[0:0:0:0:0:ffff:7f00:0001]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://[2001:0:7f00:1::1]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://[fe80::1%25lo]:PORT/",
    "http://[fc00::1]:PORT/",
    "http://[fd00:ec2::254]:PORT/",
    "http://[ff02::1]:PORT/",
    # networks of others that are not public
    "http://10.0.0.1:PORT/",
    "http://172.16.0.1:PORT/",
    "http://192.168.0.1:PORT/",
    "http://100.64.0.1:PORT/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.2.1:PORT/",
    "http://198.18.0.1:PORT/",
    "http://224.0.0.1:PORT/",
    "http://240.0.0.1:PORT/",
    "http://255.255.255.255:PORT/",
    # user names, and other ways to seem to be elsewhere
    "http://user@127.0.0.1:PORT/",
    "http://example.org@127.0.0.1:PORT/",
    "http://example.org:80@127.0.0.1:PORT/",
    "http://example.org%40127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@example.org/",
    "http:\\\\127.0.0.1:PORT\\",
    "http://127.0.0.1:PORT#@example.org/",
    "http://127.0.0.1:PORT?@example.org/",
    "http:///127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "http://127.0.0.1\t:PORT/",
    "http://127.0.0.1\r\nX-Injected: 1\r\n:PORT/",
    "http://127.0.0.1:PORT\x00.example.org/",
    # other schemes
    "file:///etc/passwd",
    "ftp://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_GET%20/",
    "dict://127.0.0.1:PORT/info",
    "ldap://127.0.0.1:PORT/",
    "jar:http://127.0.0.1:PORT/!/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "unix:///run/some.sock",
    # other services
    "http://127.0.0.1:22/",
    "http://127.0.0.1:25/",
]


def attempt(url: str, guard: Guard, base: str | None = None) -> int:
    """Fetch what ``url`` leads to, on two seconds' patience, and give the status."""
    with Fetcher("test", guard, FetchLimits(seconds=2)) as fetcher:
        return fetcher.fetch(normal(url, base)).status


def answering(*answers: Sequence[str]) -> Guard:
    """A guard whose resolver gives one list of addresses after the other, with 127.0.0.2 allowed."""
    left = list(answers)

    def resolve(_host: str, port: int) -> list[AddressInfo]:
        listed = left.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in listed]

    return Guard(networks(["127.0.0.2/32"]), resolve)


def test_the_matrix_is_large() -> None:
    """There are at least 40 different ways in the matrix."""
    assert len(set(ODD_URLS)) == len(ODD_URLS) >= 40


@pytest.mark.parametrize("url", ODD_URLS)
def test_odd_urls_reach_nothing(url: str, listener: Listener) -> None:
    """A URL that means an address that is not public is refused, and no connection is opened."""
    with pytest.raises((UrlRefused, AddressRefused, Unreachable)):
        attempt(url.replace("PORT", str(listener.port)), Guard())
    assert listener.connections() == 0


@pytest.mark.parametrize("url", ODD_URLS)
def test_redirects_to_odd_urls_reach_nothing(url: str, listener: Listener) -> None:
    """The same URLs as the target of a redirect, taken relative to the page that gave them."""
    with pytest.raises((UrlRefused, AddressRefused, Unreachable)):
        attempt(url.replace("PORT", str(listener.port)), Guard(), base="http://page.invalid/links")
    assert listener.connections() == 0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.100.100.200", "0.0.0.0"],  # noqa: S104 - not bound to
)
def test_names_of_private_addresses_reach_nothing(address: str, listener: Listener) -> None:
    """A harmless name that resolves to an address that is not public is refused."""
    with pytest.raises(AddressRefused):
        attempt(f"http://harmless.example:{listener.port}/", answering([address]))
    assert listener.connections() == 0


def test_an_address_is_looked_up_once(listener: Listener) -> None:
    """A name that changes its address between two look-ups gains nothing: what was checked is what is connected to."""
    with Server(address="127.0.0.2") as server:
        guard = answering(["127.0.0.2"], ["127.0.0.1"])
        assert attempt(f"http://harmless.example:{server.port}/", guard) == 200
        with pytest.raises(AddressRefused):
            attempt(f"http://harmless.example:{listener.port}/", guard)
    assert listener.connections() == 0


def test_refused_addresses_are_passed_over(listener: Listener) -> None:
    """Of several addresses only those that may be reached are tried, also when they do not answer."""
    with pytest.raises(Unreachable):
        attempt(f"http://harmless.example:{listener.port - 1}/", answering(["127.0.0.1", "127.0.0.2"]))
    assert listener.connections() == 0


def test_a_redirect_is_handed_back(listener: Listener) -> None:
    """A redirect is an answer like another: nothing behind it is fetched unasked."""
    target = f"http://127.0.0.1:{listener.port}/"
    with Server(lambda _p, _h, wire: reply(wire, b"", "302 Found", Location=target), "127.0.0.2") as server:
        assert attempt(server.url, Guard(networks(["127.0.0.2/32"]))) == 302
    assert listener.connections() == 0


def test_allowed_networks_are_reached(listener: Listener) -> None:
    """What the configuration opens is open; the listener does count connections."""
    with pytest.raises(InputError):
        attempt(f"http://127.0.0.1:{listener.port}/", Guard(networks(["127.0.0.0/8"])))
    assert listener.connections() == 1


def test_proxies_of_the_environment_are_not_used(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect for us, past the guard."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    with pytest.raises(AddressRefused):
        attempt("http://10.0.0.1:8080/", Guard())
    assert listener.connections() == 0


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """Our own table refuses everything that the standard library calls private, loopback, multicast or reserved."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_public(address: str) -> None:
    """Ordinary addresses are let through."""
    assert is_public(ipaddress.ip_address(address))
    assert Guard().permits(ipaddress.ip_address(address))
