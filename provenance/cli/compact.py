"""`prov compact`: merge the segments of the index and close the holes of the database."""

from typing import Annotated

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compact", epilog="Example:  prov compact --db news.db")(compact)


def compact(
    *,
    db: options.Db = options.DEFAULT_DB,
    lock_wait: options.LockWait = 0.0,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Make the index anew from the stored texts first, by the rules of this version."
        ),
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Merge all segments of the index into one, without what was forgotten; rewrite what has large holes.

    Indexing merges by itself as it goes; this is for after `prov forget`, and for a store that is read far more than
    it is written. An index whose keys an older version made is made anew with --rebuild: texts, sightings, matches,
    lineage and events stay.
    """
    import dataclasses

    from provenance.pipeline.session import open_writer
    from provenance.pipeline.upkeep.compact import compact as make_compact
    from provenance.pipeline.upkeep.compact import rebuild as make_anew

    with options.interruptible():
        rebuilt = make_anew(db, wait=lock_wait) if rebuild else 0
        with open_writer(db, create=False, wait=lock_wait) as session:
            done = make_compact(session)
    if json:
        segments = {"segments_before": done.before.segments, "segments_after": done.after.segments}
        output.emit_json({**segments, **dataclasses.asdict(done), "rebuilt": rebuilt})
    elif not quiet:
        if rebuild:
            output.talk(f"the keys of {rebuilt:,} documents were made anew")
        output.talk(f"{done.before.segments:,} segments became {done.after.segments:,}")
        output.talk(f"the index has {done.after.index:,} bytes, and had {done.before.index:,}")
        output.talk(f"the database has {done.after.database:,} bytes, and had {done.before.database:,}")
        output.talk(f"the texts have {done.after.texts:,} bytes, and had {done.before.texts:,}")
        if done.dropped:
            output.talk(f"the index dropped {done.dropped:,} forgotten documents")
