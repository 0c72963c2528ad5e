"""`prov status`: counts, sizes, last runs, health."""

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", epilog="Example:  prov status --db news.db --json")(status)


def status(*, db: options.Db = options.DEFAULT_DB, json: options.Json = False) -> None:
    """Report how much the store holds, how large it is, what the last runs did, and whether its parts are there."""
    import dataclasses

    from provenance.pipeline.look import health

    found = health(db)
    if json:
        body = dataclasses.asdict(found)
        output.emit_json({**body, "status": {**body["status"], "path": str(found.status.path)}})
    else:
        from provenance.cli import tables

        output.console().print(tables.status_table(found))
