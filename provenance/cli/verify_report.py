"""`prov verify-report`: does what a report says still hold?"""

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options, output
from provenance.errors import IntegrityError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify-report", epilog="Example:  prov verify-report draft.html --db news.db")(verify_report)


def verify_report(
    report: Annotated[Path, typer.Argument(metavar="FILE", help="A page that `prov report` wrote.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    json: options.Json = False,
) -> None:
    """Tell whether each fact of a report holds in the store: hashes, passages, matches, lineage, the chain of events.

    The facts are those inside the file that programs read. Make the page again with the command it names to compare
    what people read.
    """
    from provenance.web import checking

    count, wrong = checking.check(checking.facts_in(report), db)
    if json:
        output.emit_json({"facts": count, "wrong": wrong})
    else:
        for line in wrong:
            output.emit(line)
        if not wrong:
            output.emit(f"all {count:,} facts hold" if count else "no store was asked for this report")
    if wrong:
        raise IntegrityError(f"{len(wrong):,} of {count:,} facts do not hold", hint="the store changed, or the report")
