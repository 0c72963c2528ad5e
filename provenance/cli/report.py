"""`prov report`: a page for a person, as one file."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output, reading
from provenance.errors import UsageError
from provenance.finished import finished

if TYPE_CHECKING:
    from provenance.web.page import Filters
    from provenance.web.response import PageResponse

#: Rows of a list in a report.
ROWS = 1_000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog="Example:  prov report draft.txt -o draft.html --open --db news.db")(report)


def report(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WHAT] [OTHER]", help="A file, URI, path or document number; two of them for a pair."),
    ] = None,
    *,
    out: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write the page; - is standard output.")
    ] = "report.html",
    db: options.Db = options.DEFAULT_DB,
    match: Annotated[int | None, typer.Option("--match", metavar="N", help="About this stored match.")] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="URI", help="About the versions of this text.")
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="N", help="About what a run found; `last` for the last.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="About what repeats texts of the watch list.")] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="With --watch: found since then (UTC), or `last`.")
    ] = None,
    hide: options.Hide = None,
    min_words: options.MinWords = 0,
    full_text: Annotated[
        bool, typer.Option("--full-text", help="Have all of both texts of a pair, not only what surrounds passages.")
    ] = False,
    excerpts: Annotated[
        bool, typer.Option("--excerpts", help="Of the text itself, too, only what surrounds passages.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="Say on the page that it was made then; else it says no time."),
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Show the page in a browser.")] = False,
) -> None:
    """Write a page about a text: how much of it stands elsewhere, where, and who likely came first.

    The page is one file that needs no network, and prints. WHAT is asked about as `prov query` asks if it is a file;
    else it is a text of the store. The same facts make the same bytes.
    """
    from provenance.cli.hiding import hidden_marks
    from provenance.web.page import Filters
    from provenance.web.report import as_file

    filters = Filters(marks=hidden_marks(hide), min_words=min_words)
    asked = [bool(what), match is not None, cluster is not None, run is not None, watch]
    if sum(asked) != 1:
        raise UsageError("name one thing to report on", hint="a text, two texts, --match, --cluster, --run or --watch")
    if since and not watch:
        raise UsageError("--since goes with --watch", hint="add `--watch`")
    made_at = _moment(at)
    given = {"--match": match, "--cluster": cluster, "--run": run, "--since": since, "--hide": hide, "--at": at}
    flags = {"--watch": watch, "--full-text": full_text, "--excerpts": excerpts}
    command = _command(what or (), {**given, "--min-words": min_words or None, "--db": db}, flags)
    if what:
        made = _texts(db, what, filters, full_text=full_text, excerpts=excerpts, at=made_at, command=command)
    else:
        made = _stored(
            db, match=match, cluster=cluster, run=run, since=since, filters=filters, whole=full_text, at=made_at,
            command=command,
        )  # fmt: skip
    _write(as_file(made), out, show=show)


def _command(what: Sequence[str], given: Mapping[str, object], flags: Mapping[str, bool]) -> str:
    """What makes the same page again, wherever it was written to."""
    named = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    return shlex.join(["prov", "report", *what, *named, *(name for name, is_set in flags.items() if is_set)])


def _moment(at: str | None) -> str | None:
    from provenance.times import utc_time

    try:
        return at and utc_time(at)
    except ValueError:
        raise UsageError(f"{at!r} is not a date or time", hint="write it as 2024-05-01T10:00Z") from None


def _texts(
    db: Path, what: Sequence[str], filters: "Filters", *, full_text: bool, excerpts: bool, at: str | None, command: str
) -> "PageResponse":
    """The page about one text or two."""
    from provenance.pipeline.asking.lookup import find
    from provenance.store import open_for_reading
    from provenance.web import gather, report

    if len(what) > 2:  # noqa: PLR2004 - two make a pair
        raise UsageError(f"{len(what)} texts; name one, or two to be held against each other")
    files = [one == "-" or reading.is_there(one) for one in what]
    if len(what) == 2:  # noqa: PLR2004 - likewise
        if all(files):
            about = gather.pair(*map(reading.one_document, what))
        else:
            with open_for_reading(db) as store, store.snapshot():
                about = gather.stored_pair(store, *(find(store, one) for one in what))
        return report.about_pair(about, filters=filters, whole=full_text, at=at, command=command)
    asked = gather.file(db, reading.one_document(what[0])) if files[0] else None
    with open_for_reading(db) as store, store.snapshot():
        about = asked or gather.document(store, find(store, what[0]))
        drawing = gather.drawing(store, about.family) if about.family else None
    return report.about_text(about, drawing=drawing, filters=filters, whole=not excerpts, at=at, command=command)


def _stored(
    db: Path,
    *,
    match: int | None,
    cluster: str | None,
    run: str | None,
    since: str | None,
    filters: "Filters",
    whole: bool,
    at: str | None,
    command: str,
) -> "PageResponse":
    """The page about something else that the store has."""
    from provenance.store import open_for_reading
    from provenance.web import gather, report

    with open_for_reading(db) as store, store.snapshot():
        state = gather.state(store)
        if match is not None:
            about = gather.match(store, match)
            return report.about_pair(about, filters=filters, whole=whole, at=at, command=command)
        if cluster is not None:
            return report.about_cluster(gather.versions(store, cluster), state, at=at, command=command)
        if run is not None:
            run_id, found = gather.found_by(store, run, ROWS)
            return report.about_run(run_id, found, state, limit=ROWS, at=at, command=command)
        start = since if since == "last" else options.moment(since)
        repeated = gather.watched(store, start, ROWS)
        return report.about_watch(repeated, state, since=since, at=at, command=command)


def _write(page: str, out: str, *, show: bool) -> None:
    """Put the page where it belongs, whole or not at all, and show it if asked."""
    if out == "-":
        output.emit(page.rstrip("\n"))
        return
    path = Path(out)
    with finished(path) as file:
        file.write(page.encode())
    output.talk(f"wrote {path}")
    if show:
        import webbrowser

        webbrowser.open(path.absolute().as_uri())
