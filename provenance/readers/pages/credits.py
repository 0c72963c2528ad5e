"""The source that a page names for its text: the link behind "Source:", "via" or "first published by"."""

import contextlib
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from provenance.credits import CREDIT_END, LINKED
from provenance.readers.pages.layout import Layout

#: Characters before a link in which it is said what the link is.
_BEFORE = 80


def credited(tree: Any, uri: str, layout: Layout) -> str | None:  # noqa: ANN401 - an lxml element, and lxml has no types
    """The address on another site to which a page leads as where its text is from."""
    for meta in tree.iter("meta"):
        if (meta.get("name") or "").lower() in {"original-source", "syndication-source"} and meta.get("content"):
            return str(meta.get("content"))
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if _is_elsewhere(href, uri) and not layout.is_beside(link):
            before, words = _before(link), " ".join(link.text_content().split())
            if CREDIT_END.search(before) or LINKED.fullmatch(words):
                return str(href)
    return None


def _is_elsewhere(href: str, uri: str) -> bool:
    with contextlib.suppress(ValueError):
        there = urlsplit(urljoin(uri, href.strip()))
        return there.scheme in {"http", "https"} and there.netloc != urlsplit(uri).netloc and bool(there.netloc)
    return False


def _before(link: Any) -> str:  # noqa: ANN401 - likewise
    """The words of its paragraph before ``link``."""
    before: list[str] = []
    one = link
    for _ in range(3):  # out of emphasis and the like
        for sibling in one.itersiblings(preceding=True):
            before.insert(0, sibling.text_content() + (sibling.tail or ""))
        parent = one.getparent()
        if parent is None:
            break
        before.insert(0, parent.text or "")
        if parent.tag in {"p", "div", "li", "td", "section", "footer", "article", "blockquote"}:
            break
        one = parent
    return re.sub(r"\s+", " ", "".join(before))[-_BEFORE:]
