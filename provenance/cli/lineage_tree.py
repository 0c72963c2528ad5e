"""A lineage as a tree, for people."""

import dataclasses
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.tree import Tree

from provenance.cli.lineage_formats import names_of
from provenance.cli.output import Text
from provenance.cli.tables import Name
from provenance.presentation.words import amount
from provenance.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.pipeline.asking.lookup import Family
    from provenance.store.lineage import Edge

#: Branches of a tree that are drawn above, and below; what is left out is counted, and the other formats have it all.
BRANCHES = 1_000
#: Documents of one line of descent that are drawn below each other; a terminal has no room for more.
DEPTH = 20


@dataclasses.dataclass(frozen=True)
class _Label:
    """A name in one line, with what is said of it, which may go on below the name."""

    name: str
    said: str

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> "Iterator[RenderableType]":
        """The first line has the name, cut if it must be, and as much of the rest as there is room for."""
        begins = Text(f"{self.name}  {self.said.split()[0]}")
        if cell_len(begins.plain) <= options.max_width:
            yield Text(f"{self.name}  {self.said}")
        else:
            yield Name(self.name)
            yield Text(self.said)


def as_tree(family: "Family") -> Tree:
    """The sources of the text above, what derives from it below.

    The edges of a document are drawn once, where it is nearest to the text. Elsewhere it is only named.
    """
    names = names_of(family)
    number = family.tree.document_id
    root = Tree(Text(names[number], style="bold"))
    nothing = "nothing known for certain" if family.undecided else "nothing known"
    above = root.add(Text("comes from" if family.tree.ancestors else f"comes from {nothing}"))
    _Branches(family, names, up=True).add_to(above, number)
    below = root.add(Text("led to" if family.tree.descendants else f"led to {nothing}"))
    _Branches(family, names, up=False).add_to(below, number)
    _add_distant(root, family, names)
    _add_undecided(root, family, names)
    if places := family.places[number][1:]:
        copies = root.add(Text("the same text is also at"))
        _add_some(copies, [Name(one_line(place)) for place in places])
    return root


def _add_distant(root: Tree, family: "Family", names: dict[int, str]) -> None:
    """Add what the document derives from, or led to, by way of a nearer text that nothing joins to it."""
    number = family.tree.document_id
    labels: list[RenderableType] = []
    for edge in family.distant:
        way, there = ("from", edge.source_id) if edge.derived_id == number else ("to", edge.derived_id)
        labels.append(_Label(f"{way} {names[there]}", f"({edge.relation}, confidence {edge.confidence:.2f})"))
    if labels:
        _add_some(root.add(Text("by way of other texts, leads")), labels)


def _add_undecided(root: Tree, family: "Family", names: dict[int, str]) -> None:
    """Add the texts that share passages with the document and are neither above nor below it."""
    if not family.undecided:
        return
    branch = root.add(Text("undecided who came first"))
    most_first = sorted(family.undecided, key=lambda match: -match.matched_words)
    labels = [
        _Label(
            names[family.other(match)], f"({match.kind}, {amount(match.matched_words, 'word')}, match {match.match_id})"
        )
        for match in most_first
    ]
    _add_some(branch, labels)


def _add_some(branch: Tree, labels: "Sequence[RenderableType]") -> None:
    """Add as many of ``labels`` as a terminal has room for, and count the others."""
    for label in labels[:DEPTH]:
        branch.add(label)
    if len(labels) > DEPTH:
        branch.add(Text(f"and {len(labels) - DEPTH:,} more; `--format json` has all", style="dim"))


@dataclasses.dataclass
class _Branches:
    """Draws one half of a tree, nearest first: every edge once, every document with its own edges once."""

    family: "Family"
    names: dict[int, str]
    up: bool

    def add_to(self, trunk: Tree, document_id: int) -> None:
        """Add to ``trunk`` what ``document_id`` comes from, or led to."""
        edges = self._edges()
        drawn, left_out = {document_id}, 0
        waiting = [(trunk, document_id, 1)]
        branches = 0
        for branch, here, depth in waiting:
            for there, edge in edges.get(here, []):
                if branches >= BRANCHES or depth > DEPTH:
                    left_out += 1
                    continue
                branches += 1
                again = there in drawn
                grown = branch.add(self._label(there, edge, again=again and bool(edges.get(there))))
                if not again:
                    drawn.add(there)
                    waiting.append((grown, there, depth + 1))
        if left_out:
            trunk.add(Text(f"and {left_out:,} more edges; `--format json` has all", style="dim"))

    def _edges(self) -> "dict[int, list[tuple[int, Edge]]]":
        """By document, where the edges on this side lead."""
        found: dict[int, list[tuple[int, Edge]]] = {}
        for edge in self.family.tree.ancestors if self.up else self.family.tree.descendants:
            here, there = (edge.derived_id, edge.source_id) if self.up else (edge.source_id, edge.derived_id)
            found.setdefault(here, []).append((there, edge))
        return found

    def _label(self, there: int, edge: "Edge", *, again: bool) -> _Label:
        details = [str(edge.relation), *_share(self.family, edge), f"confidence {edge.confidence:.2f}"]
        rest = ", shown elsewhere" if again else ""
        return _Label(self.names[there], f"({', '.join(details)}){_dates(self.family, there)}{rest}")


def _share(family: "Family", edge: "Edge") -> list[str]:
    """How much of the derived text is in passages that its source has."""
    words = family.words.get(frozenset((edge.derived_id, edge.source_id)))
    tokens = family.members[edge.derived_id].tokens
    return [] if words is None else [f"{min(1.0, words / max(1, tokens)):.0%} of it"]


def _dates(family: "Family", document_id: int) -> str:
    known = family.members[document_id]
    published = known.claims.published_at
    return f", published {published}" if published else f", first seen {known.first_seen_at}"
