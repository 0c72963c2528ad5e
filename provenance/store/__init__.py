"""The SQLite store: the only package that knows SQL.

Open one with :func:`open_for_writing` or :func:`open_for_reading` and pass it to the functions of the modules here.
Functions that write need a ``with store.transaction():`` around them.
"""

from provenance.store.beside import archive_folder, index_folder, own_files, real, text_folder
from provenance.store.database import Store
from provenance.store.opening import open_for_crawling, open_for_reading, open_for_writing

__all__ = [
    "Store",
    "archive_folder",
    "index_folder",
    "open_for_crawling",
    "open_for_reading",
    "open_for_writing",
    "own_files",
    "real",
    "text_folder",
]
