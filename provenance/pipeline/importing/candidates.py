"""Importing what other programs hold for alike: each pair is aligned, and becomes a match or is not confirmed."""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from provenance import readers
from provenance.engine import Candidate
from provenance.errors import InputError, UsageError
from provenance.exchange.candidates import Counting, Records, Row
from provenance.model import Document, Failure, Input, scalar_text
from provenance.pipeline.aligning import align
from provenance.pipeline.indexing.matching import new_match, stored_ends
from provenance.pipeline.lineage import clusters
from provenance.pipeline.lineage.update import update_due, update_families
from provenance.pipeline.session import OpenRun, Session, running
from provenance.store import Store, documents, matches, runs
from provenance.store.matches import NewMatch

#: Pairs that are aligned and stored at once.
PAIRS = 512
#: A group of so many texts or fewer is aligned each with each; of a larger one each with the first and the one before.
SMALL = 8
#: The evidence for a pair that another program names, in place of that of the index.
EVIDENCE = 1.0
#: Where texts were read: of each row its name and the SHA-256 of its text.
Rows = Mapping[Row, tuple[str, str]]


Member = tuple[str, int]
"""The name of a text, and the document that it is."""


class _Pair(NamedTuple):
    """Two stored documents, and the names that the other program has for them."""

    older: int
    newer: int
    names: tuple[str, str]


@dataclasses.dataclass
class ImportedCandidates:
    """What became of the candidates of another program.

    Attributes:
        pairs: Pairs of stored documents that were looked at.
        matches: Pairs that alignment confirmed, new matches.
        known: Pairs that were matches already.
        same: Pairs of places with one text.
        not_confirmed: Pairs that share no passage, by name.
        not_stored: Names of texts that the store does not have.
    """

    pairs: int = 0
    matches: int = 0
    known: int = 0
    same: int = 0
    not_confirmed: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    not_stored: list[str] = dataclasses.field(default_factory=list)


def import_candidates(session: Session, path: Path, records: Records, rows: Rows | None = None) -> ImportedCandidates:
    """Align the pairs of ``records``, read at ``path``, and store those that alignment confirms as matches.

    Pairs are stored some hundred at a time. A second import finds the same matches known, and confirms nothing else.

    Args:
        session: An index open for writing.
        path: Where the records were read, for the run.
        records: Groups of texts.
        rows: Name and SHA-256 of the text of each row, as :func:`rows_of` gives them; for records that have rows.

    Raises:
        UsageError: The records name a row that is none of these.
    """
    _require(rows or {}, records)
    report = ImportedCandidates()
    with running(session, "import", {"candidates": scalar_text(str(path))}) as run:
        pairs = _pairs(session.store, records, rows or {}, report)
        while portion := list(itertools.islice(pairs, PAIRS)):
            _add(session, run, portion, report)
        update_due(session.store, run.run_id)
    return report


def rows_of(
    paths: Sequence[str], counting: Counting, *, columns: readers.Columns, limits: readers.Limits
) -> dict[Row, tuple[str, str]]:
    """Name and SHA-256 of the text of each row at ``paths``, counted as by a program that read them in this order.

    Raises:
        InputError: Something there cannot be read, so that rows cannot be counted.
    """
    found: dict[Row, tuple[str, str]] = {}
    every = 0
    with readers.Reader(columns, limits) as reader:
        inputs = (one for one in readers.walk(paths) if isinstance(one, Input | Failure))
        for number, one in enumerate(inputs):
            texts = list(_texts(reader.read(one) if isinstance(one, Input) else [one]))
            if counting is Counting.TEXTS:
                with_words = (text for text in texts if text.text.strip())
                found |= {Row(number, row): (text.uri, text.sha256) for row, text in enumerate(with_words)}
            else:
                found |= {Row(0, row): (text.uri, text.sha256) for row, text in enumerate(texts, every)}
                every += len(texts)
    return found


def _require(rows: Rows, records: Records) -> None:
    """Raise :class:`UsageError` unless all rows that ``records`` name are there."""
    for row in (one for group in records.groups for one in group):
        if isinstance(row, Row) and row not in rows:
            said = f"the records name row {row.row:,} of file {row.file:,}, which the texts do not have"
            raise UsageError(said, hint="name the files that the other program read, in its order")


def _texts(read: Iterable[object]) -> Iterator[Document]:
    failures: list[Failure] = []
    for one in read:
        if isinstance(one, Document):
            # A row whose claims cannot be read fails, and comes all the same.
            failures = [failure for failure in failures if failure.uri != one.uri]
            yield one
        elif isinstance(one, Failure):
            failures.append(one)
    if failures:
        said = f"{failures[0].uri}: {failures[0].reason}"
        raise InputError(said, hint="rows can be counted only where all of them can be read")


def _pairs(store: Store, records: Records, rows: Rows, report: ImportedCandidates) -> Iterator[_Pair]:
    """The pairs of stored documents, each once, and ``report`` what else there is."""
    seen: set[tuple[int, int]] = set()
    missing: dict[str, None] = {}
    for group in records.groups:
        members = _members(store, group, rows)
        missing |= {name: None for name, number in members if number is None}
        stored = [(name, number) for name, number in members if number is not None]
        for (one, left), (other, right) in _pairs_of(stored):
            if left == right:
                report.same += 1
            elif (pair := (min(left, right), max(left, right))) not in seen:
                seen.add(pair)
                yield _Pair(*pair, (one, other))
    report.not_stored += missing


def _members(store: Store, group: Sequence[Row | str], rows: Rows) -> list[tuple[str, int | None]]:
    """The texts of a group: the name of each, and its number if it is stored."""
    named = [one for one in group if isinstance(one, str)]
    by_uri = documents.ids_by_uri(store, named) if named else {}
    places = [rows[one] for one in group if isinstance(one, Row)]
    by_hash = documents.ids_by_sha256(store, {sha256 for _, sha256 in places}) if places else {}
    return [
        *((name, by_uri.get(name)) for name in dict.fromkeys(named)),
        *((name, by_hash.get(sha256)) for name, sha256 in places),
    ]


def _pairs_of(members: Sequence[Member]) -> Iterator[tuple[Member, Member]]:
    """The pairs of a group that are looked at."""
    if len(members) <= SMALL:
        yield from itertools.combinations(members, 2)
        return
    for before, one in itertools.pairwise(members):
        yield before, one
        if before is not members[0]:
            yield members[0], one


def _add(session: Session, run: OpenRun, portion: Sequence[_Pair], report: ImportedCandidates) -> None:
    """Align what is no match yet, and store what is confirmed, in one transaction."""
    report.pairs += len(portion)
    unknown = [pair for pair in portion if matches.between(session.store, pair.older, pair.newer) is None]
    report.known += len(portion) - len(unknown)
    found = _confirmed(session, unknown)
    confirmed = {(one.source_id, one.query_id) for one in found}
    report.not_confirmed += [pair.names for pair in unknown if (pair.older, pair.newer) not in confirmed]
    report.matches += len(found)
    with session.store.transaction():
        added = matches.add(session.store, run.run_id, found)
        clusters.update(session.store, (), added)
        update_families(session.store, run.run_id, {number for pair in confirmed for number in pair})
        run.counters = run.plus(matches=len(added))
        runs.progress(session.store, run.run_id, run.counters)


def _confirmed(session: Session, pairs: Sequence[_Pair]) -> list[NewMatch]:
    """The matches among ``pairs``, the newer text as the one that was asked about."""
    texts = session.texts({number for pair in pairs for number in (pair.older, pair.newer)})
    proposed = {
        number: session.segments.boilerplate_of(number, texts[number]) for number in {pair.newer for pair in pairs}
    }
    for pair in pairs:
        proposed[pair.newer].candidates.append(Candidate(pair.older, EVIDENCE))
    aligned = align(session.workers, texts, proposed, texts, local=True)
    confirmed = {number for one in aligned for number in (one.number, one.document_id)}
    ends = stored_ends(session, {number: texts[number] for number in confirmed})
    return [new_match(one, ends, session.rarity) for one in aligned]
