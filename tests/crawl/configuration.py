"""The configuration of a small site, as most tests of a crawl need it."""

from pathlib import Path


def write(path: Path, *, allow: str, site: str, crawl: str = "", network: str = "") -> Path:
    """A configuration written to ``path``: one site, and what is said of it and of the crawl as lines of TOML."""
    path.write_text(
        f"""
[crawl]
agent = "testbot/1 (+https://example.org/bot)"
{crawl}
[network]
allow = ["{allow}"]
{network}
[[site]]
name = "one"
{site}
"""
    )
    return path
