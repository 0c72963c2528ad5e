from provenance.model import Reason, Relation
from provenance.store import lineage
from provenance.store.lineage import Edge
from tests.store.conftest import Writer


def edge(derived: int, source: int, *, immediate: bool = True) -> Edge:
    """One edge with a reason."""
    return Edge(derived, source, Relation.COPY, 0.9, immediate, (Reason("dates", 2.0, "three days later"),))


def test_a_tree_goes_up_and_down(writer: Writer) -> None:
    """From the middle of a chain one sees both ends, nearest first."""
    one, two, three, four = writer.add(["one", "two", "three", "four"])
    edges = [edge(two, one), edge(three, two), edge(four, three), edge(three, one, immediate=False)]
    lineage.replace(writer.store, writer.run_id, [two, three, four], edges)
    tree = lineage.tree(writer.store, three)
    assert tree.ancestors == (edge(three, two), edge(two, one))
    assert tree.descendants == (edge(four, three),)


def test_replacing_removes_what_is_not_said_again(writer: Writer) -> None:
    """Edges of the documents named go, those of others stay."""
    one, two, three = writer.add(["one", "two", "three"])
    lineage.replace(writer.store, writer.run_id, [], [edge(two, one), edge(three, one)])
    lineage.replace(writer.store, writer.run_id, [two], [])
    assert lineage.touching(writer.store, [one, two]) == [edge(three, one)]


def test_an_edge_can_be_turned(writer: Writer) -> None:
    """Of two documents one derives from the other, never both: the later direction holds."""
    one, two = writer.add(["one", "two"])
    lineage.replace(writer.store, writer.run_id, [], [edge(two, one)])
    lineage.replace(writer.store, writer.run_id, [], [edge(one, two)])
    assert lineage.touching(writer.store, [one]) == [edge(one, two)]


def test_a_cycle_ends(writer: Writer) -> None:
    """A tree over contradictory edges is finite, with each edge once."""
    one, two, three = writer.add(["one", "two", "three"])
    lineage.replace(writer.store, writer.run_id, [], [edge(two, one), edge(three, two), edge(one, three)])
    assert len(lineage.tree(writer.store, one).ancestors) == 3


def test_a_dense_graph_is_walked_in_time(writer: Writer) -> None:
    """Every document on its way is visited once, however many paths lead to it."""
    ids = writer.add([f"text {n}" for n in range(60)])
    edges = [edge(derived, source) for derived in ids for source in ids if derived > source]
    lineage.replace(writer.store, writer.run_id, ids, edges)
    assert len(lineage.tree(writer.store, ids[-1]).ancestors) == len(edges)


def test_the_view_names_both_ends(writer: Writer) -> None:
    """An auditor reads addresses, not numbers."""
    one, two = writer.add(["one", "two"])
    lineage.replace(writer.store, writer.run_id, [two], [edge(two, one)])
    row = writer.store.row("SELECT derived_uri, source_uri, relation, confidence, immediate FROM v_lineage")
    assert row == ("memory:two", "memory:one", "copy", 0.9, 1)
