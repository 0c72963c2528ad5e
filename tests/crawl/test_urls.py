"""One spelling for each URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.crawl.http.urls import UrlRefused, endpoint, host_of, normal, origin_of, target_of


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://EXAMPLE.org:443/A#b", "https://example.org/A"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://example.org:/", "http://example.org/"),
        ("http://example.org./x", "http://example.org/x"),
        ("http://example.org/a/./b/../c/", "http://example.org/a/c/"),
        ("http://example.org/../../x", "http://example.org/x"),
        ("http://example.org/a/b/..", "http://example.org/a/"),
        ("http://example.org/%7euser/%2f%c3%bc", "http://example.org/~user/%2F%C3%BC"),
        ("http://example.org/ü?q=ö", "http://example.org/%C3%BC?q=%C3%B6"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://straße.de/", "http://xn--strae-oqa.de/"),
        ("http://Faß.DE/", "http://xn--fa-hia.de/"),
        ("http://\u03b2\u03cc\u03bb\u03bf\u03c2.com/", "http://xn--nxasmm1c.com/"),
        ("http://B\xdcCHER.ch./", "http://xn--bcher-kva.ch/"),
        ("http://\uff45\uff58.\uff23\uff2f\uff2d/", "http://ex.com/"),
        ("http://\u65e5\u672c\u8a9e\uff61jp/", "http://xn--wgv71a119e.jp/"),
        ("http://ex\xadample.org/", "http://example.org/"),
        ("http://i\u2764.ws/", "http://xn--i-7iq.ws/"),
        ("http://example.org/?utm_source=x&id=1&fbclid=y", "http://example.org/?id=1"),
        ("http://example.org/?utm_source=x", "http://example.org/"),
        ("http://example.org/?page=utm_x", "http://example.org/?page=utm_x"),
        ("  http://example.org/ \n", "http://example.org/"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ],
)
def test_spellings(written: str, spelled: str) -> None:
    """Different ways to write one URL become one."""
    assert normal(written) == spelled


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("b", "http://example.org/x/b"),
        ("../b", "http://example.org/b"),
        ("/b?c", "http://example.org/b?c"),
        ("//other.example/b", "http://other.example/b"),
        ("?c", "http://example.org/x/a?c"),
        ("#top", "http://example.org/x/a"),
    ],
)
def test_links_are_taken_relative_to_their_page(link: str, leads_to: str) -> None:
    """A link means what it means on its page."""
    assert normal(link, "http://example.org/x/a") == leads_to


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.org",
        "mailto:a@example.org",
        "http://",
        "http://a b/",
        "http://exa_mple..org:99999/",
        "http://[::1/",
        "http://\uff05.com/",
        "http://\u2100.com/",
        "http://example.org/\ud800",
        "http://" + "\u00fc" * 60 + ".de/",
        "http://" + "\u00fc." * 200 + "de/",
    ],
)
def test_what_is_no_url_is_refused(written: str) -> None:
    """What cannot be fetched is said to be no URL."""
    with pytest.raises(UrlRefused):
        normal(written)


def test_traps_end() -> None:
    """A URL that grows with every page is not followed for ever."""
    with pytest.raises(UrlRefused, match="characters"):
        normal("http://example.org/" + "again/" * 400)


def test_parts() -> None:
    """Host, origin, end point and target are what requests and politeness need."""
    url = normal("https://Example.org:8443/a?b")
    assert (host_of(url), origin_of(url)) == ("example.org", "https://example.org:8443")
    assert (endpoint(url), target_of(url)) == (("https", "example.org", 8443), "/a?b")
    assert endpoint("http://[::1]/") == ("http", "::1", 80)


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_spelling_is_final(rest: str, host: str) -> None:
    """The spelling of a spelling is itself, and it holds nothing that ends a line or a request."""
    try:
        url = normal(f"http://{host}.example/{rest}")
    except UrlRefused:
        return
    assert normal(url) == url
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
