"""A lineage for programs: as JSON, as Mermaid and as DOT."""

import json
from typing import TYPE_CHECKING, Any

from provenance.uris import short_names
from provenance.visible import one_line

if TYPE_CHECKING:
    from provenance.pipeline.asking.lookup import Family
    from provenance.store.lineage import Edge


def names_of(family: "Family") -> dict[int, str]:
    """The documents by number, under names that tell them apart."""
    names = short_names(member.uri for member in family.members.values())
    return {number: f"{names[member.uri]} #{number}" for number, member in family.members.items()}


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
    nodes = [f'    d{number}["{_escaped(name)}"]' for number, name in sorted(names_of(family).items())]
    arrows = [f"    d{e.source_id} -->|{e.relation} {e.confidence:.2f}| d{e.derived_id}" for e in edges(family)]
    lines = [f"    d{match.left_id} -.-|undecided| d{match.right_id}" for match in family.undecided]
    return "\n".join(["flowchart TD", *nodes, *arrows, *lines])


def as_dot(family: "Family") -> str:
    """A graph for Graphviz: arrows from source to derived, dashed lines where it is undecided."""
    nodes = [
        f"  d{number} [label={json.dumps(name, ensure_ascii=False)}];"
        for number, name in sorted(names_of(family).items())
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


def _escaped(label: str) -> str:
    """``label`` as Mermaid takes it between quotes."""
    return one_line(label).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
