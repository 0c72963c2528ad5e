"""Rows of passages: made of a comparison, sealed, read back. They have the words of both texts; their table has not."""

import dataclasses
from collections.abc import Iterable, Iterator

from provenance.model import Basis, Comparison, Disguise, Finding, Kind, Mark, Passage, Side
from provenance.store import text_parts
from provenance.store.canonical import canonical_json, parsed
from provenance.store.cutting import Span
from provenance.store.database import Row, Store


@dataclasses.dataclass(frozen=True)
class PassageTexts:
    """The words of a passage in both documents, as they were when it was found."""

    left: str
    right: str


#: A list without entries, as the store writes it.
_NOTHING = canonical_json([])

#: What the store calls the sides of a finding: its query is the left document.
_COLUMN = {Side.QUERY: "left", Side.SOURCE: "right", Side.BOTH: "both"}

#: Where a row has the words of both texts.
_LEFT, _RIGHT = 3, 6

_ROWS = f"""
    SELECT p.match_id, p.left_start, p.left_end, {text_parts.LEFT_WORDS},
           p.right_start, p.right_end, {text_parts.RIGHT_WORDS},
           p.kind, p.changed, p.words, p.findings, p.marks, p.basis, p.likeness
    FROM passage AS p JOIN match AS m USING (match_id) WHERE p.match_id BETWEEN ? AND ? ORDER BY p.passage_id
"""  # noqa: S608 - constants


def rows(match_id: int, comparison: Comparison) -> Iterator[Row]:
    """What is stored and sealed of the passages of a match whose query is the left document."""
    for p in comparison.passages:
        left = comparison.query_text[p.query_start : p.query_end]
        right = comparison.source_text[p.source_start : p.source_end]
        ends = (p.query_start, p.query_end, left, p.source_start, p.source_end, right)
        findings = [{"kind": one.kind, "side": _COLUMN[one.side], "count": one.count} for one in p.findings]
        noted = (canonical_json(findings), canonical_json(p.marks))
        likeness = None if p.likeness is None else float(p.likeness)
        yield (match_id, *ends, p.kind, float(p.changed), p.words, *noted, p.basis, likeness)


def write(store: Store, new: Iterable[Row]) -> None:
    """Store rows without their words, which the texts have."""
    sql = "INSERT INTO passage VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    store.write_many(sql, (_without_words(*row) for row in new))


def shown(row: Row) -> list[Span]:
    """The span of the left text that ``v_passage`` shows, and that of the right one if it has other words."""
    _, left_start, left_end, left, right_start, right_end, right, *_ = row
    spans = [(left_start, left_end), (right_start, right_end)]
    return spans[:1] if left == right else spans


def read(store: Store, first: int, last: int) -> list[Row]:
    """The rows of the matches with numbers from ``first`` to ``last``, as they were written."""
    return store.rows(_ROWS, (first, last))


def of_match(store: Store, match_id: int) -> list[tuple[Passage, PassageTexts]]:
    """The passages of a match, with the words of both texts."""
    return [(_passage(row), PassageTexts(row[_LEFT], row[_RIGHT])) for row in read(store, match_id, match_id)]


def sealed(found: Iterable[Row]) -> list[Row]:
    """What an event seals of passages: as before columns came, where there is nothing in them.

    Findings and marks only where there are any, basis and likeness only where they were noted, and the words of the
    right text only where they are not those of the left one.
    """
    return [_sealed(row) for row in found]


def _without_words(match_id: int, a: int, b: int, left: str, c: int, d: int, right: str, *rest: object) -> Row:
    return (match_id, a, b, c, d, left == right, *rest)


def _sealed(row: Row) -> Row:
    *_, findings, marks, basis, _ = row
    if row[_LEFT] == row[_RIGHT]:
        row = (*row[:_RIGHT], None, *row[_RIGHT + 1 :])
    if basis is not None:
        return row
    return row[:-4] if (findings, marks) == (_NOTHING, _NOTHING) else row[:-2]


def _passage(row: Row) -> Passage:
    _, a, b, _, c, d, _, kind, changed, words, findings, marks, basis, likeness = row
    noted = _findings(findings), _marks(marks), basis and Basis(basis)
    return Passage(a, b, c, d, Kind(kind), changed, words, *noted, likeness)


def _findings(text: str) -> tuple[Finding, ...]:
    side = {column: side for side, column in _COLUMN.items()}
    return parsed(
        text, lambda found: tuple(Finding(Disguise(one["kind"]), side[one["side"]], one["count"]) for one in found)
    )


def _marks(text: str) -> tuple[Mark, ...]:
    return parsed(text, lambda found: tuple(Mark(mark) for mark in found))
