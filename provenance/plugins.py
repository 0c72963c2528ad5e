"""What sqlite-utils and Datasette load when this package is installed beside them: the SQL function ``prov_text``.

``prov_text(text)`` decompresses the stored text of a row of ``document_text``. It is NULL for NULL.
"""

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import sqlite3


@pluggy.HookimplMarker("sqlite_utils")
@pluggy.HookimplMarker("datasette")
def prepare_connection(conn: "sqlite3.Connection") -> None:
    """Give a connection that either of them opened the function."""
    conn.create_function("prov_text", 1, _text, deterministic=True)


def _text(frame: bytes | None) -> str | None:
    """The text in ``frame``; an error of SQL if it is no stored text."""
    from provenance.engine import decompress

    return None if frame is None else decompress(frame)
