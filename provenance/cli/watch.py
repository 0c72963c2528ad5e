"""`prov watch`: the texts whose repetition elsewhere is reported."""

from typing import Annotated

import typer

from provenance.cli import options, output, reading
from provenance.visible import one_line

#: Paths and URIs.
Named = Annotated[list[str], typer.Argument(metavar="FILE|URI...", help="Files, folders, or URIs that the store has.")]


def register(app: typer.Typer) -> None:
    """Add the command and those below it."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Say which texts are ours, so that what repeats them is reported.",
        rich_markup_mode=None,
    )
    group.command("add", epilog="Example:  prov watch add our-articles/ --db news.db")(add)
    group.command("list", epilog="Example:  prov watch list --db news.db")(list_)
    group.command("remove", epilog="Example:  prov watch remove our-articles/old.txt --db news.db")(remove)
    app.add_typer(group, name="watch")


def add(
    named: Named,
    *,
    db: options.Db = options.DEFAULT_DB,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Watch these texts. Files and folders are indexed first, as known originals.

    Each crawl then reports new texts that repeat them, and `prov matches --watch` lists all that do.
    """
    from provenance.cli.index import index
    from provenance.pipeline.asking.watching import watch
    from provenance.pipeline.session import open_writer

    paths = [one for one in named if reading.is_there(one)]
    failed = None
    try:
        if paths:
            index(paths, db=db, reference=True, lock_wait=lock_wait, quiet=True)
    except typer.Exit as error:
        failed = error
    with options.interruptible(), open_writer(db, create=False, wait=lock_wait) as session:
        added = watch(session, named)
    _say(added, "added", as_json=json, quiet=quiet)
    if failed:
        raise failed


def list_(*, db: options.Db = options.DEFAULT_DB, json: options.Json = False) -> None:
    """List what is watched."""
    import dataclasses

    from provenance.store import open_for_reading, watches

    with open_for_reading(db) as store:
        found = watches.listed(store)
    if json:
        output.emit_json({"watched": [dataclasses.asdict(one) for one in found]})
        return
    for one in found:
        output.emit(one_line(one.uri))


def remove(
    named: Named,
    *,
    db: options.Db = options.DEFAULT_DB,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Watch these texts no more. They and their matches stay in the store."""
    from provenance.pipeline.asking.watching import unwatch
    from provenance.pipeline.session import open_writer

    with options.interruptible(), open_writer(db, create=False, wait=lock_wait) as session:
        removed = unwatch(session, named)
    _say(removed, "removed", as_json=json, quiet=quiet)


def _say(number: int, done: str, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        output.emit_json({done: number})
    elif not quiet:
        output.talk(f"{number:,} {done}")
