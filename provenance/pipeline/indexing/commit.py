"""Committing a batch: a durable segment, and one transaction that names it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from provenance import engine
from provenance.pipeline import known_by_signature
from provenance.pipeline.indexing.batches import Batch
from provenance.pipeline.indexing.inputs import store_notes
from provenance.pipeline.indexing.merging import merge_trailing
from provenance.pipeline.lineage import clusters
from provenance.pipeline.lineage.update import update_families
from provenance.pipeline.session import OpenRun, Session
from provenance.store import documents, forgotten, lexicons, matches, runs, segments, sightings


def commit(
    session: Session,
    run: OpenRun,
    batch: Batch,
    found: Sequence[matches.NewMatch],
    *,
    reference: bool,
) -> None:
    """Make one batch part of the store, wholly or not at all, and count it in the run."""
    store, run_id = session.store, run.run_id
    # The segment is written beside the rows, and durable before the transaction that names it ends.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="segment") as writer, store.transaction():
        segment = None
        if batch.texts:
            path = store.index_folder / segments.next_name(store)
            segment = writer.submit(_write_segment, session.workers, batch, path)
        done = _store_rows(session, run, batch, found, reference=reference)
        if segment:
            segments.replace(store, run_id, [], [segment.result()])
        runs.progress(store, run_id, done)
    run.counters = done
    if segment:
        session.reopen_segments()
        merge_trailing(session, run_id)


def _store_rows(
    session: Session, run: OpenRun, batch: Batch, found: Sequence[matches.NewMatch], *, reference: bool
) -> runs.Counters:
    """Store all of a batch but its segment; the counters of the run with it."""
    store, run_id = session.store, run.run_id
    again = {number for number in batch.ids if number < batch.first_id}
    if batch.lexicon:
        lexicons.add(store, run_id, batch.lexicon.checksum, batch.lexicon.packed())
    documents.add(store, run_id, _new_documents(batch, reference=reference))
    forgotten.readmit(store, run_id, batch.hashes)
    if reference:
        documents.mark_reference(store, run_id, again)
    recorded = sightings.record(store, run_id, _seen(batch))
    store_notes(store, run_id, batch.items, batch.notes)
    known_by_signature.record_arrivals(session, run_id, batch.names, batch.first_id, batch.texts)
    added = matches.add(store, run_id, found)
    clusters.update(store, set(batch.ids), added)
    update_families(store, run_id, again | {number for one in found for number in (one.query_id, one.source_id)})
    return run.plus(
        added=len(recorded.added),
        changed=len(recorded.changed),
        unchanged=recorded.unchanged + len(batch.notes.unchanged),
        failed=len(batch.notes.failures),
        matches=len(added),
    )


def _new_documents(batch: Batch, *, reference: bool) -> list[documents.NewDocument]:
    rows = zip(
        batch.hashes, batch.texts, batch.frames, batch.sketched.tokens, batch.sketched.normalization, strict=True
    )
    return [
        documents.NewDocument(
            document_id=number,
            sha256=sha256,
            tokens=tokens,
            characters=len(text),
            normalization=normalization,
            text=frame,
            size=len(text) if text.isascii() else len(text.encode()),
            is_reference=reference,
        )
        for number, (sha256, text, frame, tokens, normalization) in enumerate(rows, batch.first_id)
    ]


def _write_segment(workers: engine.Workers, batch: Batch, path: Path) -> segments.Segment:
    written = workers.write(batch.sketched, path)
    return segments.Segment(path.name, written.checksum, written.size, len(batch.texts), written.postings)


def _seen(batch: Batch) -> list[sightings.Seen]:
    items = zip(batch.items, batch.ids, strict=True)
    return [sightings.Seen(item.uri, number, item.metadata, item.origin) for item, number in items]
