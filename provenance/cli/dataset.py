"""`prov dataset`: write whatever `prov index` reads as a Parquet dataset, for many machines."""

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output, reading
from provenance.presentation.words import amount


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dataset", epilog="Example:  prov dataset articles/ -o articles.dataset")(dataset)


def dataset(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    *,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="A new or empty folder to write to.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME=FIELD", help="Field of a table that holds uri, text, title…"),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Follow links that lead out of a folder.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    jobs: options.Jobs = None,
    memory: options.Memory = options.DEFAULT_MEMORY,
) -> None:
    """Write what `prov index` would read at these paths as Parquet files, for `prov spark`.

    One document a row, in the order in which `prov index` would take them: ord, uri and text, what the sources claim
    (published_at, title, author, language, canonical, licence, credited), and where each text was read from.
    """
    from provenance import readers
    from provenance.spread.dataset import write_dataset

    limits = readers.Limits.within(options.size_in_bytes(memory), jobs)
    with options.interruptible():
        written = write_dataset(paths, out, columns=options.column_map(column or []), limits=limits, follow=follow)
    reading.report_failures(written.failures, verbose=verbose)
    for uri in written.empty if not quiet else ():
        output.talk(f"prov: {uri}: empty, there is no text in it")
    if json:
        failures = [reading.failure_row(failure) for failure in written.failures]
        output.emit_json({"documents": written.documents, "failures": failures, "empty_inputs": written.empty})
    elif not quiet:
        output.talk(f"{out}: {amount(written.documents, 'document')}")
    if written.failures:
        raise typer.Exit(reading.SOME_FAILED)
