"""`prov index`: add what is new or changed, and match it."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output, reading

if TYPE_CHECKING:
    from provenance.model import IngestReport
    from provenance.pipeline.indexing.ingest import Observer

#: Objects made before Python looks for cycles among them: a batch makes millions, hardly any in a cycle, and at the
#: usual 700 a tenth of the time goes into looking.
GARBAGE = 100_000
#: Types of records that are named when they were passed over.
MOST_TYPES = 8


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("index", epilog="Example:  prov index articles/ --db news.db")(index)


def index(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    reference: Annotated[bool, typer.Option("--reference", help="Mark these texts as known originals.")] = False,
    no_match: Annotated[bool, typer.Option("--no-match", help="Only add; look for no matches.")] = False,
    readmit: Annotated[bool, typer.Option("--readmit", help="Add texts again that `prov forget` removed.")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME=FIELD", help="Field of a table that holds uri, text, title…"),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Follow links that lead out of a folder.")] = False,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    jobs: options.Jobs = None,
    memory: options.Memory = options.DEFAULT_MEMORY,
) -> None:
    """Add what is new or changed at these paths, match it against all that is known, commit in batches.

    Folders are walked recursively, in sorted order, hidden files left out. Read are texts, Markdown, web pages (saved
    ones, MHTML, too), PDF, DOCX, ODT, EPUB, RTF, mail and mailboxes with what is attached, notebooks, LaTeX, subtitles,
    TEI and other XML with running text, WARC, WACZ, WET and ARC, and what of these is in ZIP or tar archives or
    compressed with gzip, bzip2, xz or Zstandard; the format is told by content, and what is not read is named. JSONL,
    NDJSON, JSON arrays of objects, CSV and Parquet files hold one document a row, in the fields uri and text and where
    known published_at, title, author, language.

    What is unchanged since the last run is skipped; what is no longer in a folder is marked as gone. An input that
    cannot be read, or that takes too much time or memory, is named and left out; the rest is added.
    """
    import gc

    from provenance import readers
    from provenance.pipeline.indexing.ingest import Options, ingest
    from provenance.pipeline.session import open_writer
    from provenance.store import own_files

    gc.set_threshold(GARBAGE)

    asked = Options(
        reference=reference,
        match=not no_match,
        readmit=readmit,
        columns=options.column_map(column or []),
        follow=follow,
        memory=options.size_in_bytes(memory),
        jobs=jobs,
    )
    own = own_files(db)  # which may lie among the texts
    inputs = functools.partial(readers.walk, paths, skip=own, follow=follow)
    with (
        options.interruptible(),
        open_writer(db, create=True, wait=lock_wait, jobs=jobs) as session,
        _progress(inputs, hidden=quiet or no_progress) as observe,
    ):
        report = ingest(session, paths, asked, skip=own, observe=observe)
    print_report(report, as_json=json, quiet=quiet, verbose=verbose)
    if report.failures:
        raise typer.Exit(reading.SOME_FAILED)


@contextlib.contextmanager
def _progress(inputs: "Callable[[], Iterable[object]]", *, hidden: bool) -> Iterator["Observer"]:
    """A line of progress on a terminal: documents, bytes, rate, time left. How much is to come is counted meanwhile."""
    import threading

    import rich.console
    import rich.progress as bar

    console = rich.console.Console(stderr=True)
    columns = (
        bar.SpinnerColumn(),
        bar.TextColumn("{task.fields[documents]:,} documents"),
        bar.BarColumn(20),
        bar.DownloadColumn(binary_units=True),
        bar.TransferSpeedColumn(),
        bar.TimeRemainingColumn(elapsed_when_finished=True),
    )
    hidden = hidden or not console.is_terminal
    with bar.Progress(*columns, console=console, disable=hidden, transient=True) as shown:
        task = shown.add_task("index", total=None, documents=0)
        if not hidden:
            count = threading.Thread(target=lambda: shown.update(task, total=_bytes(inputs())), daemon=True)
            count.start()
        yield lambda run: shown.update(task, completed=run.size, documents=run.documents)


def _bytes(inputs: "Iterable[object]") -> int | None:
    """How much there is to read; unknown if standard input is part of it."""
    from provenance.readers import Input

    total = 0
    for one in inputs:
        if isinstance(one, Input):
            if one.path is None:
                return None
            total += one.size
    return total


def print_report(report: "IngestReport", *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Say what a run did."""
    reading.report_failures(report.failures, verbose=verbose)
    for uri in report.empty if not quiet else ():
        output.talk(f"prov: {uri}: empty, there is no text in it")
    for uri in report.forgotten if not quiet else ():
        output.talk(f"prov: {uri}: left out, its text was forgotten; `--readmit` adds it again")
    if report.passed_over and not quiet:
        output.talk(f"prov: passed over in web archives, since their types hold no text: {_types(report.passed_over)}")
    if as_json:
        left_out: dict[str, object] = {
            "failures": [reading.failure_row(failure) for failure in report.failures],
            "empty_inputs": report.empty,
            "forgotten_inputs": report.forgotten,
            "passed_over": report.passed_over,
        }
        output.emit_json({"run_id": report.run_id, **report.counts, **left_out, "chain_head": report.head})
    elif not quiet:
        counts = ", ".join(_counted(*count) for count in report.counts.items() if count[1] or count[0] == "added")
        output.talk(f"run {report.run_id}: {counts}")
        output.talk(f"chain head {report.head}")
        if report.matches and verbose:
            output.talk("see them with `prov matches`, and one of them with `prov show MATCH`")


def _counted(name: str, number: int) -> str:
    return f"{number:,} {'match' if name == 'matches' and number == 1 else name}"


def _types(passed_over: "Mapping[str, int]") -> str:
    """Types of records with their numbers, the most frequent first; those of a long list are summed up."""
    shown = list(passed_over.items())[:MOST_TYPES]
    rest = sum(passed_over.values()) - sum(count for _, count in shown)
    return ", ".join([*(f"{count:,} × {kind}" for kind, count in shown), *([f"{rest:,} others"] if rest else [])])
