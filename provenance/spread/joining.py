"""From texts to candidates: keys cut into ranges, ranges joined, portions put together."""

import pyarrow as pa

from provenance.engine import spread
from provenance.spread.job import Job, tools

CUT = pa.schema([("range", pa.int32()), ("block", pa.binary())])
"""Postings of one range of keys."""

SAID = pa.schema([("portion", pa.int32()), ("range", pa.int32()), ("block", pa.binary())])
"""What the keys of a range say of the documents of a portion."""

PROPOSED = pa.schema([("number", pa.int64()), ("sources", pa.list_(pa.int64())), ("proposed", pa.binary())])
"""What is proposed for a document: the numbers of its candidates, best first, and all of it as a block."""


def cut_texts(job: Job, table: pa.Table) -> pa.Table:
    """The keys of a portion of texts, cut.

    Args:
        job: The job.
        table: ``number`` and ``text`` of all new documents of one portion, in any order. A text whose keys are cut in
            pieces is empty here.
    """
    own = tools(job)
    table = table.sort_by("number")
    numbers = table["number"].to_pylist()
    wanted = job.numbers.of(numbers[0] // job.portion)
    if numbers != list(wanted):
        raise ValueError(f"documents {numbers[0]} to {numbers[-1]} are not the portion {wanted}")
    sketches = own.workers.sketch(own.sketcher, table["text"].to_pylist(), numbers[0])
    return _cut(spread.cut_batch(own.workers, sketches, job.ranges))


def cut_known(job: Job, wanted: range) -> pa.Table:
    """The keys that the store has already in the ``wanted`` ranges, cut likewise."""
    own = tools(job)
    return _cut(spread.cut_segments(own.workers, own.segments, wanted, job.ranges))


def _cut(blocks: list[tuple[int, bytes]]) -> pa.Table:
    return pa.table([[number for number, _ in blocks], [block for _, block in blocks]], schema=CUT)


def join(job: Job, table: pa.Table) -> pa.Table:
    """What one range of keys says of each portion.

    Args:
        job: The job.
        table: All that was cut of all documents in this range.
    """
    own = tools(job)
    number = table["range"][0].as_py()
    said = spread.join_range(own.workers, number, table["block"].to_pylist(), job.numbers, own.digest)
    columns = [[portion for portion, _ in said], [number] * len(said), [block for _, block in said]]
    return pa.table(columns, schema=SAID)


def propose(job: Job, table: pa.Table) -> pa.Table:
    """What is proposed for each document of one portion that has candidates.

    Args:
        job: The job.
        table: All that every range said of this portion.
    """
    own = tools(job)
    portion = table["portion"][0].as_py()
    said = table.sort_by("range")["block"].to_pylist()
    found = spread.propose_portion(own.workers, portion, said, job.numbers, own.digest)
    kept = [(number, one) for number, one in zip(job.numbers.of(portion), found, strict=True) if one.candidates]
    columns = [
        [number for number, _ in kept],
        [[candidate.document_id for candidate in one.candidates] for _, one in kept],
        [spread.proposed_to_bytes(one, own.digest) for _, one in kept],
    ]
    return pa.table(columns, schema=PROPOSED)
