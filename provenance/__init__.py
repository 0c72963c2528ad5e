"""Find every text that repeats another, show the passages, say which likely came first, keep it in SQLite.

>>> from provenance import compare
>>> [passage.kind for passage in compare("Nobody saw the ship leave.", "Nobody saw the ship leave.").passages]
[<Kind.VERBATIM: 'verbatim'>]
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from provenance.exchange.minhashes import read_signatures, write_signatures
    from provenance.index import Index
    from provenance.pipeline.aligning import compare
    from provenance.signing import shingle_hashes, signatures

__all__ = [
    "Index",
    "__version__",
    "compare",
    "read_signatures",
    "shingle_hashes",
    "signatures",
    "write_signatures",
]

#: Where the public names live; they are imported when first used, so that `prov --help` need not wait for them.
_HOMES = {
    "Index": "provenance.index",
    "compare": "provenance.pipeline.aligning",
    "read_signatures": "provenance.exchange.minhashes",
    "shingle_hashes": "provenance.signing",
    "signatures": "provenance.signing",
    "write_signatures": "provenance.exchange.minhashes",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'provenance' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def _version() -> str:
    """The version of the package. The native core is asked: looking it up among what is installed takes 25 ms."""
    version: str = import_module("provenance.engine").build_info()["version"]
    globals()["__version__"] = version
    return version
