"""What the server of reading processes loads once for all of them: the worker, and the libraries that load.

A library that cannot be loaded must not keep the server from starting. The reader that needs it tries again, and
reports the error.
"""

import contextlib
import importlib
import mimetypes

import provenance.readers.sandbox.worker as _worker  # noqa: F401 - loaded for those who are forked
from provenance.confinement import level

for _name in ("trafilatura", "pypdfium2"):
    with contextlib.suppress(Exception):
        importlib.import_module(_name)

# What looks for files outside of those that the processes may read.
mimetypes.init()
level()
