"""Text out of HTML and XHTML with the standard library alone: all visible text, one line for each block."""

from collections.abc import Iterable
from html.parser import HTMLParser

#: Elements without visible text.
UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "title", "iframe", "object", "select", "button"})
#: Elements that end a line.
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "header"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th"}
    | {"tr", "ul"}
)
#: Elements that hold nothing, and so hide nothing.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: Elements that need no end where another one of them begins.
_CLOSED_BY_NEXT = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})


class _Visible(HTMLParser):
    """Collects what is seen. An element that is never closed hides what follows only up to the next end of its kind."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSED_BY_NEXT and self._hidden[-1:] == [tag]:
            self._hidden.pop()
        if tag in UNSEEN or tag in self._hidden or (tag not in _VOID and is_hidden(attrs)):
            self._hidden.append(tag)
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[len(self._hidden) - 1 - self._hidden[::-1].index(tag) :]
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")


def is_hidden(attributes: Iterable[tuple[str, str | None]]) -> bool:
    """Whether an element with these attributes says that it is not shown."""
    return any(
        (name == "hidden" and (value or "").lower() != "until-found")
        or (name == "style" and "display:none" in (value or "").replace(" ", "").lower())
        for name, value in attributes
    )


def visible_text(page: str) -> str:
    r"""What a reader of ``page`` sees, blanks and line ends as a browser would set them.

    >>> visible_text("<head><title>T</title></head><p>One <b>two</b><script>x()</script><p>three &amp; four")
    'One two\nthree & four'
    """
    parser = _Visible()
    parser.feed(page)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
