"""From candidates to matches, by query: each aligned with all its candidates."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from provenance.direction import End
from provenance.engine import spread
from provenance.metadata import Metadata
from provenance.pipeline.aligning import Aligned
from provenance.pipeline.indexing.matching import end_of, kept_matches, new_match
from provenance.spread.job import Job, tools
from provenance.spread.records import to_json
from provenance.spread.rows import seal, to_document

#: Bytes that prepared texts may take on a worker.
RESIDENT = 128 << 20

KNOWN = pa.schema(
    [
        ("number", pa.int64()),
        ("uri", pa.string()),
        ("text", pa.string()),
        ("published_at", pa.string()),
        ("title", pa.string()),
        ("author", pa.string()),
        ("observed_at", pa.string()),
        ("is_reference", pa.bool_()),
    ]
)
"""A document that alignment and direction need.

``observed_at`` is when the store first saw it; of a new one, when whoever recorded it did.
"""

MATCHES = pa.schema(
    [
        ("query", pa.int64()),
        ("rank", pa.int32()),
        ("source", pa.int64()),
        ("score", pa.float64()),
        ("found", pa.string()),
        ("seal", pa.string()),
    ]
)
"""A match: which of its query it is, what alignment and direction say as JSON, and the seal of the row."""


def match(job: Job, queries: pa.Table, sources: pa.Table) -> pa.Table:
    """The matches of some new documents.

    Args:
        job: The job.
        queries: These documents, as ``PROPOSED`` has them.
        sources: The same documents and all that are proposed for them, as ``KNOWN`` has them. A candidate that is not
            among them was forgotten.
    """
    own = tools(job)
    documents = {row["number"]: row for row in sources.to_pylist()}
    texts = {number: row["text"] for number, row in documents.items()}
    proposed = [
        (row["number"], spread.proposed_from_bytes(row["proposed"], own.digest))
        for row in queries.sort_by("number").to_pylist()
    ]
    lengths = {number: len(text) for number, text in texts.items()}
    found = kept_matches(own.workers, proposed, lengths, RESIDENT, lambda _: texts)
    best = [one for part, _ in found for one in part]
    ends = {number: _end(job, documents[number]) for one in best for number in (one.number, one.document_id)}
    rows: list[dict[str, Any]] = []
    rank = 0
    for one in best:
        rank = rank + 1 if rows and rows[-1]["query"] == one.number else 0
        rows.append(_row(one, rank, to_json(new_match(one, ends, own.rarity).comparison)))
    return pa.Table.from_pylist(rows, schema=MATCHES)


def _row(one: Aligned, rank: int, found: str) -> dict[str, Any]:
    row = {"query": one.number, "rank": rank, "source": one.document_id, "score": one.score, "found": found}
    return {**row, "seal": match_seal(row)}


def match_seal(row: Mapping[str, Any]) -> str:
    """The seal of a match."""
    return seal(row["query"], row["rank"], row["source"], row["score"], row["found"])


def _end(job: Job, row: Mapping[str, Any]) -> End:
    """What is known about a document, for inferring directions."""
    if row["number"] >= job.first:
        new = to_document(row).as_seen(job.seen_at)
        return end_of(new.uri, new.text, new.metadata, job.seen_at, reference=job.reference)
    claims = Metadata(row["published_at"], row["title"], row["author"])
    return end_of(row["uri"], row["text"], claims, row["observed_at"], reference=row["is_reference"])
