"""Matches: verified pairs of documents, with their passages and substitutions.

A pair is stored once, with the lower document number on the left. A new match has a query and a source, in either
order. It is flipped here if the source has the lower number. In a match that is read, the query is the left document
and the source the right one.
"""

import dataclasses
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from provenance.model import (
    Alignment,
    Comparison,
    Derived,
    Direction,
    Kind,
    Mark,
    Reason,
    Substitution,
)
from provenance.store import events, passages, text_parts
from provenance.store.canonical import canonical_json, digest, parsed
from provenance.store.clock import now
from provenance.store.cutting import Span
from provenance.store.database import Row, Store
from provenance.store.passages import PassageTexts


@dataclasses.dataclass(frozen=True)
class NewMatch:
    """A pair of documents that alignment verified."""

    query_id: int
    source_id: int
    comparison: Comparison


@dataclasses.dataclass(frozen=True)
class ListedMatch:
    """One row of ``v_match``."""

    match_id: int
    left_id: int
    left_uri: str
    right_id: int
    right_uri: str
    kind: Kind
    resemblance: float
    left_in_right: float
    right_in_left: float
    matched_words: int
    changed: float
    passages: int
    run_id: int
    found_at: str


@dataclasses.dataclass(frozen=True)
class StoredMatch:
    """A match with its evidence; ``alignment`` and ``direction`` take the left document as the query.

    Attributes:
        texts: The words of each passage of the alignment, in the same order.
    """

    row: ListedMatch
    alignment: Alignment
    direction: Direction
    texts: tuple[PassageTexts, ...]

    def comparison(self, left: str, right: str) -> Comparison:
        """The match with its whole texts, the left one as the query."""
        return Comparison(alignment=self.alignment, query_text=left, source_text=right, infer=lambda: self.direction)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Filter:
    """Which matches to list; everything that is not ``None`` must hold.

    Attributes:
        uri: A source that carries or carried one of the two documents.
        document_id: One of the two documents.
        min_words: At least so many matched words.
        since: Found at or after this time.
        run_id: Found by this run.
        since_run: Found by this run or a later one.
        before: Only matches with a lower number, to go on where a list ended.
        hidden: Only matches with a passage that has none of these marks.
        swap: Only matches in which these two words stand for each other, either way.
    """

    uri: str | None = None
    document_id: int | None = None
    kind: Kind | None = None
    min_words: int | None = None
    since: str | None = None
    run_id: int | None = None
    since_run: int | None = None
    before: int | None = None
    hidden: frozenset[Mark] = frozenset()
    swap: tuple[str, str] | None = None


#: Matches that are made into rows and sealed at once, and characters of their passages from which on there are fewer:
#: matches of long texts hold long passages.
PORTION = 4_096
PORTION_CHARACTERS = 32 << 20

_MATCH_ROW = """
    match_id, left_id, right_id, kind, resemblance, left_in_right, right_in_left, matched_words, changed, passages,
    derived_id, confidence, reasons, run_id, found_at
"""
_COLUMNS = """
    match_id, left_id, left_uri, right_id, right_uri, kind, resemblance, left_in_right, right_in_left,
    matched_words, changed, passages, run_id, found_at
"""
_WHERE = """
    WHERE (:kind IS NULL OR kind = :kind)
      AND (:min_words IS NULL OR matched_words >= :min_words)
      AND (:since IS NULL OR found_at >= :since)
      AND (:run_id IS NULL OR run_id = :run_id)
      AND (:since_run IS NULL OR run_id >= :since_run)
      AND (:before IS NULL OR match_id < :before)
      AND (:hidden = '[]' OR EXISTS (
        SELECT 1 FROM passage AS p WHERE p.match_id = v_match.match_id AND NOT EXISTS (
            SELECT 1 FROM json_each(p.marks) AS m JOIN json_each(:hidden) AS h ON h.value = m.value)))
      AND (:swap_a IS NULL OR match_id IN (
        SELECT match_id FROM substitution
        WHERE (left_word, right_word) IN (VALUES (:swap_a, :swap_b), (:swap_b, :swap_a))))
"""
_ALL = f"SELECT {_COLUMNS} FROM v_match {_WHERE} ORDER BY match_id DESC LIMIT :limit"  # noqa: S608 - constants
_OF_DOCUMENTS = f"""
    WITH wanted (document_id) AS MATERIALIZED (
        SELECT g.document_id FROM source AS s JOIN sighting AS g USING (source_id) WHERE s.uri = :uri
        UNION SELECT :document_id WHERE :document_id IS NOT NULL
    ), touched (match_id) AS (
        SELECT match_id FROM match WHERE left_id IN (SELECT document_id FROM wanted)
        UNION SELECT match_id FROM match WHERE right_id IN (SELECT document_id FROM wanted)
    )
    SELECT {_COLUMNS} FROM v_match {_WHERE} AND match_id IN (SELECT match_id FROM touched)
    ORDER BY match_id DESC LIMIT :limit
"""  # noqa: S608 - constants


def add(store: Store, run_id: int, batch: Sequence[NewMatch]) -> tuple[int, ...]:
    """Store matches and give their numbers. A pair the store has already is left out: texts do not change."""
    fresh = _unknown(store, [_left_to_right(new) for new in batch])
    return tuple(number for portion in _portions(fresh) for number in _add(store, run_id, portion))


def _portions(fresh: Iterable[NewMatch]) -> Iterator[list[NewMatch]]:
    """Matches that are few enough to be made into rows at once."""
    portion: list[NewMatch] = []
    characters = 0
    for new in fresh:
        portion.append(new)
        for one in new.comparison.passages:
            characters += one.query_end - one.query_start + one.source_end - one.source_start
        if len(portion) >= PORTION or characters >= PORTION_CHARACTERS:
            yield portion
            portion, characters = [], 0
    if portion:
        yield portion


def _add(store: Store, run_id: int, fresh: Sequence[NewMatch]) -> list[int]:
    """Store matches that are new, sealed by one event, and give their numbers."""
    first = int(store.value("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'match'"))
    numbered = list(enumerate(fresh, first))
    at = now()
    rows = [_match_row(match_id, new, run_id, at) for match_id, new in numbered]
    found = [row for match_id, new in numbered for row in passages.rows(match_id, new.comparison)]
    substitutions = [row for match_id, new in numbered for row in _substitution_rows(match_id, new.comparison)]
    store.write_many("INSERT INTO match VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    passages.write(store, found)
    _keep_words(store, dict(numbered), found)
    store.write_many("INSERT INTO substitution VALUES (?, ?, ?, ?)", substitutions)
    subject = {"first": first, "last": rows[-1][0], "matches": len(rows)}
    sealed = digest([rows, passages.sealed(found), sorted(substitutions)])
    events.append(store, run_id, "add-matches", {**subject, "digest": sealed})
    return [match_id for match_id, _ in numbered]


def digest_of(store: Store, first: int, last: int) -> str:
    """What the ``add-matches`` event of these matches must have as its digest."""
    span = (first, last)
    rows = store.rows(f"SELECT {_MATCH_ROW} FROM match WHERE match_id BETWEEN ? AND ? ORDER BY match_id", span)  # noqa: S608
    found = passages.read(store, first, last)
    substitutions = store.rows(
        "SELECT match_id, left_word, right_word, count FROM substitution WHERE match_id BETWEEN ? AND ?", span
    )
    return digest([rows, passages.sealed(found), sorted(substitutions)])


def listed(store: Store, wanted: Filter, limit: int = 100) -> list[ListedMatch]:
    """Matches that fit, newest first."""
    of_documents = wanted.uri is not None or wanted.document_id is not None
    swap_a, swap_b = wanted.swap or (None, None)
    lists = {"hidden": canonical_json(sorted(wanted.hidden)), "swap_a": swap_a, "swap_b": swap_b}
    values = {**vars(wanted), **lists, "swap": None, "limit": limit}
    return [_listed(row) for row in store.rows(_OF_DOCUMENTS if of_documents else _ALL, values)]


def between(store: Store, a: int, b: int) -> int | None:
    """The number of the match of these two documents, if there is one."""
    found = store.value("SELECT match_id FROM match WHERE left_id = ? AND right_id = ?", (min(a, b), max(a, b)))
    return None if found is None else int(found)


def load(store: Store, match_id: int) -> StoredMatch | None:
    """One match with all its evidence."""
    found = store.row(f"SELECT {_COLUMNS} FROM v_match WHERE match_id = ?", (match_id,))  # noqa: S608 - constants
    if found is None:
        return None
    row = _listed(found)
    found_passages = passages.of_match(store, match_id)
    substitutions = store.rows(
        "SELECT right_word, left_word, count FROM substitution WHERE match_id = ? ORDER BY count DESC, left_word",
        (match_id,),
    )
    alignment = Alignment(
        kind=row.kind,
        resemblance=row.resemblance,
        query_in_source=row.left_in_right,
        source_in_query=row.right_in_left,
        matched_words=row.matched_words,
        changed=row.changed,
        passages=tuple(passage for passage, _ in found_passages),
        substitutions=tuple(Substitution(*words) for words in substitutions),
    )
    return StoredMatch(row, alignment, _direction(store, row), tuple(texts for _, texts in found_passages))


def partners(store: Store, ids: Collection[int]) -> list[ListedMatch]:
    """All matches of these documents, for deciding their lineage."""
    sql = f"""
        WITH wanted (document_id) AS MATERIALIZED (SELECT value FROM json_each(?)),
        touched (match_id) AS (
            SELECT match_id FROM match WHERE left_id IN (SELECT document_id FROM wanted)
            UNION SELECT match_id FROM match WHERE right_id IN (SELECT document_id FROM wanted)
        )
        SELECT {_COLUMNS} FROM v_match WHERE match_id IN (SELECT match_id FROM touched) ORDER BY match_id
    """  # noqa: S608 - constants
    return [_listed(row) for row in store.rows(sql, (json.dumps(list(ids)),))]


def numbers(store: Store) -> list[int]:
    """The numbers of all matches, rising."""
    return [number for (number,) in store.rows("SELECT match_id FROM match ORDER BY match_id")]


def of_documents(store: Store, ids: Collection[int]) -> list[int]:
    """The numbers of all matches of these documents, rising."""
    sql = """
        WITH wanted (document_id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT match_id FROM match WHERE left_id IN (SELECT document_id FROM wanted)
        UNION SELECT match_id FROM match WHERE right_id IN (SELECT document_id FROM wanted) ORDER BY match_id
    """
    return [number for (number,) in store.rows(sql, (json.dumps(list(ids)),))]


def remove(store: Store, match_ids: Collection[int]) -> None:
    """Remove matches with their passages and substitutions, and the parts of texts that only they show."""
    sql = """
        SELECT left_id FROM match WHERE match_id IN (SELECT value FROM json_each(?1))
        UNION SELECT right_id FROM match WHERE match_id IN (SELECT value FROM json_each(?1))
    """
    touched = [number for (number,) in store.rows(sql, (json.dumps(list(match_ids)),))]
    for table in ("substitution", "passage", "match"):
        sql = f"DELETE FROM {table} WHERE match_id = ?"  # noqa: S608 - constants
        store.write_many(sql, [(number,) for number in match_ids])
    text_parts.drop_unused(store, touched)


def _unknown(store: Store, batch: Sequence[NewMatch]) -> list[NewMatch]:
    """Those pairs that are not stored yet, each once."""
    sql = """
        SELECT left_id, right_id FROM match
        WHERE (left_id, right_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))
    """
    wanted = {(new.query_id, new.source_id): new for new in reversed(batch)}
    for pair in store.rows(sql, (json.dumps(list(wanted)),)):
        del wanted[pair]
    return [wanted[pair] for pair in sorted(wanted)]


def _left_to_right(new: NewMatch) -> NewMatch:
    """The same match with the lower number as its query."""
    if new.query_id == new.source_id:
        raise ValueError(f"document {new.query_id} does not match itself")
    if not new.comparison.passages:
        raise ValueError(f"documents {new.query_id} and {new.source_id} share no passage")
    if new.query_id < new.source_id:
        return new
    return NewMatch(new.source_id, new.query_id, new.comparison.flipped())


def _match_row(match_id: int, new: NewMatch, run_id: int, at: str) -> Row:
    c = new.comparison
    derived = {Derived.QUERY: new.query_id, Derived.SOURCE: new.source_id}.get(c.direction.derived)
    reasons = canonical_json([dataclasses.asdict(reason) for reason in c.direction.reasons])
    pair = (match_id, new.query_id, new.source_id, c.kind)
    shares = (float(c.resemblance), float(c.query_in_source), float(c.source_in_query))
    amount = (c.matched_words, float(c.changed), len(c.passages))
    return (*pair, *shares, *amount, derived, float(c.direction.confidence), reasons, run_id, at)


def _keep_words(store: Store, numbered: Mapping[int, NewMatch], found: Iterable[Row]) -> None:
    """Store the parts of texts that the rows of the passages of these matches show."""
    texts: dict[int, str] = {}
    spans: dict[int, list[Span]] = {}
    for new in numbered.values():
        texts |= {new.query_id: new.comparison.query_text, new.source_id: new.comparison.source_text}
    for row in found:
        new = numbered[row[0]]
        for number, span in zip((new.query_id, new.source_id), passages.shown(row), strict=False):
            spans.setdefault(number, []).append(span)
    text_parts.keep(store, texts, spans)


def _substitution_rows(match_id: int, comparison: Comparison) -> Iterator[Row]:
    counts: dict[tuple[str, str], int] = {}
    for s in comparison.substitutions:
        counts[s.query, s.source] = counts.get((s.query, s.source), 0) + s.count
    for (left, right), count in counts.items():
        yield (match_id, left, right, count)


def _direction(store: Store, row: ListedMatch) -> Direction:
    sql = "SELECT derived_id, confidence, reasons FROM match WHERE match_id = ?"
    found = store.row(sql, (row.match_id,))
    assert found is not None, "the caller has just read this match"  # noqa: S101
    derived_id, confidence, reasons = found
    derived = {row.left_id: Derived.QUERY, row.right_id: Derived.SOURCE}.get(derived_id, Derived.UNDECIDED)
    weighed = parsed(reasons, lambda found: tuple(Reason(**reason) for reason in found))
    return Direction(derived, confidence, weighed)


def _listed(row: Row) -> ListedMatch:
    names = (field.name for field in dataclasses.fields(ListedMatch))
    return ListedMatch(**{**dict(zip(names, row, strict=True)), "kind": Kind(row[5])})
