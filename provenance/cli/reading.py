"""How commands read the one text they are about, and how they report what was left out."""

import os
from collections.abc import Sequence
from typing import Any

from provenance.cli import output
from provenance.model import Document, Failure

#: Inputs named of those that were left out for the same reason, which is not in them.
NAMED = 3
#: The exit code where all is done but for inputs that failed.
SOME_FAILED = 3


def one_document(named: str) -> Document:
    """The document at the path ``named``, or on standard input if that is ``-``."""
    from provenance.readers import read_one  # only where a file is read

    return read_one(named)


def is_there(named: str) -> bool:
    """Whether there is a file or folder at the path ``named``, as far as we may look."""
    return os.path.exists(named)  # noqa: PTH110 - Path raises where an address is too long for the name of a file


def failure_row(failure: Failure) -> dict[str, Any]:
    """A failure as JSON; ``remedy`` says what to do where the cause is not in the input."""
    remedy = {"remedy": failure.remedy} if failure.remedy else {}
    return {"uri": failure.uri, "reason": failure.reason, **remedy}


def report_failures(failures: Sequence[Failure], *, verbose: bool = False) -> None:
    """Name each input that could not be read; a cause on our side is named once, with a remedy and how many inputs."""
    ours: dict[tuple[str, str], list[str]] = {}
    for one in failures:
        if one.remedy and not verbose:
            ours.setdefault((one.reason, one.remedy), []).append(one.uri)
        else:
            output.talk(f"prov: {one.uri}: {one.reason}")
    if verbose:
        ours = {(one.reason, one.remedy): [] for one in failures if one.remedy}
    for (reason, remedy), uris in ours.items():
        _report_own(reason, remedy, uris)


def _report_own(reason: str, remedy: str, uris: Sequence[str]) -> None:
    if uris:
        names = ", ".join(uris[:NAMED]) + (", …" if len(uris) > NAMED else "")
        output.talk(f"prov: {len(uris):,} {'input' if len(uris) == 1 else 'inputs'} not read: {reason} ({names})")
    output.talk(f"hint: {remedy}; then run the command again, which tries what was left out")
