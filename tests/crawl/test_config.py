"""The configuration: what it means, and that nothing in it is passed over in silence."""

import re
from pathlib import Path

import pytest

from provenance.crawl.config import Config, Revisit, Site, load, seconds
from provenance.errors import UsageError
from provenance.sizes import size_in_bytes
from provenance.store.frontier import UrlKind

GOOD = """
[crawl]
agent = "examplebot/1.0 (+https://example.org/bot)"
[[site]]
name = "news"
feeds = ["https://www.example.org/feed"]
pages = ["https://Example.org/a/../b"]
depth = 2
exclude = ["*/tag/*"]
revisit = { start = "12h", least = "1h", most = "7d" }
"""


def written(folder: Path, text: str) -> Config:
    """The configuration in ``text``."""
    path = folder / "crawl.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def site(folder: Path, more: str = "") -> Site:
    """The one site of a configuration with ``more`` about it."""
    return written(folder, GOOD + more).sites[0]


def test_keys_mean_what_they_say(tmp_path: Path) -> None:
    """Values are read, defaults filled in, URLs spelled in one way."""
    config = written(tmp_path, GOOD)
    assert (config.token, config.delay, config.max_seconds) == ("examplebot", 1.0, 3_000)
    assert [(one.kind, one.url) for one in config.seeds()] == [
        (UrlKind.FEED, "https://www.example.org/feed"),
        (UrlKind.PAGE, "https://example.org/b"),
    ]
    assert config.sites[0].pages == Revisit(43_200, 3_600, 604_800)
    assert config.limited(seconds=5, fetches=None, size=7).max_seconds == 5


@pytest.mark.parametrize(
    ("url", "admitted"),
    [
        ("https://example.org/x", True),
        ("http://www.example.org:8080/x", True),
        ("https://example.org/tag/x", False),
        ("https://sub.example.org/x", False),
        ("https://example.org.evil.example/x", False),
    ],
)
def test_a_site_is_its_hosts(tmp_path: Path, url: str, admitted: bool) -> None:  # noqa: FBT001 - what is expected
    """A site reaches as far as the hosts it names, with or without www, less what it excludes."""
    assert site(tmp_path).admits(url) is admitted


def test_patterns_narrow_a_site(tmp_path: Path) -> None:
    """With ``include``, one of its patterns must fit."""
    narrow = site(tmp_path, 'include = ["https://example.org/2026/*"]\n')
    assert narrow.admits("https://example.org/2026/x")
    assert not narrow.admits("https://example.org/2025/x")


def test_urls_can_stand_in_a_file(tmp_path: Path) -> None:
    """A file beside the configuration holds one URL a line."""
    (tmp_path / "urls.txt").write_text("# mine\nhttps://one.example/\n\nhttps://two.example/\n")
    found = site(tmp_path, 'url_files = ["urls.txt"]\n')
    assert [url for _, url in found.seeds][-2:] == ["https://one.example/", "https://two.example/"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[crawl]", "[crawl", "not TOML"),
        ('agent = "examplebot/1.0 (+https://example.org/bot)"', "", "crawl.agent is missing"),
        ("(+https://example.org/bot)", "", "must say who you are"),
        ("(+https://example.org/bot)", "x@y.example\\nX-Injected: 1", "must say who you are"),
        ("[crawl]", "[crawl]\nmax_second = 5", "crawl.max_second is not a key"),
        ("[crawl]", "[crawl]\nmax_seconds = 5", "crawl.max_seconds is 5, and must be a string"),
        ("[crawl]", '[crawl]\nmax_seconds = "soon"', "crawl.max_seconds: 'soon' is not a time"),
        ("[crawl]", "[crawl]\nconnections = 0", "crawl.connections is 0, and must be at least 1"),
        ("[crawl]", "[crawl]\nconnections = true", "must be a whole number"),
        ("[crawl]", '[network]\nallow = ["10.0.0.1/8"]\n[crawl]', "network.allow: 10.0.0.1/8 has host bits set"),
        ("[[site]]", "[sites]", "sites is not a key"),
        ("depth = 2", "depth = -1", "depth is -1"),
        ("depth = 2", "dept = 2", "site 1: dept is not a key"),
        ("depth = 2", 'url_files = ["none.txt"]', "cannot read"),
        ("depth = 2", 'lists = "https://example.org/"', "lists is 'https"),
        ('["https://www.example.org/feed"]', '["ftp://example.org/"]', "is not http or https"),
        ('least = "1h"', 'least = "3d"', "least <= start <= most"),
        ('name = "news"', "", "name is missing"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """A key that is missing, unknown or cannot be meant is named."""
    assert old in GOOD
    with pytest.raises(UsageError, match=re.escape(complaint)):
        written(tmp_path, GOOD.replace(old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A configuration that is not there is a mistake of usage."""
    with pytest.raises(UsageError, match="no such file"):
        load(tmp_path / "none.toml")


def test_units() -> None:
    """Times and sizes have units."""
    assert (seconds("30s"), seconds("2h"), seconds("1w")) == (30, 7_200, 604_800)
    assert [size_in_bytes(text) for text in ("7", "2KiB", "1GiB")] == [7, 2_048, 1 << 30]
