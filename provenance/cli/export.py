"""`prov export`: matches and lineage for other programs."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from provenance.cli import options
from provenance.model import ExportedView, ExportFormat


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", epilog="Example:  prov export lineage --format csv -o lineage.csv --db news.db")(export)


def export(
    what: Annotated[ExportedView, typer.Argument(metavar="WHAT", help="matches or lineage.")] = ExportedView.LINEAGE,
    *,
    db: options.Db = options.DEFAULT_DB,
    form: Annotated[ExportFormat, typer.Option("--format", help="How to write the rows.")] = ExportFormat.JSONL,
    prov: Annotated[bool, typer.Option("--prov", help="The whole lineage as W3C PROV-JSON instead.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else standard output.")
    ] = None,
) -> None:
    """Write all matches or the whole lineage as JSON Lines, CSV or Parquet, or the lineage in the words of W3C PROV.

    The columns are those of the views v_match and v_lineage, described in docs/database.md.
    """
    from provenance.pipeline.asking.exporting import whole_prov_json, write_rows
    from provenance.store import open_for_reading

    with open_for_reading(db) as store, store.snapshot(), _opened(out) as file:
        if prov:
            file.write(whole_prov_json(store).encode() + b"\n")
        else:
            write_rows(store, what, form, file)


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears when it is complete."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = path.with_name(path.name + ".tmp")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
