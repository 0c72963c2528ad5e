"""A text that was put together from many sources is matched with all of them; a text with many copies, with few."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Index
from provenance.model import INCIDENTAL, NOTHING_SHARED, Kind, Mark, Passage
from provenance.pipeline.aligning import Aligned
from provenance.pipeline.indexing.matching import (
    LITTLE_MATCHED,
    MATCHES_PER_DOCUMENT,
    MATCHES_PER_PART,
    PARAGRAPH,
    SHARE,
    best_of,
)
from provenance.store import open_for_reading
from tests.corpus import prose

SOURCES = 100
EXCERPTS = [prose(number, 200)[300:800] for number in range(SOURCES)]


#: Code points of the shorter text of the matches below.
SHORTER = 200


def aligned(number: int, passages: Sequence[Passage]) -> Aligned:
    """A match with ``passages``; the older document has no part in the choice."""
    return Aligned(0, number, 0.0, dataclasses.replace(NOTHING_SHARED, passages=tuple(passages)), SHORTER)


def naive(found: Sequence[Aligned]) -> list[Aligned]:
    """The rule, character by character."""
    kept: list[Aligned] = []
    for one in found:
        own = [passage for passage in one.alignment.passages if not INCIDENTAL & set(passage.marks)]
        share = sum(passage.query_end - passage.query_start for passage in own) / SHORTER
        room = [has_room(kept, passage) for passage in own if share >= SHARE or passage.words >= PARAGRAPH]
        if len(kept) < MATCHES_PER_DOCUMENT or any(room):
            kept.append(one)
    return kept


def has_room(kept: Sequence[Aligned], passage: Passage) -> bool:
    """Whether enough of the passage stands in few of the matches ``kept``."""
    characters = range(passage.query_start, passage.query_end)
    free = sum(sum(covers(other, at) for other in kept) < MATCHES_PER_PART for at in characters)
    return free >= LITTLE_MATCHED * len(characters)


def covers(one: Aligned, at: int) -> bool:
    """Whether a passage of the match holds the character at this place."""
    return any(passage.query_start <= at < passage.query_end for passage in one.alignment.passages)


@st.composite
def passages(draw: st.DrawFn) -> list[Passage]:
    """Passages that do not overlap, of which some are short or incidental."""
    edges = sorted(draw(st.lists(st.integers(0, 19), min_size=2, max_size=6, unique=True)))
    words = st.sampled_from([20, PARAGRAPH - 1, PARAGRAPH])
    marks = st.sampled_from([(), (Mark.QUOTED,), (Mark.CONTENTS,), (Mark.QUOTED, Mark.REFERENCES)])
    return [
        Passage(start, end, 0, 1, Kind.VERBATIM, 0.0, draw(words), marks=draw(marks))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]


@given(st.lists(passages(), max_size=30))
def test_the_best_are_those_of_counting(found: list[list[Passage]]) -> None:
    """Counting matches at every character keeps the same ones."""
    matches = [aligned(number, one) for number, one in enumerate(found)]
    assert list(best_of(matches)) == naive(matches)


def matched(db: Path, uri: str) -> set[str]:
    """The other ends of the stored matches of ``uri``."""
    with open_for_reading(db) as store:
        rows = store.rows("SELECT left_uri, right_uri FROM v_match WHERE ? IN (left_uri, right_uri)", (uri,))
    return {end for row in rows for end in row if end != uri}


@pytest.fixture(scope="module")
def collage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sources, and of a text made of an excerpt of each."""
    path = tmp_path_factory.mktemp("collage") / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:{number:03}", prose(number, 200)) for number in range(SOURCES)])
        index.add([("memory:collage", "\n\n".join(EXCERPTS))])
    return path


def test_every_source_of_a_collage_is_kept(collage: Path) -> None:
    """However many sources a text has, each that gave it a part of its own is among its matches."""
    assert matched(collage, "memory:collage") == {f"memory:{number:03}" for number in range(SOURCES)}


def test_a_query_finds_every_source_of_a_collage(collage: Path) -> None:
    """So does a query."""
    with Index.open(collage, jobs=1) as index:
        found = {match.uri for match in index.query("\n\n".join(reversed(EXCERPTS))).matches}
    assert found == {"memory:collage", *(f"memory:{number:03}" for number in range(SOURCES))}


def test_a_part_with_many_copies_does_not_crowd_out_the_others(tmp_path: Path) -> None:
    """A text whose first half stands in twelve others is matched with few of them, and with the source of the rest."""
    common, rare = prose(500, 150), prose(501, 80)
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([(f"memory:{n:02}", f"{common}\n\n{prose(600 + n, 40)}") for n in range(12)])
        index.add([("memory:rare", f"{prose(700, 200)}\n\n{rare}")])
        index.add([("memory:new", f"{common}\n\n{rare}")])
    others = matched(tmp_path / "prov.db", "memory:new")
    assert "memory:rare" in others
    assert len(others) <= MATCHES_PER_DOCUMENT + 1
