"""The input of lineage for a family of documents: their matches, their dates, their sources."""

import dataclasses
import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from provenance.model import Kind, Reason
from provenance.store import links
from provenance.store.database import Row, Store
from provenance.store.links import LATEST
from provenance.swaps import SWAP_MARK, WORD_MARK, Swaps
from provenance.times import ClaimedTime, credible

#: Matches of which is looked up at once what they consist of.
LOOKUP = 4_096

_PASSAGES = """
    SELECT match_id, left_start, left_end, right_start, right_end, words * (1.0 - changed)
    FROM passage WHERE match_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id
"""
#: A family of ten thousand has millions of swaps: so SQLite joins those of a match, as :class:`Swaps` has them.
_SWAPS = """
    SELECT match_id, group_concat({source} || char({word}) || {derived}, char({swap})) FROM substitution
    WHERE match_id IN (SELECT value FROM json_each(?)) GROUP BY match_id
"""
_MARKS = {"word": ord(WORD_MARK), "swap": ord(SWAP_MARK)}
_LEFT_DERIVES = _SWAPS.format(source="right_word", derived="left_word", **_MARKS)
_RIGHT_DERIVES = _SWAPS.format(source="left_word", derived="right_word", **_MARKS)


@dataclasses.dataclass(frozen=True)
class LineageDocument:
    """A document as lineage sees it.

    Attributes:
        tokens: Its length.
        published_at: The earliest publication date that any of its sources claims now, as far as that can be true.
        seen_at: The earliest time at which we, a server or an archive saw it anywhere.
        places: Every URI where it was seen, with the number of its first sighting there: lower is earlier.
        canonical: Addresses elsewhere that its sources name as the proper ones of it, as each last did.
        credited: Addresses to which its sources lead as where it is from, likewise.
    """

    document_id: int
    uri: str
    tokens: int
    is_reference: bool
    published_at: str | None
    seen_at: str
    places: Mapping[str, int]
    canonical: Collection[str]
    credited: Collection[str]


@dataclasses.dataclass(frozen=True)
class LineageMatch:
    """A match as lineage sees it; the left document is the query of its reasons."""

    match_id: int
    left_id: int
    right_id: int
    kind: Kind
    matched_words: int
    reasons: tuple[Reason, ...]


@dataclasses.dataclass(frozen=True)
class Shared:
    """What a derived document shares with its source.

    Attributes:
        stretches: Passages in the derived text: start, end, and the words that both have.
        swaps: Words that differ.
    """

    stretches: tuple[tuple[int, int, float], ...]
    swaps: Swaps


def pairs(store: Store, ids: Collection[int]) -> list[Row]:
    """Each of these documents with every one that a match connects it with."""
    sql = """
        WITH wanted (document_id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT left_id, right_id FROM match WHERE left_id IN (SELECT document_id FROM wanted)
        UNION ALL SELECT right_id, left_id FROM match WHERE right_id IN (SELECT document_id FROM wanted)
    """
    return store.rows(sql, (json.dumps(list(ids)),))


def documents_of(store: Store, ids: Collection[int]) -> dict[int, LineageDocument]:
    """What is known about these documents."""
    wanted = json.dumps(list(ids))
    places = _places(store, wanted)
    sql = """
        SELECT d.document_id, d.tokens, d.is_reference, s.uri,
               (SELECT min(min(g.first_seen_at), coalesce(min(g.observed_at), '9')) FROM sighting AS g
                WHERE g.document_id = d.document_id)
        FROM json_each(?) AS wanted
        JOIN document AS d ON d.document_id = wanted.value
        JOIN sighting AS f ON f.document_id = d.document_id AND f.is_first
        JOIN source AS s ON s.source_id = f.source_id
    """
    dates, canonical, credited = _published(store, wanted), links.canonical(store, ids), links.credited(store, ids)
    return {
        number: LineageDocument(
            document_id=number,
            uri=uri,
            tokens=tokens,
            is_reference=bool(reference),
            published_at=dates.get(number),
            seen_at=seen_at,
            places=places[number],
            canonical=canonical.get(number, ()),
            credited=credited.get(number, ()),
        )
        for number, tokens, reference, uri, seen_at in store.rows(sql, (wanted,))
    }


def matches(store: Store, ids: Collection[int]) -> Iterator[LineageMatch]:
    """All matches between two of these documents, by number."""
    # The plus keeps SQLite from trying every left document with every right one.
    sql = """
        SELECT match_id, left_id, right_id, kind, matched_words, reasons FROM match
        WHERE left_id IN (SELECT value FROM json_each(:ids)) AND +right_id IN (SELECT value FROM json_each(:ids))
        ORDER BY match_id
    """
    for number, left, right, kind, words, reasons in store.rows(sql, {"ids": json.dumps(list(ids))}):
        weighed = tuple(Reason(**reason) for reason in json.loads(reasons))
        yield LineageMatch(number, left, right, Kind(kind), words, weighed)


def shared(store: Store, wanted: Iterable[tuple[int, bool]]) -> Iterator[Shared]:
    """What the documents of each of these matches share; with each goes whether its left document is the derived one.

    A few thousand are looked up at a time.
    """
    todo = iter(wanted)
    while part := list(itertools.islice(todo, LOOKUP)):
        passages = _grouped(store.rows(_PASSAGES, (json.dumps([number for number, _ in part]),)))
        swaps: dict[int, str] = {}
        for side, sql in ((True, _LEFT_DERIVES), (False, _RIGHT_DERIVES)):
            swaps.update(store.rows(sql, (json.dumps([number for number, is_left in part if is_left is side]),)))
        for number, is_left in part:
            found = passages.get(number, ())
            stretches = ((row[1], row[2], row[5]) if is_left else (row[3], row[4], row[5]) for row in found)
            yield Shared(tuple(stretches), Swaps(swaps.get(number, "")))


def _grouped(rows: Collection[Row]) -> dict[int, list[Row]]:
    """Rows by their first column."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _places(store: Store, wanted: str) -> dict[int, dict[str, int]]:
    sql = """
        SELECT g.document_id, s.uri, min(g.sighting_id) FROM sighting AS g JOIN source AS s USING (source_id)
        WHERE g.document_id IN (SELECT value FROM json_each(?)) GROUP BY g.document_id, s.uri
    """
    found: dict[int, dict[str, int]] = {}
    for number, uri, sighting in store.rows(sql, (wanted,)):
        found.setdefault(number, {})[uri] = sighting
    return found


def _published(store: Store, wanted: str) -> dict[int, str]:
    """Of the dates that each source last claimed for a document, the one that ends first.

    So a more precise one of two that agree goes before, and an earlier one of two that do not. What cannot be true of a
    text that was seen then says nothing.
    """
    sql = f"""
        SELECT g.document_id, g.published_at, min(g.first_seen_at, coalesce(g.observed_at, '9')) FROM sighting AS g
        WHERE g.document_id IN (SELECT value FROM json_each(?)) AND g.published_at IS NOT NULL AND {LATEST}
    """  # noqa: S608 - a constant
    found: dict[int, ClaimedTime] = {}
    for number, written, seen_at in store.rows(sql, (wanted,)):
        claim = credible(written, seen_at)
        if claim and (number not in found or claim.latest < found[number].latest):
            found[number] = claim
    return {number: claim.written for number, claim in found.items()}
