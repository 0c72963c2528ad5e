"""Which candidates content confirms: what is enough, what stands out, and what is looked at again."""

import dataclasses
from collections.abc import Collection, Sequence

import pytest

from provenance.engine import Candidate, prepared
from provenance.model import Alignment, Basis, Kind, Passage
from provenance.pipeline.confirmation import (
    ENOUGH_EVIDENCE,
    ENOUGH_TOKENS,
    FIRST_CANDIDATES,
    LOOKED_AT,
    MUCH_EVIDENCE,
    MUCH_EVIDENCE_OF_LENGTH,
    SMALL_PART,
    UNCERTAIN_CANDIDATES,
    CandidatePair,
    confirmed,
    has_surroundings,
    stands_apart,
    with_much_evidence,
    worth_a_second_look,
    worth_aligning,
    worth_asking,
)

#: At this score, shared keys add nothing to what texts have in common.
SCORE = 0.7


def aligned(overlap: float | None, *, likeness: float = 0.3, passages: bool = True, words: int = 20) -> Alignment:
    """What was found in two texts with this share of terms in common; without it they have words in a row in common."""
    compared = overlap is not None
    passage = Passage(0, 9, 0, 9, Kind.REWRITTEN, 0.5, 9, basis=Basis.CONTENT if compared else Basis.WORDS)
    return Alignment(
        kind=Kind.REWRITTEN if passages else None,
        resemblance=0.0,
        query_in_source=0.0,
        source_in_query=0.0,
        matched_words=words,
        changed=0.5,
        passages=(passage,) * passages,
        substitutions=(),
        content=likeness if compared else None,
        overlap=overlap,
        worth_a_second_look=not passages,
    )


def pairs(*found: Alignment, number: int = 0) -> dict[CandidatePair, Alignment]:
    """Candidates of one text, and what was found in each."""
    return {
        CandidatePair(number, Candidate(at, SCORE, content=SCORE, by_content=True)): one for at, one in enumerate(found)
    }


def documents(found: Sequence[CandidatePair] | dict[CandidatePair, Alignment]) -> list[tuple[int, int]]:
    """Which documents of which texts."""
    return [(pair.number, pair.candidate.document_id) for pair in found]


@pytest.mark.parametrize(
    ("shares", "kept"),
    [
        ((0.36,), [0]),  # enough for what has much in common, evidence 0.42
        ((0.3, 0.29), []),  # neither stands out, and both are below the bound
        ((0.3, 0.11), [0]),  # the first has far more than the next
        ((0.3, 0.05, 0.2), []),  # it is the next best that counts
        ((0.28, 0.05), []),  # however far before the others, it must be alike
        ((0.4, 0.39), [0, 1]),  # two sources of one text
    ],
)
def test_what_content_confirms(shares: tuple[float, ...], kept: list[int]) -> None:
    """A candidate has enough in common with a text, or less and far more than the next best."""
    assert documents(confirmed(pairs(*map(aligned, shares)))) == [(0, at) for at in kept]


def test_texts_are_judged_by_themselves() -> None:
    """What another text has in common with its candidates does not matter."""
    found = pairs(aligned(0.3)) | pairs(aligned(0.3), aligned(0.29), number=1)
    assert documents(confirmed(found)) == [(0, 0)]


def test_words_in_a_row_need_nothing_else() -> None:
    """Passages of words in a row are kept whatever content says, and stand in nobody's way."""
    assert documents(confirmed(pairs(aligned(0.3), aligned(None)))) == [(0, 0), (0, 1)]


def test_who_is_not_alike_does_not_stand_out() -> None:
    """A large share of terms in long texts that are not alike is no reason to keep a pair or to look again."""
    assert not confirmed(pairs(aligned(0.32, likeness=0.1)))
    assert not worth_a_second_look(pairs(aligned(0.32, likeness=0.1, passages=False)))


def test_much_that_is_alike_is_enough() -> None:
    """Thirty words of great likeness are enough, though the whole of a longer text shares little."""
    assert confirmed(pairs(aligned(0.1, likeness=0.4, words=30)))
    assert not confirmed(pairs(aligned(0.1, likeness=0.4, words=29)))


def test_a_second_look_needs_a_little_less() -> None:
    """A pair without a passage is looked at again below what confirms one: a summary is less alike."""
    found = pairs(aligned(0.345, passages=False), aligned(0.325, passages=False))
    assert documents(worth_a_second_look(found)) == [(0, 0)]


@pytest.mark.parametrize(
    ("asked", "source", "enough"),
    [
        (7_000, 7_000, 1.4),
        (160_000, 10_000, 8.0),  # the geometric mean is 40,000
        (10_000, 160_000, 8.0),
        (5_000_000, 500_000, ENOUGH_EVIDENCE),  # a paragraph of its own is enough in texts of any length
    ],
)
def test_further_candidates_share_more_than_chance_gives(asked: int, source: int, enough: float) -> None:
    """The first few are aligned whatever they share; others must share the more the longer both texts are."""
    first = [Candidate(at, 0.1) for at in range(FIRST_CANDIDATES)]
    further = [Candidate(100, enough + 0.01), Candidate(101, enough - 0.01)]
    known = {one.document_id: "x" * source for one in (*first, *further)}
    found = list(worth_aligning("x" * asked, [*first, *further], known))
    assert found == [*first, further[0]]


def test_long_texts_share_keys_by_chance() -> None:
    """All that wording speaks for is aligned, and of the others those with most for the root of their length."""
    certain = [Candidate(at, 1.0 + 0.1 * at, content=0.1 * at) for at in range(3)]
    short = [Candidate(100 + at, 0.5, content=0.5) for at in range(UNCERTAIN_CANDIDATES)]
    long = [Candidate(200 + at, 0.9, content=0.4) for at in range(9)]
    forgotten = Candidate(300, 0.8, content=0.8)
    lengths = {one.document_id: 1_000 if one in short else 10_000 for one in (*short, *long)}
    asked = [*certain, *long, *short, forgotten]
    assert list(worth_asking(asked, lambda _: lengths)) == [*certain, *short]


def test_few_candidates_are_aligned_whatever_their_length() -> None:
    """Where there are few, nobody asks for lengths."""
    few = [Candidate(at, 0.2) for at in range(LOOKED_AT)]
    assert list(worth_asking(few, no_lengths)) == few


def test_the_best_by_content_need_not_be_alike() -> None:
    """Of those that content alone proposes, the best few that have a key of their own are looked at in any case."""
    found = [Candidate(at, 3.0 - 0.5 * at, 3.0 - 0.5 * at, by_content=True, must_be_alike=True) for at in range(6)]
    asked = list(worth_asking(found, lambda ids: dict.fromkeys(ids, 1_000)))
    assert [one.document_id for one in asked if not one.must_be_alike] == list(range(LOOKED_AT))
    rare = [dataclasses.replace(one, score=0.5, content=0.5) for one in found]
    assert all(one.must_be_alike for one in worth_asking(rare, lambda ids: dict.fromkeys(ids, 1_000)))


def no_lengths(_: Collection[int]) -> dict[int, int]:
    """Fail: there is nothing to choose."""
    raise AssertionError("lengths were asked for")


@pytest.mark.parametrize(
    ("score", "length", "passages", "looked_at"),
    [
        (MUCH_EVIDENCE, 100.0, False, True),
        (MUCH_EVIDENCE - 0.1, 100.0, False, False),  # two short texts share a key or two by chance
        (10.0, 10.0 / MUCH_EVIDENCE_OF_LENGTH, False, True),
        (10.0, 10.0 / MUCH_EVIDENCE_OF_LENGTH + 1_000, False, False),  # so do two long ones, ten keys
        (10.0, 100.0, True, False),  # a passage was found
    ],
)
def test_much_evidence_is_much_for_the_lengths(*, score: float, length: float, passages: bool, looked_at: bool) -> None:
    """Pairs without a passage that share many keys for their length are aligned with that in mind."""
    pair = CandidatePair(0, Candidate(0, score))
    assert with_much_evidence({pair: aligned(None, passages=passages)}, lambda _: length) == [pair] * looked_at


@pytest.mark.parametrize(
    ("part", "kind", "apart"),
    [
        (SMALL_PART, Kind.REWRITTEN, True),
        (SMALL_PART + 0.01, Kind.REWRITTEN, False),  # the texts are alike as wholes
        (1.0, Kind.SUMMARY, True),  # which sums up the whole of the other
    ],
)
def test_what_stands_apart(part: float, kind: Kind, *, apart: bool) -> None:
    """A passage is a small part of both texts, or sums up one."""
    text = "word " * 200
    end = round(part * len(text))
    passages = (Passage(0, end, 0, end, kind, 0.5, 20),)
    alignment = dataclasses.replace(aligned(None), passages=passages)
    assert stands_apart(alignment, prepared(text), prepared(text)) == apart


def test_surroundings_are_counted_in_tokens_of_both() -> None:
    """Two texts have enough around a passage, or one of them has."""
    texts = [prepared("word " * count) for count in (100, ENOUGH_TOKENS - 100, ENOUGH_TOKENS - 101)]
    assert has_surroundings(texts[0], texts[1])
    assert not has_surroundings(texts[0], texts[2])
