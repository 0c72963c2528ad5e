"""Readers: from what a person names on the command line to documents.

An input that cannot be read is a failure, never the end. :func:`extract` takes one text out of some bytes, and
:class:`Sandbox` does that in a process that can be killed; :class:`Reader` opens whole files, archives and tables.
"""

from provenance.model import Input
from provenance.readers.extras import installed
from provenance.readers.formats.media import holds_text
from provenance.readers.inputs import Walked, walk
from provenance.readers.interruptible import digest_of, stop_waiting
from provenance.readers.limits import Limits
from provenance.readers.read import Columns, Read, Reader
from provenance.readers.sandbox.pool import Job, Sandbox
from provenance.readers.tables.tabular import FIELDS

__all__ = [
    "FIELDS",
    "Columns",
    "Input",
    "Job",
    "Limits",
    "Read",
    "Reader",
    "Sandbox",
    "Walked",
    "digest_of",
    "holds_text",
    "installed",
    "stop_waiting",
    "walk",
]
