"""What other programs group is read rightly, and judged by what they promise."""

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.bench.rival_answers import (
    Answer,
    alike,
    assess,
    groups,
    require_right,
    resemblance,
    share_run,
    strangers,
    verbatim_bytes,
    verbatim_words,
    words_alone,
    words_and_gaps,
)
from scripts.bench.rival_minhash import shingles_of
from scripts.bench.rival_sim_text import pairs_of
from scripts.bench.rivals import datatrove_labels, pair_labels

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


def test_pairs_are_read_as_groups(tmp_path: Path) -> None:
    """What pairs link, directly or over others, has one label; what no pair names has none."""
    (tmp_path / "pairs.json").write_text(json.dumps([["a", "b"], ["d", "e"], ["c", "b"]]))
    labels = pair_labels(tmp_path / "texts.jsonl", tmp_path)
    assert labels["a"] == labels["b"] == labels["c"] != labels["d"] == labels["e"]
    assert labels.keys() == set("abcde")


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))))
def test_groups_are_what_pairs_reach(pairs: list[tuple[str, str]]) -> None:
    """Two documents have one label exactly if going from pair to pair leads from one to the other."""
    labels = groups(pairs)
    for uri in labels:
        reached = {uri}
        for _ in pairs:
            reached |= {end for pair in pairs if reached & set(pair) for end in pair}
        assert reached == {other for other in labels if labels[other] == labels[uri]}


def test_report_of_sim_text_is_read_as_pairs() -> None:
    """Each two files that share a run are a pair once; lines on the input are none."""
    report = (
        "Total input: 3 files (3 new, 0 old), 90 words\n\n"
        "0: line 1-24                           |12: line 1-24                     [321]\n\n"
        "0: line 30-31                          |12: line 7-9                       [28]\n\n"
        "3: line 0-0                            |4: line 0-0                        [24]\n"
    )
    assert pairs_of(report) == [(0, 12), (3, 4)]


def test_shingles_for_rensa_are_five_words() -> None:
    """Six words have two shingles, four have none."""
    assert shingles_of(["a", "b", "c", "d", "e", "f"]) == ["a b c d e", "b c d e f"]
    assert shingles_of(["a", "b", "c", "d"]) == []


@given(st.text("ab", max_size=12), st.text("ab", max_size=12), st.integers(1, 12))
def test_a_shared_run_is_one_of_both(one: str, other: str, length: int) -> None:
    """Two sequences share a run exactly if a stretch of one, looked up in the other, is there."""
    stretches = [one[at : at + length] for at in range(len(one) - length + 1)]
    assert share_run(one, other, length) == any(stretch in other for stretch in stretches)


def test_promises_of_passages_are_of_bytes_or_words() -> None:
    """A comma ends a stretch of equal bytes; to words it is nothing, and neither is case."""
    one, other = "one two three four", "One two, three four"
    assert verbatim_bytes(11).holds(one, other)
    assert not verbatim_bytes(12).holds(one, other)
    assert verbatim_words(4).holds(one, other)
    assert not verbatim_words(5).holds(one, other)


def test_resemblance_is_that_of_shingles_of_five_words() -> None:
    """Six words share one shingle of two with five of them and one other: one third."""
    assert resemblance("abcdef", "abcdeg") == pytest.approx(1 / 3)


def test_words_are_those_of_the_program() -> None:
    """Case does not count; for one program a comma and a blank leave an empty word between them, for the other none."""
    assert words_alone("One, Two.") == ["one", "two"]
    assert words_and_gaps("One, Two.") == ["one", "", "two", ""]


def test_found_are_copies_in_the_group_of_what_they_repeat() -> None:
    """Shares are by kind; a near copy whose resemblance is high counts as alike as well."""
    answer = assess({"a": 1, "exact": 1, "alike": 1}, TRUTH, TEXTS, alike(words_alone))
    assert answer == Answer({"exact": 1.0, "near": 0.5, "alike": 1.0}, strangers=0.0)


def test_verbatim_copies_are_counted_by_their_promise() -> None:
    """Of the two near copies one shares 399 words in a row, which the program did not find."""
    answer = assess({"a": 1, "exact": 1}, TRUTH, TEXTS, verbatim_words(399))
    assert answer == Answer({"exact": 1.0, "near": 0.0, "verbatim": 0.0}, strangers=0.0)


def test_documents_without_a_group_are_not_found() -> None:
    """Two documents that are in no group are not in the same one."""
    assert assess({}, TRUTH, TEXTS, alike(words_alone)) == Answer(
        {"exact": 0.0, "near": 0.0, "alike": 0.0}, strangers=0.0
    )


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
        Answer({"exact": 1.0, "verbatim": 0.8}, strangers=0.0),
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
