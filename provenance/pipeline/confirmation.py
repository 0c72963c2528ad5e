"""Which candidates are aligned, which a second time, and what an alignment must show to confirm one."""

import dataclasses
import heapq
import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from provenance.engine import Candidate, PreparedText, Text
from provenance.model import Alignment, Basis, Kind

#: Evidence of a key that no other document has, less what rounding takes.
OWN_KEY = 0.999
#: Of the candidates of a query that no such key of wording speaks for, so many are aligned, the best of them.
UNCERTAIN_CANDIDATES = 16
#: Of those that content alone proposes, so many are looked at also if the texts are not alike as wholes.
LOOKED_AT = 2
#: While indexing, so many candidates of a text are aligned whatever they share with it, the best of them.
FIRST_CANDIDATES = 16
#: A further one must have so much evidence for each code point of both texts, by the geometric mean of their lengths,
#: which is like a cosine of their keys: texts on one subject share phrases by chance, and the more the longer they are.
EVIDENCE_OF_LENGTH = 0.2 / 1000
#: So much is enough at any length. A paragraph of 50 words that two texts have and no others gives 26 to 57.
ENOUGH_EVIDENCE = 25.0

#: Evidence from which on a candidate that has so many times as much as the next one is expected to be a source. Of
#: texts of PAN 2013 whose sources the index does not have, 5 in 734 get another match this way; of the summaries that
#: went unnoticed, more than half are found.
EVIDENT = 4.0
STANDING_OUT = 2.5
#: So much evidence in all and for each code point of both texts, as in `EVIDENCE_OF_LENGTH`, is no accident: most pairs
#: with it that seem to share nothing share a short passage rewritten beyond what is known to be one by its words alone.
MUCH_EVIDENCE = 3.0
MUCH_EVIDENCE_OF_LENGTH = 0.4 / 1000

#: Where no index is asked, a passage of that kind needs surroundings that it differs from: two short texts on one
#: subject are alike as wholes. So many tokens both texts have together, and so much of each a passage covers at most.
ENOUGH_TOKENS = 1_200
SMALL_PART = 0.25

#: What a match by content alone must show, since the best of many candidates is alike by chance where two texts are
#: not: a sum of the terms that both texts as wholes share, of how alike they are, and of the keys that they share and
#: few others have. The form held on halves of a corpus of rewritten paragraphs, the bounds were set on all of it; see
#: docs/measurements/2026-11-content.md.
ENOUGH_CONTENT = 0.41
LIKENESS_WEIGHT = 0.2
SCORE_WEIGHT = 1 / 30
LEAST_SCORE = 0.3
#: Less is enough for one that is alike at all and has so much more than the next best. One by itself is held against
#: what the best of unrelated texts has.
ALIKE_AT_ALL = 0.2
ENOUGH_STANDING_OUT = 0.35
MORE_CONTENT = 0.18
CHANCE_CONTENT = 0.15
#: The same sum makes it worth to look again, expecting something: a summary is less alike than a text told anew.
WORTH_LOOKING_AGAIN = 0.39
#: Or it must be so much more alike, in so many words, wherever they stand in a longer text.
ENOUGH_LIKENESS = 0.37
ENOUGH_WORDS = 30


class CandidatePair(NamedTuple):
    """One of the texts asked about, and what the index proposes for it."""

    number: int
    candidate: Candidate


class _ContentScore(NamedTuple):
    """The content score of a pair that was compared by content, and that of the next best candidate of its text."""

    own: float
    next_best: float


def worth_asking(
    candidates: Iterable[Candidate], lengths: Callable[[Collection[int]], Mapping[int, int]]
) -> Iterator[Candidate]:
    """Of the ``candidates`` of a query those that are aligned: all that wording speaks for, and the likeliest others.

    Any two texts may share a key or two by chance, and the longer they are the more. So these are ranked by their
    evidence over the root of their length, which is like a cosine of their keys. ``lengths`` says how many code points
    documents have, except for those that were forgotten. What content alone proposes is looked at only if it is
    alike in content, except for the best few that have a key of their own.
    """
    uncertain = []
    for candidate in candidates:
        if candidate.wording >= OWN_KEY:
            yield candidate
        else:
            uncertain.append(candidate)
    if len(uncertain) > LOOKED_AT:
        known = lengths([candidate.document_id for candidate in uncertain])
        uncertain = [candidate for candidate in uncertain if known.get(candidate.document_id)]
        uncertain.sort(key=lambda one: (-one.score / math.sqrt(known[one.document_id]), one.document_id))
    looked_at = 0
    for candidate in uncertain[:UNCERTAIN_CANDIDATES]:
        if candidate.by_content and candidate.score >= OWN_KEY and looked_at < LOOKED_AT:
            looked_at += 1
            yield dataclasses.replace(candidate, must_be_alike=False)
        else:
            yield candidate


def worth_aligning(asked: Text, candidates: Iterable[Candidate], known: Mapping[int, str]) -> Iterator[Candidate]:
    """Of the ``candidates`` of a text, best first, those that are aligned while indexing; their texts are ``known``."""
    for rank, candidate in enumerate(candidates):
        length = mean_length(asked, known[candidate.document_id])
        if rank < FIRST_CANDIDATES or candidate.score >= min(ENOUGH_EVIDENCE, EVIDENCE_OF_LENGTH * length):
            yield candidate


def mean_length(one: Text, other: Text) -> float:
    """The geometric mean of the lengths of two texts, in code points."""
    return math.sqrt(len(one) * len(other))


def worth_a_second_look(found: Mapping[CandidatePair, Alignment]) -> list[CandidatePair]:
    """Of the pairs without a passage those that stand out, and those that are alike enough in content."""
    unconfirmed = {pair: alignment for pair, alignment in found.items() if not alignment.passages}
    content = _content_scores(found)
    alike = (
        pair
        for pair, alignment in unconfirmed.items()
        if alignment.worth_a_second_look
        and (
            _is_enough(pair.candidate, alignment, content.get(pair))
            or (pair in content and content[pair].own >= WORTH_LOOKING_AGAIN)
        )
    )
    return list(dict.fromkeys([*_standing_out(unconfirmed), *alike]))


def with_much_evidence(
    found: Mapping[CandidatePair, Alignment], length: Callable[[CandidatePair], float]
) -> list[CandidatePair]:
    """Of the pairs without a passage those that share much for their ``length``, the mean of both texts."""
    return [
        pair
        for pair, alignment in found.items()
        if not alignment.passages and pair.candidate.score >= max(MUCH_EVIDENCE, MUCH_EVIDENCE_OF_LENGTH * length(pair))
    ]


def has_surroundings(query: PreparedText, source: PreparedText) -> bool:
    """Whether two texts are long enough for a passage to differ from what stands around it."""
    return query.tokens + source.tokens >= ENOUGH_TOKENS


def stands_apart(alignment: Alignment, query: PreparedText, source: PreparedText) -> bool:
    """Whether each passage sums up one of two texts or is a small part of both."""
    return all(
        passage.kind is Kind.SUMMARY
        or (
            passage.query_end - passage.query_start <= SMALL_PART * len(query)
            and passage.source_end - passage.source_start <= SMALL_PART * len(source)
        )
        for passage in alignment.passages
    )


def confirmed(found: Mapping[CandidatePair, Alignment]) -> dict[CandidatePair, Alignment]:
    """The pairs with passages, without those for which content alone speaks, and not clearly enough."""
    content = _content_scores(found)
    return {
        pair: alignment
        for pair, alignment in found.items()
        if alignment.passages and _is_enough(pair.candidate, alignment, content.get(pair))
    }


def _is_enough(candidate: Candidate, alignment: Alignment, content: _ContentScore | None) -> bool:
    """Whether what was found is more than the best of many candidates has by chance, if content alone speaks for it."""
    if content is None or alignment.content is None:
        # Texts on one subject share common wording that looks like a summary.
        in_a_row = any(passage.basis is Basis.WORDS for passage in alignment.passages)
        return in_a_row or not candidate.by_content or alignment.kind is not Kind.SUMMARY
    if alignment.content >= ENOUGH_LIKENESS and alignment.matched_words >= ENOUGH_WORDS:
        return True
    leads = content.own >= max(ENOUGH_STANDING_OUT, content.next_best + MORE_CONTENT)
    return (leads and alignment.content >= ALIKE_AT_ALL) or content.own >= ENOUGH_CONTENT


def _content_scores(found: Mapping[CandidatePair, Alignment]) -> dict[CandidatePair, _ContentScore]:
    """The content score of each pair that was compared by content."""
    own: dict[CandidatePair, float] = {}
    of_text: dict[int, list[float]] = {}
    for pair, alignment in found.items():
        if alignment.content is not None and alignment.overlap is not None:
            shared_keys = SCORE_WEIGHT * math.log(pair.candidate.score + LEAST_SCORE)
            own[pair] = alignment.overlap + LIKENESS_WEIGHT * alignment.content + shared_keys
            of_text.setdefault(pair.number, [CHANCE_CONTENT]).append(own[pair])
    best = {number: heapq.nlargest(2, scores) for number, scores in of_text.items()}
    return {pair: _ContentScore(score, _other(best[pair.number], score)) for pair, score in own.items()}


def _other(best: Sequence[float], one: float) -> float:
    """The greater of the two ``best`` that is not ``one`` itself."""
    first, second = best
    return second if one == first else first


def _standing_out(unconfirmed: Iterable[CandidatePair]) -> Iterator[CandidatePair]:
    """Of the candidates of each text that with most shared wording, if that is far more than the next one has."""
    for _, group in itertools.groupby(unconfirmed, key=lambda pair: pair.number):
        first, *others = sorted(group, key=lambda pair: -pair.candidate.wording)
        next_best = others[0].candidate.wording if others else 0.0
        if first.candidate.wording >= max(EVIDENT, STANDING_OUT * next_best):
            yield first
