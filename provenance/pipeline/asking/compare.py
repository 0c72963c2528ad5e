"""Two texts side by side, without a store."""

from provenance import engine
from provenance.direction import End, rarity_in_language
from provenance.errors import UsageError
from provenance.model import Comparison
from provenance.pipeline.aligning import with_direction


def compare(query: engine.Text, source: engine.Text, *, workers: engine.Workers | None = None) -> Comparison:
    """Align ``query`` with ``source`` and say which of them likely came first.

    Deterministic; offsets count code points. Texts that share nothing have no passages and ``kind`` ``None``.

    Raises:
        UsageError: One of them is no string.
    """
    for one in (query, source):
        if not isinstance(one, engine.Text):
            raise UsageError(f"compare() takes two strings, not {type(one).__name__}")
    pair = engine.prepared(query), engine.prepared(source)
    workers = workers or engine.Workers(1)
    (alignment,) = workers.align([pair])
    # How often words stand is asked last: loading it takes longer than most comparisons.
    if not alignment.passages:
        (alignment,) = workers.align([pair], frequencies=workers.frequencies_of_pairs([pair]))
    return with_direction(
        alignment, End("the query", pair[0].text), End("the source", pair[1].text), rarity_in_language()
    )
