"""What sqlite-utils and Datasette load when this package is installed beside them: the SQL function ``prov_text``.

``prov_text(text)`` gives the text of a row of ``document_text``. It is NULL for NULL.
"""

import contextlib
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

        if stored is None:
            return None
        frame = self._frame(stored)
        checksum = engine.lexicon_of(frame)
        return engine.decompress(frame, None if checksum is None else self._lexicon(checksum))

    def _frame(self, stored: bytes) -> bytes:
        """The compressed text that ``stored`` is, or names in one of the stores that are open."""
        from provenance.errors import IntegrityError
        from provenance.store import text_files, text_folder

        if text_files.Place.of(stored) is None:
            return stored
        for (path,) in self._connection.execute("SELECT file FROM pragma_database_list WHERE file != ''").fetchall():
            with contextlib.suppress(IntegrityError):
                return text_files.frames(text_folder(Path(path)), [stored])[0]
        raise IntegrityError("the stored text is damaged, or not beside the database", hint="copy FILE.texts/, too")

    def _lexicon(self, checksum: int) -> "Lexicon | None":
        from provenance import engine

        if checksum not in self._lexicons:
            sql = "SELECT words, copy FROM lexicon WHERE checksum = ?"
            for copies in self._connection.execute(sql, (checksum,)).fetchall():
                self._lexicons[checksum] = engine.Lexicon.of_copies(copies)
        return self._lexicons.get(checksum)
