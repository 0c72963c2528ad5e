"""`prov matches`: list stored matches."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output
from provenance.errors import UsageError
from provenance.model import Kind


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("matches", epilog="Example:  prov matches --kind rewritten --min-words 50 --db news.db")(matches)


def matches(
    *,
    db: options.Db = options.DEFAULT_DB,
    source: Annotated[
        str | None, typer.Option("--source", metavar="URI", help="Only matches of this text: a URI, path or number.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only matches of this kind.")] = None,
    min_words: options.MinWords = 0,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="Only matches found since then (UTC), or by the last run."),
    ] = None,
    hide: options.Hide = None,
    swap: Annotated[
        str | None,
        typer.Option("--swap", metavar="A=B", help="Only matches in which these words stand for each other."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Only what repeats texts of the watch list.")] = False,
    atom: Annotated[bool, typer.Option("--atom", help="With --watch: print an Atom feed.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Matches to list at most, newest first.")] = 100,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """List stored matches, newest first.

    With --watch, one side is a watched text and the other is not; --source, --hide and --swap have no meaning then.
    """
    from provenance.cli.hiding import hidden_marks
    from provenance.pipeline.asking.lookup import list_matches, places_of
    from provenance.pipeline.asking.watching import last_run
    from provenance.store import open_for_reading
    from provenance.store.matches import Filter

    form = options.output_format(json=json, jsonl=jsonl)
    _require_one_meaning({"--source": source, "--hide": hide, "--swap": swap}, form, watch=watch, atom=atom)
    if watch:
        _print_watched(db, form, atom=atom, kind=kind, min_words=min_words, since=since, limit=limit)
        return
    wanted = Filter(
        kind=kind,
        min_words=min_words or None,
        since=None if since == options.LAST else options.moment(since),
        hidden=hidden_marks(hide),
        swap=options.swapped_words(swap),
    )
    with open_for_reading(db) as store, store.snapshot():
        if since == options.LAST:
            wanted = dataclasses.replace(wanted, since_run=last_run(store))
        found = list_matches(store, wanted, about=source, limit=limit + 1)
        more = output.cut(found, limit)
        places = places_of(store, found)
    if form is options.OutputFormat.TEXT:
        from provenance.cli import tables

        output.console().print(tables.match_table(found, places))
        if more:
            output.talk_of_more(limit, "matches")
        return
    rows = [
        {**dataclasses.asdict(row), "left_places": places[row.left_id], "right_places": places[row.right_id]}
        for row in found
    ]
    output.emit_json({"matches": rows, "more": more}) if form is options.OutputFormat.JSON else output.emit_jsonl(rows)


def _require_one_meaning(of_all: Mapping[str, object], form: options.OutputFormat, *, watch: bool, atom: bool) -> None:
    """Refuse options that would be passed over: a list with more in it than was asked for is a wrong answer."""
    if atom and not watch:
        raise UsageError("--atom goes with --watch", hint="add `--watch`")
    if atom and form is not options.OutputFormat.TEXT:
        raise UsageError("--atom excludes --json and --jsonl")
    given = [name for name, value in of_all.items() if value]
    if watch and given:
        raise UsageError(f"--watch goes without {' and '.join(given)}", hint="leave `--watch` out, or the others")


def _print_watched(
    db: Path,
    form: options.OutputFormat,
    *,
    atom: bool,
    kind: Kind | None,
    min_words: int,
    since: str | None,
    limit: int,
) -> None:
    """List what repeats watched texts."""
    from provenance.cli import watched

    found = watched.find(db, kind=kind, min_words=min_words, since=since, limit=limit + 1)
    more = output.cut(found, limit)
    if atom:
        output.emit(watched.atom(found))
    elif form is options.OutputFormat.JSON:
        output.emit_json({"matches": [watched.row(one) for one in found], "more": more})
    elif form is options.OutputFormat.JSONL:
        output.emit_jsonl(watched.row(one) for one in found)
    else:
        for one in found:
            output.emit(watched.line(one))
        if more:
            output.talk_of_more(limit, "matches")
