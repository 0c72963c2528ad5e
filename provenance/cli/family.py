"""A lineage as a tree, as JSON, as Mermaid and as DOT."""

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text
from rich.tree import Tree

from provenance.cli import output
from provenance.uris import short_names

if TYPE_CHECKING:
    from provenance.pipeline.look import Family
    from provenance.store.lineage import Edge


def as_tree(family: "Family") -> Tree:
    """What the text comes from above, what comes from it below."""
    names = _names(family)
    root = Tree(Text(names[family.tree.document_id], style="bold"))
    above = root.add(Text("comes from" if family.tree.ancestors else "comes from nothing known"))
    _grow(above, family, names, family.tree.document_id, up=True, seen=set())
    below = root.add(Text("led to" if family.tree.descendants else "led to nothing known"))
    _grow(below, family, names, family.tree.document_id, up=False, seen=set())
    return root


def as_json(family: "Family") -> dict[str, Any]:
    """The documents and the edges between them."""
    members = [
        {
            "document_id": member.document_id,
            "uri": member.uri,
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
    }


def as_mermaid(family: "Family") -> str:
    """A flowchart, arrows from source to derived."""
    nodes = [f'    d{number}["{_escaped(name)}"]' for number, name in sorted(_names(family).items())]
    arrows = [f"    d{e.source_id} -->|{e.relation} {e.confidence:.2f}| d{e.derived_id}" for e in edges(family)]
    return "\n".join(["flowchart TD", *nodes, *arrows])


def as_dot(family: "Family") -> str:
    """A directed graph for Graphviz, arrows from source to derived."""
    nodes = [f"  d{number} [label={json.dumps(name)}];" for number, name in sorted(_names(family).items())]
    arrows = [f'  d{e.source_id} -> d{e.derived_id} [label="{e.relation} {e.confidence:.2f}"];' for e in edges(family)]
    return "\n".join(["digraph lineage {", *nodes, *arrows, "}"])


def _grow(branch: Tree, family: "Family", names: dict[int, str], document_id: int, *, up: bool, seen: set[int]) -> None:
    """Add to ``branch`` what ``document_id`` comes from or led to, nearest first; nothing twice on one way."""
    for edge in family.tree.ancestors if up else family.tree.descendants:
        here, there = (edge.derived_id, edge.source_id) if up else (edge.source_id, edge.derived_id)
        if here == document_id and there not in seen:
            details = [str(edge.relation), *_share(family, edge), f"confidence {edge.confidence:.2f}"]
            label = f"{names[there]}  ({', '.join(details)}){_dates(family, there)}"
            _grow(branch.add(Text(label)), family, names, there, up=up, seen=seen | {there})


def edges(family: "Family") -> "list[Edge]":
    """Every edge once, by its source."""
    return sorted({*family.tree.ancestors, *family.tree.descendants}, key=lambda e: (e.source_id, e.derived_id))


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
    return {number: names[member.uri] for number, member in family.members.items()}


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
    return (
        output.printable(label).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    )
