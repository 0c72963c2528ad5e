import pytest

from provenance.direction import End, Pair, declared
from provenance.model import NOTHING_SHARED

ONE, OTHER = "https://mirror.example/1", "https://courier.example/news/harbour"


def found(link: str, *, at: str = OTHER, own: str = ONE, tokens: int = 0) -> list[str]:
    """The kinds of evidence there are when the text at ``own`` has that canonical link, and the other lies ``at``."""
    query = End("the query", "", uri=own, canonical=[link], tokens=tokens)
    pair = Pair(query, End("the source", "", uri=at), NOTHING_SHARED)
    return [one.kind for one in declared.canonical_link(pair)]


@pytest.mark.parametrize(
    "link",
    [
        OTHER,
        "http://courier.example/news/harbour",
        "https://www.courier.example/news/harbour/",
        "https://courier.example/news/harbour?utm_source=feed&utm_medium=rss",
        "https://courier.example/news/harbour#top",
        "https://amp.courier.example/news/harbour/amp",
    ],
)
def test_a_canonical_link_leads_to_the_other_in_any_spelling(link: str) -> None:
    """Scheme, www, a slash at the end, campaigns and fragments do not make another address."""
    assert found(link) == ["canonical-link"]


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/en/", "/de-at/", "/pt_br/index.php", "/home", "/?lang=de"])
def test_a_canonical_link_to_a_front_page_is_no_evidence(path: str) -> None:
    """The front page of a site, also of one in a language, has no text of which others could be copies."""
    front = f"https://courier.example{path}"
    assert found(front, at=front) == []


@pytest.mark.parametrize("link", [ONE, "http://www.mirror.example/1/", f"{ONE}?utm_campaign=x"])
def test_a_canonical_link_to_itself_is_no_evidence(link: str) -> None:
    """A text whose source names its own address says nothing of another one, though that lies there, too."""
    assert found(link, at=link) == []


def test_a_canonical_link_to_elsewhere_is_no_evidence() -> None:
    """An address at which the other text does not lie says nothing of it."""
    assert found("https://courier.example/news/grain") == []


def test_a_canonical_link_to_an_overview_is_no_evidence() -> None:
    """Where little of the text stands at the address, as on a page of a section, that is not its address."""
    assert found(OTHER, tokens=90) == []
