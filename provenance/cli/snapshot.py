"""`prov snapshot`: a copy of the store for those who audit it."""

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("snapshot", epilog="Example:  prov snapshot audit/2026-11.db --db news.db")(snapshot)


def snapshot(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new database; nothing may be there.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write a compact copy of the store as it is now, with its texts and index, readable from a read-only folder.

    A writer may work meanwhile. The head of the chain of events is printed: kept elsewhere, it proves later that the
    copy is the one that was made now.
    """
    from provenance.pipeline.upkeep.snapshot import snapshot as write

    head = write(db, file)
    if json:
        output.emit_json({"path": str(file), "chain_head": str(head)})
    elif not quiet:
        output.talk(f"wrote {file}, chain head {head}")
