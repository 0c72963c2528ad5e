"""Web pages: the main text, without menus and footers, and what the page claims about it.

trafilatura finds the main text. If it finds none, all visible text is taken. Claims come from the head of the page,
where publishers state times to the second and with their zone. trafilatura supplies missing claims, except times, which
it would complete from today's date.
"""

from typing import Any

from provenance.model import Document, claimed
from provenance.readers.encoding.decode import decode_page
from provenance.readers.extras import library
from provenance.readers.pages.claims import claims_of
from provenance.readers.pages.markup import UNSEEN, is_hidden, visible_text
from provenance.uris import parts_of

#: What may be hidden, and in which attributes a button names what it opens, as XPath.
_MAY_BE_HIDDEN = "//*[@hidden or @style or self::template]"
_OPENED = "//@aria-controls | //@data-target | //@data-bs-target"


def read_page(data: bytes, uri: str, *, charset: str | None = None) -> Document:
    """The main text of a web page and what the page claims about it.

    Args:
        data: The page as it came.
        uri: Where it was seen; links in it are resolved against that.
        charset: Its encoding, if whoever sent it said one.

    Raises:
        MemoryError: It takes more memory than there is.
        ExtraMissing: The libraries for web pages are not installed.
    """
    trafilatura = library("trafilatura", extra="web", reads="reading web pages")
    decoded = decode_page(data, charset)
    tree = _parsed(decoded)
    if tree is None:
        return Document(uri, "")
    claims = claims_of(tree, uri)
    _drop_hidden(tree)
    found = trafilatura.bare_extraction(
        tree,
        url=uri if parts_of(uri).scheme in {"http", "https"} else None,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    text = found.text if found is not None else None
    if found is not None:
        for field, value in (("title", found.title), ("author", found.author), ("licence", found.license)):
            claims.setdefault(field, value)
    return Document(uri, text or visible_text(decoded), claimed(claims))


def _drop_hidden(tree: Any) -> None:  # noqa: ANN401 - an lxml element, and lxml has no types
    """Take out what the page says is not shown, unless that is most of its text, which a script will show.

    What a reader can open, such as the answer to a question, stays.
    """
    found = [element for element in tree.xpath(_MAY_BE_HIDDEN) if _is_hidden(element)]
    if not found:
        return
    opened = {one for names in tree.xpath(_OPENED) for one in names.replace("#", " ").split()}
    hidden: list[Any] = []
    within: set[Any] = set()
    for element in found:
        if element not in within and element.get("id") not in opened:
            hidden.append(element)
            within.update(element.iter())
    if 2 * sum(map(_letters, hidden)) < _letters(tree):
        for element in hidden:
            element.drop_tree()


def _is_hidden(element: Any) -> bool:  # noqa: ANN401 - likewise
    """Whether an element is not shown; a template is only where it is the content of its parent (a shadow tree)."""
    return is_hidden(element.items()) or (element.tag == "template" and "shadowrootmode" not in element.attrib)


def _letters(element: Any) -> int:  # noqa: ANN401 - likewise
    """Characters of an element that would be seen if it is."""
    seen = [one for one in element.iter() if one.tag not in UNSEEN]
    return sum(len(one.text or "") for one in seen) + sum(len(one.tail or "") for one in seen if one is not element)


def _parsed(text: str) -> Any:  # noqa: ANN401 - an lxml element, and lxml has no types
    """The tree of a page, ``None`` if there is nothing in it; a damaged one is mended as browsers do."""
    html = library("lxml.html", extra="web", reads="reading web pages")
    etree = library("lxml.etree", extra="web", reads="reading web pages")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser) if text.strip() else None
    except etree.ParserError:
        return None
    except etree.LxmlError as error:  # it mends whatever there is, so this is the only thing that it can lack
        raise MemoryError from error
