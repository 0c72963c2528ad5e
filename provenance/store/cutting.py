"""Cutting a text into the parts that are stored as they are, also for stores of versions that had none."""

import json
from collections.abc import Iterable

from provenance.errors import IntegrityError
from provenance.store.sqlite import sqlite3

LENGTH = 240
"""Code points of a part: even if each takes four bytes, a page of SQLite holds several parts."""

Span = tuple[int, int]
"""Where a passage starts in a text, and where it ends."""

#: SQLite takes NUL for the end of a text. So NUL is stored as these bytes, which stand for nothing else in UTF-8, and
#: are one character to SQLite (as in the "modified UTF-8" of the Java Virtual Machine Specification, section 4.4.7).
NUL = b"\xc0\x80"

#: What a part shows where nobody knows the text any more.
_LOST = "\ufffd"

#: What older stores need of the text of a document, and the words that their passages show of it.
_SPANS = """
    SELECT p.left_start, p.left_end FROM match AS m JOIN passage AS p USING (match_id) WHERE m.left_id = ?1
    UNION ALL SELECT p.right_start, p.right_end
    FROM match AS m JOIN passage AS p USING (match_id) WHERE m.right_id = ?1 AND p.right_text IS NOT NULL
"""
_WORDS = """
    SELECT p.left_start, p.left_text FROM match AS m JOIN passage AS p USING (match_id) WHERE m.left_id = ?1
    UNION ALL SELECT p.right_start, coalesce(p.right_text, p.left_text)
    FROM match AS m JOIN passage AS p USING (match_id) WHERE m.right_id = ?1
"""


def cut(text: str, part: int) -> bytes:
    """One part of a text, as it is stored."""
    return text[part * LENGTH : (part + 1) * LENGTH].encode().replace(b"\0", NUL)


def parts_of(spans: Iterable[Span]) -> set[int]:
    """The parts in which these spans lie."""
    return {part for start, end in spans for part in range(start // LENGTH, (end - 1) // LENGTH + 1)}


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL functions of the migration that cuts the texts of older stores.

    ``prov_text_parts(document_id)`` is a JSON list of the parts of a text that its passages show, and
    ``prov_text_part(document_id, part)`` one of them.
    """
    cutter = _Cutter(connection)
    connection.create_function("prov_text_parts", 1, cutter.shown)
    connection.create_function("prov_text_part", 2, cutter.part)


class _Cutter:
    """Cuts the texts of a store whose passages have words of their own; keeps the text that was asked for last."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._number, self._text = 0, ""

    def shown(self, document_id: int) -> str:
        spans = self._connection.execute(_SPANS, (document_id,)).fetchall()
        size = len(self._of(document_id)) if spans else 0
        # In a damaged store a passage may lie behind the end of its text.
        return json.dumps(sorted(parts_of((start, min(end, size)) for start, end in spans)))

    def part(self, document_id: int, part: int) -> bytes:
        return cut(self._of(document_id), part)

    def _of(self, document_id: int) -> str:
        if document_id != self._number:
            self._number, self._text = document_id, self._whole(document_id)
        return self._text

    def _whole(self, document_id: int) -> str:
        from provenance.engine import decompress  # a store that is current needs none of it

        found = self._connection.execute("SELECT text FROM document_text WHERE document_id = ?", (document_id,))
        try:
            return "".join(decompress(frame) for (frame,) in found.fetchall()) or self._pieced(document_id)
        except IntegrityError:
            return self._pieced(document_id)  # the passages of a damaged text are evidence all the same

    def _pieced(self, document_id: int) -> str:
        """As much of a text as older stores wrote into its passages."""
        found = self._connection.execute(_WORDS, (document_id,)).fetchall()
        signs = [_LOST] * max((start + len(words) for start, words in found), default=0)
        for start, words in found:
            signs[start : start + len(words)] = words
        return "".join(signs)
