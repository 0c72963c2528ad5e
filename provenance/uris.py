"""URIs as people read them."""

import posixpath
from urllib.parse import unquote, urlsplit


def short_name(uri: str) -> str:
    """The part of ``uri`` that tells it from its neighbours: the file name, else the host, else all of it.

    >>> short_name("file:///news/2024/spun%20copy.txt")
    'spun copy.txt'
    >>> short_name("https://example.org/")
    'example.org'
    """
    parts = urlsplit(uri)
    name = unquote(posixpath.basename(parts.path.rstrip("/"))) or parts.netloc or uri
    return f"{name}#{parts.fragment}" if parts.fragment else name
