"""From candidates to verified pairs: a candidate that alignment does not confirm is dropped."""

import dataclasses
import functools
import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from provenance.direction import End, Pair, Rarity, infer
from provenance.engine import Candidate, Proposed, Text, Workers
from provenance.model import Alignment, Comparison
from provenance.pipeline.frequencies import frequencies_of_pairs

#: Evidence from which on a candidate that has so many times as much as the next one is expected to be a source. Of
#: texts of PAN 2013 whose sources the index does not have, 5 in 734 get another match this way; of the summaries that
#: went unnoticed, more than half are found.
EVIDENT = 4.0
STANDING_OUT = 2.5

#: What a match by content alone must show besides the likeness that alignment asks for: keys that the two texts share
#: and few others have, or much more likeness. The best of many candidates is alike by chance where two texts are not.
ENOUGH_SCORE = 2.0
ENOUGH_LIKENESS = 0.4

_LOG = logging.getLogger(__name__)


class _Pair(NamedTuple):
    """One of the texts asked about, and what the index proposes for it."""

    number: int
    candidate: Candidate


@dataclasses.dataclass(frozen=True)
class Aligned:
    """A verified pair: a text that was asked about, and a known document that shares a passage with it.

    Attributes:
        number: Which of the texts asked about.
        document_id: The known document.
        score: What the index had for the pair: shared keys, rare ones counting most.
        alignment: What they share.
        shorter: Code points of the shorter of both texts.
    """

    number: int
    document_id: int
    score: float
    alignment: Alignment
    shorter: int


def align(
    workers: Workers,
    asked: Mapping[int, Text],
    proposed: Mapping[int, Proposed],
    known: Mapping[int, str],
    *,
    local: bool = False,
) -> list[Aligned]:
    """Align each of the texts ``asked`` about with its candidates among the ``known`` texts.

    With ``local``, rewritten passages of long texts are looked for only where two texts share something.

    Of the candidates of a text that share no passage with it, one that stands out is expected to be summed up by it, or
    to sum it up, and is aligned again with that in mind. The index may still hold keys of documents that were
    forgotten; their texts are not known.
    """
    pairs = [
        _Pair(number, candidate)
        for number, found in proposed.items()
        for candidate in found.candidates
        if candidate.document_id in known
    ]

    def aligned(pairs: Sequence[_Pair], *, expected: bool) -> list[Alignment]:
        texts = [(asked[one.number], known[one.candidate.document_id]) for one in pairs]
        found = [proposed[one.number] for one in pairs]
        return workers.align(texts, found, expected=expected, frequencies=frequencies_of_pairs(texts), local=local)

    found = dict(zip(pairs, aligned(pairs, expected=False), strict=True))
    again = list(_standing_out([pair for pair, alignment in found.items() if not alignment.passages]))
    found |= zip(again, aligned(again, expected=True), strict=True)
    if coarse := sum(alignment.coarse for alignment in found.values()):
        _LOG.warning("%d pairs of texts ask for more work than is done for a pair: passages may be missing", coarse)
    return [
        Aligned(
            number,
            candidate.document_id,
            candidate.score,
            alignment,
            min(len(asked[number]), len(known[candidate.document_id])),
        )
        for (number, candidate), alignment in found.items()
        if alignment.passages and _is_enough(candidate, alignment)
    ]


def _is_enough(candidate: Candidate, alignment: Alignment) -> bool:
    """Whether what was found by content alone is more than the best of many candidates has by chance."""
    return alignment.content is None or alignment.content >= ENOUGH_LIKENESS or candidate.score >= ENOUGH_SCORE


def _standing_out(unconfirmed: Iterable[_Pair]) -> Iterator[_Pair]:
    """Of the candidates of each text, best first, the first if it has far more evidence than the next."""
    for _, group in itertools.groupby(unconfirmed, key=lambda pair: pair.number):
        first, *others = group
        next_best = others[0].candidate.score if others else 0.0
        if first.candidate.score >= max(EVIDENT, STANDING_OUT * next_best):
            yield first


def with_direction(alignment: Alignment, query: End, source: End, rarity: Rarity) -> Comparison:
    """``alignment`` with its direction, inferred when it is asked for."""
    inferred = functools.partial(infer, Pair(query, source, alignment, rarity))
    return Comparison(alignment=alignment, query_text=query.text, source_text=source.text, infer=inferred)
