"""Readers: from what a person names on the command line to documents.

An input that cannot be read is a failure, never the end.
"""

from provenance.readers.extract import extract
from provenance.readers.inputs import Input, walk
from provenance.readers.read import Columns, read
from provenance.readers.tabular import FIELDS

__all__ = ["FIELDS", "Columns", "Input", "extract", "read", "walk"]
