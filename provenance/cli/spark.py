"""`prov spark`: index a dataset with Apache Spark."""

import time
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("spark", epilog="Example:  prov spark articles.dataset articles.result --store news.db")(spark)


def spark(
    documents: Annotated[str, typer.Argument(metavar="DOCUMENTS", help="A dataset, as `prov dataset` writes it.")],
    result: Annotated[str, typer.Argument(metavar="RESULT", help="A new folder for the result, seen by all machines.")],
    *,
    master: Annotated[
        str | None,
        typer.Option("--master", metavar="URL", help="Who gives out the work.", show_default="local[*]"),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", metavar="FILE", help="Match against this store, too; all machines must see its index."),
    ] = None,
    reference: Annotated[bool, typer.Option("--reference", help="Mark these texts as known originals.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find the matches of a dataset with Apache Spark: on this machine, or on the cluster that runs the command.

    The result is that of `prov index`, and `prov import` brings it into a store. Each stage is written to RESULT when
    it ends. The same command goes on after the last one that was finished. Needs Java 17 and the extra `spark`.
    """
    from provenance.spark.run import run
    from provenance.spark.starting import start
    from provenance.store import open_for_reading

    if store:
        # Spark takes many seconds to start.
        open_for_reading(store).close()
    begun = time.monotonic()

    def observe(stage: str) -> None:
        if not quiet:
            output.talk(f"prov: {time.monotonic() - begun:7.1f} s: {stage}")

    with options.interruptible():
        session = start(master)
        try:
            manifest = run(session, documents, result, store=store, reference=reference, observe=observe)
        finally:
            session.stop()
    found = {"documents": manifest.documents, "new": manifest.end - manifest.first, "matches": manifest.matches}
    if json:
        output.emit_json(found)
    elif not quiet:
        output.talk(", ".join(f"{count:,} {name}" for name, count in found.items()))
        output.talk(f"bring it into a store with `prov import {result} --db FILE`")
