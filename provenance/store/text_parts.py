"""Parts of texts as they are: what passages show, so that SQL alone can cut the words of a passage out of a text.

Texts are stored compressed, which only this package can undo. The parts of a text in which passages lie are stored a
second time, plainly, each once however many passages lie in it. Of words that both texts of a passage have, the left
text keeps them for both. A text is cut at fixed places, so that a part never changes, and the words of a passage are
found at once wherever they stand.
"""

import json
from collections.abc import Collection, Iterable, Mapping

from provenance.store.cutting import LENGTH, NUL, Span, cut, parts_of
from provenance.store.database import Store

_CUT = f"""
    coalesce(replace(substr((SELECT group_concat(CAST(t.text AS TEXT), '')
                             FROM (SELECT text FROM text_part WHERE document_id = {{document}}
                                   AND part BETWEEN {{start}} / {LENGTH} AND ({{end}} - 1) / {LENGTH}
                                   ORDER BY part) AS t),
                            {{start}} % {LENGTH} + 1, {{end}} - {{start}}), CAST(x'{NUL.hex()}' AS TEXT), char(0)), '')
"""  # noqa: S608 - constants
LEFT_WORDS = _CUT.format(document="m.left_id", start="p.left_start", end="p.left_end")
"""SQL for the left words of a passage ``p`` of a match ``m``, as ``v_passage`` has them; empty if they are missing."""

RIGHT_WORDS = _CUT.format(
    document="iif(p.same_words, m.left_id, m.right_id)",
    start="iif(p.same_words, p.left_start, p.right_start)",
    end="iif(p.same_words, p.left_end, p.right_end)",
)
"""The same for the right words."""

_SPANS = """
    SELECT m.left_id, p.left_start, p.left_end
    FROM match AS m JOIN passage AS p USING (match_id) WHERE m.left_id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT m.right_id, p.right_start, p.right_end
    FROM match AS m JOIN passage AS p USING (match_id)
    WHERE m.right_id IN (SELECT value FROM json_each(?1)) AND NOT p.same_words
"""


def keep(store: Store, texts: Mapping[int, str], spans: Mapping[int, Iterable[Span]]) -> None:
    """Store the parts of these texts in which these spans lie, as far as they are not there yet."""
    wanted = {number: parts_of(some) for number, some in spans.items()}
    rows = ((number, part, cut(texts[number], part)) for number in sorted(wanted) for part in sorted(wanted[number]))
    store.write_many("INSERT INTO text_part VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)


def drop_unused(store: Store, ids: Collection[int]) -> None:
    """Remove the parts of these documents in which no passage lies any more."""
    asked = (json.dumps(list(ids)),)
    used: dict[int, set[int]] = {}
    for number, start, end in store.rows(_SPANS, asked):
        used.setdefault(number, set()).update(parts_of([(start, end)]))
    sql = "SELECT document_id, part FROM text_part WHERE document_id IN (SELECT value FROM json_each(?))"
    gone = [row for row in store.rows(sql, asked) if row[1] not in used.get(row[0], ())]
    store.write_many("DELETE FROM text_part WHERE document_id = ? AND part = ?", gone)


def foreign(store: Store, document_id: int, text: str) -> list[int]:
    """The parts of a document that are not those of its ``text``, by their number."""
    rows = store.rows("SELECT part, text FROM text_part WHERE document_id = ?", (document_id,))
    return [part for part, found in rows if found != cut(text, part)]
