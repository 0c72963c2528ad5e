"""The golden pairs through the index: what was taken from a source is found among all sources, what was not is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance import Index
from tests.golden import outcome

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/truth.json"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """All sources of all cases."""
    path = tmp_path_factory.mktemp("golden") / "prov.db"
    with Index.create(path, jobs=1) as index:
        index.add(((case.name, outcome.load(case).source) for case in CASES), match=False)
        yield index


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_source_is_found_where_there_is_one(index: Index, folder: Path) -> None:
    """The derived text finds its source if, and only if, it takes something from it.

    Some disguises leave the index nothing to go by, when nothing else was taken: those cases say so.
    """
    case = outcome.load(folder)
    found = {match.source_text for match in index.query(case.derived).matches}
    expected = bool(case.truth["passages"]) and case.truth.get("retrieved", True)
    assert (case.source in found) == expected
