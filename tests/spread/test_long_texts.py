import random

import pyarrow as pa
import pytest

from provenance.spread import long_texts
from tests.corpus import prose
from tests.spread.stages import job_for, proposed

#: Texts of 20 to 30 kB; the first four share stretches with each other, the last one has neither words nor blanks.
STRETCHES = [f"It is said that the {prose(number).replace(' ', ' of the ', 9)}" for number in range(60)]
TEXTS = [
    " ".join(STRETCHES[:40]),
    "\n".join(STRETCHES[20:]),
    " ".join(random.Random(1).sample(STRETCHES, 40)),
    "\n\n".join(STRETCHES[:30:2]) + " 1984 7 of a" * 900,
    "a short text",
    "0123456789abcdef" * 1_500,
]


@pytest.mark.parametrize("size", [2_500, 4_000, 9_000])
def test_pieces_propose_what_the_whole_text_does(size: int) -> None:
    """What is proposed for texts whose keys were cut in pieces is what is proposed for the texts as they are."""
    job = job_for(None, len(TEXTS), ranges=7)
    texts = pa.table({"number": list(job.numbers.of(0)), "text": TEXTS})
    whole = proposed(job, texts)
    assert len(long_texts.pieces(job, texts, size)) > len(TEXTS) + 2 * len(TEXTS[0]) // size
    assert proposed(job, texts, long=size).equals(whole)
    assert {row["number"]: row["sources"] for row in whole.to_pylist()}.keys() == {2, 3, 4}


def test_a_piece_knows_the_language_of_the_whole() -> None:
    """A piece that nobody could tell the language of has that of its text; pieces are numbered from 0."""
    job = job_for(None, 1, ranges=1)
    text = " ".join(STRETCHES) + " 1984 alder 1066 birch" * 500
    pieces = long_texts.pieces(job, pa.table({"number": [1], "text": [text]}), 4_000)
    assert set(pieces["language"].to_pylist()) == {"en"}
    assert pieces["piece"].to_pylist() == list(range(len(pieces)))


def test_no_pieces_are_no_keys() -> None:
    """A task that has got no piece has nothing to say."""
    assert len(long_texts.cut_pieces(job_for(None, 1, ranges=1), long_texts.PIECES.empty_table())) == 0
