import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from provenance.pipeline.lineage.order import Arc, _greedy, order

ARCS = st.lists(
    st.builds(Arc, st.integers(1, 8), st.integers(1, 8), st.integers(1, 9).map(float)).filter(
        lambda arc: arc.source != arc.derived
    ),
    unique_by=lambda arc: frozenset(arc[:2]),
    max_size=20,
)


def ends(arcs: list[Arc]) -> set[int]:
    """All documents."""
    return {end for arc in arcs for end in (arc.source, arc.derived)}


@given(ARCS, st.randoms(use_true_random=False))
def test_every_document_has_one_place(arcs: list[Arc], shuffle: random.Random) -> None:
    """The line has each document once, whatever the order of the arcs."""
    places = order(arcs)
    assert set(places) == ends(arcs)
    assert sorted(places.values()) == list(range(len(places)))
    shuffle.shuffle(arcs)
    assert order(arcs) == places


@given(ARCS)
def test_without_circles_nothing_is_contradicted(arcs: list[Arc]) -> None:
    """Where every source has the lower number, the line agrees with every arc."""
    arcs = [Arc(min(arc[:2]), max(arc[:2]), arc.odds) for arc in arcs]
    places = order(arcs)
    assert all(places[arc.source] < places[arc.derived] for arc in arcs)


@given(ARCS)
def test_only_stronger_evidence_contradicts(arcs: list[Arc]) -> None:
    """An arc is contradicted only where arcs at least as strong lead from what derives to its source."""
    places = order(arcs)
    kept = [arc for arc in arcs if places[arc.source] < places[arc.derived]]
    for lost in arcs:
        if places[lost.source] > places[lost.derived]:
            strong = {arc[:2] for arc in kept if arc.odds >= lost.odds}
            assert leads(strong, lost.derived, lost.source)


def leads(steps: set[tuple[int, int]], start: int, end: int) -> bool:
    """Whether ``steps`` lead from ``start`` to ``end``, tried until nothing new is reached."""
    reached = {start}
    while more := {after for before, after in steps if before in reached} - reached:
        reached |= more
    return end in reached


@given(ARCS.filter(lambda arcs: len(ends(arcs)) <= 5))
def test_the_greedy_line_contradicts_at_most_half_of_the_evidence(arcs: list[Arc]) -> None:
    """Where the line begins, at most half of the evidence is contradicted, and never less than by the best line."""

    def against(line: tuple[int, ...] | list[int]) -> float:
        places = {document: place for place, document in enumerate(line)}
        return sum(arc.odds for arc in arcs if places[arc.source] > places[arc.derived])

    best = min(against(line) for line in itertools.permutations(ends(arcs)))
    assert best <= against(_greedy(arcs)) <= sum(arc.odds for arc in arcs) / 2


def test_many_weak_arcs_do_not_outweigh_a_strong_one() -> None:
    """What a text says of itself holds, however many others look as if it were the other way round."""
    weak = [arc for middle in range(3, 9) for arc in (Arc(2, middle, 1.0), Arc(middle, 1, 1.0))]
    places = order([Arc(1, 2, 3.0), *weak])
    assert places[1] < places[2]


def test_chance_does_not_take_for_ever() -> None:
    """Where arcs are drawn by lot and circles are everywhere, the work stays in proportion and the strongest hold."""
    draw = random.Random(7)
    pairs = {tuple(draw.sample(range(3_000), 2)) for _ in range(20_000)}
    arcs = [Arc(source, derived, draw.random()) for source, derived in sorted(pairs)]
    places = order(arcs)
    strongest = sorted(arcs, key=lambda arc: -arc.odds)[:1_000]
    assert sum(places[arc.source] < places[arc.derived] for arc in strongest) == len(strongest)
