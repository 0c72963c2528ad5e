"""`prov show`: two texts side by side."""

import dataclasses
from typing import Annotated

import typer

from provenance.cli import options, output, reading
from provenance.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", epilog="Examples:  prov show 17 --db news.db   |   prov show copy.txt original.txt")(show)


def show(
    what: Annotated[list[str], typer.Argument(metavar="MATCH | A B", help="Number of a match, or two text files.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    hide: options.Hide = None,
    width: Annotated[
        int | None, typer.Option("--width", min=40, help="Columns to fill.", show_default="terminal")
    ] = None,
) -> None:
    """Show the shared passages of two texts side by side, with the words that differ marked."""
    from provenance.cli.notes import Hiding, hidden_marks
    from provenance.cli.side_by_side import render
    from provenance.pipeline import look

    hiding = Hiding(hidden_marks(hide))
    if len(what) == 1:
        shown = look.shown_match(db, what[0])
    elif len(what) == 2:  # noqa: PLR2004 - A and B
        shown = look.shown_pair(*(reading.one_document(one) for one in what))
    else:
        raise UsageError(f"{len(what)} arguments; name one match or two files")
    shown = dataclasses.replace(shown, comparison=hiding.of(shown.comparison))
    console = output.console()
    if width:
        console.width = width
    for part in render(shown, console.width, marks=console.no_color or not console.color_system):
        console.print(part)
    if hiding.note:
        output.talk(hiding.note)
