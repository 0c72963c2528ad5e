"""What most documents of an index hold is boilerplate: it makes no matches and no passages."""

from collections.abc import Iterator

import pytest

from provenance import Index
from provenance.pipeline.session import Session, open_reader
from provenance.pipeline.upkeep.verify import verify
from provenance.store import matches
from tests.corpus import prose, reworded

NOTICE = prose(777, 90)
FORMS = 30


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An index of forms: texts of their own, each under the same notice, the last one a copy of the tenth."""
    path = tmp_path_factory.mktemp("forms") / "prov.db"
    texts = [f"{prose(number, 300)}\n\n{NOTICE}" for number in range(FORMS)]
    copy = f"{reworded(prose(9, 300), 1)}\n\n{NOTICE}"
    with Index.create(path, jobs=1) as index:
        index.add([(f"memory:{number}", text) for number, text in enumerate([*texts, copy])])
    with open_reader(path) as session:
        yield session


def later(session: Session) -> list[matches.ListedMatch]:
    """Matches of the documents that came when the notice was known for what it is."""
    return [one for one in matches.partners(session.store, range(1, FORMS + 2)) if one.right_id > FORMS - 5]


def test_a_notice_makes_no_match(session: Session) -> None:
    """Forms that share only the notice are not matched, once enough of them hold it."""
    assert {(one.left_id, one.right_id) for one in later(session)} == {(10, FORMS + 1)}


def test_a_notice_is_not_in_passages(session: Session) -> None:
    """The match of two forms holds what they share beside the notice, and nothing of the notice."""
    (only,) = later(session)
    found = matches.load(session.store, only.match_id)
    assert found is not None
    assert found.texts
    assert not any(NOTICE[10:60] in text.left for text in found.texts)


def test_what_was_boilerplate_is_counted_again(session: Session) -> None:
    """Verifying finds every match as it was found, though more documents hold the notice now than then."""
    assert verify(session.store.path, every_text=True) == []
