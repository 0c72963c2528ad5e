"""The one SQLite of this process: what sqlite-utils and Datasette use, ``pysqlite3`` where that is installed.

Two copies of SQLite in one process can damage a database, since closing a file in one drops the locks of the other.
"""

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # imported there for this purpose

__all__ = ["sqlite3"]
