import dataclasses
import io
import itertools
import re

import pytest
from rich.console import Console

from provenance.cli import lineage_formats, lineage_tree
from provenance.model import Kind, Metadata, NormalizationCounts, Relation
from provenance.pipeline.asking.lookup import Family
from provenance.store.documents import StoredDocument
from provenance.store.lineage import Edge, Tree
from provenance.store.matches import ListedMatch


def layers(depth: int, width: int) -> Family:
    """A family in which every document of a layer derives from all documents of the one above: width^depth ways."""
    edges = [
        Edge(1 + (level - 1) * width + one, 1 + level * width + other, Relation.COPY, 0.9, immediate=True)
        for level in range(1, depth)
        for one, other in itertools.product(range(width), repeat=2)
    ]
    edges = [Edge(0, 1 + other, Relation.COPY, 0.9, immediate=True) for other in range(width)] + edges
    numbers = {number for edge in edges for number in (edge.derived_id, edge.source_id)}
    members = {number: _document(number) for number in numbers}
    return _family(Tree(0, tuple(edges), ()), members)


def _family(tree: Tree, members: dict[int, StoredDocument]) -> Family:
    """A family in which each document was seen at one place and no direction is undecided."""
    return Family(tree, members, {}, {number: [one.uri] for number, one in members.items()}, ())


def _document(number: int) -> StoredDocument:
    at = "2024-01-01T00:00:00Z"
    return StoredDocument(number, f"memory:d{number}", "0", 10, 50, NormalizationCounts(), False, Metadata(), at, at)  # noqa: FBT003


def drawn(one: Family) -> str:
    """The tree as a terminal of 140 columns shows it."""
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(lineage_tree.as_tree(one))
    return console.export_text()


@pytest.mark.parametrize(("depth", "width"), [(1, 1), (4, 2), (16, 2), (19, 3), (3, 12)])
def test_a_document_is_drawn_once_with_its_own_edges(depth: int, width: int) -> None:
    """However many ways lead to a document, each edge is one line, so a family of 3^19 ways has 165 of them."""
    lines = re.findall(r"d\d+ #\d+  \(copy", drawn(layers(depth, width)))
    assert len(lines) == width + (depth - 1) * width**2


@pytest.mark.parametrize("width", [60, 80, 100])
def test_names_stand_in_one_line(width: int) -> None:
    """At any width a long name, above the text, undecided or of a copy elsewhere, is in one line with its number."""
    uri = f"https://news.example/{'long-headline-' * 9}1.html"
    members = {n: dataclasses.replace(_document(n), uri=uri.replace("1.html", f"{n}.html")) for n in range(4)}
    at = "2024-01-01T00:00:00Z"
    match = ListedMatch(1, 0, members[0].uri, 2, members[2].uri, Kind.VERBATIM, 0.1, 0.2, 0.3, 90, 0.0, 1, 1, at)
    tree = Tree(0, (Edge(0, 1, Relation.COPY, 0.9, immediate=True),), ())
    places = {n: [one.uri, f"{one.uri}?again"] for n, one in members.items()}
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(lineage_tree.as_tree(Family(tree, members, {}, places, (match,))))
    lines = console.export_text().splitlines()
    named = [line for line in lines if "headline" in line]
    assert len(named) == 4
    assert [n for line in named for n in re.findall(r"#(\d)", line)] == ["0", "1", "2"]


def test_a_deep_or_wide_family_is_cut_and_counted() -> None:
    """What is too deep to be seen, or too much to be read, is counted; JSON, Mermaid and DOT have every edge."""
    deep, wide = layers(60, 2), layers(2, 60)
    assert "and 80 more edges" not in drawn(layers(20, 2))
    for one in (deep, wide):
        text = drawn(one)
        assert re.search(r"and [\d,]+ more edges; `--format json` has all", text)
        assert len(text.splitlines()) < 3 * lineage_tree.BRANCHES
        assert len(lineage_formats.as_json(one)["ancestors"]) == len(one.tree.ancestors)
        assert (
            lineage_formats.as_mermaid(one).count("-->")
            == lineage_formats.as_dot(one).count("->")
            == len(one.tree.ancestors)
        )


def test_a_circle_ends() -> None:
    """Edges that lead back are drawn once, too."""
    edges = tuple(Edge(a, b, Relation.COPY, 0.9, immediate=True) for a, b in [(0, 1), (1, 2), (2, 0)])
    assert drawn(_family(Tree(0, edges, ()), {n: _document(n) for n in range(3)})).count("copy") == 3
