"""Compacting: one segment instead of many, without forgotten documents, and a database and texts without holes.

Also rebuilding: all segments made anew from the stored texts, by the rules of this version.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from provenance import engine
from provenance.errors import StoreNotFound
from provenance.params import IndexParams
from provenance.permutations import Permutations
from provenance.pipeline.indexing.batches import BATCH_DOCUMENTS, MEMORY_PER_BYTE, MEMORY_PER_TOKEN
from provenance.pipeline.indexing.merging import merge_last
from provenance.pipeline.lineage import clusters
from provenance.pipeline.session import Session, running, running_in, tidy, with_own_keys
from provenance.pipeline.stored_texts import stored_texts
from provenance.store import Store, documents, forgotten, open_for_writing, parameters, segments, status, text_files

#: Share of free pages from which the database is rewritten; SQLite uses smaller holes by itself.
FREE = 0.1
#: Bytes of memory that the texts of one segment take while their keys are made, about.
MEMORY = 256 << 20


@dataclasses.dataclass(frozen=True)
class Extent:
    """How large a store is: files of the index, and bytes of that, of the database and of the files of texts."""

    segments: int
    index: int
    database: int
    texts: int


@dataclasses.dataclass(frozen=True)
class Compacted:
    """What compacting did.

    Attributes:
        before: How large the store was.
        after: How large it is.
        dropped: Forgotten documents whose keys left the index.
    """

    before: Extent
    after: Extent
    dropped: int


def compact(session: Session) -> Compacted:
    """Merge all segments into one, and rewrite files of texts and the database of which much is free, as a run.

    Each of them is done wholly or not at all, so it can be interrupted at any time.
    """
    store = session.store
    before, waiting = _extent(store), forgotten.in_index(store)
    with running(session, "compact", {}) as run:
        if before.segments > 1 or waiting:
            merge_last(session, run.run_id, before.segments)
        if any(clusters.problems(store)):
            with store.transaction():
                clusters.rebuild(store)
    text_files.compact(store)
    sizes = status.sizes(store)
    if sizes.free >= FREE * sizes.database:
        store.vacuum()
    return Compacted(before, _extent(store), len(waiting))


def _extent(store: Store) -> Extent:
    sizes = status.sizes(store)
    return Extent(len(segments.listed(store)), sizes.segments, sizes.database, sizes.text_files)


def rebuild(path: Path, *, wait: float = 0.0, jobs: int | None = None, memory: int = MEMORY) -> int:
    """Make the keys of all texts of the store at ``path`` anew; how many texts those are.

    Texts, sightings, matches, lineage and events stay as they are, and what matched nothing is not compared again. The
    new segments are durable before one transaction names them in the place of the old ones, so that an interruption
    leaves the old index or the new one. Both need room on the disk for a while.

    Args:
        path: The database file.
        wait: Seconds to wait for another writer to finish.
        jobs: Threads to use; as many as there are cores when ``None``.
        memory: Bytes of memory to plan with.

    Raises:
        StoreNotFound: There is no store, or one without an index.
    """
    with open_for_writing(path, wait=wait) as store:
        known, joined = parameters.load(store), parameters.permutations(store)
        if known is None or joined is None:
            raise StoreNotFound(f"{path} holds no index yet", hint="add texts with `prov index PATH`")
        tidy(store)
        wanted = with_own_keys(known)
        makers = engine.Sketcher(wanted, Permutations.from_bytes(joined)), engine.Workers(jobs)
        with running_in(store, "compact", {"rebuild": True}) as run:
            first, dropped = segments.next_id(store), forgotten.in_index(store)
            portions = enumerate(_portions(store, memory), first)
            written = [_written(store, *makers, numbers, f"{name:08d}.seg") for name, numbers in portions]
            _exchange(store, run.run_id, wanted, written, dropped)
        return len(documents.ids(store))


def _portions(store: Store, memory: int) -> Iterator[range]:
    """All numbers that a document has or had, in portions whose texts fit into ``memory``."""
    costs = {
        number: MEMORY_PER_BYTE * size + MEMORY_PER_TOKEN * tokens for number, size, tokens in documents.sizes(store)
    }
    numbers = range(1, documents.next_id(store))
    start, used = 1, 0
    for number in numbers:
        used += costs.get(number, 0)
        if used >= memory or number - start + 1 >= BATCH_DOCUMENTS[1] or number == numbers[-1]:
            yield range(start, number + 1)
            start, used = number + 1, 0


def _written(
    store: Store, sketcher: engine.Sketcher, workers: engine.Workers, numbers: range, name: str
) -> segments.Segment:
    """A durable segment of these documents; those that were forgotten have no keys in it."""
    found = stored_texts(store, numbers)
    texts = [found.get(number, "") for number in numbers]
    batch = workers.sketch(sketcher, texts, numbers[0])
    written = workers.write(batch, store.index_folder / name)
    return segments.Segment(name, written.checksum, written.size, len(numbers), written.postings)


def _exchange(
    store: Store, run_id: int, wanted: IndexParams, written: list[segments.Segment], dropped: frozenset[int]
) -> None:
    """Name the new segments instead of the old ones, with the parameters they were made under, and remove those."""
    old = [one.name for one in segments.listed(store)]
    with store.transaction():
        parameters.replace(store, run_id, wanted)
        segments.replace(store, run_id, old, written)
        forgotten.merged(store, dropped)
    for name in old:
        (store.index_folder / name).unlink(missing_ok=True)
