"""`prov clusters`: list texts with many versions, or the versions of one text."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output


class Form(enum.StrEnum):
    """How clusters are written for people."""

    TABLE = "table"
    SVG = "svg"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("clusters", epilog="Example:  prov clusters --at-least 10 --db news.db")(clusters)


def clusters(
    document: Annotated[
        str | None, typer.Argument(metavar="[URI]", help="Only the versions of this text: a URI, path or number.")
    ] = None,
    *,
    db: options.Db = options.DEFAULT_DB,
    at_least: Annotated[int, typer.Option("--at-least", min=2, help="Only clusters of so many documents.")] = 2,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Rows to list at most.")] = 100,
    written: Annotated[Form, typer.Option("--format", help="As a table or a drawing.")] = Form.TABLE,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """List clusters, largest first, or the documents of the cluster that holds one text.

    A cluster gathers the versions of one text: documents connected by matches that span more than half of the longer
    one. Exact copies are one document; `prov status` counts where they were seen.
    """
    import dataclasses

    from provenance.pipeline.asking.lookup import list_versions
    from provenance.store import open_for_reading
    from provenance.store.clusters import listed

    form = options.output_format(json=json, jsonl=jsonl)
    if written is Form.SVG and form is options.OutputFormat.TEXT:
        output.emit(_drawing(db, document, at_least, limit))
        return
    most = limit + 1
    with open_for_reading(db) as store:
        found = (
            listed(store, at_least=at_least, limit=most) if document is None else list_versions(store, document, most)
        )
    more = output.cut(found, limit)
    name = "clusters" if document is None else "documents"
    if form is options.OutputFormat.TEXT:
        from provenance.cli import tables

        output.console().print(tables.cluster_table(found))
        if more:
            output.talk_of_more(limit, name)
        return
    rows = [dataclasses.asdict(row) for row in found]
    output.emit_json({name: rows, "more": more}) if form is options.OutputFormat.JSON else output.emit_jsonl(rows)


def _drawing(db: Path, document: str | None, at_least: int, limit: int) -> str:
    """The versions of a text, or the sizes of clusters, as SVG."""
    from provenance.store import open_for_reading
    from provenance.store.clusters import listed
    from provenance.web import gather, report

    with open_for_reading(db) as store, store.snapshot():
        if document is None:
            return report.sizes_svg(listed(store, at_least=at_least, limit=limit))
        return report.versions_svg(gather.versions(store, document, min(limit, gather.MOST_LANES)))
