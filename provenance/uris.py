"""URIs in a form for people."""

import collections
import posixpath
import re
from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, unquote, urlsplit

from provenance.visible import one_line


def parts_of(uri: str) -> SplitResult:
    """The parts of ``uri``; one that nobody can take apart, such as a row of a table may have, is a path by itself.

    >>> parts_of("http://[bad/").path
    'http://[bad/'
    """
    try:
        return urlsplit(uri)
    except ValueError:
        return SplitResult("", "", uri, "", "")


def short_name(uri: str) -> str:
    """The part of ``uri`` that tells it from its neighbours: the file name, else the host, else all of it.

    >>> short_name("file:///news/2024/spun%20copy.txt")
    'spun copy.txt'
    >>> short_name("https://example.org/"), short_name("wire:17")
    ('example.org', 'wire:17')
    """
    parts = parts_of(uri)
    if not parts.netloc and parts.scheme != "file":
        return one_line(uri)
    name = unquote(posixpath.basename(parts.path.rstrip("/"))) or parts.netloc or uri
    return one_line(f"{name}#{parts.fragment}" if parts.fragment else name)


#: Signs of a name that a line of a table, a heading or a sentence has room for.
_LONGEST = 40


def short_names(uris: Iterable[str]) -> dict[str, str]:
    """Names for people, each so short as tells it from the others: the file, with the host of an address of the web.

    Where that is not enough, as many folders above it as are needed. What is long is cut in the middle, unless the cut
    would make two names equal.

    >>> list(short_names(["https://a.example/x/y/one", "file:///a/copy.txt", "file:///b/copy.txt"]).values())
    ['a.example/…/one', 'a/copy.txt', 'b/copy.txt']
    """
    wanted = list(dict.fromkeys(uris))
    names, depth = {uri: _tail(uri, 1) for uri in wanted}, 1
    while alike := _alike(names):
        depth += 1
        longer = {uri: _tail(uri, depth) for uri in alike}
        if all(longer[uri] == names[uri] for uri in alike):
            names |= {uri: one_line(uri) for uri in alike}
            break
        names |= longer
    shorter = {uri: cut(name) for uri, name in names.items()}
    return shorter | {uri: names[uri] for uri in _alike(shorter)}


def _alike(names: dict[str, str]) -> list[str]:
    """Those that share their name with another one."""
    times = collections.Counter(names.values())
    return [uri for uri, name in names.items() if times[name] > 1]


def _tail(uri: str, depth: int) -> str:
    """The last ``depth`` parts of the path of ``uri``, behind the host if it has one."""
    parts = parts_of(uri)
    folders = [unquote(part) for part in parts.path.split("/") if part]
    kept = "/".join(folders[-depth:])
    if not parts.netloc and parts.scheme != "file":
        return one_line(uri)
    if not parts.netloc:
        name = kept or uri
    elif len(folders) > depth:
        name = f"{parts.netloc}/…/{kept}"
    else:
        name = f"{parts.netloc}/{kept}"
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return one_line(f"{name}{query}{fragment}".rstrip("/"))


def cut(name: str, longest: int = _LONGEST) -> str:
    """``name`` with its middle left out if it is long: the end says more than the beginning, but a host is kept.

    >>> cut("news.example/…/a-headline-that-goes-on-and-on-until-nobody-listens")
    'news.example/…-and-on-until-nobody-listens'
    """
    if len(name) <= longest:
        return name
    host, _, rest = name.partition("/")
    if "." in host and 0 < len(host) <= longest * 2 // 3:
        return f"{host}/…{rest[-(longest - len(host)) :]}"
    end = longest * 2 // 3
    return f"{name[: longest - end - 1]}…{name[-end:]}"


def document_names(documents: Sequence[tuple[str, int | None]]) -> list[str]:
    """The :func:`short_names` of documents, each given as its URI and its number, if it has one.

    One place can have carried several documents: only their numbers tell these apart.

    >>> document_names([("file:///a/story.txt", 2), ("file:///a/story.txt", 3), ("file:///a/copy.txt", 4)])
    ['story.txt #2', 'story.txt #3', 'copy.txt']
    """
    names = short_names(uri for uri, _ in documents)
    carried = collections.Counter(uri for uri, _ in dict.fromkeys(documents))
    return [
        names[uri] if number is None or carried[uri] == 1 else f"{names[uri]} #{number}" for uri, number in documents
    ]


def names_apart(one: str, other: str, *numbers: int | None) -> tuple[str, str]:
    """The :func:`document_names` of two URIs, with the numbers of their documents, if these are known.

    >>> names_apart("file:///a/copy.txt", "file:///b/copy.txt")
    ('a/copy.txt', 'b/copy.txt')
    """
    first, second = document_names(list(zip((one, other), numbers or (None, None), strict=True)))
    return first, second


#: Parameters of an address that say how a reader came, not what is there.
_CAMPAIGN = re.compile(
    r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|mc_[ce]id|ref|source|share|amp|outputType)(?:=[^&]*)?", re.IGNORECASE
)


def address_key(uri: str) -> str:
    """What is equal for two addresses of the web that lead to the same page, as far as one can tell without looking.

    >>> address_key("http://www.example.org/a/?utm_source=x#top") == address_key("https://example.org/a")
    True
    """
    parts = parts_of(uri.strip())
    if parts.scheme not in {"http", "https"}:
        return uri
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = unquote(parts.path).rstrip("/").removesuffix("/amp")
    query = _CAMPAIGN.sub("", parts.query).lstrip("&")
    return f"{host}{path}" + (f"?{query}" if query else "")
