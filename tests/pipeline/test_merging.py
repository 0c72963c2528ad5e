"""Merging segments: few files, the same answers, and a crash at any point loses nothing."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Index, engine
from provenance.pipeline.indexing.merging import FAN, SMALLEST, trailing_count
from provenance.pipeline.session import Session, open_reader, open_writer
from provenance.store import audit, segments
from tests.corpus import planted

TEXTS = planted(40)[0]
ITEMS = [(f"memory:{name}", text) for name, text in sorted(TEXTS.items())]


@given(st.lists(st.integers(1, 9 * SMALLEST), max_size=200) | st.lists(st.just(2 * SMALLEST), max_size=600))
def test_small_commits_leave_few_segments(sizes: list[int]) -> None:
    """However commits come, large segments stand first, fewer than FAN a tier, and no byte is written twice a tier."""
    kept: list[int] = []
    written = 0
    for size in sizes:
        kept.append(size)
        while run := trailing_count(kept):
            kept[-run:] = [sum(kept[-run:])]
            written += kept[-1] if kept[-1] > SMALLEST else 0
    tiers = [max(0, math.ceil(math.log(size / SMALLEST, FAN))) for size in kept]
    assert sum(kept) == sum(sizes)
    assert tiers == sorted(tiers, reverse=True)
    assert all(tiers.count(tier) < FAN for tier in tiers)
    assert written <= 2 * (1 + max(tiers, default=0)) * sum(sizes)


def one_by_one(path: Path) -> None:
    """A store to which every text came in a commit of its own."""
    with Index.create(path, jobs=1) as index:
        for item in ITEMS:
            index.add([item])


def candidates(session: Session) -> list[list[int]]:
    """What the index proposes for every text."""
    return [
        [one.document_id for one in session.workers.propose(session.segments, text).candidates] for _, text in ITEMS
    ]


def test_many_commits_answer_as_one(tmp_path: Path) -> None:
    """A store of many merged commits proposes what a store of one commit proposes, from few files."""
    one_by_one(tmp_path / "many.db")
    with Index.create(tmp_path / "one.db", jobs=1) as index:
        index.add(ITEMS)
    with open_reader(tmp_path / "many.db") as many, open_reader(tmp_path / "one.db") as one:
        assert candidates(many) == candidates(one)
        named = {segment.name for segment in segments.listed(many.store)}
        assert {path.name for path in many.store.index_folder.iterdir()} == named
        assert len(named) < FAN
        assert list(audit.problems(many.store)) == []


def test_a_crash_while_merging_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a merge dies before its transaction, the old segments still answer and the half-made one goes."""
    path = tmp_path / "prov.db"

    merge = engine.Workers.merge

    def dies(workers: engine.Workers, opened: engine.Segments, to: Path, gone: frozenset[int]) -> None:
        merge(workers, opened, to, gone)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(engine.Workers, "merge", dies)
        with pytest.raises(KeyboardInterrupt):
            one_by_one(path)
    left = {file.name for file in (tmp_path / "prov.db.index").iterdir()}
    assert len(left) == FAN + 1, "the old segments and the merged one that nobody names"
    with Index.create(path, jobs=1) as index:
        index.add(ITEMS)
    with open_writer(path, create=False, jobs=1) as session:
        named = {segment.name for segment in segments.listed(session.store)}
        assert {file.name for file in session.store.index_folder.iterdir()} == named
        assert list(audit.problems(session.store)) == []


def test_a_reader_follows_a_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader whose segments are merged away between its look at the list and its opening of them looks again."""
    path = tmp_path / "prov.db"
    one_by_one(path)
    listed: Callable[..., list[segments.Segment]] = segments.listed
    stale = segments.Segment("00000001.seg", "0", 1, 1, 1)
    answers = iter([[stale]])
    monkeypatch.setattr(segments, "listed", lambda store: next(answers, None) or listed(store))
    with open_reader(path) as session:
        assert session.segments.documents == len({text for _, text in ITEMS})
