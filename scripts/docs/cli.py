"""Write docs/cli.md from what `prov --help` and the errors say; with --check, only tell whether it is current."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from provenance import errors

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cli.md"

# What the help texts look like must not depend on the terminal they are made in.
PLAIN = {"TYPER_USE_RICH": "0", "COLUMNS": "110", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}

INTRODUCTION = """\
<!-- Written by `make docs` from the programs' own help; do not edit. -->

# The command line

Standard output is data, standard error is talk: what a command says about its work never gets into what it answers.
"""

EXIT_INTRODUCTION = """\
## Exit codes

Scripts can rely on these. Treat a code that is not listed as a failure.
"""

# Codes that no error of ours carries; the others come from `provenance.errors`.
OTHER_CODES = {
    0: "done (for `query` and `compare` also when nothing was found)",
    1: "internal error",
    4: "findings, only with `--fail-on-match`",
    130: "interrupted, after the current batch was committed or dropped",
    143: "terminated, after the current batch was committed or dropped",
}


def help_of(*command: str) -> str:
    """What `prov COMMAND… --help` prints, in plain letters."""
    # Defaults and paths in help texts must not name this checkout or this machine.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PROV_", "FORCE_"))}
    printed = subprocess.run(
        ["prov", *command, "--help"], env=environment | PLAIN, capture_output=True, text=True, check=True
    ).stdout
    return "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())


def subcommands(text: str) -> list[str]:
    """The names listed under "Commands:" in a help text."""
    listed = text.partition("\nCommands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  ([a-z][a-z-]*)\b", listed, flags=re.MULTILINE)


def section(title: str, text: str, level: int) -> str:
    """One command: its name as a heading, its help as a block."""
    return f"{'#' * level} {title}\n\n```text\n{text}\n```\n"


def command_sections(command: tuple[str, ...] = ()) -> list[str]:
    """The sections of a command and of everything below it, in the order of the help."""
    text = help_of(*command)
    sections = [section(" ".join(("prov", *command)), text, min(len(command) + 2, 4))]
    for name in subcommands(text):
        sections += command_sections((*command, name))
    return sections


def exit_codes() -> dict[int, str]:
    """Every exit code and its meaning, in order."""
    meanings = dict(OTHER_CODES)
    for error in errors.ProvenanceError.__subclasses__():
        summary = (error.__doc__ or "").partition("\n")[0].rstrip(".")
        meanings[error.exit_code] = summary[:1].lower() + summary[1:]
    return dict(sorted(meanings.items()))


def page() -> str:
    """The whole page."""
    table = ["| code | means |", "|--:|---|", *(f"| {code} | {meaning} |" for code, meaning in exit_codes().items())]
    return "\n".join([INTRODUCTION, *command_sections(), EXIT_INTRODUCTION, "\n".join(table)]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    check = parser.parse_args().check
    text = page()
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print(f"{PAGE.relative_to(ROOT)} is not what the commands say; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
