"""`prov compare`: align two files directly."""

from typing import Annotated

import typer

from provenance.cli import options, output, reading

FOUND = 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", epilog="Example:  prov compare suspicious.txt original.txt")(compare)


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="The query: a text file.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The source: a text file.")],
    *,
    hide: options.Hide = None,
    fail_on_match: options.FailOnMatch = False,
    json: options.Json = False,
) -> None:
    """Align two texts and report the passages they share. Needs no store."""
    from provenance import engine
    from provenance.cli.hiding import Hiding, hidden_marks
    from provenance.pipeline.aligning import compare as align
    from provenance.presentation.as_json import comparison_json

    hiding = Hiding(hidden_marks(hide))
    query, source = reading.one_document(a), reading.one_document(b)
    prepared = engine.PreparedText(query.text)
    found = hiding.of(align(prepared, source.text))
    if json:
        about = {
            "uri": query.uri,
            "sha256": query.sha256,
            "tokens": prepared.tokens,
        }
        matches = [{"uri": source.uri, "document_id": None, **comparison_json(found)}] if found.passages else []
        output.emit_json({"query": about, "matches": matches})
    else:
        from provenance.cli import tables

        output.console().print(tables.comparison_summary(query.uri, source.uri, found))
    if found.coarse:
        output.talk("these texts ask for more work than is done for a pair: passages may be missing")
    if hiding.note:
        output.talk(hiding.note)
    if found.passages and fail_on_match:
        raise typer.Exit(FOUND)
