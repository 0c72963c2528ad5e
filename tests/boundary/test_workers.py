"""Batches in and out of the native core: alignment, segments, threads, errors."""

import dataclasses
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import engine, shingle_hashes
from provenance.errors import IntegrityError, ProvenanceError
from provenance.model import Alignment, Kind, Passage, Substitution
from provenance.params import IndexParams
from provenance.permutations import Permutations, with_bands
from tests.corpus import SPUN, STORY, UNRELATED, prose, reworded


@pytest.fixture(scope="module")
def sketcher() -> engine.Sketcher:
    """A sketcher under default parameters."""
    params = with_bands(IndexParams(versions=engine.core_versions(), content=engine.content_version()))
    return engine.Sketcher(params, Permutations.from_seed(params.num_perm, params.seed))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Texts of which the second half rewords the first."""
    originals = [prose(seed, 80) for seed in range(20)]
    return originals + [reworded(text, seed) for seed, text in enumerate(originals)]


@pytest.fixture
def segment(tmp_path: Path, sketcher: engine.Sketcher, texts: list[str]) -> Path:
    """A segment of these texts, numbered from 1."""
    path = tmp_path / "one.seg"
    workers = engine.Workers(1)
    workers.write(workers.sketch(sketcher, texts, 1), path)
    return path


def turned(found: Alignment) -> Alignment:
    """The alignment as it looks from the other side."""
    return dataclasses.replace(
        found,
        query_in_source=found.source_in_query,
        source_in_query=found.query_in_source,
        passages=tuple(
            Passage(p.source_start, p.source_end, p.query_start, p.query_end, p.kind, p.changed, p.words)
            for p in found.passages
        ),
        substitutions=tuple(Substitution(s.query, s.source, s.count) for s in found.substitutions),
    )


def regions(found: Alignment) -> set[tuple[int, int, int, int]]:
    """Where the passages lie."""
    return {(p.query_start, p.query_end, p.source_start, p.source_end) for p in found.passages}


def test_a_prepared_text_gives_the_same_answers(sketcher: engine.Sketcher, segment: Path, texts: list[str]) -> None:
    """A text prepared once is aligned, looked up and ranked as the text itself, and knows how many tokens it has."""
    workers, segments = engine.Workers(2), engine.Segments([segment], sketcher)
    for text in texts[20:24]:
        prepared = engine.PreparedText(text)
        assert prepared.tokens == len(engine.token_spans(text))
        assert workers.propose(segments, prepared).candidates == workers.propose(segments, text).candidates
        assert workers.closest_first(prepared, texts[:20]) == workers.closest_first(text, texts[:20])
        for source in (texts[0], engine.PreparedText(texts[0])):
            assert workers.align([(prepared, source), (source, text)]) == workers.align(
                [(text, texts[0]), (texts[0], text)]
            )


def test_pairs_are_answered_in_their_order(texts: list[str]) -> None:
    """However the pairs of a call share their texts, each gets the answer that it gets alone."""
    pairs = [(query, source) for query in texts[20:24] for source in (texts[0], query, texts[1], texts[21])]
    for jobs in (1, 3):
        workers = engine.Workers(jobs)
        assert workers.align(pairs) == [workers.align([pair])[0] for pair in pairs]


def test_long_texts_are_found_where_they_share_something() -> None:
    """A reworded passage of two long texts is found, too, when these are looked at in parts."""
    passage, other = prose(90, 120), reworded(prose(90, 120), 1)
    query = f"{prose(91, 5_000)}\n\n{other}\n\n{prose(92, 2_000)}"
    source = f"{prose(93, 1_000)}\n\n{passage}\n\n{prose(94, 6_000)}"
    (whole,), (local,) = (engine.Workers(1).align([(query, source)], local=local) for local in (False, True))
    assert whole.passages
    assert regions(local) == regions(whole)
    assert local.resemblance == whole.resemblance


def test_less_is_enough_where_much_is_known() -> None:
    """A single sentence in other words is no passage by itself, and one where the index has much for the pair."""
    own = "That winter the foundry of Kelmscott sent forty anchors by ship towards Lisbon, until frost shut the river."
    other = (
        "The brass foundry at Kelmscott shipped forty anchors to Lisbon before the frost of January closed the river."
    )
    query = f"{prose(95, 300)}\n\n{own}\n\n{prose(96, 300)}"
    source = f"{prose(97, 300)}\n\n{other}\n\n{prose(98, 300)}"
    (usual,), (evident,) = (engine.Workers(1).align([(query, source)], proof=proof) for proof in ("full", "least"))
    assert usual.passages == ()
    (passage,) = evident.passages
    assert query[passage.query_start : passage.query_end] == own
    assert passage.kind == Kind.REWRITTEN


@pytest.mark.parametrize(
    ("query", "source"),
    [(STORY, STORY), (STORY, SPUN), (f"{UNRELATED} {STORY}", STORY), (STORY, UNRELATED), ("", STORY)],
    ids=["same", "spun", "part", "unrelated", "empty"],
)
def test_alignment_is_symmetric(query: str, source: str) -> None:
    """Aligning A with B says of B what aligning B with A says of A."""
    forth, back = engine.Workers(1).align([(query, source), (source, query)])
    back = turned(back)
    assert regions(back) == regions(forth)
    assert (back.kind, back.resemblance, back.query_in_source, back.source_in_query) == (
        forth.kind,
        forth.resemblance,
        forth.query_in_source,
        forth.source_in_query,
    )
    assert {(s.query, s.source) for s in back.substitutions} == {(s.query, s.source) for s in forth.substitutions}


def test_a_copy_is_verbatim() -> None:
    """A text aligned with itself is one verbatim passage, unchanged, with full containment both ways."""
    (found,) = engine.Workers(1).align([(STORY, STORY)])
    assert (found.kind, found.resemblance, found.query_in_source, found.changed) == (Kind.VERBATIM, 1.0, 1.0, 0.0)
    assert len(found.passages) == 1
    assert found.matched_words == found.passages[0].words == len(engine.token_spans(STORY))


def test_texts_without_anything_in_common_share_nothing() -> None:
    """Unrelated texts have no kind, no passage and no words in common."""
    (found,) = engine.Workers(1).align([(STORY, UNRELATED)])
    assert found == Alignment(
        kind=None,
        resemblance=0.0,
        query_in_source=0.0,
        source_in_query=0.0,
        matched_words=0,
        changed=0.0,
        passages=(),
        substitutions=(),
    )


def test_swapped_words_are_named() -> None:
    """A rewritten text yields the words it swapped, the source's word and what the query has in its place."""
    (found,) = engine.Workers(1).align([(SPUN, STORY)])
    swaps = {(one.source, one.query) for one in found.substitutions}
    assert swaps >= {("harbour", "haven"), ("dawn", "daybreak"), ("timber", "lumber"), ("quay", "pier")}


def test_resemblance_is_exact() -> None:
    """Resemblance and containment are those of the sets of shingles, not estimates."""
    query, source = (set(shingle_hashes(text).tolist()) for text in (SPUN, STORY))
    (found,) = engine.Workers(1).align([(SPUN, STORY)])
    assert found.resemblance == pytest.approx(len(query & source) / len(query | source))
    assert found.query_in_source == pytest.approx(len(query & source) / len(query))
    assert found.source_in_query == pytest.approx(len(query & source) / len(source))


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(STORY.split()), max_size=60).map(" ".join),
    st.lists(st.sampled_from(SPUN.split()), max_size=60).map(" ".join),
)
def test_passages_lie_inside_both_texts(query: str, source: str) -> None:
    """Whatever the texts, spans and shares are in bounds, and words are counted inside passages only."""
    (found,) = engine.Workers(1).align([(query, source)])
    for p in found.passages:
        assert 0 <= p.query_start < p.query_end <= len(query)
        assert 0 <= p.source_start < p.source_end <= len(source)
        assert 0.0 <= p.changed <= 1.0
    assert 0.0 <= found.resemblance <= min(found.query_in_source, found.source_in_query) <= 1.0
    assert found.matched_words <= len(engine.token_spans(query))
    assert (found.kind is None) == (not found.passages)


def test_threads_do_not_change_answers(sketcher: engine.Sketcher, texts: list[str], tmp_path: Path) -> None:
    """One thread and two write the same segment and find the same candidates and alignments."""
    answers = []
    for jobs in (1, 2):
        workers, path = engine.Workers(jobs), tmp_path / f"{jobs}.seg"
        batch = workers.sketch(sketcher, texts, 1)
        workers.write(batch, path)
        found = [one.candidates for one in workers.candidates(engine.Segments([], sketcher), batch, 0)]
        aligned = workers.align(list(zip(texts[20:], texts[:20], strict=True)))
        answers.append((path.read_bytes(), found, aligned))
    assert answers[0] == answers[1]


def test_candidates_come_before(sketcher: engine.Sketcher, texts: list[str]) -> None:
    """Inside a batch a document is matched with earlier ones only, and each reworded text finds its original."""
    worker = engine.Workers(1)
    proposed = worker.candidates(engine.Segments([], sketcher), worker.sketch(sketcher, texts, 1), 0)
    found = [one.candidates for one in proposed]
    assert not any(found[:20])
    assert [candidates[0].document_id for candidates in found[20:]] == list(range(1, 21))


def test_a_segment_answers_as_the_batch_did(segment: Path, sketcher: engine.Sketcher, texts: list[str]) -> None:
    """A written segment finds for each text the text itself and its counterpart."""
    segments = engine.Segments([segment], sketcher)
    one, many = engine.Workers(1), engine.Workers(4)
    for number in (1, 7, 20):
        found = one.propose(segments, texts[number - 1]).candidates
        assert {number, number + 20} <= {candidate.document_id for candidate in found}
        assert many.propose(segments, texts[number - 1]).candidates == found


def proposed_twice(
    sketcher: engine.Sketcher, texts: list[str]
) -> tuple[list[engine.Candidate], list[engine.Candidate]]:
    """What is proposed for the last of these texts in a batch of all, and as a query about those before it."""
    workers = engine.Workers(1)
    batch = workers.candidates(engine.Segments([], sketcher), workers.sketch(sketcher, texts, 1), 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "before.seg")
        workers.write(workers.sketch(sketcher, texts[:-1], 1), path)
        query = workers.propose(engine.Segments([path], sketcher), texts[-1])
        return batch[-1].candidates, query.candidates


def test_content_proposes_where_nothing_else_does(sketcher: engine.Sketcher) -> None:
    """Rare terms near each other propose a text, whatever stands between them, where the language is known."""
    names = ["Altwyk", "Odenthal", "Brenhaven", "Quillfeather", "Zandermoor", "Tavistock"]
    told = "{} went there with some which {} said about their being from {} where there were over {} that have {} of {}"
    source = (
        "Before this {} could have been there when {} would make it for the {} and because of {} what after {} then {}"
    )
    silent = "{} qqxa {} qqxb {} qqxc {} qqxd {} qqxe {}", "{} vvxa {} vvxb {} vvxc {} vvxd {} vvxe {}"
    for (first, then), ids in (((source, told), [1]), (silent, [])):
        texts = [first.format(*names), UNRELATED, then.format(*reversed(names))]
        batch, query = proposed_twice(sketcher, texts)
        assert [one.document_id for one in batch] == [one.document_id for one in query] == ids
        assert all(one.by_content and one.wording == 0 for one in [*batch, *query])


def test_words_are_counted_by_document(segment: Path, sketcher: engine.Sketcher, texts: list[str]) -> None:
    """The segment knows in how many documents a word occurs; a word nobody used, in none."""
    word = texts[0].split()[3]
    holders = sum(word in text.replace(".", "").lower().split() for text in texts)
    assert engine.Segments([segment], sketcher).frequencies([word, "nobodyusedthis"]) == [holders, 0]


def damages(segment: Path) -> Iterator[bytes]:
    """The bytes of the segment with one of them changed, at many places, or with its end missing."""
    whole = segment.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        yield whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
    for length in (0, 1, 7, len(whole) // 2, len(whole) - 1):
        yield whole[:length]


def test_every_damage_is_noticed(segment: Path, sketcher: engine.Sketcher) -> None:
    """A flipped bit or a missing end anywhere in a segment is an integrity error when it is verified."""
    for data in damages(segment):
        segment.write_bytes(data)
        with pytest.raises(IntegrityError):
            engine.Segments([segment], sketcher).verify()


def test_damage_never_changes_an_answer(segment: Path, sketcher: engine.Sketcher, texts: list[str]) -> None:
    """A query on a damaged segment gives the true answer or an integrity error, never another answer."""
    workers = engine.Workers(2)
    truth = workers.propose(engine.Segments([segment], sketcher), texts[0]).candidates
    for data in damages(segment):
        segment.write_bytes(data)
        try:
            assert workers.propose(engine.Segments([segment], sketcher), texts[0]).candidates == truth
        except IntegrityError:
            continue


def test_a_sound_segment_verifies(segment: Path, sketcher: engine.Sketcher) -> None:
    """What was written verifies."""
    engine.Segments([segment], sketcher).verify()


def test_a_missing_segment_is_an_integrity_error(tmp_path: Path, sketcher: engine.Sketcher) -> None:
    """A segment that is gone is named."""
    with pytest.raises(IntegrityError, match=r"gone\.seg"):
        engine.Segments([tmp_path / "gone.seg"], sketcher)


def test_a_segment_of_another_index_is_refused(segment: Path) -> None:
    """A segment made under other parameters is not mixed in."""
    params = with_bands(IndexParams(seed=2, versions=engine.core_versions()))
    other = engine.Sketcher(params, Permutations.from_seed(params.num_perm, params.seed))
    with pytest.raises(IntegrityError, match="parameters"):
        engine.Segments([segment], other)


def test_a_segment_that_cannot_be_written_is_named(sketcher: engine.Sketcher, tmp_path: Path) -> None:
    """An error of the system names the segment and keeps what the system said, and no half of a segment is left."""
    workers = engine.Workers(1)
    batch = workers.sketch(sketcher, [STORY], 1)
    with pytest.raises(ProvenanceError, match=r"cannot write .*one\.seg: .*[Nn]o such file") as caught:
        workers.write(batch, tmp_path / "no folder" / "one.seg")
    assert isinstance(caught.value.__cause__, FileNotFoundError)
    assert list(tmp_path.iterdir()) == []


def test_impossible_bands_are_refused() -> None:
    """Parameters that no signature can serve are an error of Rust that arrives as ValueError."""
    with pytest.raises(ValueError, match="band"):
        engine.Sketcher(IndexParams(num_perm=128, bands=16, rows=8), Permutations.from_seed(64, 1))


def test_a_damaged_text_is_an_integrity_error() -> None:
    """A stored text that does not unpack is an integrity error, not a wrong text."""
    (frame,) = engine.Workers(1).compress([STORY * 20])
    for data in (b"", b"no frame", frame[:-4], frame[:20] + bytes(4) + frame[24:]):
        with pytest.raises(IntegrityError):
            engine.decompress(data)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_texts_come_back_from_their_frames(text: str) -> None:
    """Every text that is stored comes back as it was."""
    assert engine.decompress(engine.Workers(1).compress([text])[0]) == text


def test_the_interpreter_is_free_during_long_calls() -> None:
    """While the core works on a batch, another Python thread runs."""
    texts = [prose(seed, 4_000) for seed in range(30)]
    started, done, turns = threading.Event(), threading.Event(), []

    def work() -> None:
        started.set()
        engine.Workers(1).align([(text, text[::-1]) for text in texts])
        done.set()

    worker = threading.Thread(target=work)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        worker.start()
        started.wait()
        while not done.is_set():
            turns.append(done.wait(0.001))
    finally:
        sys.setswitchinterval(interval)
        worker.join()
    assert turns.count(False) > 5


def test_many_stored_texts_are_read_at_once() -> None:
    """In their order, each in words of its lexicon if it has one, as they are read one by one."""
    workers = engine.Workers(2)
    texts = [prose(seed, 800) for seed in range(400)]
    lexicon = workers.learn(texts, None)
    assert lexicon is not None
    plain, coded = workers.compress(texts[:20]), workers.compress(texts[20:], lexicon)
    frames = [(frame, None) for frame in plain] + [(frame, lexicon) for frame in coded]
    assert workers.decompress(frames) == texts == [engine.decompress(*one) for one in frames]
    with pytest.raises(IntegrityError, match="damaged"):
        workers.decompress([*frames, (coded[0], None)])
