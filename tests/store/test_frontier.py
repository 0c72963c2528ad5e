"""The order in which URLs are fetched."""

import random
from pathlib import Path

import pytest

from provenance.store import Store, frontier, open_for_writing
from provenance.store.frontier import DiscoveredUrl, Schedule, UrlKind, UrlState

AT = "2026-03-01T06:00:00Z"
TIMES = ["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", AT, "2026-03-02T00:00:00Z"]


def fill(store: Store, seed: int, urls: int) -> list[tuple[tuple[bool, int, str, int], str, str]]:
    """URLs of any kind, host, depth and state, and of those that are due their place in the order, host and site."""
    rng = random.Random(seed)
    due = []
    with store.transaction():
        for number in range(1, urls + 1):
            host, site, kind = rng.choice("ab"), rng.choice(["one", "two", "gone"]), rng.choice(list(UrlKind))
            depth, at, state = rng.randrange(4), rng.choice(TIMES), rng.choice(list(UrlState))
            frontier.add(store, [DiscoveredUrl(f"http://{host}/{number}", host, site, kind, 60, depth)], AT)
            frontier.reschedule(store, number, Schedule(state, at, 60, 0))
            if state in {UrlState.WAITING, UrlState.GONE} and at <= AT:
                due.append(((kind is UrlKind.PAGE, depth, at, number), host, site))
    return sorted(due)


@pytest.mark.parametrize("seed", range(6))
def test_turns_are_taken_in_order(path: Path, seed: int) -> None:
    """Each URL that is due gets its turn, feeds and the like first, then by depth and time, as if all were sorted."""
    with open_for_writing(path, create=True) as store:
        due = fill(store, seed, 120)
        for host in "ab":
            expected = [turn[-1] for turn, at, site in due if at == host and site != "gone"]
            found = []
            while entry := frontier.next_due(store, host, ["two", "one", "three"], AT):
                found.append(entry.frontier_id)
                with store.transaction():
                    frontier.reschedule(store, entry.frontier_id, Schedule(UrlState.WAITING, TIMES[-1], 60, 0))
            assert found == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_list_of_turns_is_in_their_order(path: Path, seed: int) -> None:
    """What a pass would begin with is listed in the order of turns, of all hosts together."""
    with open_for_writing(path, create=True) as store:
        expected = [turn[-1] for turn, _, site in fill(store, seed, 60) if site != "gone"]
        assert [one.frontier_id for one in frontier.due(store, ["two", "one"], AT, 60)] == expected
        assert [one.frontier_id for one in frontier.due(store, ["two", "one"], AT, 2)] == expected[:2]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (frontier._NEXT_DEPTH, ("a", "one", True, 0)),
        (frontier._FIRST_DUE, ("a", "one", True, 0, AT)),
        (frontier._NEXT_SITE, ("a", "")),
    ],
)
def test_a_turn_is_found_without_sorting(path: Path, query: str, values: tuple[object, ...]) -> None:
    """Each question is one search in an index that has the rows in order already, however many are due."""
    with open_for_writing(path, create=True) as store:
        plan = [str(row[-1]) for row in store.rows(f"EXPLAIN QUERY PLAN {query}", values)]
    assert len(plan) == 1
    assert plan[0].startswith("SEARCH frontier USING INDEX frontier_turn") or "COVERING INDEX frontier_turn" in plan[0]
