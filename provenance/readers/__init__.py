"""Readers: from what a person names on the command line to documents. An input that cannot be read is a failure, never the end."""

from provenance.readers.inputs import Input, walk
from provenance.readers.read import EMPTY, Columns, read

__all__ = ["EMPTY", "Columns", "Input", "read", "walk"]
