"""`prov status`: counts, sizes, last runs, health."""

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output

UNHEALTHY = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", epilog="Example:  prov status --db news.db --json")(status)


def status(
    *,
    db: options.Db = options.DEFAULT_DB,
    healthcheck: Annotated[
        bool, typer.Option("--healthcheck", help="Say only what is wrong, if anything is, and exit with 3 then.")
    ] = False,
    max_age: Annotated[
        float, typer.Option("--max-age", min=0, metavar="HOURS", help="With --healthcheck: age of the last good run.")
    ] = 26.0,
    min_free: Annotated[
        str, typer.Option("--min-free", metavar="SIZE", help="With --healthcheck: room that is left on the disk.")
    ] = "1GiB",
    json: options.Json = False,
) -> None:
    """Report how much the store holds, how large it is, what the last runs did, and whether its parts are there.

    Also what a document could reach on this machine if it took over the library that reads it; see docs/operations.md.

    With --healthcheck, for monitoring: whether the last crawl (or index) that ended well is recent, whether URLs of the
    configuration fail again and again, whether there is room on the disk, and whether all parts are there.
    """
    if healthcheck:
        _check(db, max_age, options.size_in_bytes(min_free), as_json=json)
        return
    import dataclasses

    from provenance import confinement
    from provenance.pipeline.upkeep.health import health

    found, unconfined = health(db), confinement.unconfined()
    if json:
        body = dataclasses.asdict(found)
        status = {**body["status"], "path": str(found.status.path)}
        output.emit_json({**body, "status": status, "unconfined": unconfined})
    else:
        from provenance.cli import tables

        output.console().print(tables.status_table(found, unconfined))


def _check(db: Path, max_age: float, min_free: int, *, as_json: bool) -> None:
    """Name what is wrong; the exit code says whether anything is."""
    from provenance.pipeline.upkeep.health import Expected, problems

    found = problems(db, Expected(max_age * 3_600, min_free))
    if as_json:
        output.emit_json({"healthy": not found, "problems": found})
    for problem in found if not as_json else ():
        output.talk(f"prov: {problem}")
    if found:
        raise typer.Exit(UNHEALTHY)
