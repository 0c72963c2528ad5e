"""E-books (EPUB 2 and 3): their chapters in the order in which they are read."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from provenance.errors import InputError
from provenance.model import Metadata
from provenance.readers.encoding.decode import decode_page
from provenance.readers.office.dublin_core import dublin_core
from provenance.readers.office.package import ZipPackage, local, needed, optional
from provenance.readers.pages.markup import visible_text

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
#: Content types of chapters; those of the first edition of the standard, too.
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml", ""})
_PAGES = (".xhtml", ".html", ".htm", ".xht")


def read_epub(package: ZipPackage) -> tuple[str, Metadata]:
    """The text of an e-book and what it claims. What is read on the side (``linear="no"``) comes after all else.

    Raises:
        InputError: It has no table of its parts, no chapter, or is encrypted.
        ParseError: A table of it is not XML.
    """
    path = _table(package)
    tree = needed(package, path)
    names = [_resolved(path, href) for href in _order(tree)]
    locked = {_plain(one) for one in _locked(package)}
    if any(_plain(name) in locked for name in names):
        raise InputError("an e-book that is encrypted (DRM), which is not read")
    pages = [data for name in names if (data := package.bytes(name)) is not None]
    if not pages:
        raise InputError("an e-book without a chapter")
    texts = (visible_text(decode_page(page)) for page in pages)
    return "\n\n".join(filter(None, texts)), dublin_core(tree)


def _table(package: ZipPackage) -> str:
    """The part that lists the others: the one that the container names, else the one that is there."""
    container = optional(package, _CONTAINER)
    roots = [] if container is None else [one for one in container.iter() if local(one.tag) == "rootfile"]
    named = [one.get("full-path") or "" for one in roots]
    found = next((name for name in [*named, *package.names()] if name.endswith(".opf") and package.has(name)), None)
    found = found or next((name for name in named if name and package.has(name)), None)
    if not found:
        raise InputError("an e-book without a table of its parts")
    return found


def _order(tree: Element) -> Iterator[str]:
    """The addresses of the chapters; a table of contents that stands among them is none."""
    items = {one.get("id"): one for one in tree.iter() if local(one.tag) == "item"}
    aside: list[str] = []
    for one in tree.iter():
        item = items.get(one.get("idref")) if local(one.tag) == "itemref" else None
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        href = _chapter(item, items)
        if href and one.get("linear") == "no":
            aside.append(href)
        elif href:
            yield href
    yield from aside


def _chapter(item: Element, items: dict[str | None, Element]) -> str | None:
    """The address of ``item``, or of the one that stands in for it, if that is a page with text."""
    for _ in range(len(items)):
        href = item.get("href") or ""
        kind = (item.get("media-type") or "").lower()
        if href and (kind in _CHAPTERS or href.lower().endswith(_PAGES)):
            return href
        other = items.get(item.get("fallback"))
        if other is None:
            return None
        item = other
    return None


def _resolved(table: str, href: str) -> str:
    """The name of a part that the table at ``table`` names by ``href``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(table), href.partition("#")[0]))


def _locked(package: ZipPackage) -> Iterator[str]:
    """The names of the parts that are encrypted; fonts are among them in books that are not."""
    tree = optional(package, _LOCKS)
    for one in () if tree is None else tree.iter():
        if local(one.tag) == "CipherReference":
            yield one.get("URI") or ""


def _plain(name: str) -> str:
    return unquote(name).lstrip("/").lower()
