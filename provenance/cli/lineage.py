"""`prov lineage`: where a text comes from and what comes from it."""

import enum
from typing import Annotated

import typer

from provenance.cli import options, output


class Form(enum.StrEnum):
    """How a lineage is written."""

    TREE = "tree"
    JSON = "json"
    MERMAID = "mermaid"
    DOT = "dot"
    PROV_JSON = "prov-json"
    SVG = "svg"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lineage", epilog="Example:  prov lineage articles/copy.txt --db news.db")(lineage)


def lineage(
    uri: Annotated[str, typer.Argument(metavar="URI", help="A text in the store: a URI, path or number.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.TREE,
    json: options.Json = False,
) -> None:
    """Show where a text most likely comes from and what most likely comes from it, with confidence."""
    from provenance.cli import lineage_formats, lineage_tree
    from provenance.pipeline.asking.lookup import family_of

    if form is Form.SVG and not json:
        from provenance.web import gather, report

        output.emit(report.lineage_svg(gather.drawn_family(db, uri)))
        return
    found = family_of(db, uri)
    if json or form is Form.JSON:
        output.emit_json(lineage_formats.as_json(found))
    elif form is Form.PROV_JSON:
        from provenance.pipeline.asking.exporting import prov_json

        output.emit(prov_json(found.members, lineage_formats.edges(found)))
    elif form is Form.TREE:
        output.console().print(lineage_tree.as_tree(found))
    else:
        output.emit(lineage_formats.as_mermaid(found) if form is Form.MERMAID else lineage_formats.as_dot(found))
