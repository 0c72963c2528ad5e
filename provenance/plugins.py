"""What sqlite-utils and Datasette load when this package is installed beside them: the SQL function ``prov_text``.

``prov_text(text)`` gives the text of a row of ``document_text``. It is NULL for NULL.
"""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import sqlite3

    from provenance.engine import Lexicon


@pluggy.HookimplMarker("sqlite_utils")
@pluggy.HookimplMarker("datasette")
def prepare_connection(conn: "sqlite3.Connection") -> None:
    """Give a connection that either of them opened the function."""
    conn.create_function("prov_text", 1, _Texts(conn).text, deterministic=True)


class _Texts:
    """Unpacks stored texts of one connection, with the lexicons that they name."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        self._connection = connection
        self._lexicons: dict[int, Lexicon] = {}

    def text(self, stored: bytes | None) -> str | None:
        """The text that ``stored`` is or names; an error of SQL if it is no stored text."""
        from provenance import engine
        from provenance.store import text_files

        if stored is None:
            return None
        (frame,) = text_files.frames(self._folder, [stored])
        checksum = engine.lexicon_of(frame)
        return engine.decompress(frame, None if checksum is None else self._lexicon(checksum))

    @functools.cached_property
    def _folder(self) -> Path:
        """Where the files of texts of the store lie."""
        from provenance.store import text_folder

        (path,) = self._connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
        return text_folder(Path(path or ":memory:"))

    def _lexicon(self, checksum: int) -> "Lexicon | None":
        from provenance import engine

        if checksum not in self._lexicons:
            sql = "SELECT words, copy FROM lexicon WHERE checksum = ?"
            for copies in self._connection.execute(sql, (checksum,)).fetchall():
                self._lexicons[checksum] = engine.Lexicon.of_copies(copies)
        return self._lexicons.get(checksum)
