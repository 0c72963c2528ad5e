"""Two texts side by side, without a store."""

import functools

from provenance import engine
from provenance.direction import End, Pair, Rarity, judge, rarity_in_language
from provenance.model import Alignment, Comparison, scalar_text


def compare(query: str, source: str, *, workers: engine.Workers | None = None) -> Comparison:
    """Align ``query`` with ``source`` and say which of them likely came first.

    Deterministic; offsets count code points. Texts that share nothing have no passages and ``kind`` ``None``.
    """
    pair = scalar_text(query), scalar_text(source)
    alignment = (workers or engine.Workers(1)).align([pair])[0]
    return judged(alignment, End("the query", pair[0]), End("the source", pair[1]), rarity_in_language())


def judged(alignment: Alignment, query: End, source: End, rarity: Rarity) -> Comparison:
    """``alignment`` with its direction."""
    fields = {name: getattr(alignment, name) for name in Alignment.__dataclass_fields__}
    judgement = functools.partial(judge, Pair(query, source, alignment, rarity))
    return Comparison(**fields, query_text=query.text, source_text=source.text, judge=judgement)
