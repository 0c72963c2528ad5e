"""`prov import`: bring the result of `prov spark` into a store."""

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options
from provenance.cli.index import print_report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", epilog="Example:  prov import articles.result --db news.db")(import_)


def import_(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The folder that `prov spark` wrote.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    jobs: options.Jobs = None,
    memory: options.Memory = options.DEFAULT_MEMORY,
) -> None:
    """Add the documents and matches of a result of `prov spark` to the store that it was made for.

    The whole result is checked before anything is written. What is there already is left as it is, so that an import
    that was interrupted is done again, and a second one changes nothing.
    """
    from provenance.pipeline.session import open_writer
    from provenance.spread.importing import import_result
    from provenance.spread.result import Result

    Result(result)
    size = options.size_in_bytes(memory)
    with options.interruptible(), open_writer(db, create=True, wait=lock_wait, jobs=jobs) as session:
        report = import_result(session, result, memory=size)
    print_report(report, as_json=json, quiet=quiet, verbose=verbose)
