"""From candidates to verified pairs: a candidate that alignment does not confirm is dropped."""

import dataclasses
import functools
import itertools
import logging
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from provenance.direction import End, Pair, Rarity, infer
from provenance.engine import Candidate, Proposed, Text, WordFrequencies, Workers
from provenance.model import Alignment, Basis, Comparison, Kind
from provenance.pipeline.frequencies import frequencies_of_pairs

#: Evidence from which on a candidate that has so many times as much as the next one is expected to be a source. Of
#: texts of PAN 2013 whose sources the index does not have, 5 in 734 get another match this way; of the summaries that
#: went unnoticed, more than half are found.
EVIDENT = 4.0
STANDING_OUT = 2.5

#: What a match by content alone must show, since the best of many candidates is alike by chance where two texts are
#: not: a sum of the terms that both texts as wholes share, of how alike they are, and of the keys that they share and
#: few others have. The form held on halves of a corpus of rewritten
#: paragraphs, the bound was set on all of it; see docs/measurements/2026-11-content.md.
ENOUGH_CONTENT = 0.39
LIKENESS_WEIGHT = 0.2
SCORE_WEIGHT = 1 / 30
LEAST_SCORE = 0.3
#: Or it must be so much more alike, in so many words, wherever they stand in a longer text.
ENOUGH_LIKENESS = 0.37
ENOUGH_WORDS = 30

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


@dataclasses.dataclass(frozen=True)
class _Aligner:
    """Aligns pairs of the texts ``asked`` about and the ``known`` ones that are ``proposed`` for them."""

    workers: Workers
    asked: Mapping[int, Text]
    proposed: Mapping[int, Proposed]
    known: Mapping[int, str]
    local: bool

    @functools.cached_property
    def frequencies(self) -> dict[_Pair, WordFrequencies | None]:
        """All pairs, with the frequencies of words in the language of both texts.

        The index may still hold keys of documents that were forgotten; their texts are not known.
        """
        pairs = [
            _Pair(number, candidate)
            for number, found in self.proposed.items()
            for candidate in found.candidates
            if candidate.document_id in self.known
        ]
        return dict(zip(pairs, frequencies_of_pairs(self.workers, self._texts(pairs)), strict=True))

    def align(self, pairs: Collection[_Pair], *, expected: bool) -> dict[_Pair, Alignment]:
        """What the texts of each of ``pairs`` share, ``expected`` to share something or not."""
        found = self.workers.align(
            self._texts(pairs),
            [self.proposed[pair.number] for pair in pairs],
            expected=expected,
            frequencies=[self.frequencies[pair] for pair in pairs],
            local=self.local,
        )
        return dict(zip(pairs, found, strict=True))

    def _texts(self, pairs: Iterable[_Pair]) -> list[tuple[Text, Text]]:
        return [(self.asked[pair.number], self.known[pair.candidate.document_id]) for pair in pairs]

    def aligned(self, pair: _Pair, alignment: Alignment) -> Aligned:
        """A pair that was confirmed."""
        number, candidate = pair
        shorter = min(len(self.asked[number]), len(self.known[candidate.document_id]))
        return Aligned(number, candidate.document_id, candidate.score, alignment, shorter)


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
    to sum it up, and one that is alike enough in content, given what the index has for it, to be told in other words.
    These are aligned again with that in mind.
    """
    aligner = _Aligner(workers, asked, proposed, known, local)
    found = aligner.align(aligner.frequencies, expected=False)
    found |= aligner.align(_worth_a_second_look(found), expected=True)
    if coarse := sum(alignment.coarse for alignment in found.values()):
        _LOG.warning("%d pairs of texts ask for more work than is done for a pair: passages may be missing", coarse)
    return [
        aligner.aligned(pair, alignment)
        for pair, alignment in found.items()
        if alignment.passages and _is_enough(pair.candidate, alignment)
    ]


def _worth_a_second_look(found: Mapping[_Pair, Alignment]) -> list[_Pair]:
    """Of the pairs without a passage those that stand out, and those that are alike enough in content."""
    unconfirmed = {pair: alignment for pair, alignment in found.items() if not alignment.passages}
    alike = (pair for pair, one in unconfirmed.items() if one.worth_a_second_look and _is_enough(pair.candidate, one))
    return list(dict.fromkeys([*_standing_out(unconfirmed), *alike]))


def _is_enough(candidate: Candidate, alignment: Alignment) -> bool:
    """Whether what was found is more than the best of many candidates has by chance, if content alone speaks for it."""
    if alignment.content is None or alignment.overlap is None:
        # Texts on one subject share common wording that looks like a summary.
        in_a_row = any(passage.basis is Basis.WORDS for passage in alignment.passages)
        return in_a_row or not candidate.by_content or alignment.kind is not Kind.SUMMARY
    if alignment.content >= ENOUGH_LIKENESS and alignment.matched_words >= ENOUGH_WORDS:
        return True
    shared_keys = SCORE_WEIGHT * math.log(candidate.score + LEAST_SCORE)
    return alignment.overlap + LIKENESS_WEIGHT * alignment.content + shared_keys >= ENOUGH_CONTENT


def _standing_out(unconfirmed: Iterable[_Pair]) -> Iterator[_Pair]:
    """Of the candidates of each text that with most shared wording, if that is far more than the next one has."""
    for _, group in itertools.groupby(unconfirmed, key=lambda pair: pair.number):
        first, *others = sorted(group, key=lambda pair: -pair.candidate.wording)
        next_best = others[0].candidate.wording if others else 0.0
        if first.candidate.wording >= max(EVIDENT, STANDING_OUT * next_best):
            yield first


def with_direction(alignment: Alignment, query: End, source: End, rarity: Rarity) -> Comparison:
    """``alignment`` with its direction, inferred when it is asked for."""
    inferred = functools.partial(infer, Pair(query, source, alignment, rarity))
    return Comparison(alignment=alignment, query_text=query.text, source_text=source.text, infer=inferred)
