"""The state of a store: counts, sizes, health."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from provenance.store import parameters, runs, text_files
from provenance.store.beside import wal_size
from provenance.store.database import Store

#: Runs that a status lists.
LATEST_RUNS = 10
#: Damages that SQLite lists, at most.
MOST_DAMAGE = 10


@dataclasses.dataclass(frozen=True)
class Counts:
    """How much is in the store.

    Documents that are ``clustered`` are in clusters, those ``forgotten_in_index`` wait for a merge, and for those that
    are ``lineage_due`` the lineage of a large family is inferred when the run ends. Of the texts that are
    ``known_by_signature`` other programs gave the signature only; so many ``signature_candidates`` are like them.
    """

    documents: int
    references: int
    sources: int
    gone: int
    matches: int
    clusters: int
    clustered: int
    lineage: int
    segments: int
    events: int
    forgotten: int
    forgotten_in_index: int
    lineage_due: int
    known_by_signature: int
    signature_candidates: int


@dataclasses.dataclass(frozen=True)
class Sizes:
    """Bytes on the disk; a WAL that stays large means that a reader keeps a snapshot open.

    Attributes:
        free: Bytes of the database that hold nothing; it uses them before it grows.
        texts: Bytes of all texts before compression.
        stored_texts: Bytes of them as they are stored.
        text_files: Bytes of the files beside the database that texts are in.
    """

    database: int
    free: int
    wal: int
    segments: int
    texts: int
    stored_texts: int
    text_files: int


@dataclasses.dataclass(frozen=True)
class Status:
    """How a store stands.

    Attributes:
        views: The views that its index has keys of; none before the first document. An index of an older version lacks
            `content` until it is made anew.
    """

    path: Path
    schema_version: int
    views: tuple[str, ...]
    counts: Counts
    sizes: Sizes
    runs: tuple[runs.Run, ...]


def status(store: Store) -> Status:
    """Counts, sizes and the last runs."""
    version = int(store.value("PRAGMA user_version"))
    params = parameters.load(store)
    views = () if params is None else params.views
    return Status(store.path, version, views, counts(store), sizes(store), tuple(runs.latest(store, LATEST_RUNS)))


def counts(store: Store) -> Counts:
    """How much is in the store."""
    sql = """
        SELECT (SELECT count(*) FROM document),
               (SELECT count(*) FROM document WHERE is_reference),
               (SELECT count(*) FROM source WHERE document_id IS NOT NULL),
               (SELECT count(*) FROM source WHERE status = 'gone'),
               (SELECT count(*) FROM match),
               (SELECT count(*) FROM cluster),
               (SELECT count(*) FROM cluster_document),
               (SELECT count(*) FROM lineage),
               (SELECT count(*) FROM segment),
               (SELECT count(*) FROM event),
               (SELECT count(*) FROM forgotten),
               (SELECT count(*) FROM forgotten WHERE in_index),
               (SELECT count(*) FROM lineage_due),
               (SELECT count(*) FROM signature WHERE document_id IS NULL),
               (SELECT count(*) FROM signature_candidate JOIN signature USING (signature_id)
                WHERE signature.document_id IS NULL)
    """
    (row,) = store.rows(sql)
    return Counts(*row)


def sizes(store: Store) -> Sizes:
    """Bytes on the disk."""
    files = text_files.listed(store)
    texts, inside = store.rows("SELECT coalesce(sum(size), 0), coalesce(sum(length(text)), 0) FROM document_text")[0]
    return Sizes(
        database=store.path.stat().st_size,
        free=store.value("PRAGMA freelist_count") * store.value("PRAGMA page_size"),
        wal=wal_size(store.path),
        segments=store.value("SELECT coalesce(sum(size), 0) FROM segment"),
        texts=texts,
        stored_texts=inside + sum(file.size - file.unused for file in files),
        text_files=sum(file.size for file in files),
    )


def damage(store: Store) -> Iterator[str]:
    """What SQLite finds wrong with the file and its foreign keys; nothing when it is healthy.

    This does not notice a value that was changed in place; the digests in the events do.
    """
    yield from store.integrity_check(MOST_DAMAGE)
    yield from (f"row {row[1]} of {row[0]} refers to nothing" for row in store.rows("PRAGMA foreign_key_check"))
