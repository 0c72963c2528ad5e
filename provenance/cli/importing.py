"""`prov import`: bring the result of `prov spark`, or what other programs found, into a store."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output
from provenance.cli.index import print_report
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.pipeline.upkeep.import_signatures import ImportedSignatures


def register(app: typer.Typer) -> None:
    """Add the command."""
    signatures = "prov import --datasketch theirs.sigs --db news.db"
    app.command("import", epilog=f"Examples:  prov import articles.result --db news.db;  {signatures}")(import_)


def import_(
    result: Annotated[
        Path | None, typer.Argument(metavar="[RESULT]", help="The folder that `prov spark` wrote.")
    ] = None,
    *,
    datasketch: Annotated[
        Path | None,
        typer.Option("--datasketch", metavar="FILE", help="Signatures of texts that are not at hand, instead."),
    ] = None,
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

    With --datasketch, MinHash signatures that `prov export --datasketch` or `provenance.write_signatures` wrote, of
    texts that are somewhere else: which documents are like them? Their permutations and shingles must be those of the
    store. These texts are known by signature only until one is indexed under the same name; then it is aligned. See
    docs/other-tools.md.
    """
    if (result is None) == (datasketch is None):
        raise UsageError("one of RESULT and --datasketch FILE is imported at a time", hint="name one of them")
    if datasketch:
        with options.interruptible():
            found = _signatures(datasketch, db, lock_wait, jobs)
        _print_signatures(datasketch, found, as_json=json, quiet=quiet)
    elif result:
        from provenance.pipeline.session import open_writer
        from provenance.spread.importing import import_result
        from provenance.spread.result import Result

        Result(result)
        size = options.size_in_bytes(memory)
        with options.interruptible(), open_writer(db, create=True, wait=lock_wait, jobs=jobs) as session:
            report = import_result(session, result, memory=size)
        print_report(report, as_json=json, quiet=quiet, verbose=verbose)


def _signatures(path: Path, db: Path, lock_wait: float, jobs: int | None) -> "ImportedSignatures":
    from provenance.exchange.signature_file import SignatureFile
    from provenance.pipeline.session import open_writer
    from provenance.pipeline.upkeep.import_signatures import import_signatures

    file = SignatureFile(path)
    with open_writer(db, create=False, wait=lock_wait, jobs=jobs) as session:
        return import_signatures(session, file)


def _print_signatures(path: Path, found: "ImportedSignatures", *, as_json: bool, quiet: bool) -> None:
    if as_json:
        output.emit_json(dataclasses.asdict(found))
    elif not quiet:
        output.talk(f"{path}: {found.added:,} texts known by signature now, {found.candidates:,} candidates for them")
        output.talk(f"{found.known:,} signatures were known, and of {found.stored:,} the text is stored")
        if found.differing:
            output.talk(f"prov: {found.differing:,} names had another signature already, which was kept")
