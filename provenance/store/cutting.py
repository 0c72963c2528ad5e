"""Cutting a text into the parts that are stored as they are, also for stores of versions that had none."""

from collections.abc import Iterator

from provenance.errors import IntegrityError
from provenance.store.sqlite import sqlite3

LENGTH = 240
"""Code points of a part: even if each takes four bytes, a page of SQLite holds several parts."""

#: SQLite takes NUL for the end of a text. So NUL is stored as these bytes, which stand for nothing else in UTF-8, and
#: are one character to SQLite (as in the "modified UTF-8" of the Java Virtual Machine Specification, section 4.4.7).
_NUL = b"\xc0\x80"

#: What a part shows where nobody knows the text any more.
_LOST = "\ufffd"


def cut(text: str, part: int) -> bytes:
    """One part of a text, as it is stored."""
    return text[part * LENGTH : (part + 1) * LENGTH].encode().replace(b"\0", _NUL)


class Cutter:
    """The SQL function ``prov_text_part(document_id, part)`` of the migration that cuts the texts of older stores.

    It keeps the text that it cut last: parts are asked for document by document.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Cut texts of the database of this connection."""
        self._connection = connection
        self._number, self._text = 0, ""

    def __call__(self, document_id: int, part: int) -> bytes:
        """The part, as it is stored."""
        if document_id != self._number:
            self._number, self._text = document_id, self._whole(document_id)
        return cut(self._text, part)

    def _whole(self, document_id: int) -> str:
        from provenance.engine import decompress  # a store that is current needs none of it

        found = self._connection.execute("SELECT text FROM document_text WHERE document_id = ?", (document_id,))
        try:
            return "".join(decompress(frame) for (frame,) in found.fetchall()) or self._pieced(document_id)
        except IntegrityError:
            return self._pieced(document_id)  # the passages of a damaged text are evidence all the same

    def _pieced(self, document_id: int) -> str:
        """As much of a text as older stores wrote into its passages."""
        found = list(self._quoted(document_id))
        signs = [_LOST] * max((start + len(words) for start, words in found), default=0)
        for start, words in found:
            signs[start : start + len(words)] = words
        return "".join(signs)

    def _quoted(self, document_id: int) -> Iterator[tuple[int, str]]:
        sql = """
            SELECT p.left_start, p.left_text FROM match AS m JOIN passage AS p USING (match_id) WHERE m.left_id = ?1
            UNION ALL SELECT p.right_start, coalesce(p.right_text, p.left_text)
            FROM match AS m JOIN passage AS p USING (match_id) WHERE m.right_id = ?1
        """
        yield from self._connection.execute(sql, (document_id,)).fetchall()
