"""URLs: one spelling for each, and none that can be read in two ways."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import idna

from provenance.errors import InputError

SCHEMES = {"http": 80, "https": 443}
"""What is fetched, with the port that need not be named."""

LONGEST = 2_048
"""Characters of the longest URL that is followed; servers refuse longer ones, and traps make them."""

#: Below this, other services than web servers listen, and some of them can be talked to in HTTP.
_FIRST_FREE_PORT = 1_024

#: Query parameters that say by which way a reader came and not what he reads.
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|msclkid|mc_cid|mc_eid|igshid)(?:=|$)", re.IGNORECASE)

#: What browsers and servers read in different ways: blanks, control characters, backslashes.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
#: Octets of a host and of one label of it (RFC 1035).
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
_SAFE = "!$&'()*+,;=:@/?%-._~"
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


class UrlRefused(InputError):
    """A URL that is not fetched, whatever it leads to."""


def normal(url: str, base: str | None = None) -> str:
    """The one spelling of ``url``, taken as a link on the page ``base`` if that is given; without its fragment.

    Scheme and host are in lower case, the host in ASCII; the usual port, dot segments and tracking parameters are gone;
    what has to be percent-encoded is.

    >>> normal("HTTP://Example.ORG:80/a/../b?utm_source=feed&id=7#top")
    'http://example.org/b?id=7'

    Raises:
        UrlRefused: It is no URL of the web, carries a user name, or can be read in two ways.
    """
    url = url.strip(" \t\r\n\f")
    if _AMBIGUOUS.search(url):
        raise UrlRefused(f"{url[:80]!r} has blanks, control characters or backslashes in it")
    parts = _split(url, base)
    if parts.scheme not in SCHEMES:
        raise UrlRefused(f"{url[:80]!r} is not http or https")
    if "@" in parts.netloc:
        raise UrlRefused("the URL carries a user name")
    path = _without_dots(_escaped(parts.path or "/"))
    query = "&".join(one for one in parts.query.split("&") if not _TRACKING.match(one))
    found = urlunsplit((parts.scheme, _netloc(parts), path, _escaped(query), ""))
    if len(found) > LONGEST:
        raise UrlRefused(f"the URL has {len(found):,} characters; up to {LONGEST:,} are followed")
    return found


def normal_or_none(url: str, base: str | None = None) -> str | None:
    """The same; ``None`` for what is refused.

    >>> normal_or_none("/b", "http://example.org/a"), normal_or_none("mailto:a@example.org")
    ('http://example.org/b', None)
    """
    try:
        return normal(url, base)
    except UrlRefused:
        return None


def host_of(url: str) -> str:
    """The host of a URL that :func:`normal` made; what politeness is owed to.

    >>> host_of("http://[::1]:8080/")
    '[::1]'
    """
    netloc = urlsplit(url).netloc
    host, colon, port = netloc.rpartition(":")
    return host if colon and port.isdigit() else netloc


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def endpoint(url: str) -> tuple[str, str, int]:
    """Scheme, host as the resolver takes it, and port of a URL that :func:`normal` made."""
    parts = urlsplit(url)
    return parts.scheme, host_of(url).strip("[]"), _port(parts) or SCHEMES[parts.scheme]


def target_of(url: str) -> str:
    """Path and query: what stands in the request line."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _split(url: str, base: str | None) -> SplitResult:
    try:
        url.encode()  # a surrogate has no place in a URL
        return urlsplit(urljoin(base, url) if base else url)
    except ValueError as error:
        raise UrlRefused(f"{url[:80]!r} is not a URL: {error}") from error


def _netloc(parts: SplitResult) -> str:
    name, port = parts.netloc, _port(parts)
    if port is not None or name.endswith(":"):
        name = name.rpartition(":")[0]
    host = host_name(name)
    if port is None or port == SCHEMES[parts.scheme]:
        return host
    if port in SCHEMES.values() or port >= _FIRST_FREE_PORT:
        return f"{host}:{port}"
    raise UrlRefused(f"port {port} is not one of web servers")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise UrlRefused(f"{parts.netloc[:80]!r} has no port that can be: {error}") from error


def host_name(name: str) -> str:
    """The one spelling of a host: in ASCII and lower case, as browsers have it (UTS 46, non-transitional).

    What IDNA 2008 forbids and UTS 46 maps to itself, such as emoji, is left to the registries, as browsers do.

    >>> host_name("Straße.DE.")
    'xn--strae-oqa.de'

    Raises:
        UrlRefused: It is none.
    """
    try:
        host = name.lower() if name.isascii() else ".".join(map(_label, _mapped(name).split(".")))
    except (UnicodeError, IndexError) as error:
        raise UrlRefused(f"{name[:80]!r} is not a host name: {error}") from error
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host):
        raise UrlRefused(f"{name[:80]!r} is not a host name")
    return host


def _mapped(name: str) -> str:
    if len(name) > _LONGEST_HOST:
        raise UnicodeError(f"it has more than {_LONGEST_HOST} characters")
    return idna.uts46_remap(name, std3_rules=False, transitional=False)


def _label(label: str) -> str:
    """A label of a host in ASCII; ``idna`` itself would refuse those that only IDNA 2008 forbids."""
    found = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    if len(found) > _LONGEST_LABEL:
        raise UnicodeError(f"a label has more than {_LONGEST_LABEL} characters")
    return found


def _escaped(text: str) -> str:
    """``text`` with what must be percent-encoded encoded and what need not be plain (RFC 3986, 6.2.2)."""

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    return _ESCAPE.sub(plain, quote(text, safe=_SAFE))


def _without_dots(path: str) -> str:
    """``path`` with ``.`` and ``..`` resolved (RFC 3986, 5.2.4); above the root there is only the root."""
    kept: list[str] = []
    segments = path.split("/")[1:] if path.startswith("/") else path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    closed = segments[-1] in {".", ".."} and bool(kept)
    return "/" + "/".join(kept) + ("/" if closed else "")
