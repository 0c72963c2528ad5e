"""The one SQLite of this process: the one that sqlite-utils and Datasette use, ``pysqlite3`` if installed.

Two copies of SQLite in one process can damage a database, since closing a file in one drops the locks of the other.
This module chooses as sqlite-utils does. It does not import sqlite-utils, which looks for numpy and takes longer to
import than most commands run.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3

# What a statement is given as is need not be looked up: without these, a NULL takes longer than the rest of its row.
# They hold for the whole process and change no value; what others adapt, and Python's own SQLite, stay as they are.
for _kind in (type(None), bytes):
    if sqlite3.__name__ != "sqlite3" and (_kind, sqlite3.PrepareProtocol) not in sqlite3.adapters:
        sqlite3.register_adapter(_kind, lambda value: value)

__all__ = ["sqlite3"]
