"""Every error this package raises on purpose: a message, an exit code and, where there is one, the next step."""

from typing import ClassVar


class ProvenanceError(Exception):
    """Something went wrong that a person can understand and act on.

    Attributes:
        exit_code: What the command line exits with.
        hint: What to do next; empty when the message says it all.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message for people and the hint that follows it."""
        super().__init__(message)
        self.hint = hint


class UsageError(ProvenanceError):
    """The command or call cannot mean anything as it was given."""

    exit_code = 2


class InputError(ProvenanceError):
    """An input cannot be read as text; the run goes on without it."""

    exit_code = 3


class NotTheInput(InputError):
    """An input cannot be read for a reason that is not in it; ``hint`` says what to do before the next try."""


class StoreNotFound(ProvenanceError):
    """There is no store where one was expected."""

    exit_code = 10


class StoreLocked(ProvenanceError):
    """Another writer holds the store."""

    exit_code = 11


class IntegrityError(ProvenanceError):
    """The store or its index is not what was written."""

    exit_code = 12


#: What to do about damage that was met while something else was done.
SEE_VERIFY = "see what `prov verify` says"

OF_WRONG_VALUES = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What comes of a value that is not what its place holds; none of these is an error of ours."""


class DiskFull(ProvenanceError):
    """There is no room left where the store lies."""

    exit_code = 13


class ParametersDiffer(ProvenanceError):
    """The store was made with other parameters than the ones asked for."""

    exit_code = 14


class StoreTooNew(ProvenanceError):
    """The store was written by a newer version of this package."""

    exit_code = 15
