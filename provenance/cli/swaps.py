"""`prov swaps`: which words replace which across the store?"""

import dataclasses
from typing import Annotated

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("swaps", epilog="Example:  prov swaps --min-documents 3 --db news.db")(swaps)


def swaps(
    *,
    db: options.Db = options.DEFAULT_DB,
    word: Annotated[str | None, typer.Option("--word", metavar="WORD", help="Only swaps of or for this word.")] = None,
    min_documents: Annotated[
        int, typer.Option("--min-documents", min=1, metavar="N", help="Only swaps that so many documents show.")
    ] = 1,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Swaps to list at most, most shared first.")] = 100,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """List swapped words over all stored matches: the habits of whoever, or whatever, rewrites.

    `prov matches --swap soldiers=troopers` lists the matches that show one of them.
    """
    from provenance.store import open_for_reading
    from provenance.store.swaps import listed

    form = options.output_format(json=json, jsonl=jsonl)
    with open_for_reading(db) as store:
        found = listed(store, word=word, least_documents=min_documents, limit=limit + 1)
    more = output.cut(found, limit)
    rows = [dataclasses.asdict(row) for row in found]
    if form is options.OutputFormat.JSON:
        output.emit_json({"swaps": rows, "more": more})
    elif form is options.OutputFormat.JSONL:
        output.emit_jsonl(rows)
    else:
        from provenance.cli import tables

        output.console().print(tables.swap_table(found))
        if more:
            output.talk_of_more(limit, "swaps")
