"""Two texts side by side, without a store."""

from provenance import engine
from provenance.direction import End, rarity_in_language
from provenance.model import Comparison, scalar_text
from provenance.pipeline.aligning import with_direction
from provenance.pipeline.frequencies import frequencies_of_pairs


def compare(query: str, source: str, *, workers: engine.Workers | None = None) -> Comparison:
    """Align ``query`` with ``source`` and say which of them likely came first.

    Deterministic; offsets count code points. Texts that share nothing have no passages and ``kind`` ``None``.
    """
    pair = scalar_text(query), scalar_text(source)
    workers = workers or engine.Workers(1)
    (alignment,) = workers.align([pair])
    # How often words stand is asked last: loading it takes longer than most comparisons.
    if not alignment.passages:
        (alignment,) = workers.align([pair], frequencies=frequencies_of_pairs(workers, [pair]))
    return with_direction(alignment, End("the query", pair[0]), End("the source", pair[1]), rarity_in_language())
