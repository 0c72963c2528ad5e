"""`prov verify`: recompute checksums, the chain of events and stored texts."""

from typing import Annotated

import typer

from provenance.cli import options, output
from provenance.errors import IntegrityError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", epilog="Example:  prov verify --db news.db --all")(verify)


def verify(
    *,
    db: options.Db = options.DEFAULT_DB,
    every_text: Annotated[bool, typer.Option("--all", help="Recompute every stored text, not a sample.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Recompute what the store promises: database pages, event chain and digests, segment checksums, stored texts.

    Exits with 12 and names what is wrong, if anything is.
    """
    from provenance.pipeline.upkeep.verify import verify as recompute

    problems = recompute(db, every_text=every_text)
    if json:
        output.emit_json({"problems": problems})
    elif problems:
        for problem in problems:
            output.talk(f"prov: {problem}")
    elif not quiet:
        output.talk("everything is as it was written")
    if problems:
        raise typer.Exit(IntegrityError.exit_code)
