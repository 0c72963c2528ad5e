"""Libraries that may not be installed."""

import contextlib
import importlib
from types import ModuleType

from provenance.errors import NotTheInput

#: The distributions whose versions decide what can be read, in order of their names.
_DISTRIBUTIONS = (
    "backports.zstd",
    "brotli",
    "chardet",
    "defusedxml",
    "fastwarc",
    "json-repair",
    "lxml",
    "lxml_html_clean",
    "pyarrow",
    "pypdfium2",
    "trafilatura",
    "webencodings",
)


class ExtraMissing(NotTheInput):
    """A format needs a library that is not installed; what it is about is no worse for that."""


class LibraryBroken(NotTheInput):
    """A library is installed, and cannot be loaded."""


def library(module: str, *, extra: str, reads: str) -> ModuleType:
    """The module ``module``, which comes with the extra ``extra`` and reads ``reads``.

    Raises:
        ExtraMissing: It is not installed.
        LibraryBroken: It, or a library that it needs, cannot be loaded.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            install = f"pip install 'provindex[{extra}]'"
            raise ExtraMissing(f"{reads} needs the extra {extra!r}: {install}", hint=install) from error
        raise _broken(module, extra, reads, error) from error
    except MemoryError:
        raise
    except Exception as error:
        raise _broken(module, extra, reads, error) from error


def _broken(module: str, extra: str, reads: str, error: Exception) -> LibraryBroken:
    said = f"{type(error).__name__}: {error}"[:200]
    again = f"pip install --force-reinstall 'provindex[{extra}]'"
    return LibraryBroken(f"{reads} needs {module}, which cannot be loaded ({said})", hint=again)


def installed() -> tuple[str, ...]:
    """The libraries that read, with their versions; what failed is worth another try with other ones."""
    import importlib.metadata  # noqa: PLC0415 - takes 25 ms, and a query does without it

    found = []
    for name in _DISTRIBUTIONS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name}={importlib.metadata.version(name)}")
    return tuple(found)
