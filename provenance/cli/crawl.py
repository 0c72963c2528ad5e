"""`prov crawl`: fetch what is due, archive it, index it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from provenance.cli import options, output, reading
from provenance.errors import StoreLocked
from provenance.presentation.words import amount
from provenance.visible import one_line

if TYPE_CHECKING:
    from provenance.crawl.config import Config
    from provenance.crawl.report import Report
    from provenance.crawl.run import Observer
    from provenance.store.watches import Repetition


#: URLs that a dry run lists.
LISTED = 1_000
#: Answers that are named on a terminal.
NAMED = 100


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("crawl", epilog="Example:  prov crawl news.toml --db news.db --max-seconds 3000")(crawl)


def crawl(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.toml", help="What to crawl; see docs/crawling.md.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fetch nothing; list what is due.")] = False,
    max_seconds: Annotated[
        int | None, typer.Option("--max-seconds", min=1, help="Begin no fetch after so long.", show_default="config")
    ] = None,
    max_fetches: Annotated[
        int | None, typer.Option("--max-fetches", min=1, help="Fetch no more than that.", show_default="config")
    ] = None,
    max_bytes: Annotated[
        str | None, typer.Option("--max-bytes", metavar="SIZE", help="Likewise, in bytes.", show_default="config")
    ] = None,
    log_file: Annotated[
        Path | None, typer.Option("--log-file", metavar="FILE", help="Append a JSON line about every fetch.")
    ] = None,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_progress: options.NoProgress = False,
    jobs: options.Jobs = None,
    memory: options.Memory = options.DEFAULT_MEMORY,
) -> None:
    """Fetch what is due at the sites of the configuration, archive the answers as WARC, index and match their texts.

    Made for cron: one pass a call, one at a time, safe to kill. Follows robots.txt and what pages ask of robots, asks
    each host for one thing at a time, and again no sooner than the host and the page deserve. Lists new texts that
    repeat watched ones. Other commands may write to the store meanwhile. Exits with 3 if a URL could not be fetched or
    its answer not be understood, and names it with the reason, which also stands in the view v_fetch.
    """
    from provenance.crawl.config import load

    size = None if max_bytes is None else options.size_in_bytes(max_bytes)
    settings = load(config).limited(seconds=max_seconds, fetches=max_fetches, size=size)
    if dry_run:
        _list_due(db, settings, as_json=json)
        return
    from provenance.crawl.fetch_log import FetchLog
    from provenance.crawl.ping import pinging
    from provenance.crawl.run import crawl as run
    from provenance.pipeline.indexing.ingest import Options

    asked = Options(memory=options.size_in_bytes(memory), jobs=jobs)
    with options.interruptible(), FetchLog(log_file) as log, pinging(settings) as ping:
        with _progress(hidden=quiet or no_progress) as observe:
            report = run(db, settings, asked, wait=lock_wait, log=log, observe=observe)
        ping.code = _code(report)
    repeated = _repeated(db, report.run_id)
    _print(report, repeated, as_json=json, quiet=quiet, verbose=verbose)
    if code := _code(report):
        raise typer.Exit(code)


def _code(report: "Report") -> int:
    """The exit code that a pass which came to its end deserves."""
    if report.unindexed:
        return StoreLocked.exit_code
    return reading.SOME_FAILED if report.failures or report.unread else 0


def _list_due(db: Path, config: "Config", *, as_json: bool) -> None:
    from provenance.crawl.preview import list_due

    found = list_due(db, config, LISTED)
    if as_json:
        rows = [{"url": one.url, "kind": one.kind, "site": one.site, "due_at": one.due_at} for one in found]
        output.emit_json({"due": rows})
        return
    for one in found:
        output.emit(one_line(f"{one.due_at or 'never fetched':24}  {one.site}  {one.kind}  {one.url}"))
    output.talk(f"{len(found)}{' or more' if len(found) == LISTED else ''} due")


@contextlib.contextmanager
def _progress(*, hidden: bool) -> Iterator["Observer"]:
    """How far it has come, on a terminal."""
    import rich.console
    import rich.progress as bar

    console = rich.console.Console(stderr=True)
    columns = (bar.SpinnerColumn(), bar.TextColumn("{task.fields[requests]:,} requests, {task.completed:,} bytes"))
    with bar.Progress(*columns, console=console, disable=hidden or not console.is_terminal, transient=True) as shown:
        task = shown.add_task("crawl", total=None, requests=0)
        yield lambda requests, size: shown.update(task, completed=size, requests=requests)


def _repeated(db: Path, run_id: int) -> "list[Repetition]":
    """What this run found that repeats watched texts."""
    from provenance.store import open_for_reading, watches

    with open_for_reading(db) as store:
        return watches.repetitions(store, watches.Wanted(since_run=run_id), LISTED)


def _print(report: "Report", repeated: "list[Repetition]", *, as_json: bool, quiet: bool, verbose: bool) -> None:
    unread = [one for one in report.unread if not one.remedy]
    named = [*report.failures, *unread, *(report.silent if verbose else ())]
    shown = named if verbose else named[:NAMED]
    for failure in shown:
        output.talk(f"prov: {failure.uri}: {failure.reason}")
    if len(named) > len(shown):
        output.talk(f"prov: and {len(named) - len(shown):,} more; `--verbose` and the view v_fetch name them")
    reading.report_failures([one for one in report.unread if one.remedy], verbose=verbose)
    if report.unindexed:
        output.talk(f"prov: {report.unindexed:,} pages are archived and not indexed: another writer holds the store")
        output.talk("hint: the next pass indexes them; `--lock-wait` waits for the writer")
    for line in report.recovered if not quiet else ():
        output.talk(f"prov: {line}")
    from provenance.cli import watched

    if as_json:
        output.emit_json({**_body(report), "watched": [watched.row(one) for one in repeated]})
        return
    for one in repeated:
        output.emit(watched.line(one))
    if not quiet:
        output.talk(summary(report))


def summary(report: "Report") -> str:
    """The one line that says what a pass did."""
    fetched = [f"{number:,} {outcome}" for outcome, number in report.outcomes.items() if number]
    parts = [f"run {report.run_id}: fetched {sum(report.outcomes.values()):,} ({', '.join(fetched) or 'nothing due'})"]
    parts += [f"{report.disallowed:,} disallowed"] if report.disallowed else []
    parts += [f"{report.withheld:,} not indexed, as they ask"] if report.withheld else []
    nothing = len(report.silent) - report.withheld
    parts += [f"{nothing:,} give nothing"] if nothing > 0 else []
    bad = len(report.failures) + len(report.unread)
    parts += [f"{bad:,} bad answers"] if bad else []
    parts.append(
        f"texts: {report.added:,} added, {report.changed:,} changed; {amount(report.matches, 'match', 'matches')}"
    )
    parts += ["more is due"] if report.left else []
    return ", ".join(parts)


def _body(report: "Report") -> dict[str, Any]:
    lists = {
        name: [reading.failure_row(failure) for failure in found]
        for name, found in (("failures", report.failures), ("unread", report.unread), ("silent", report.silent))
    }
    return {
        "run_id": report.run_id,
        "outcomes": report.outcomes,
        "disallowed": report.disallowed,
        "withheld": report.withheld,
        "bytes": report.size,
        "added": report.added,
        "changed": report.changed,
        "matches": report.matches,
        "more_due": report.left,
        "unindexed": report.unindexed,
        **lists,
        "recovered": report.recovered,
    }
