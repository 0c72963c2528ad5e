"""`prov why`: the reasons for one edge of lineage, in plain words."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from provenance.cli import options, output
from provenance.presentation.words import amount, strength
from provenance.uris import names_apart
from provenance.visible import one_line

if TYPE_CHECKING:
    from provenance.model import Reason
    from provenance.pipeline.asking.lookup import Why

#: Confidence from which on a pair has a direction of its own.
DECIDED = 0.7


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why", epilog="Example:  prov why copy.txt original.txt --db news.db")(why)


def why(
    derived: Annotated[str, typer.Argument(metavar="DERIVED", help="The text that may derive: a URI, path or number.")],
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The text it may come from.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    json: options.Json = False,
) -> None:
    """Say why one text is held to derive from another: the direction, how sure it is, and every piece of evidence.

    What speaks against it is said as well. Two texts that share a passage but have no direction are told apart from two
    that share none.
    """
    from provenance.pipeline.asking.lookup import why as ask

    found = ask(db, derived, source)
    if json:
        output.emit_json(_body(found))
    else:
        for line in _lines(found, db):
            output.emit(one_line(line))


def _body(found: "Why") -> dict[str, Any]:
    edge = found.edge
    return {
        "derived_uri": found.derived.uri,
        "source_uri": found.source.uri,
        "answer": found.answer,
        "relation": edge and edge.relation,
        "immediate": edge and edge.immediate,
        "confidence": round(found.confidence, 4),
        "matched_words": found.matched_words,
        "reasons": [{"kind": r.kind, "weight": round(r.weight, 3), "note": r.note} for r in found.reasons],
    }


def _lines(found: "Why", db: Path) -> list[str]:
    one, other = names_apart(found.derived.uri, found.source.uri, found.derived.document_id, found.source.document_id)
    said = {
        "derived": f"{one} most likely derives from {other}",
        "reversed": f"it is the other way round: {other} most likely derives from {one}",
        "undecided": f"{one} and {other} share passages, and neither is held to derive from the other",
        "unrelated": f"{one} and {other} share no passage that is known",
    }[found.answer]
    details = f" ({found.edge.relation}, confidence {found.confidence:.2f})" if found.edge else ""
    lines = [said + details]
    if found.edge and not found.edge.immediate:
        lines.append("not its immediate source: there is a nearer one, see `prov lineage`")
    if found.answer == "undecided" and any(reason.kind == "common-source" for reason in found.reasons):
        lines.append("both say that they come from a third")
    elif found.answer == "undecided" and found.confidence >= DECIDED:
        lines.append("their words alone would say so, but a text that both come from explains what they share")
    if found.answer == "unrelated":
        both = f"{found.derived.document_id} {found.source.document_id}{options.db_option(db)}"
        lines.append(f"the best matches of each text are stored, not all: `prov show {both}` compares the two")
    if found.matched_words:
        lines.append(f"they share {amount(found.matched_words, 'word')}")
    return lines + [_line(reason) for reason in found.reasons]


def _line(reason: "Reason") -> str:
    """One reason: which way it points, how strongly, and what was found."""
    if not reason.weight:
        return f"  for neither: {reason.note}"
    way = "for" if reason.weight > 0 else "against"
    return f"  {strength(reason.weight)} {way} it: {reason.note}"
