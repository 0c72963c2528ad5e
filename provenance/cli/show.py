"""`prov show`: two texts side by side."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output, reading
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.model import Document
    from provenance.pipeline.asking.lookup import SideBySide

_WHAT = "Number of a match, or two texts: files, or stored texts by URI or document number."
_EXAMPLES = "Examples:  prov show 17 --db news.db   |   prov show copy.txt original.txt   |   prov show draft.txt 3"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", epilog=_EXAMPLES)(show)


def show(
    what: Annotated[list[str], typer.Argument(metavar="MATCH | A B", help=_WHAT)],
    *,
    db: options.Db = options.DEFAULT_DB,
    hide: options.Hide = None,
    width: Annotated[
        int | None, typer.Option("--width", min=40, help="Columns to fill.", show_default="terminal")
    ] = None,
) -> None:
    """Show the shared passages of two texts side by side, with the words that differ marked."""
    from provenance.cli.hiding import Hiding, hidden_marks
    from provenance.cli.side_by_side import render
    from provenance.pipeline.asking import lookup

    hiding = Hiding(hidden_marks(hide))
    if len(what) == 1:
        shown = lookup.match_side_by_side(db, what[0])
    elif len(what) == 2:  # noqa: PLR2004 - A and B
        shown = _pair(what[0], what[1], db)
    else:
        raise UsageError(f"{len(what)} arguments; name one match or two texts")
    shown = dataclasses.replace(shown, comparison=hiding.of(shown.comparison))
    console = output.console()
    if width:
        console.width = width
    for part in render(shown, console.width, marks=console.no_color or not console.color_system):
        console.print(part)
    if hiding.note:
        output.talk(hiding.note)


def _pair(one: str, other: str, db: Path) -> "SideBySide":
    """Two texts; if both are stored, their match, which knows more of who came first than the words tell."""
    from provenance.pipeline.asking import lookup

    if not (_is_read(one, db) or _is_read(other, db)) and (stored := lookup.stored_side_by_side(db, one, other)):
        return stored
    (query, query_id), (source, source_id) = (_text(named, db) for named in (one, other))
    return lookup.pair_side_by_side(query, source, query_id, source_id)


def _text(named: str, db: Path) -> "tuple[Document, int | None]":
    """The text in the file ``named``, or else the stored one that it means, with its number."""
    from provenance.pipeline.asking import lookup

    return (reading.one_document(named), None) if _is_read(named, db) else lookup.stored_text(db, named)


def _is_read(named: str, db: Path) -> bool:
    """Whether this is a file to be read, and not the name of a stored text."""
    return named == "-" or reading.is_there(named) or not db.exists()
