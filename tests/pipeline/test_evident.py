"""A sentence told in other words: found where something else speaks for it, and not while indexing."""

from pathlib import Path

import pytest

from provenance import Index, compare
from provenance.engine import Workers
from provenance.model import Kind
from provenance.store import open_for_reading
from tests.corpus import prose

TOLD = (
    "That winter the foundry of Kelmscott shipped forty anchors by ship towards Lisbon, until frost closed the river."
)
SENTENCE = (
    "The brass foundry at Kelmscott shipped forty anchors to Lisbon before the frost of January closed the river."
)
TEXT = f"{prose(2, 150)}\n\n{TOLD}\n\n{prose(3, 150)}"
SOURCE = f"{prose(4, 150)}\n\n{SENTENCE}\n\n{prose(5, 150)}"
OTHERS = [(f"memory:other-{number}", prose(10 + number, 300)) for number in range(30)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of the source and texts on other things."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([*OTHERS, ("memory:source", SOURCE)])
    return path


def test_a_query_finds_a_sentence_told_in_other_words(store: Path) -> None:
    """Of all texts only these two have the foundry, its anchors and the frost."""
    with Index.open(store, jobs=1) as index:
        (match,) = index.query(TEXT).matches
        assert (match.uri, match.kind) == ("memory:source", Kind.REWRITTEN)
        (passage,) = match.passages
        assert TEXT[passage.query_start : passage.query_end] == TOLD


def test_indexing_asks_for_more(store: Path) -> None:
    """While an index is young every phrase looks rare, so that all texts on one subject would match each other."""
    with Index.create(store, jobs=1) as index:
        index.add([("memory:text", TEXT)])
    with open_for_reading(store) as opened:
        assert opened.rows("SELECT left_uri, right_uri FROM v_match") == []


@pytest.mark.parametrize(("words", "found"), [(300, True), (60, False)])
def test_what_differs_from_its_surroundings_is_found(words: int, *, found: bool) -> None:
    """A sentence told in other words is found in two long texts; two short ones may be on one subject."""
    query = f"{prose(2, words)}\n\n{TOLD}\n\n{prose(3, words)}"
    source = f"{prose(4, words)}\n\n{SENTENCE}\n\n{prose(5, words)}"
    (small,) = Workers(1).align([(query, source)], proof="less")
    assert small.passages
    assert bool(compare(query, source).passages) == found
