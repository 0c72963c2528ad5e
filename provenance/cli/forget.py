"""`prov forget`: remove documents for good."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from provenance.cli import options, output
from provenance.presentation.words import amount
from provenance.uris import short_name

if TYPE_CHECKING:
    from provenance.pipeline.upkeep.forget import Plan
    from provenance.store.forgotten import Removed

#: Documents that repeat what was forgotten, shown to people; all of them are in the JSON.
REPEATS = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forget", epilog="Example:  prov forget https://example.org/story.html --dry-run --db news.db")(forget)


def forget(
    names: Annotated[list[str], typer.Argument(metavar="URI...", help="URIs, paths, document numbers or SHA-256.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    drop_hash: Annotated[
        bool, typer.Option("--drop-hash", help="Keep no hash either; the text may then be added again by any run.")
    ] = False,
    lock_wait: options.LockWait = 0.0,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Remove documents for good: texts, sightings, matches, passages and lineage. Only a trace of them stays.

    A URI or path means every text that was ever seen there, a number or SHA-256 that one text, wherever it was seen.
    No query or view shows them any more, and their bytes are overwritten in the database and the files of texts. The
    trace: document number, time and run in the chain of events, and the hash of the text, by which a later `prov index`
    leaves the text out.
    Copies outside the store (the file itself, archives, reports, backups) are not touched.
    """
    from provenance.pipeline.session import open_writer
    from provenance.pipeline.upkeep.forget import forget as remove
    from provenance.pipeline.upkeep.forget import plan
    from provenance.store import open_for_reading, text_files

    if dry_run:
        with open_for_reading(db) as store:
            planned, removed, waiting = plan(store, names), None, 0
    else:
        with options.interruptible(), open_writer(db, create=False, wait=lock_wait) as session:
            planned, removed = remove(session, names, keep_hash=not drop_hash)
            waiting = text_files.waiting(session.store)
    if json:
        output.emit_json({**_body(planned, removed), "not_overwritten": waiting})
    elif not quiet:
        _say(planned, removed)
        if waiting:
            texts = f"{amount(waiting, 'text')} {'is' if waiting == 1 else 'are'}"
            output.talk(f"a program reads the store: {texts} overwritten on the disk by the next command that writes")


def _body(planned: "Plan", removed: "Removed | None") -> dict[str, Any]:
    import dataclasses

    return {
        "documents": [{"document_id": number, "uris": uris} for number, uris in planned.places.items()],
        "already_forgotten": planned.already,
        "removed": removed and dataclasses.asdict(removed),
        "signatures": list(planned.signatures.values()),
        "repeated_by": [dataclasses.asdict(one) for one in planned.repeated_by],
    }


def _say(planned: "Plan", removed: "Removed | None") -> None:
    for number in planned.already:
        output.talk(f"document {number} was forgotten before")
    for number, uris in planned.places.items():
        output.talk(f"{'forgot' if removed else 'would forget'} document {number}, seen at {', '.join(uris)}")
    for uri in planned.signatures.values():
        output.talk(f"{'forgot' if removed else 'would forget'} the imported signature of {uri}")
    if removed and removed.documents:
        output.talk(
            f"with them went {amount(removed.matches, 'match', 'matches')} and {removed.lineage:,} edges of lineage"
        )
        output.talk("the index drops their keys at its next merge; `prov compact` merges now")
    for one in planned.repeated_by[:REPEATS]:
        repeats = f"{amount(one.matched_words, 'word')} with it: document {one.document_id}, {short_name(one.uri)}"
        output.talk(f"still in the store, and shares {repeats}")
    if len(planned.repeated_by) > REPEATS:
        output.talk(f"and {len(planned.repeated_by) - REPEATS:,} more; --json lists them all")
