"""URIs as people read them."""

import collections
import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from provenance.visible import one_line


def short_name(uri: str) -> str:
    """The part of ``uri`` that tells it from its neighbours: the file name, else the host, else all of it.

    >>> short_name("file:///news/2024/spun%20copy.txt")
    'spun copy.txt'
    >>> short_name("https://example.org/")
    'example.org'
    """
    parts = urlsplit(uri)
    name = unquote(posixpath.basename(parts.path.rstrip("/"))) or parts.netloc or uri
    return one_line(f"{name}#{parts.fragment}" if parts.fragment else name)


def short_names(uris: Iterable[str]) -> dict[str, str]:
    """The :func:`short_name` of each of ``uris``, and all of it where that would not tell it from another one.

    >>> short_names(["https://a.example/x/one", "https://a.example/two", "https://b.example/two"]).values()
    dict_values(['one', 'https://a.example/two', 'https://b.example/two'])
    """
    names = {uri: short_name(uri) for uri in uris}
    times = collections.Counter(names.values())
    return {uri: name if times[name] == 1 else one_line(uri) for uri, name in names.items()}


def names_apart(one: str, other: str) -> tuple[str, str]:
    """The :func:`short_names` of two URIs.

    >>> names_apart("file:///a/copy.txt", "file:///b/copy.txt")
    ('file:///a/copy.txt', 'file:///b/copy.txt')
    """
    names = short_names([one, other])
    return names[one], names[other]


#: Parameters of an address that say how a reader came, not what is there.
_CAMPAIGN = re.compile(
    r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|mc_[ce]id|ref|source|share|amp|outputType)(?:=[^&]*)?", re.IGNORECASE
)


def address_key(uri: str) -> str:
    """What is equal for two addresses of the web that lead to the same page, as far as one can tell without looking.

    >>> address_key("http://www.example.org/a/?utm_source=x#top") == address_key("https://example.org/a")
    True
    """
    try:
        parts = urlsplit(uri.strip())
    except ValueError:
        return uri
    if parts.scheme not in {"http", "https"}:
        return uri
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = unquote(parts.path).rstrip("/").removesuffix("/amp")
    query = _CAMPAIGN.sub("", parts.query).lstrip("&")
    return f"{host}{path}" + (f"?{query}" if query else "")
