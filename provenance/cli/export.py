"""`prov export`: matches, lineage and signatures for other programs."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from provenance.cli import options, output
from provenance.errors import UsageError
from provenance.finished import finished
from provenance.model import ExportedView, ExportFormat


def register(app: typer.Typer) -> None:
    """Add the command."""
    lineage = "prov export lineage --format csv -o lineage.csv --db news.db"
    app.command("export", epilog=f"Examples:  {lineage};  prov export --datasketch news.sigs --db news.db")(export)


def export(
    what: Annotated[ExportedView, typer.Argument(metavar="WHAT", help="matches or lineage.")] = ExportedView.LINEAGE,
    *,
    db: options.Db = options.DEFAULT_DB,
    form: Annotated[ExportFormat, typer.Option("--format", help="How to write the rows.")] = ExportFormat.JSONL,
    prov: Annotated[bool, typer.Option("--prov", help="The whole lineage as W3C PROV-JSON instead.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else standard output.")
    ] = None,
    datasketch: Annotated[
        Path | None,
        typer.Option("--datasketch", metavar="FILE", help="Write the signatures of all documents to FILE instead."),
    ] = None,
    jobs: options.Jobs = None,
) -> None:
    """Write all matches or the whole lineage as JSON Lines, CSV or Parquet, or the lineage in the words of W3C PROV.

    The columns are those of the views v_match and v_lineage, described in docs/database.md.

    With --datasketch, the MinHash signatures of all documents, bit for bit those of datasketch 2 or newer:
    `provenance.read_signatures(FILE)` gives its objects; see docs/other-tools.md.
    """
    if datasketch:
        if prov or out:
            raise UsageError("--datasketch names the file itself, and excludes --prov and --output")
        _export_signatures(db, datasketch, jobs)
        return
    from provenance.pipeline.asking.exporting import whole_prov_json, write_rows
    from provenance.store import open_for_reading

    with open_for_reading(db) as store, store.snapshot(), _opened(out) as file:
        if prov:
            file.write(whole_prov_json(store).encode() + b"\n")
        else:
            write_rows(store, what, form, file)


def _export_signatures(db: Path, path: Path, jobs: int | None) -> None:
    from provenance.pipeline.asking.exporting import export_signatures
    from provenance.pipeline.session import open_reader

    with options.interruptible(), open_reader(db, jobs=jobs) as session:
        written = export_signatures(session, path)
    output.talk(f"{path}: {written:,} signatures")


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears when it is complete."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with finished(path) as file:
        yield file
