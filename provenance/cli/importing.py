"""`prov import`: bring the result of `prov spark`, or what other programs found, into a store."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output
from provenance.cli.index import print_report
from provenance.errors import UsageError
from provenance.presentation.words import amount

if TYPE_CHECKING:
    from provenance.model import IngestReport
    from provenance.pipeline.importing.candidates import ImportedCandidates
    from provenance.pipeline.importing.signatures import ImportedSignatures

#: Pairs and names that are shown, of each kind.
NAMED = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    others = "prov import --datasketch theirs.sigs --db news.db;  prov import --candidates clusters/ --texts texts/"
    app.command("import", epilog=f"Examples:  prov import articles.result --db news.db;  {others}")(import_)


def import_(
    result: Annotated[
        Path | None, typer.Argument(metavar="[RESULT]", help="The folder that `prov spark` wrote.")
    ] = None,
    *,
    datasketch: Annotated[
        Path | None,
        typer.Option("--datasketch", metavar="FILE", help="Signatures of texts that are not at hand, instead."),
    ] = None,
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", metavar="PATH", help="What another program holds for alike, to be aligned."),
    ] = None,
    texts: Annotated[
        list[str] | None,
        typer.Option("--texts", metavar="PATH", help="With --candidates: what that program read, in its order."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME=FIELD", help="Field of these texts that holds uri, text, title…"),
    ] = None,
    readmit: Annotated[
        bool, typer.Option("--readmit", help="With --datasketch: add signatures again that were forgotten.")
    ] = False,
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
    store. These texts are known by signature only until one is indexed under the same name; then it is aligned.

    With --candidates, pairs or groups that another program holds for alike: a folder with the `.dups` or `.clusters` of
    datatrove, the `uf.pkl` or `clusters.pickle` of text-dedup, or JSON Lines of names. Each pair of stored texts is
    aligned, and becomes a match or is reported as not confirmed. See docs/other-tools.md.
    """
    if sum(one is not None for one in (result, datasketch, candidates)) != 1:
        raise UsageError("RESULT, --datasketch and --candidates exclude each other", hint="name one of them")
    if candidates:
        columns, limits = options.column_map(column or []), options.size_in_bytes(memory)
        with options.interruptible():
            aligned = _candidates(candidates, texts or [], columns, limits, db, lock_wait, jobs)
        _print_candidates(candidates, aligned, as_json=json, quiet=quiet, verbose=verbose)
    elif datasketch:
        with options.interruptible():
            found = _signatures(datasketch, db, lock_wait, jobs, readmit=readmit)
        _print_signatures(datasketch, found, as_json=json, quiet=quiet)
    elif result:
        print_report(_result(result, memory, db, lock_wait, jobs), as_json=json, quiet=quiet, verbose=verbose)


def _result(folder: Path, memory: str, db: Path, lock_wait: float, jobs: int | None) -> "IngestReport":
    from provenance.pipeline.session import open_writer
    from provenance.spread.importing import import_result
    from provenance.spread.result import Result

    Result(folder)  # raises where there is no result, before a store is made
    size = options.size_in_bytes(memory)
    with options.interruptible(), open_writer(db, create=True, wait=lock_wait, jobs=jobs) as session:
        return import_result(session, folder, memory=size)


def _signatures(path: Path, db: Path, lock_wait: float, jobs: int | None, *, readmit: bool) -> "ImportedSignatures":
    from provenance.exchange.signature_file import SignatureFile
    from provenance.pipeline.importing.signatures import import_signatures
    from provenance.pipeline.session import open_writer

    file = SignatureFile(path)
    with open_writer(db, create=False, wait=lock_wait, jobs=jobs) as session:
        return import_signatures(session, file, readmit=readmit)


def _candidates(
    path: Path, texts: list[str], columns: dict[str, str], memory: int, db: Path, lock_wait: float, jobs: int | None
) -> "ImportedCandidates":
    from provenance import readers
    from provenance.exchange.candidates import read_candidates
    from provenance.pipeline.importing.candidates import import_candidates, rows_of
    from provenance.pipeline.session import open_writer

    records = read_candidates(path)
    if records.counting and not texts:
        raise UsageError(f"{path} names texts by their rows", hint="name what the other program read with `--texts`")
    limits = readers.Limits.within(memory, jobs)
    with open_writer(db, create=False, wait=lock_wait, jobs=jobs) as session:
        rows = rows_of(texts, records.counting, columns=columns, limits=limits) if records.counting else {}
        return import_candidates(session, path, records, rows)


def _print_candidates(path: Path, found: "ImportedCandidates", *, as_json: bool, quiet: bool, verbose: bool) -> None:
    if as_json:
        output.emit_json(dataclasses.asdict(found))
        return
    if quiet:
        return
    shown = None if verbose else NAMED
    outcome = f"{found.matches:,} new matches, {found.known:,} known, {len(found.not_confirmed):,} not confirmed"
    output.talk(f"{path}: {found.pairs:,} pairs: {outcome}; {found.same:,} places have the same text")
    for one, other in found.not_confirmed[:shown]:
        output.talk(f"not confirmed: {one} and {other}")
    for name in found.not_stored[:shown]:
        output.talk(f"not stored: {name}")
    if not verbose and max(len(found.not_confirmed), len(found.not_stored)) > NAMED:
        output.talk(f"{len(found.not_stored):,} names are not stored; --verbose or --json list all")


def _print_signatures(path: Path, found: "ImportedSignatures", *, as_json: bool, quiet: bool) -> None:
    if as_json:
        output.emit_json(dataclasses.asdict(found))
    elif not quiet:
        added, candidates = amount(found.added, "text"), amount(found.candidates, "candidate")
        output.talk(f"{path}: {added} known by signature now, {candidates} for them")
        output.talk(f"{found.known:,} signatures were known, and of {found.stored:,} the text is stored")
        if found.differing:
            output.talk(f"prov: {found.differing:,} names had another signature already, which was kept")
        if found.forgotten:
            output.talk(
                f"prov: {found.forgotten:,} signatures were forgotten and left out; `--readmit` adds them again"
            )
