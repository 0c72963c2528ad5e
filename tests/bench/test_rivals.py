"""What other programs group is read rightly, and judged by what they promise."""

import json
import struct
from pathlib import Path

import pytest

from scripts.bench.rival_answers import (
    Answer,
    assess,
    require_right,
    resemblance,
    strangers,
    words_alone,
    words_and_gaps,
)
from scripts.bench.rivals import datatrove_labels

WORDS = [f"word{number}" for number in range(400)]
LONG = " ".join(WORDS)
TEXTS = {
    "a": LONG,
    "exact": LONG,
    "alike": " ".join([*WORDS[:-1], "changed"]),
    "unlike": " ".join(reversed(WORDS)),
}
TRUTH = [
    {"child": "exact", "parent": "a", "how": "exact"},
    {"child": "alike", "parent": "a", "how": "near"},
    {"child": "unlike", "parent": "a", "how": "near"},
]


def test_clusters_of_datatrove_are_read_by_line(tmp_path: Path) -> None:
    """Its file of pairs gives the URIs of the lines that are in a group, and no others."""
    texts = tmp_path / "texts.jsonl"
    texts.write_text("".join(json.dumps({"uri": uri, "text": "x"}) + "\n" for uri in "abcd"))
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "000000.clusters").write_bytes(struct.pack("<6I", 0, 7, 1, 8, 3, 7))
    assert datatrove_labels(texts, tmp_path) == {"a": 7, "b": 8, "d": 7}


def test_resemblance_is_that_of_shingles_of_five_words() -> None:
    """Six words share one shingle of two with five of them and one other: one third."""
    assert resemblance("abcdef", "abcdeg") == pytest.approx(1 / 3)


def test_words_are_those_of_the_program() -> None:
    """Case does not count; for one program a comma and a blank leave an empty word between them, for the other none."""
    assert words_alone("One, Two.") == ["one", "two"]
    assert words_and_gaps("One, Two.") == ["one", "", "two", ""]


def test_found_are_copies_in_the_group_of_what_they_repeat() -> None:
    """Shares are by kind; a near copy whose resemblance is high counts as alike as well."""
    answer = assess({"a": 1, "exact": 1, "alike": 1}, TRUTH, TEXTS, words_alone)
    assert answer == Answer({"exact": 1.0, "near": 0.5, "alike": 1.0}, strangers=0.0)


def test_documents_without_a_group_are_not_found() -> None:
    """Two documents that are in no group are not in the same one."""
    assert assess({}, TRUTH, TEXTS, words_alone) == Answer({"exact": 0.0, "near": 0.0, "alike": 0.0}, strangers=0.0)


def test_strangers_are_those_of_another_family() -> None:
    """Copies belong to the family of what they repeat; a group of one has no strangers."""
    parents = {"copy": "a", "other copy": "a"}
    assert strangers({"copy": 1, "other copy": 1, "x": 1, "y": 2}, parents) == pytest.approx(1 / 3)
    assert strangers({"y": 2}, parents) == 0.0


@pytest.mark.parametrize(
    "answer",
    [
        Answer({"exact": 0.99, "alike": 1.0}, strangers=0.0),
        Answer({"exact": 1.0, "alike": 0.8}, strangers=0.0),
        Answer({"exact": 1.0, "alike": 1.0}, strangers=0.5),
    ],
)
def test_wrong_answers_do_not_count(answer: Answer) -> None:
    """A missing exact copy, too few alike ones, or groups of unrelated documents end the measurement."""
    with pytest.raises(SystemExit, match="some program answers wrongly"):
        require_right("some program", answer)


def test_what_is_not_promised_may_be_missing() -> None:
    """Copies below the threshold need not be found."""
    require_right("some program", Answer({"exact": 1.0, "near": 0.4, "partial": 0.0}, strangers=0.0))
