"""The docs site: the pages of the repository as they are, and the Python interface from its docstrings.

Sources stay where GitHub shows them. A link to a source file, which the site does not have, becomes plain text.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import provenance

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[3]

project = "prov"
author = "the authors of prov"
release = version = provenance.__version__
html_show_copyright = False

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
root_doc = "README"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "RELEASE.md",
    "docs/**.md",
    "tests/golden/README.md",
]
exclude_patterns = [".*", "index", "build", "dist", "provenance", "scripts"]

# Menu: a heading, and its pages in order. "*" stands for the pages of a folder.
MENU = {
    "Use": [
        "docs/cli",
        "docs/looking",
        "docs/for-auditors",
        "docs/crawling",
        "docs/operations",
        "docs/scale-out",
        "docs/other-tools",
        "docs/reliability",
    ],
    "Reference": ["docs/api", "docs/database", "docs/schema", "docs/format", "docs/glossary", "CHANGELOG"],
    "Work on it": ["CONTRIBUTING", "docs/architecture", "RELEASE", "tests/golden/README"],
    "Decisions": ["docs/adr/*"],
    "Measurements": ["docs/measurements/README", "docs/measurements/2*"],
}

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = ["myst.header"]  # the changelog repeats its headings for each version, as it should

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# Every reference between our own pages must resolve. Names of other libraries and of inner modules have no page here.
nitpicky = True
nitpick_ignore_regex = [
    (
        "py:.*",
        r"(collections|datasketch|numpy|os|pa|pathlib|provenance\.(engine|pipeline|times))\..*|provenance\.rows\.Row",
    )
]

html_theme = "furo"
html_title = f"prov {release}"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
templates_path = ["templates"]
html_additional_pages = {"index": "to_readme.html"}

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def menu() -> str:
    """The menu as MyST has it, hidden at the end of the first page."""
    parts = []
    for caption, pages in MENU.items():
        glob = ":glob:\n" if any("*" in page for page in pages) else ""
        parts.append(f"```{{toctree}}\n:hidden:\n:caption: {caption}\n{glob}\n" + "\n".join(pages) + "\n```\n")
    return "\n\n" + "\n".join(parts)


def on_source(app: "Sphinx", page: str, source: list[str]) -> None:
    """Make a page of the repository one of the site."""
    folder = (ROOT / page).parent

    def settled(link: re.Match[str]) -> str:
        """The link if the site has what it leads to, else its words."""
        picture, words, target, _ = link.groups()
        if picture or re.match(r"[a-z]+:", target):
            return link[0]
        file = (folder / target).resolve()
        known = file.suffix == ".md" and file.relative_to(ROOT).with_suffix("").as_posix() in app.env.found_docs
        return link[0] if known else words

    text = LINK.sub(settled, source[0])
    # GitHub draws these diagrams. Here they stay text: a browser would need a large script to draw them.
    text = text.replace("```mermaid\n", "```text\n")
    source[0] = text + menu() if page == root_doc else text


def setup(app: "Sphinx") -> None:
    """Called by Sphinx."""
    app.connect("source-read", on_source)
