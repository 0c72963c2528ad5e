from hypothesis import given
from hypothesis import strategies as st

from provenance.pipeline.lineage.tree import PlacedEdge, PossibleEdge, Stretch, place
from provenance.swaps import Swaps


def edge(derived: int, source: int, *, words: float = 100.0, odds: float = 2.0, **more: object) -> PossibleEdge:
    """An edge whose passage is the whole of a text of 1,000 characters."""
    return PossibleEdge(derived, source, odds, (Stretch(0, 1_000, words),), **more)  # type: ignore[arg-type]


def immediate(placed: list[PlacedEdge]) -> set[tuple[int, int]]:
    """The ends of the edges to immediate sources, derived first."""
    return {(one.edge.derived, one.edge.source) for one in placed if one.immediate}


def others(placed: list[PlacedEdge]) -> set[tuple[int, int]]:
    """The ends of the edges to other ancestors."""
    return {(one.edge.derived, one.edge.source) for one in placed if not one.immediate}


def swaps(*pairs: str) -> Swaps:
    """Swaps written as ``before>after``."""
    return Swaps.of((before, after) for before, after in (pair.split(">") for pair in pairs))


EDGES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(1, 8), st.integers(1, 9), st.integers(1, 200)).filter(
        lambda t: t[0] != t[1]
    ),
    unique_by=lambda t: frozenset(t[:2]),
    max_size=20,
)


@given(EDGES)
def test_there_are_never_circles(drawn: list[tuple[int, int, int, int]]) -> None:
    """However much the evidence goes in circles, what is left of it does not, and the order says so."""
    edges = [edge(derived, source, odds=odds, words=words) for derived, source, odds, words in drawn]
    placed = {(one.edge.source, one.edge.derived) for one in place(edges, {})}
    while placed:
        roots = {source for source, _ in placed} - {derived for _, derived in placed}
        assert roots
        placed = {(source, derived) for source, derived in placed if source not in roots}


@given(EDGES, st.randoms(use_true_random=False))
def test_the_order_of_the_ties_does_not_matter(drawn: list[tuple[int, int, int, int]], random: object) -> None:
    """The same edges in another order give the same tree."""
    edges = [edge(derived, source, odds=odds, words=words) for derived, source, odds, words in drawn]
    mixed = list(edges)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert {(p.edge, p.immediate) for p in place(mixed, {})} == {(p.edge, p.immediate) for p in place(edges, {})}


def test_the_weakest_of_a_circle_gives_way() -> None:
    """Of three texts that each seem to derive from the next, the least certain pair is wrong."""
    placed = place([edge(2, 1, odds=5), edge(3, 2, odds=5), edge(1, 3, odds=1)], {})
    assert immediate(placed) == {(2, 1), (3, 2)}


def test_a_copy_of_a_copy() -> None:
    """A text that has more in common with the copy than with the original comes from the copy."""
    placed = place([edge(2, 1, words=90), edge(3, 1, words=80), edge(3, 2, words=95)], {})
    assert immediate(placed) == {(2, 1), (3, 2)}
    assert others(placed) == {(3, 1)}


def test_two_copies_of_one_text_are_no_ancestors() -> None:
    """Copies of one text look alike; unless somebody says so, neither derives from the other."""
    siblings = [edge(2, 1, words=90), edge(3, 1, words=95), edge(3, 2, words=80)]
    assert immediate(place(siblings, {})) == {(2, 1), (3, 1)}
    assert others(place(siblings, {})) == set()
    stated = [*siblings[:2], edge(3, 2, words=80, is_stated=True)]
    assert others(place(stated, {})) == {(3, 2)}


def test_a_text_of_two_sources() -> None:
    """Passages from two texts have two immediate sources; a third that explains no more has no part in it."""
    front, back = Stretch(0, 500, 60), Stretch(500, 1_000, 50)
    edges = [
        PossibleEdge(9, 1, 2.0, (front,)),
        PossibleEdge(9, 2, 2.0, (back,)),
        PossibleEdge(9, 3, 2.0, (Stretch(0, 400, 40),)),
    ]
    placed = place(edges, {})
    assert immediate(placed) == {(9, 1), (9, 2)}
    assert others(placed) == {(9, 3)}


def test_as_good_sources_are_told_apart_by_depth_and_length() -> None:
    """An excerpt that stands in an original and in its copy comes from the original; of two originals, the longer."""
    assert (3, 1) in immediate(place([edge(2, 1), edge(3, 1, words=50), edge(3, 2, words=50)], {1: 10, 2: 900}))
    assert immediate(place([edge(3, 1), edge(3, 2)], {1: 400, 2: 500})) == {(3, 2)}


def test_of_revisions_the_last_one_is_the_source() -> None:
    """A place that changes its text changes the last one it had."""
    edges = [edge(2, 1, is_revision=True), edge(3, 1, is_revision=True), edge(3, 2, is_revision=True)]
    assert immediate(place(edges, {})) == {(2, 1), (3, 2)}


def test_a_text_that_undoes_swaps_comes_from_further_up() -> None:
    """What the original and a second spin share and the first spin lacks did not pass through the first spin."""
    first = swaps("road>route", "town>burg", "house>abode", "children>bairns")
    second = swaps("road>lane", "town>burg", "river>stream")
    between = swaps("route>lane", "abode>house", "bairns>children", "route>road", "river>stream")
    edges = [
        edge(2, 1, words=90, swaps=first),
        edge(3, 1, words=70, swaps=second),
        edge(3, 2, words=75, swaps=between),
    ]
    assert immediate(place(edges, {})) == {(2, 1), (3, 1)}
    kept = swaps("road>lane", "house>abode", "children>bairns", "town>burg")
    edges[1:] = [edge(3, 1, words=70, swaps=kept), edge(3, 2, words=75, swaps=swaps("route>lane"))]
    assert immediate(place(edges, {})) == {(2, 1), (3, 2)}
