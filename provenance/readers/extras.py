"""Libraries that not everybody has installed."""

import importlib
import importlib.util
from types import ModuleType

from provenance.errors import InputError


class ExtraMissing(InputError):
    """A format needs a library that is not installed; what it is about is no worse for that."""


def library(module: str, *, extra: str, reads: str) -> ModuleType:
    """The module ``module``, which comes with the extra ``extra`` and reads ``reads``.

    Raises:
        ExtraMissing: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ExtraMissing(f"{reads} needs the extra {extra!r}: pip install 'provindex[{extra}]'") from error


def installed() -> tuple[str, ...]:
    """The extras whose libraries are installed; what failed for want of one is worth another try with it."""
    main = {"docs": "pypdfium2", "parquet": "pyarrow", "web": "trafilatura"}
    return tuple(extra for extra, module in main.items() if importlib.util.find_spec(module))
