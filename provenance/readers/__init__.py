"""Readers: from what a person names on the command line to documents.

An input that cannot be read is a failure. It never ends a run. :class:`Reader` opens files, archives and tables;
:class:`ExtractionPool` takes texts out of bytes in processes that can be killed.
"""

from provenance.model import Input
from provenance.readers.extras import installed
from provenance.readers.formats.media import holds_text
from provenance.readers.inputs import Walked, walk
from provenance.readers.interruptible import digest_of, stop_waiting
from provenance.readers.limits import Limits
from provenance.readers.read import Columns, Read, Reader, read_one
from provenance.readers.sandbox.pool import ExtractionPool, Job
from provenance.readers.tables.tabular import FIELDS

__all__ = [
    "FIELDS",
    "Columns",
    "ExtractionPool",
    "Input",
    "Job",
    "Limits",
    "Read",
    "Reader",
    "Walked",
    "digest_of",
    "holds_text",
    "installed",
    "read_one",
    "stop_waiting",
    "walk",
]
