"""Long texts in pieces, whose keys are cut by many tasks."""

import pyarrow as pa

from provenance.engine import WordFrequencies, spread
from provenance.spread.job import Job, tools
from provenance.spread.joining import CUT

#: Bytes of a text from which on its keys are cut in pieces, and of a piece.
LONG = 1 << 18

PIECES = pa.schema([("number", pa.int64()), ("piece", pa.int32()), ("language", pa.string()), ("text", pa.string())])
"""A piece of a text, which of its pieces that is, and the language of the whole."""

CUT_PIECES = pa.schema([("number", pa.int64()), *CUT])
"""Postings of one range of keys of a piece; or, with range -1, what the bands of its text are made of."""

SIGNATURES = -1


def pieces(job: Job, table: pa.Table, size: int = LONG) -> pa.Table:
    """Long texts in pieces.

    Args:
        job: The job.
        table: ``number`` and ``text`` of some of them.
        size: Bytes of a piece, about.
    """
    own = tools(job)
    texts = table["text"].to_pylist()
    rows = [
        {"number": number, "piece": at, "language": language, "text": piece}
        for number, text, language in zip(table["number"].to_pylist(), texts, own.workers.languages(texts), strict=True)
        for at, piece in enumerate(spread.pieces(own.sketcher, text, size, _frequencies(job, language)))
    ]
    return pa.Table.from_pylist(rows, schema=PIECES)


def cut_pieces(job: Job, table: pa.Table) -> pa.Table:
    """The keys of some pieces, cut like those of a portion."""
    own = tools(job)
    rows = []
    for row in table.to_pylist():
        words = _frequencies(job, row["language"])
        cut, signatures = spread.cut_piece(own.workers, own.sketcher, row["text"], words, row["number"], job.ranges)
        rows += [(row["number"], number, block) for number, block in [*cut, (SIGNATURES, signatures)]]
    return pa.table(list(map(list, zip(*rows, strict=True))) or [[], [], []], schema=CUT_PIECES)


def cut_bands(job: Job, table: pa.Table) -> pa.Table:
    """The bands of a text, cut likewise, from what all its pieces have for them.

    Args:
        job: The job.
        table: The rows of ``CUT_PIECES`` of this text with range -1.
    """
    own = tools(job)
    cut = spread.cut_bands(
        own.workers, own.sketcher, table["block"].to_pylist(), table["number"][0].as_py(), job.ranges
    )
    return pa.table([[number for number, _ in cut], [block for _, block in cut]], schema=CUT)


def _frequencies(job: Job, language: str | None) -> WordFrequencies | None:
    """How often words stand in a language, as far as keys are made of them."""
    return WordFrequencies.of_language(language) if language and tools(job).sketcher.has_content else None
