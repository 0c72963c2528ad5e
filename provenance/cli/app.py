"""The application `prov`: its commands, and how it prints errors."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from provenance.cli import (
    clusters,
    compact,
    compare,
    crawl,
    dataset,
    export,
    forget,
    importing,
    index,
    lineage,
    matches,
    output,
    query,
    report,
    serve,
    show,
    snapshot,
    spark,
    status,
    swaps,
    verify,
    verify_report,
    watch,
    why,
)
from provenance.errors import OF_WRONG_VALUES, ProvenanceError, UsageError

app = typer.Typer(
    name="prov",
    help="Find every text that repeats another, see the passages, learn which likely came first.",
    epilog="Exit codes: 0 done, 1 internal error, 2 usage, 3 some inputs failed, 4 findings (with --fail-on-match), "
    "10 no store, 11 locked, 12 integrity, 13 disk full, 14 parameters differ, 15 store too new, 130 interrupted, "
    "143 terminated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    *(index, crawl, query, compare, matches, clusters, swaps, show, report, serve),
    *(lineage, why, export, status, verify, verify_report, snapshot, compact, forget, watch),
    *(dataset, spark, importing),
)
for command in COMMANDS:
    command.register(app)


class _Command(TyperCommand):
    """A command that says of an error which nobody expected whether a damaged store is the cause."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as Click has it
        """Run it."""
        try:
            return super().invoke(ctx)
        except OF_WRONG_VALUES as error:
            _blame_store(ctx.params.get("db"), error)
            raise


for group in (app, *(one.typer_instance for one in app.registered_groups)):
    for registered in group.registered_commands if group else ():
        registered.cls = _Command


def _blame_store(name: str | None, error: Exception) -> None:
    """Raise an error of damage if the store of this ``name`` is damaged, so that ``error`` may come of it."""
    from provenance.store import open_for_reading

    if name is not None and (path := Path(name)).is_file():
        with open_for_reading(path) as store:
            store.blame_damage(error)


def _print_version(wanted: bool) -> None:
    """Answer `--version` before a missing command is complained about."""
    if wanted:
        from provenance import __version__
        from provenance.engine import build_info

        details = ", ".join(f"{name} {value}" for name, value in build_info().items() if name != "version")
        typer.echo(f"prov {__version__} ({details})")
        raise typer.Exit


@app.callback()
def _prov(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and what runs, and exit."
        ),
    ] = False,
) -> None:
    """Options of `prov` itself."""


def _run() -> None:
    """Run the application; an argument that is no text, and has come to where a text is needed, is a usage error."""
    try:
        app()
    except UnicodeEncodeError as error:
        wrong = [one for one in sys.argv[1:] if not _is_text(one)]
        if not wrong:
            raise
        raise UsageError(f"{wrong[0]!r} is not valid UTF-8", hint="name the text by its number") from error


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_want_of_memory(error: MemoryError | RuntimeError) -> bool:
    """Whether there was no memory for an object, or for the stack of a thread, which Python says in words only."""
    return isinstance(error, MemoryError) or "can't start new thread" in str(error)


def main() -> None:
    """Run `prov`; errors that people can act on become one line, a hint and their exit code."""
    output.tolerate_broken_stderr()
    try:
        _run()
    except ProvenanceError as error:
        output.talk(f"prov: {error}")
        if error.hint:
            output.talk(f"hint: {error.hint}")
        sys.exit(error.exit_code)
    except (MemoryError, RuntimeError) as error:
        if not _is_want_of_memory(error):
            raise
        output.talk("prov: there is not enough memory")
        output.talk("hint: give it more, or let it plan with less: `--memory`, `--jobs`")
        sys.exit(ProvenanceError.exit_code)
