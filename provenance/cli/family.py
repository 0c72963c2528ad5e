"""A lineage as a tree, as JSON, as Mermaid and as DOT."""

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.tree import Tree

from provenance.cli.output import Text
from provenance.cli.tables import Name
from provenance.presentation.words import amount
from provenance.uris import short_names
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
    """What the text comes from above, what comes from it below.

    What a document comes from, or led to, is drawn once: where it is nearest to the text. Other mentions refer to it.
    """
    names = _names(family)
    number = family.tree.document_id
    root = Tree(Text(names[number], style="bold"))
    nothing = "nothing known for certain" if family.undecided else "nothing known"
    above = root.add(Text("comes from" if family.tree.ancestors else f"comes from {nothing}"))
    _Growth(family, names, up=True).from_(above, number)
    below = root.add(Text("led to" if family.tree.descendants else f"led to {nothing}"))
    _Growth(family, names, up=False).from_(below, number)
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
class _Growth:
    """Draws one half of a tree, nearest first: every edge once, every document with its own edges once."""

    family: "Family"
    names: dict[int, str]
    up: bool

    def from_(self, trunk: Tree, document_id: int) -> None:
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


def as_json(family: "Family") -> dict[str, Any]:
    """The documents and the edges between them."""
    members = [
        {
            "document_id": member.document_id,
            "uri": member.uri,
            "places": family.places[member.document_id],
            "published_at": member.claims.published_at,
            "first_seen_at": member.first_seen_at,
        }
        for member in family.members.values()
    ]
    return {
        "document_id": family.tree.document_id,
        "documents": members,
        "ancestors": [_edge(edge) for edge in family.tree.ancestors],
        "descendants": [_edge(edge) for edge in family.tree.descendants],
        "undecided": [
            {
                "match_id": match.match_id,
                "document_id": family.other(match),
                "kind": match.kind,
                "matched_words": match.matched_words,
            }
            for match in family.undecided
        ],
        "distant": [_edge(edge) for edge in family.distant],
    }


def as_mermaid(family: "Family") -> str:
    """A flowchart: arrows from source to derived, dotted lines where it is undecided."""
    nodes = [f'    d{number}["{_escaped(name)}"]' for number, name in sorted(_names(family).items())]
    arrows = [f"    d{e.source_id} -->|{e.relation} {e.confidence:.2f}| d{e.derived_id}" for e in edges(family)]
    lines = [f"    d{match.left_id} -.-|undecided| d{match.right_id}" for match in family.undecided]
    return "\n".join(["flowchart TD", *nodes, *arrows, *lines])


def as_dot(family: "Family") -> str:
    """A graph for Graphviz: arrows from source to derived, dashed lines where it is undecided."""
    nodes = [
        f"  d{number} [label={json.dumps(name, ensure_ascii=False)}];"
        for number, name in sorted(_names(family).items())
    ]
    arrows = [f'  d{e.source_id} -> d{e.derived_id} [label="{e.relation} {e.confidence:.2f}"];' for e in edges(family)]
    lines = [f'  d{m.left_id} -> d{m.right_id} [dir=none, style=dashed, label="undecided"];' for m in family.undecided]
    return "\n".join(["digraph lineage {", *nodes, *arrows, *lines, "}"])


def edges(family: "Family") -> "list[Edge]":
    """Every edge once, by its source."""
    return sorted(
        {*family.tree.ancestors, *family.tree.descendants, *family.distant}, key=lambda e: (e.source_id, e.derived_id)
    )


def _edge(edge: "Edge") -> dict[str, Any]:
    return {
        "derived_id": edge.derived_id,
        "source_id": edge.source_id,
        "relation": edge.relation,
        "confidence": round(edge.confidence, 4),
        "immediate": edge.immediate,
        "reasons": [{"kind": r.kind, "weight": round(r.weight, 3), "note": r.note} for r in edge.reasons],
    }


def _names(family: "Family") -> dict[int, str]:
    """The documents by number, under names that tell them apart."""
    names = short_names(member.uri for member in family.members.values())
    return {number: f"{names[member.uri]} #{number}" for number, member in family.members.items()}


def _share(family: "Family", edge: "Edge") -> list[str]:
    """How much of the derived text is in passages that its source has."""
    words = family.words.get(frozenset((edge.derived_id, edge.source_id)))
    tokens = family.members[edge.derived_id].tokens
    return [] if words is None else [f"{min(1.0, words / max(1, tokens)):.0%} of it"]


def _dates(family: "Family", document_id: int) -> str:
    known = family.members[document_id]
    published = known.claims.published_at
    return f", published {published}" if published else f", first seen {known.first_seen_at}"


def _escaped(label: str) -> str:
    """``label`` as Mermaid takes it between quotes."""
    return one_line(label).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
