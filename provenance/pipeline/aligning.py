"""From candidates to verified pairs, and the comparison of two texts.

A candidate that alignment does not confirm is dropped.
"""

import dataclasses
import functools
import logging
from collections.abc import Collection, Iterable, Mapping

from provenance.direction import End, Pair, Rarity, infer, rarity_in_language
from provenance.engine import Candidate, PreparedText, Proof, Proposed, Text, WordFrequencies, Workers, prepared
from provenance.errors import UsageError
from provenance.model import Alignment, Comparison
from provenance.pipeline.confirmation import (
    CandidatePair,
    confirmed,
    has_surroundings,
    mean_length,
    stands_apart,
    with_much_evidence,
    worth_a_second_look,
    worth_aligning,
)

_LOG = logging.getLogger(__name__)


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
    def frequencies(self) -> dict[CandidatePair, WordFrequencies | None]:
        """All pairs, with the frequencies of words in the language of both texts."""
        pairs = [
            CandidatePair(number, candidate)
            for number, found in self.proposed.items()
            for candidate in self._candidates(number, found)
        ]
        return dict(zip(pairs, self.workers.frequencies_of_pairs(self._texts(pairs)), strict=True))

    def _candidates(self, number: int, found: Proposed) -> Iterable[Candidate]:
        """What was ``found`` for a text and is to be aligned; texts that were forgotten are not known."""
        present = (candidate for candidate in found.candidates if candidate.document_id in self.known)
        return worth_aligning(self.asked[number], present, self.known) if self.local else present

    def align(
        self, pairs: Collection[CandidatePair], *, expected: bool = False, proof: Proof = "full"
    ) -> dict[CandidatePair, Alignment]:
        """What the texts of each of ``pairs`` share, ``expected`` to share something or not, with this ``proof``."""
        found = self.workers.align(
            self._texts(pairs),
            [self.proposed[pair.number] for pair in pairs],
            expected=expected,
            frequencies=[self.frequencies[pair] for pair in pairs],
            local=self.local,
            by_content=[pair.candidate.must_be_alike for pair in pairs],
            proof=proof,
        )
        return dict(zip(pairs, found, strict=True))

    def _texts(self, pairs: Iterable[CandidatePair]) -> list[tuple[Text, Text]]:
        return [(self.asked[pair.number], self.known[pair.candidate.document_id]) for pair in pairs]

    def mean_length(self, pair: CandidatePair) -> float:
        """The mean length of both texts of a pair."""
        ((asked, known),) = self._texts([pair])
        return mean_length(asked, known)

    def aligned(self, pair: CandidatePair, alignment: Alignment) -> Aligned:
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

    With ``local``, rewritten passages of long texts are looked for only where two texts share something, and of the
    many candidates of a long text only those are aligned that share more than chance gives. Most candidates that
    content alone proposed are looked at further only if the texts are alike in content.

    Of the candidates of a text that share no passage with it, one that stands out is expected to be summed up by it, or
    to sum it up, and one that is alike enough in content, given what the index has for it, to be told in other words.
    These are aligned again with that in mind; so is, if not ``local``, one that shares much that few others have.
    (While an index is young, every phrase looks rare.)
    """
    aligner = _Aligner(workers, asked, proposed, known, local)
    found = aligner.align(aligner.frequencies)
    found |= aligner.align(worth_a_second_look(found), expected=True)
    if not local:
        found |= aligner.align(with_much_evidence(found, aligner.mean_length), proof="least")
    if coarse := sum(alignment.coarse for alignment in found.values()):
        _LOG.warning("%d pairs of texts ask for more work than is done for a pair: passages may be missing", coarse)
    return [aligner.aligned(pair, alignment) for pair, alignment in confirmed(found).items()]


def with_direction(alignment: Alignment, query: End, source: End, rarity: Rarity) -> Comparison:
    """``alignment`` with its direction, inferred when it is asked for."""
    inferred = functools.partial(infer, Pair(query, source, alignment, rarity))
    return Comparison(alignment=alignment, query_text=query.text, source_text=source.text, infer=inferred)


def compare(query: Text, source: Text, *, workers: Workers | None = None) -> Comparison:
    """Align ``query`` with ``source``, without a store, and say which of them likely came first.

    Deterministic; offsets count code points. Texts that share nothing have no passages and ``kind`` ``None``.

    Raises:
        UsageError: One of them is no string.
    """
    for one in (query, source):
        if not isinstance(one, Text):
            raise UsageError(f"compare() takes two strings, not {type(one).__name__}")
    pair = prepared(query), prepared(source)
    workers = workers or Workers(1)
    (alignment,) = workers.align([pair])
    # Word frequencies come last: loading them takes longer than most comparisons.
    if not alignment.passages:
        (alignment,) = workers.align([pair], frequencies=workers.frequencies_of_pairs([pair]))
    if not alignment.passages:
        alignment = _with_small_passages(workers, pair, alignment)
    return with_direction(
        alignment, End("the query", pair[0].text), End("the source", pair[1].text), rarity_in_language()
    )


def _with_small_passages(workers: Workers, pair: tuple[PreparedText, PreparedText], alignment: Alignment) -> Alignment:
    """What two texts share for which less is enough; ``alignment``, which has no passage, if that has none to show."""
    if not has_surroundings(*pair):
        return alignment
    (small,) = workers.align([pair], proof="less")
    return small if small.passages and stands_apart(small, *pair) else alignment
