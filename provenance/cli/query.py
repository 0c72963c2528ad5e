"""`prov query`: which known texts does this one repeat?"""

import dataclasses
import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli import options, output, reading
from provenance.presentation.words import amount

if TYPE_CHECKING:
    from provenance.cli.hiding import Hiding
    from provenance.model import QueryResult

FOUND = 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("query", epilog="Example:  prov query essay.txt --db papers.db --json")(query)


def query(
    document: Annotated[str, typer.Argument(metavar="FILE", help="A text file, or - for standard input.")],
    *,
    db: options.Db = options.DEFAULT_DB,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Matches to show at most.")] = 20,
    min_words: options.MinWords = 0,
    hide: options.Hide = None,
    fail_on_match: options.FailOnMatch = False,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Report the known texts that FILE repeats, best first. Stores nothing.

    What was seen at FILE itself is not reported: it is the text in question. Texts of which `prov import --datasketch`
    brought the signature only, and that are like FILE, are named as candidates: nothing of them was compared. With
    --jsonl they come after the matches, each as "signature" in a line of its own.
    """
    from provenance.cli.hiding import Hiding, hidden_marks
    from provenance.pipeline.asking.query import query as find
    from provenance.pipeline.session import open_reader

    form = options.output_format(json=json, jsonl=jsonl)
    hiding = Hiding(hidden_marks(hide))
    asked = reading.one_document(document)
    with open_reader(db, jobs=jobs) as session:
        found = find(session, asked.text, uri=asked.uri, limit=None if hide else limit, min_words=min_words)
    result = _without_hidden(found, hiding, limit) if hide else found
    _print(result, form, quiet=quiet)
    if result.left_out and form is options.OutputFormat.TEXT and not quiet:
        more = amount(result.left_out, "more match", "more matches")
        output.talk(f"{more}: --limit {limit + result.left_out} shows all")
    if hiding.note and not quiet:
        output.talk(hiding.note)
    if result.matches and form is options.OutputFormat.TEXT and not quiet and document != "-":
        output.talk(
            f"side by side: prov show {shlex.quote(document)} {result.matches[0].document_id}{options.db_option(db)}"
        )
    if result.matches and fail_on_match:
        raise typer.Exit(FOUND)


def _without_hidden(found: "QueryResult", hiding: "Hiding", limit: int) -> "QueryResult":
    """What is left of all matches when passages are hidden, and of that the first."""
    left = hiding.of_all(found.matches)
    return dataclasses.replace(found, matches=tuple(left[:limit]), left_out=max(0, len(left) - limit))


def _print(result: "QueryResult", form: options.OutputFormat, *, quiet: bool) -> None:
    from provenance.presentation.as_json import match_json

    about = {"uri": result.uri, "sha256": result.sha256, "tokens": result.tokens}
    known = [dataclasses.asdict(one) for one in result.signatures]
    if form is options.OutputFormat.JSON:
        matches = [match_json(match) for match in result.matches]
        output.emit_json({"query": about, "matches": matches, "signatures": known, "left_out": result.left_out})
    elif form is options.OutputFormat.JSONL:
        output.emit_jsonl({"query": about, **match_json(match)} for match in result.matches)
        output.emit_jsonl({"query": about, "signature": one} for one in known)
    elif not quiet or result.matches:
        from provenance.cli import tables

        output.console().print(tables.query_table(result))
    if result.signatures and form is options.OutputFormat.TEXT:
        from provenance.cli import tables

        output.console().print(tables.signatures_table(result.signatures))
