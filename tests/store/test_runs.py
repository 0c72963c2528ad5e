from pathlib import Path

import pytest

from provenance.errors import IntegrityError, ParametersDiffer
from provenance.params import IndexParams
from provenance.store import Store, events, open_for_writing, parameters, runs, segments
from provenance.store.migrate import migrations
from provenance.store.runs import Counters, RunState
from provenance.store.segments import Segment
from provenance.store.status import damage, status
from tests.store.conftest import Writer


def test_a_run_is_told_from_start_to_end(writer: Writer) -> None:
    """A run has its command, its parameters, its numbers and both its times."""
    runs.finish(writer.store, writer.run_id, RunState.FINISHED, Counters(added=3, failed=1))
    (run,) = runs.latest(writer.store)
    assert (run.command, run.parameters, run.version, run.state) == (
        "index",
        '{"paths":["a"]}',
        "0.1",
        RunState.FINISHED,
    )
    assert run.counters == Counters(added=3, failed=1)
    assert run.finished_at is not None
    assert run.finished_at >= run.started_at


def test_a_killed_run_is_marked_by_the_next(path: Path) -> None:
    """A run that never ended is interrupted as soon as another begins, and the chain says so."""
    with open_for_writing(path, create=True) as store, store.transaction():
        runs.begin(store, "index", {}, "0.1")
    with open_for_writing(path) as store, store.transaction():
        runs.begin(store, "compact", {}, "0.1")
        assert [run.state for run in runs.latest(store)] == [RunState.RUNNING, RunState.INTERRUPTED]
        assert store.value("SELECT count(*) FROM v_event WHERE action = 'find-run-interrupted'") == 1
        assert events.first_broken(store) is None


def test_a_crawl_and_a_writer_leave_each_other_be(path: Path) -> None:
    """They may run at the same time, so neither is taken for dead because the other begins; a second crawl tells."""
    with open_for_writing(path, create=True) as store, store.transaction():
        for command in ("crawl", "index", "index", "crawl"):
            runs.begin(store, command, {}, "0.1")
        states = [(run.command, run.state) for run in reversed(runs.latest(store))]
    assert states == [
        ("crawl", RunState.INTERRUPTED),
        ("index", RunState.INTERRUPTED),
        ("index", RunState.RUNNING),
        ("crawl", RunState.RUNNING),
    ]


def test_parameters_are_settled_once(writer: Writer) -> None:
    """The first run fixes the parameters; another one must have the same."""
    assert parameters.load(writer.store) is None
    assert parameters.permutations(writer.store) is None
    wanted = IndexParams(versions="1")
    assert parameters.fix(writer.store, writer.run_id, wanted, b"\0\1") == wanted
    assert parameters.fix(writer.store, writer.run_id, wanted, b"other") == parameters.load(writer.store) == wanted
    assert parameters.permutations(writer.store) == b"\0\1"
    with pytest.raises(ParametersDiffer, match="window 8 and 9"):
        parameters.fix(writer.store, writer.run_id, IndexParams(versions="1", window=9), b"")


def test_damaged_parameters_are_refused(writer: Writer) -> None:
    """Parameters that do not have their digest are not used."""
    parameters.fix(writer.store, writer.run_id, IndexParams(), b"")
    writer.store.write("UPDATE parameter SET parameters = replace(parameters, '128', '127')")
    with pytest.raises(IntegrityError):
        parameters.load(writer.store)


def test_segments_are_replaced_together(writer: Writer) -> None:
    """A merge takes segments out and puts one in; numbers for names are never used again."""
    a, b, merged = (Segment(name, "c" * 8, 100, 1, 10) for name in ("a.seg", "b.seg", "m.seg"))
    assert segments.next_id(writer.store) == 1
    segments.replace(writer.store, writer.run_id, [], [a, b])
    segments.replace(writer.store, writer.run_id, ["a.seg", "b.seg"], [merged])
    assert segments.listed(writer.store) == [merged]
    segments.replace(writer.store, writer.run_id, ["m.seg"], [])
    assert segments.next_id(writer.store) == 4


def test_segments_that_are_not_there_cannot_be_removed(writer: Writer) -> None:
    """A merge of a segment that the index does not have is an error, not a silent nothing."""
    with pytest.raises(ValueError, match=r"none\.seg"):
        segments.replace(writer.store, writer.run_id, ["none.seg"], [])


def test_status_counts(writer: Writer) -> None:
    """Counts and sizes are those of the store."""
    writer.add(["one", "four"])
    found = status(writer.store)
    assert found.schema_version == len(migrations())
    assert (found.counts.documents, found.counts.sources, found.sizes.texts) == (2, 2, 7)
    assert [run.run_id for run in found.runs] == [writer.run_id]
    assert found.sizes.database > 0


def test_a_healthy_store_has_no_damage(store: Store) -> None:
    """Nothing is wrong with a new store; a row that refers to nothing is named."""
    assert list(damage(store)) == []
    store._connection.executescript("PRAGMA foreign_keys = OFF; INSERT INTO document_text VALUES (9, 7, 1, x'00');")
    assert list(damage(store)) == ["row 9 of document_text refers to nothing"]
