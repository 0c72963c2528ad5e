"""`prov matches`: list stored matches."""

from typing import Annotated

import typer

from provenance.cli import options, output
from provenance.model import Kind


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("matches", epilog="Example:  prov matches --kind rewritten --min-words 50 --db news.db")(matches)


def matches(
    *,
    db: options.Db = options.DEFAULT_DB,
    source: Annotated[
        str | None, typer.Option("--source", metavar="URI", help="Only matches of this text: a URI, path or number.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only matches of this kind.")] = None,
    min_words: options.MinWords = 0,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Only matches found at or after this time (UTC).")
    ] = None,
    hide: options.Hide = None,
    swap: Annotated[
        str | None,
        typer.Option("--swap", metavar="A=B", help="Only matches in which these words stand for each other."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Matches to list at most, newest first.")] = 100,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """List stored matches, newest first."""
    from provenance.cli.notes import hidden_marks
    from provenance.pipeline.look import list_matches
    from provenance.store import open_for_reading
    from provenance.store.matches import Filter

    form = options.output_format(json=json, jsonl=jsonl)
    wanted = Filter(
        kind=kind,
        min_words=min_words or None,
        since=options.moment(since),
        hidden=hidden_marks(hide),
        swap=options.swapped_words(swap),
    )
    with open_for_reading(db) as store:
        found = list_matches(store, wanted, about=source, limit=limit)
    if form is options.Format.TEXT:
        from provenance.cli import tables

        output.console().print(tables.match_table(found))
        return
    import dataclasses

    rows = [dataclasses.asdict(row) for row in found]
    output.emit_json({"matches": rows}) if form is options.Format.JSON else output.emit_jsonl(rows)
