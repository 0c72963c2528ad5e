"""Segments: which files of the index folder belong to the index."""

import dataclasses
from collections.abc import Collection

from provenance.store import events
from provenance.store.clock import now
from provenance.store.database import Store


@dataclasses.dataclass(frozen=True)
class Segment:
    """One immutable file of the index folder; it must be on the disk before it is added here."""

    name: str
    checksum: str
    size: int
    documents: int
    postings: int


def listed(store: Store) -> list[Segment]:
    """The segments of the index, oldest first."""
    sql = "SELECT name, checksum, size, documents, postings FROM segment ORDER BY segment_id"
    return [Segment(*row) for row in store.rows(sql)]


def next_id(store: Store) -> int:
    """A number that no segment has had, for the name of the next one."""
    return int(store.value("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'segment'"))


def next_name(store: Store) -> str:
    """The name of the file of the next segment."""
    return f"{next_id(store):08d}.seg"


def replace(store: Store, run_id: int, removed: Collection[str], added: Collection[Segment]) -> None:
    """Take segments out of the index and put others in, in one transaction: a commit or a merge."""
    if missing := set(removed) - {segment.name for segment in listed(store)}:
        raise ValueError(f"the index has no segment {', '.join(sorted(missing))}")
    store.write_many("DELETE FROM segment WHERE name = ?", [(name,) for name in removed])
    sql = """
        INSERT INTO segment (name, checksum, size, documents, postings, run_id, added_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
    """
    at = now()
    store.write_many(sql, [(*dataclasses.astuple(segment), run_id, at) for segment in added])
    subject = {"removed": sorted(removed), "added": [dataclasses.asdict(segment) for segment in added]}
    events.append(store, run_id, "replace-segments", subject)
