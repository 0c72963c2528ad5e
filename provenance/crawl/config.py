"""The configuration of a crawl: a TOML file with every key checked. ``docs/crawling.md`` describes the keys."""

import dataclasses
import fnmatch
import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from provenance.crawl.http.fetch import FetchLimits
from provenance.crawl.http.guard import Network, networks
from provenance.crawl.http.urls import UrlRefused, host_name, host_of, normal
from provenance.errors import UsageError
from provenance.sizes import size_in_bytes
from provenance.store.canonical import digest
from provenance.store.frontier import DiscoveredUrl, UrlKind

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

_CONTACT = re.compile(r"https?://|(?<![^\s@])[^\s@]++@[^\s@]+\.")
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_NAMES = {UrlKind.FEED: "feeds", UrlKind.SITEMAP: "sitemaps", UrlKind.LIST: "lists", UrlKind.PAGE: "pages"}

_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True)
class Revisit:
    """How often a URL is fetched, in seconds: at first, and within which bounds this adapts."""

    start: int = _SECONDS["d"]
    least: int = 90 * _SECONDS["m"]
    most: int = 90 * _SECONDS["d"]


_PAGES = Revisit()
_LISTINGS = Revisit(start=_SECONDS["h"], least=15 * _SECONDS["m"], most=_SECONDS["d"])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Site:
    """A part of the web that is watched.

    Attributes:
        seeds: Where to begin.
        hosts: Hosts that belong to it, without ``www.``.
        depth: How many links are followed from a page that the configuration, a feed, a sitemap or a list names; 0
            follows none.
        include: Patterns of URLs, one of which must fit; none given, all do.
        exclude: Patterns of URLs, none of which may fit.
        robots_sitemaps: Whether the sitemaps are used that robots.txt names.
        robots_tags: Whether ``noindex`` and ``nofollow`` in headers and pages are honoured.
        pages: How often pages are fetched.
        listings: How often feeds, sitemaps and lists are.
    """

    name: str
    seeds: tuple[tuple[UrlKind, str], ...]
    hosts: frozenset[str]
    depth: int
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    robots_sitemaps: bool
    robots_tags: bool
    pages: Revisit
    listings: Revisit

    def admits(self, url: str) -> bool:
        """Whether ``url`` lies within the site and is wanted."""
        if _bare(host_of(url)) not in self.hosts:
            return False
        wanted = not self.include or any(fnmatch.fnmatchcase(url, pattern) for pattern in self.include)
        return wanted and not any(fnmatch.fnmatchcase(url, pattern) for pattern in self.exclude)

    def revisit(self, kind: UrlKind) -> Revisit:
        """How often a URL of this kind is fetched."""
        return self.pages if kind is UrlKind.PAGE else self.listings

    def found(self, url: str, kind: UrlKind, announced_at: str | None = None, **more: int) -> DiscoveredUrl:
        """``url`` as a URL of this site that was found."""
        return DiscoveredUrl(
            url, host_of(url), self.name, kind, self.revisit(kind).start, announced_at=announced_at, **more
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    """What to crawl and how.

    Attributes:
        agent: How we present ourselves, with a way to reach a person.
        connections: Hosts that are asked at the same time.
        delay: Seconds between two requests to one host, at least.
        allowed: Networks that are not public and may be connected to.
        authorities: File of certificate authorities; ``None`` for those of the system.
        limits: Of one fetch.
        max_seconds: Of one run; likewise the next two.
        digest: SHA-256 of everything that was configured.
    """

    agent: str
    connections: int
    delay: float
    allowed: tuple[Network, ...]
    authorities: Path | None
    limits: FetchLimits
    max_seconds: float
    max_fetches: int
    max_bytes: int
    ping_url: str | None
    sites: tuple[Site, ...]
    digest: str

    @property
    def token(self) -> str:
        """The name by which robots.txt knows us."""
        return self.agent.partition("/")[0].strip()

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the sites."""
        return tuple(site.name for site in self.sites)

    def limited(self, *, seconds: float | None, fetches: int | None, size: int | None) -> Self:
        """The same with other limits of one run, where they are given."""
        return dataclasses.replace(
            self,
            max_seconds=self.max_seconds if seconds is None else seconds,
            max_fetches=self.max_fetches if fetches is None else fetches,
            max_bytes=self.max_bytes if size is None else size,
        )

    def site(self, name: str) -> Site:
        """The site of that name."""
        return self.sites[self.names.index(name)]

    def seeds(self) -> list[DiscoveredUrl]:
        """Every URL that the configuration names."""
        return [site.found(url, kind) for site in self.sites for kind, url in site.seeds]


def load(path: Path) -> Config:
    """The configuration in the file ``path``.

    Raises:
        UsageError: It cannot be read, or something in it cannot be meant; the message names the key.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
    try:
        return _config(_Table(data, ""), path.parent, digest(data))
    except _Wrong as error:
        raise UsageError(f"{path}: {error}", hint="docs/crawling.md describes every key") from error


class _Wrong(Exception):
    """A key and what is the matter with it."""


class _Table:
    """A table of the file, whose keys are taken out one by one."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._left = dict(data)
        self._where = where

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """The value of ``key``, which must be of this kind; without a default it must be there."""
        name = self._where + key
        value = self._left.pop(key, default)
        if value is None:
            raise _Wrong(f"{name} is missing")
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise _Wrong(f"{name} is {value!r}, and must be {_KINDS[kind]}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when it is not there."""
        found = self.take(key, list, [])
        if not all(isinstance(one, str) for one in found):
            raise _Wrong(f"{self._where}{key} must be a list of strings")
        return tuple(found)

    def parsed(self, key: str, parse: Callable[[str], _T], default: str) -> _T:
        """A string that ``parse`` makes something of, or raises :class:`ValueError`."""
        text = self.take(key, str, default)
        try:
            return parse(text)
        except ValueError as error:
            raise _Wrong(f"{self._where}{key}: {error}") from error

    def number(self, key: str, kind: type[_T], default: _T, least: float) -> _T:
        """A number of at least ``least``."""
        found = self.take(key, kind, default)
        if found < least:  # type: ignore[operator] # callers ask for numbers
            raise _Wrong(f"{self._where}{key} is {found!r}, and must be at least {least:g}")
        return found

    def table(self, key: str) -> "_Table":
        """A table in this one; empty when it is not there."""
        return _Table(self.take(key, dict, {}), f"{self._where}{key}.")

    def tables(self, key: str) -> Iterable["_Table"]:
        """The tables of a list."""
        for place, data in enumerate(self.take(key, list, []), start=1):
            if not isinstance(data, dict):
                raise _Wrong(f"{self._where}{key} must be written as [[{key}]]")
            yield _Table(data, f"{key} {place}: ")

    def done(self) -> None:
        """All keys have been taken, or one is not known."""
        if self._left:
            raise _Wrong(f"{self._where}{next(iter(self._left))} is not a key that is known")


_KINDS = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _config(top: _Table, home: Path, found_digest: str) -> Config:
    crawl, network = top.table("crawl"), top.table("network")
    authorities = network.take("authorities", str, "")
    found = Config(
        agent=_agent(crawl.take("agent", str)),
        connections=crawl.number("connections", int, 8, 1),
        delay=crawl.number("delay", float, 1.0, 0),
        max_seconds=crawl.parsed("max_seconds", seconds, "50m"),
        max_fetches=crawl.number("max_fetches", int, 10_000, 1),
        max_bytes=crawl.parsed("max_bytes", size_in_bytes, "10GiB"),
        ping_url=_url(crawl.take("ping_url", str, "")) if "ping_url" in crawl._left else None,  # noqa: SLF001
        allowed=_networks(network.texts("allow")),
        authorities=home / authorities if authorities else None,
        limits=FetchLimits(
            network.parsed("max_body", size_in_bytes, "10MiB"), network.parsed("timeout", seconds, "30s")
        ),
        sites=tuple(_site(table, home) for table in top.tables("site")),
        digest=found_digest,
    )
    for table in (crawl, network, top):
        table.done()
    if not found.sites:
        raise _Wrong("there is no [[site]]")
    if len(set(found.names)) < len(found.names):
        raise _Wrong("two sites have the same name")
    return found


def _site(table: _Table, home: Path) -> Site:
    seeds = [(kind, _url(url)) for kind, key in _NAMES.items() for url in table.texts(key)]
    seeds += [(UrlKind.PAGE, url) for name in table.texts("url_files") for url in _listed(home / name)]
    hosts = {_bare(host_of(url)) for _, url in seeds} | {_bare(_host(host)) for host in table.texts("hosts")}
    pages, listings = table.table("revisit"), table.table("revisit_listings")
    found = Site(
        name=table.take("name", str),
        seeds=tuple(seeds),
        hosts=frozenset(hosts),
        depth=table.number("depth", int, 0, 0),
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        robots_sitemaps=table.take("robots_sitemaps", bool, False),  # noqa: FBT003 - the default
        robots_tags=table.take("robots_tags", bool, True),  # noqa: FBT003 - the default
        pages=_revisit(pages, _PAGES),
        listings=_revisit(listings, _LISTINGS),
    )
    table.done()
    if not seeds:
        raise _Wrong(f"site {found.name!r} names nothing to fetch: give it {', '.join(_NAMES.values())} or url_files")
    return found


def _revisit(table: _Table, usual: Revisit) -> Revisit:
    named = {field.name: f"{getattr(usual, field.name)}s" for field in dataclasses.fields(usual)}
    found = Revisit(**{name: table.parsed(name, seconds, default) for name, default in named.items()})
    table.done()
    if not 0 < found.least <= found.start <= found.most:
        raise _Wrong(f"{table._where.rstrip('.')}: least <= start <= most must hold")  # noqa: SLF001 - its own module
    return found


def _agent(text: str) -> str:
    if not _PRINTABLE.fullmatch(text) or not _CONTACT.search(text):
        raise _Wrong(f"crawl.agent {text!r} must say who you are, with an address of the web or of mail in it")
    return text


def _url(text: str) -> str:
    try:
        return normal(text)
    except UrlRefused as error:
        raise _Wrong(str(error)) from error


def _host(text: str) -> str:
    try:
        return host_name(text)
    except UrlRefused as error:
        raise _Wrong(f"hosts: {error}") from error


def _networks(texts: Iterable[str]) -> tuple[Network, ...]:
    try:
        return networks(texts)
    except ValueError as error:
        raise _Wrong(f"network.allow: {error}") from error


def _listed(path: Path) -> list[str]:
    """The URLs in a file, one a line; empty lines and those that begin with # do not count."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise _Wrong(f"url_files: cannot read {path}: {error}") from error
    return [_url(line) for line in lines if line.strip() and not line.startswith("#")]


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def seconds(text: str) -> int:
    """The seconds in ``90m``, ``1d`` or ``30s``.

    >>> seconds("90m")
    5400
    """
    found = re.fullmatch(r"(\d+)\s*([smhdw])", text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a time; write it as 30s, 90m, 12h or 7d")
    return int(found[1]) * _SECONDS[found[2]]
