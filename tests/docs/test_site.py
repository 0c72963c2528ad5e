"""The docs site fetches nothing from elsewhere, and its pages lead only to what it has."""

from types import SimpleNamespace
from typing import Any

import pytest

from scripts.docs.site import build, conf


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<script async src=//cdn.example/x.js>",
        "<img alt='' src='http://pictures.example/x.png'>",
        '<link rel="stylesheet" href="https://fonts.example/css?family=X">',
        '<link href="https://fonts.example" rel="preconnect">',
        'src: url("https://fonts.example/x.woff2")',
        "background: url(//pictures.example/x.png)",
        '@import "https://styles.example/x.css";',
        '<iframe width="1" src="https://frames.example/">',
    ],
)
def test_what_a_browser_would_fetch_is_seen(text: str) -> None:
    """Scripts, styles, fonts and pictures of other servers are found, however the page writes them."""
    assert build.LOADED.search(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '<script src="_static/x.js"></script>',
        '<a href="https://elsewhere.example/">a link</a>',
        '<link rel="canonical" href="https://elsewhere.example/">',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "src: url(fonts/x.woff2), url(data:font/woff2;base64,AA==)",
    ],
)
def test_what_a_browser_would_not_fetch_is_let_through(text: str) -> None:
    """Links that somebody has to follow, names and files of the site are no fetches."""
    assert not build.LOADED.search(text.encode())


@pytest.mark.parametrize(
    ("page", "text", "shown"),
    [
        ("docs/one", "see [the core](../index/core/src/lib.rs)", "see the core"),
        ("docs/one", "see [a folder](adr)", "see a folder"),
        ("docs/one", "see [two](two.md#part)", "see [two](two.md#part)"),
        ("docs/one", "see [lost](../tests/lost.md)", "see lost"),
        ("docs/one", "![a picture](images/x.svg)", "![a picture](images/x.svg)"),
        ("docs/one", "see [there](https://elsewhere.example/x)", "see [there](https://elsewhere.example/x)"),
        ("docs/one", "see [below](#part)", "see [below](#part)"),
        ("docs/one", "```mermaid\nerDiagram\n```", "```text\nerDiagram\n```"),
    ],
)
def test_links_to_sources_become_words(page: str, text: str, shown: str) -> None:
    """A link to what the site lacks is shown as its words; all others stay."""
    app: Any = SimpleNamespace(env=SimpleNamespace(found_docs={"docs/one", "docs/two"}))
    source = [text]
    conf.on_source(app, page, source)
    assert source == [shown]
