from provenance.model import Failure, Input
from provenance.store import failures, runs
from tests.store.conftest import Writer

BROKEN = Failure("file:///a.pdf", "broken", 10, 20)


def uris(writer: Writer) -> list[object]:
    """Whatever is recorded as failed."""
    return [uri for (uri,) in writer.store.rows("SELECT uri FROM v_failure ORDER BY uri")]


def test_a_failure_stands_until_its_input_changes(writer: Writer) -> None:
    """Size, time and version have to be those of the failed attempt, or the input is worth another one."""
    failures.record(writer.store, writer.run_id, "1", [BROKEN])
    same, larger, later = (
        Input(BROKEN.uri, None, 10, 20),
        Input(BROKEN.uri, None, 11, 20),
        Input(BROKEN.uri, None, 10, 21),
    )
    assert failures.standing(writer.store, "1", [same, Input("file:///b", None, 10, 20)]) == {BROKEN.uri: "broken"}
    assert failures.standing(writer.store, "1", [larger]) == failures.standing(writer.store, "1", [later]) == {}
    assert failures.standing(writer.store, "2", [same]) == {}


def test_a_failure_that_may_pass_does_not_stand(writer: Writer) -> None:
    """What failed for a reason outside the input is always tried again."""
    failures.record(writer.store, writer.run_id, "1", [Failure("file:///a", "permission denied")])
    assert failures.standing(writer.store, "1", [Input("file:///a", None, 1, 2)]) == {}


def test_failing_again_keeps_when_it_began(writer: Writer) -> None:
    """The first run that failed stays, the last one and the reason are those of the last attempt."""
    failures.record(writer.store, writer.run_id, "1", [BROKEN])
    later = runs.begin(writer.store, "index", {}, "1")
    failures.record(writer.store, later, "1", [Failure(BROKEN.uri, "locked")])
    assert writer.store.rows("SELECT reason, run_id, last_run_id FROM v_failure") == [("locked", writer.run_id, later)]


def test_what_was_read_since_has_not_failed(writer: Writer) -> None:
    """Reading an input clears it and its records, no neighbour, and nothing that failed in the same run."""
    old = ["file:///a", "file:///a#1", "file:///a.txt", "file:///b"]
    failures.record(writer.store, writer.run_id, "1", [Failure(uri, "why") for uri in old])
    later = runs.begin(writer.store, "index", {}, "1")
    failures.record(writer.store, later, "1", [Failure("file:///a#2", "why")])
    assert failures.inside(writer.store, ["file:///a"]) == [("file:///a#1", "why"), ("file:///a#2", "why")]
    failures.clear(writer.store, later, ["file:///a"])
    assert uris(writer) == ["file:///a#2", "file:///a.txt", "file:///b"]
