"""`prov compact`: merge the segments of the index and close the holes of the database."""

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compact", epilog="Example:  prov compact --db news.db")(compact)


def compact(
    *,
    db: options.Db = options.DEFAULT_DB,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Merge all segments of the index into one, without what was forgotten; rewrite a database that has large holes.

    Indexing merges by itself as it goes; this is for after `prov forget`, and for a store that is read far more than
    it is written.
    """
    import dataclasses

    from provenance.pipeline.compacting import compact as make_compact
    from provenance.pipeline.session import open_writer

    with options.interruptible(), open_writer(db, create=False, wait=lock_wait) as session:
        done = make_compact(session)
    if json:
        segments = {"segments_before": done.before.segments, "segments_after": done.after.segments}
        output.emit_json({**segments, **dataclasses.asdict(done)})
    elif not quiet:
        output.talk(f"{done.before.segments:,} segments became {done.after.segments:,}")
        output.talk(f"the index has {done.after.index:,} bytes, and had {done.before.index:,}")
        output.talk(f"the database has {done.after.database:,} bytes, and had {done.before.database:,}")
        if done.dropped:
            output.talk(f"the index dropped {done.dropped:,} forgotten documents")
