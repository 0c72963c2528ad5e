"""Summaries that words alone do not prove: found where the index makes one source stand out."""

import random
from pathlib import Path

from provenance import Index, compare
from provenance.model import Kind
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_reading
from tests.corpus import prose

SOURCE = prose(1, 900)
OTHERS = [(f"memory:other-{number}", prose(10 + number, 500)) for number in range(30)]


def stretches(of: str, count: int) -> list[str]:
    """So many stretches of three words from all over a text, in any order."""
    words = of.split()
    starts = [number * len(words) // count for number in range(count)]
    random.Random(4).shuffle(starts)
    return [" ".join(words[start : start + 3]) for start in starts]


SAID = stretches(SOURCE, 16)
TEXT = f"{prose(2, 250)} {' '.join(SAID)}. {prose(3, 250)}"


def matched(path: Path, texts: list[tuple[str, str]]) -> list[tuple[str, Kind | None]]:
    """What a store of these texts says that ``TEXT`` repeats."""
    with Index.create(path, jobs=1) as index:
        index.add(texts)
        return [(match.uri, match.kind) for match in index.query(TEXT).matches]


def test_words_alone_do_not_prove_it() -> None:
    """Two texts of which nothing else is known share too little to be called a match."""
    assert compare(TEXT, SOURCE).passages == ()


def test_a_source_that_stands_out_is_believed(tmp_path: Path) -> None:
    """The one text of the store that shares anything with it is what it sums up."""
    assert matched(tmp_path / "prov.db", [*OTHERS, ("memory:source", SOURCE)]) == [("memory:source", Kind.SUMMARY)]


def test_one_of_many_that_share_as_much_is_not(tmp_path: Path) -> None:
    """Where another text shares nearly as much, neither stands out: they have a subject in common."""
    rival = " ".join(f"{prose(50 + number, 40)} {said}" for number, said in enumerate(SAID[:10]))
    found = matched(tmp_path / "prov.db", [*OTHERS, ("memory:source", SOURCE), ("memory:rival", rival)])
    assert "memory:source" not in {uri for uri, _ in found}


def test_it_is_found_while_indexing_and_verified(tmp_path: Path) -> None:
    """The same holds for texts that are indexed, and checking the store finds the passage again."""
    path = tmp_path / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add([*OTHERS, ("memory:source", SOURCE)])
        index.add([("memory:text", TEXT)])
    with open_for_reading(path) as store:
        found = store.rows("SELECT left_uri, right_uri, kind FROM v_match")
    assert found == [("memory:source", "memory:text", "summary")]
    assert verify(path, every_text=True) == []
