"""`prov compact`: merge the segments of the index."""

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
    """Merge all segments of the index into one, which queries read fastest.

    Indexing merges by itself as it goes; this is for a store that is read more than written.
    """
    from provenance.pipeline.merging import merge_all
    from provenance.pipeline.session import open_writer

    with options.interruptible(), open_writer(db, create=False, wait=lock_wait) as session:
        before, after = merge_all(session)
    if json:
        output.emit_json({"segments_before": before, "segments_after": after})
    elif not quiet:
        output.talk(f"{before} segments became {after}")
