"""Where an element stands on a page: in its own article, or beside it, among comments and recommendations."""

import functools
import re
from typing import Any

#: Names that publishers give to what stands beside the article.
_BESIDE = re.compile(
    r"comments?|comment-.*|.*[-_]comments?|respond|repl(?:y|ies)|reviews?|disqus.*|related.*|.*[-_]related.*|recommend.*"
    r"|.*[-_]recommend.*|sidebar.*|widget.*|teasers?|teaser-.*|promo.*|most-.*|more-.*|popular.*|trending.*"
    r"|read-?(?:more|next)|see-also|also-read|newsletter.*|breadcrumbs?",
    re.IGNORECASE,
)
_ASIDE = frozenset({"aside", "nav"})


class Layout:
    """What surrounds the elements of a page.

    Attributes:
        headlines: The headings of first order, as words.
    """

    def __init__(self, tree: Any) -> None:  # noqa: ANN401 - an lxml element, and lxml has no types
        """Look where the headline stands: what holds it is not beside the article, whatever it is called."""
        headings = [one for one in tree.iter("h1") if not self._is_aside(one)]
        self.headlines = [words_of("".join(one.itertext())) for one in headings]
        # The elements themselves: lxml makes new ones on demand, and these stay the same as long as they are held.
        self._above = {above for one in headings[:1] for above in one.iterancestors()}
        self._article = self._own(
            [one for one in tree.iter("article") if next(one.iterancestors("article"), None) is None]
        )

    def _own(self, articles: list[Any]) -> Any:  # noqa: ANN401 - likewise
        """The one of several articles that has the headline, or else most of the text."""
        holding = [one for one in articles if one in self._above]
        sizes = [sum(len("".join(part.itertext())) for part in one.iter("p")) for one in articles]
        longest = [one for one, size in zip(articles, sizes, strict=True) if 2 * size > sum(sizes)]
        return next(iter([*holding, *longest]), None)

    def is_beside(self, element: Any) -> bool:  # noqa: ANN401 - likewise
        """Whether ``element`` is a comment, another article, a menu or the like, or part of one."""
        around = [element, *element.iterancestors()]
        articles = [one for one in around if one.tag == "article"]
        if articles and (len(articles) > 1 or articles[-1] is not self._article):
            return True
        return any(self._is_aside(one) for one in around if one not in self._above)

    @staticmethod
    def _is_aside(element: Any) -> bool:  # noqa: ANN401 - likewise
        if element.tag in _ASIDE:
            return True
        if element.tag in {"html", "body", "main"}:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        return any(map(_names_aside, names))


@functools.lru_cache(maxsize=4_096)
def _names_aside(name: str) -> bool:
    return _BESIDE.fullmatch(name) is not None


def words_of(text: str) -> str:
    """The words of ``text`` alone, to compare headlines."""
    return " ".join(re.findall(r"\w+", text.casefold()))
