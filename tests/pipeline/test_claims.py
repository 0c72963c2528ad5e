import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from provenance.model import Document, Metadata, Origin
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_reading
from tests.corpus import STORY, UNRELATED

FIRST, SECOND, THIRD = "https://one.example/a", "https://two.example/b", "https://three.example/c"
SEEN = "2024-06-01T10:00:00Z"


def ingest(path: Path, *pages: Document) -> list[tuple[str, str, str, list[str]]]:
    """Index these pages; the lineage there is, with its relations and the kinds of its reasons."""
    with open_writer(path, create=True) as session:
        ingest_documents(session, pages, Options())
    assert verify(path, every_text=True) == []
    with open_for_reading(path) as store:
        rows = store.rows("SELECT derived_uri, source_uri, relation, reasons FROM v_lineage ORDER BY 1, 2")
    return [(one, other, relation, [r["kind"] for r in json.loads(reasons)]) for one, other, relation, reasons in rows]


def seen(uri: str, text: str, *, at: str = SEEN, **claims: str) -> Document:
    """A page as it was archived."""
    return Document(uri, text, Metadata(**claims), origin=Origin(observed_at=at))


def ends(found: Iterable[tuple[str, str, str, list[str]]]) -> list[tuple[str, str]]:
    """Who derives from whom."""
    return [row[:2] for row in found]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "prov.db"


@pytest.mark.parametrize(
    ("original", "copy", "decided"),
    [
        ("2024-05-01T08:00:00Z", "2024-05-01", False),
        ("2024-05-01T08:00:00Z", "2024-05", False),
        ("2024-05-01", "2024-05-01T23:00:00Z", False),
        ("2024-05-01T08:00:00Z", "2024-05-03", True),
        ("2024-04", "2024-05-03", True),
        ("2023", "2024", True),
    ],
)
def test_dates_decide_where_they_do_not_overlap(path: Path, original: str, copy: str, *, decided: bool) -> None:
    """What claims say within their precision is the lineage; within a day or month they say nothing."""
    found = ingest(
        path, seen(FIRST, f"{STORY} It said.", published_at=copy), seen(SECOND, STORY, published_at=original)
    )
    assert ends(found) == ([(FIRST, SECOND)] if decided else [])


@pytest.mark.parametrize("void", ["2029-05-01T08:00:00Z", "1970-01-01T00:00:00Z", "0101-01-01", "2024-06-03"])
def test_a_void_claim_says_nothing(path: Path, void: str) -> None:
    """A placeholder, and a date after the page was archived, is no claim: neither stored nor believed."""
    found = ingest(
        path,
        seen(FIRST, f"{STORY} It said.", published_at=void),
        seen(SECOND, STORY, published_at="2024-05-01T08:00:00Z"),
    )
    assert found == []
    with open_for_reading(path) as store:
        assert store.value("SELECT published_at FROM v_source WHERE uri = ?", (FIRST,)) is None


def test_the_more_precise_claim_of_two_counts(path: Path) -> None:
    """Of a text at two places, of which one says the year and one the moment, the moment counts."""
    found = ingest(
        path,
        seen(FIRST, STORY, published_at="2024"),
        seen(SECOND, STORY, published_at="2024-05-01T08:00:00Z"),
        seen(THIRD, f"{STORY} It said.", published_at="2024-05-03T08:00:00Z"),
    )
    assert ends(found) == [(THIRD, FIRST)]


def test_a_shared_canonical_link_is_no_evidence(path: Path) -> None:
    """An address that two different texts have as theirs is that of a section, though one of them is quoted there."""
    link = "https://courier.example/sport"
    found = ingest(
        path,
        seen(link, STORY),
        seen(FIRST, f"{STORY} It said.", canonical=link),
        seen(SECOND, UNRELATED, canonical=link),
    )
    assert found == []


def test_copies_of_one_text_may_share_their_canonical_link(path: Path) -> None:
    """An address that several versions of one text name is that of its source."""
    link = "https://courier.example/news/harbour"
    found = ingest(
        path,
        seen(FIRST, f"{STORY} It said.", canonical=link),
        seen(SECOND, f"{STORY} So it was.", canonical=link),
        seen(link, STORY),
    )
    assert {(FIRST, link), (SECOND, link)} <= set(ends(found))
    assert all("canonical-link" in kinds for one, other, _, kinds in found if other == link)


def test_the_credited_link_outweighs_dates(path: Path) -> None:
    """A text that leads to the other as its origin is not held for the original, though it claims the earlier date."""
    pages = (
        seen(FIRST, f"{STORY} It said.", published_at="2024-04-30T08:00:00Z", credited=SECOND),
        seen(SECOND, STORY, published_at="2024-05-01T08:00:00Z"),
    )
    assert ends(ingest(path, *pages)) != [(SECOND, FIRST)]


def test_a_credited_link_names_the_source(path: Path) -> None:
    """A text whose page leads to the other as its origin derives from it."""
    ((one, other, _, kinds),) = ingest(path, seen(FIRST, f"{STORY} It said.", credited=SECOND), seen(SECOND, STORY))
    assert (one, other) == (FIRST, SECOND)
    assert "credited-link" in kinds


def test_texts_of_one_agency_are_not_each_others_copies(path: Path) -> None:
    """Two texts that credit one agency have no lineage between them, whatever their dates."""
    pages = (
        seen(FIRST, f"HARBOUR CITY (AP) - {STORY}", published_at="2024-05-01T08:00:00Z"),
        seen(SECOND, f"By The Associated Press\n\n{STORY}", published_at="2024-05-04T08:00:00Z"),
    )
    assert ingest(path, *pages) == []
