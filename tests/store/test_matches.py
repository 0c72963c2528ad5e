import dataclasses
import json
from collections.abc import Callable

import pytest

from provenance.model import NOTHING_SHARED, Comparison, Derived, Kind, Passage, Substitution
from provenance.store import matches
from provenance.store.matches import Filter, NewMatch
from tests.store.conftest import Writer

Compare = Callable[..., Comparison]


def add(writer: Writer, *new: NewMatch) -> tuple[int, ...]:
    """Store matches."""
    return matches.add(writer.store, writer.run_id, new)


def test_a_match_comes_back_as_it_was(writer: Writer, comparison: Compare) -> None:
    """With the lower number as the query, a match is loaded as it was stored."""
    one, two = writer.add(["one", "two"])
    given = comparison()
    (number,) = add(writer, NewMatch(one, two, given))
    found = matches.load(writer.store, number)
    assert found is not None
    for name in ("kind", "resemblance", "query_in_source", "source_in_query", "changed", "passages", "substitutions"):
        assert getattr(found.alignment, name) == getattr(given, name)
    assert found.direction == given.direction
    assert [(texts.left, texts.right) for texts in found.texts] == [("the soldiers came", "the troopers came")]


def test_a_match_the_other_way_round_is_turned(writer: Writer, comparison: Compare) -> None:
    """A query with the higher number goes to the right, with everything that has a side."""
    one, two = writer.add(["one", "two"])
    (number,) = add(writer, NewMatch(two, one, comparison()))
    found = matches.load(writer.store, number)
    assert found is not None
    assert (found.row.left_id, found.row.right_id) == (one, two)
    assert (found.row.left_in_right, found.row.right_in_left) == (0.375, 0.5)
    assert found.alignment.passages == (Passage(3, 20, 0, 17, Kind.REWRITTEN, 0.3, 3),)
    assert found.alignment.substitutions == (Substitution(source="soldiers", query="troopers", count=1),)
    assert found.direction.derived == Derived.SOURCE
    assert found.direction.reasons[0].weight == -1.5
    assert writer.store.value("SELECT derived_id FROM match") == two
    assert writer.store.rows("SELECT left_text, right_text FROM v_passage") == [
        ("the troopers came", "the soldiers came")
    ]


def test_a_pair_is_stored_once(writer: Writer, comparison: Compare) -> None:
    """A pair that is known, in whichever order, or twice in a batch, is not stored again."""
    one, two = writer.add(["one", "two"])
    assert len(add(writer, NewMatch(one, two, comparison()), NewMatch(two, one, comparison()))) == 1
    assert add(writer, NewMatch(two, one, comparison())) == ()
    assert writer.store.value("SELECT count(*) FROM v_passage") == 1


def test_words_are_stored_once(writer: Writer, comparison: Compare) -> None:
    """Words that several passages show, or both texts of each, are stored once, and in the view wherever they stand."""
    one, two, three = writer.add(["one", "two", "three"])
    add(writer, *(NewMatch(one, other, comparison("to be or not", "so to be or not")) for other in (two, three)))
    parts = writer.store.rows("SELECT document_id, text FROM text_part")
    assert parts == [(one, b"to be or not")]
    assert writer.store.rows("SELECT left_text, right_text FROM v_passage") == [("to be or not", "to be or not")] * 2


def test_matches_with_long_passages_are_sealed_a_few_at_a_time(
    writer: Writer, comparison: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each portion by its own event, which says of which matches; what is stored is the same."""
    monkeypatch.setattr(matches, "PORTION_CHARACTERS", 60)
    numbers = writer.add([str(number) for number in range(6)])
    added = add(writer, *(NewMatch(numbers[0], other, comparison()) for other in numbers[1:]))
    events = writer.store.rows("SELECT object FROM event WHERE action = 'add-matches' ORDER BY event_id")
    sealed = [json.loads(subject) for (subject,) in events]
    assert [(one["first"], one["last"]) for one in sealed] == [(1, 2), (3, 4), (5, 5)]
    assert added == (1, 2, 3, 4, 5)
    assert all(matches.digest_of(writer.store, one["first"], one["last"]) == one["digest"] for one in sealed)


def test_matches_are_listed_by_what_is_asked(writer: Writer, comparison: Compare) -> None:
    """Each filter leaves out what does not fit, and together they must all hold; newest come first."""
    one, two, three = writer.add(["one", "two", "three"])
    numbers = add(writer, NewMatch(one, two, comparison()), NewMatch(two, three, comparison()))

    def listed(limit: int = 100, **wanted: object) -> list[int]:
        return [row.match_id for row in matches.listed(writer.store, Filter(**wanted), limit)]  # type: ignore[arg-type]

    assert listed() == listed(uri="memory:two") == listed(kind=Kind.REWRITTEN) == [numbers[1], numbers[0]]
    assert listed(uri="memory:one") == listed(before=numbers[1]) == listed(document_id=one) == [numbers[0]]
    assert listed(limit=1) == [numbers[1]]
    assert listed(uri="memory:one", kind=Kind.VERBATIM) == listed(min_words=4) == listed(uri="memory:none") == []
    assert listed(since="2099-01-01T00:00:00Z") == listed(run_id=writer.run_id + 1) == []
    assert [row.match_id for row in matches.partners(writer.store, [three])] == [numbers[1]]


def test_a_match_is_found_by_its_documents(writer: Writer, comparison: Compare) -> None:
    """The order of the two documents does not matter."""
    one, two, three = writer.add(["one", "two", "three"])
    (number,) = add(writer, NewMatch(one, two, comparison()))
    assert matches.between(writer.store, two, one) == matches.between(writer.store, one, two) == number
    assert matches.between(writer.store, one, three) is None
    assert matches.load(writer.store, number + 1) is None


def test_a_pair_without_passages_is_no_match(writer: Writer, comparison: Compare) -> None:
    """What alignment did not verify is refused by name, before SQL sees it."""
    one, two = writer.add(["one", "two"])
    empty = dataclasses.replace(comparison(), alignment=NOTHING_SHARED)
    with pytest.raises(ValueError, match="no passage"):
        add(writer, NewMatch(one, two, empty))
    with pytest.raises(ValueError, match="itself"):
        add(writer, NewMatch(one, one, comparison()))
