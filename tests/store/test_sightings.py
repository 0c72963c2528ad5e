from provenance.model import Container, Failure, Input, Metadata
from provenance.store import failures, runs, sightings
from provenance.store.sightings import Change
from tests.store.conftest import Writer


def next_run(writer: Writer) -> Writer:
    """The same store in a later run."""
    return Writer(writer.store, runs.begin(writer.store, "index", {}, "0.1"))


def status(writer: Writer) -> dict[str, str]:
    """Every source and whether it is still there."""
    return dict(writer.store.rows("SELECT uri, status FROM source"))


def test_a_new_source_is_added(writer: Writer) -> None:
    """A source that was never seen is new; several sources may carry one document."""
    (number,) = writer.add(["one"])
    recorded = writer.see({"memory:a": number, "memory:b": number})
    assert recorded.added == ("memory:a", "memory:b")
    assert writer.store.rows("SELECT is_first FROM sighting ORDER BY sighting_id") == [(1,), (0,), (0,)]


def test_a_source_seen_again_is_one_sighting(writer: Writer) -> None:
    """The same source with the same document and the same claims only gets a later last sighting."""
    (number,) = writer.add(["one"])
    later = next_run(writer)
    recorded = later.see({"memory:one": number})
    assert (recorded.added, recorded.changed, recorded.unchanged) == ((), (), 1)
    assert writer.store.rows("SELECT run_id, last_run_id FROM sighting") == [(writer.run_id, later.run_id)]


def test_a_source_that_carries_another_text_has_changed(writer: Writer) -> None:
    """The old sighting stays as it was, and coming back to the first text is a third one."""
    one, two = writer.add(["one", "two"])
    assert writer.see({"memory:one": two}).changed == (Change("memory:one", one, two),)
    assert writer.see({"memory:one": one}).changed == (Change("memory:one", two, one),)
    history = "SELECT g.document_id FROM sighting AS g JOIN source USING (source_id) WHERE uri = ? ORDER BY sighting_id"
    assert writer.store.rows(history, ("memory:one",)) == [(one,), (two,), (one,)]
    assert writer.store.value("SELECT document_id FROM v_source WHERE uri = 'memory:one'") == one


def test_a_source_may_occur_twice_in_a_batch(writer: Writer) -> None:
    """The second occurrence comes after the first, as if they had come in two batches."""
    one, two = writer.add(["one", "two"])
    batch = [sightings.Seen("memory:x", number) for number in (one, two, two)]
    recorded = sightings.record(writer.store, writer.run_id, batch)
    assert recorded.added == ("memory:x",)
    assert recorded.changed == (Change("memory:x", one, two),)
    assert recorded.unchanged == 1


def test_a_new_claim_is_a_new_sighting(writer: Writer) -> None:
    """When a source claims another date for the same text, both claims are kept."""
    (number,) = writer.add(["one"], Metadata(published_at="2020-01-01T00:00:00Z"))
    recorded = writer.see({"memory:one": number}, Metadata(published_at="2019-01-01T00:00:00Z"))
    assert recorded.unchanged == 1
    assert writer.store.rows("SELECT published_at FROM sighting ORDER BY sighting_id") == [
        ("2020-01-01T00:00:00Z",),
        ("2019-01-01T00:00:00Z",),
    ]


def test_unchanged_inputs_are_known_by_size_and_time(writer: Writer) -> None:
    """An input is unchanged when both its size and its modification time are as they were."""
    writer.add(["one", "two", "three"])
    inputs = [Input("memory:one", None, 10, 20), Input("memory:two", None, 11, 20), Input("memory:three", None, 10, 21)]
    assert sightings.unchanged(writer.store, [*inputs, Input("memory:none", None, 10, 20)]) == {"memory:one"}


def test_touching_keeps_sources_present(writer: Writer) -> None:
    """A source that was skipped as unchanged counts as seen, and those that nobody saw are gone."""
    writer.add(["one", "two"])
    later = next_run(writer)
    assert sightings.touch(writer.store, later.run_id, ["memory:one"]) == 1
    assert sightings.mark_gone(writer.store, later.run_id, "memory:") == 1
    assert status(writer) == {"memory:one": "present", "memory:two": "gone"}
    assert sightings.unchanged(writer.store, [Input("memory:two", None, 10, 20)]) == set()
    later.see({"memory:two": 2})
    assert status(writer)["memory:two"] == "present"


def test_only_sources_below_the_prefix_are_gone(writer: Writer) -> None:
    """Walking one folder says nothing about another one."""
    (number,) = writer.add(["one"])
    writer.see({"file:///a/x": number, "file:///ab": number})
    assert sightings.mark_gone(writer.store, next_run(writer).run_id, "file:///a/") == 1
    assert status(writer) == {"memory:one": "present", "file:///a/x": "gone", "file:///ab": "present"}


def test_an_unchanged_archive_keeps_its_records(writer: Writer) -> None:
    """Touching an archive that was read to its end touches every record in it, and no neighbour."""
    (number,) = writer.add(["one"])
    writer.see({"file:///a.warc#0": number, "file:///a.warc#9": number, "file:///a.warc.txt": number})
    archive = Input("file:///a.warc", None, 100, 200)
    assert sightings.unchanged(writer.store, [archive]) == set()
    sightings.record_container(writer.store, writer.run_id, Container(archive.uri, 100, 200, "d" * 64))
    assert sightings.unchanged(writer.store, [archive]) == {archive.uri}
    later = next_run(writer)
    assert sightings.touch(writer.store, later.run_id, [archive.uri]) == 2
    assert sightings.mark_gone(writer.store, later.run_id, "file:///") == 1
    assert status(writer)["file:///a.warc.txt"] == "gone"
    assert writer.store.value("SELECT count(*) FROM v_source WHERE uri = 'file:///a.warc'") == 0


def test_an_archive_goes_with_its_records(writer: Writer) -> None:
    """When no record of an archive is there any more, it is read again should it come back."""
    (number,) = writer.add(["one"])
    writer.see({"file:///a.warc#0": number})
    sightings.record_container(writer.store, writer.run_id, Container("file:///a.warc", 1, 2, "d" * 64))
    sightings.mark_gone(writer.store, next_run(writer).run_id, "file:///")
    assert sightings.unchanged(writer.store, [Input("file:///a.warc", None, 1, 2)]) == set()


def test_a_record_that_an_archive_lost_is_gone(writer: Writer) -> None:
    """Reading an archive to its end says which of its records are not there any more."""
    (number,) = writer.add(["one"])
    writer.see({"file:///a.zip#1": number, "file:///a.zip#2": number, "file:///a.zip2": number})
    later = next_run(writer)
    later.see({"file:///a.zip#1": number})
    sightings.record_container(later.store, later.run_id, Container("file:///a.zip", 1, 2, "d" * 64))
    found = status(writer)
    assert (found["file:///a.zip#1"], found["file:///a.zip#2"], found["file:///a.zip2"]) == (
        "present",
        "gone",
        "present",
    )


def test_a_table_of_foreign_addresses_stays(writer: Writer) -> None:
    """A table none of whose rows is named after it is there as long as it is seen."""
    sightings.record_container(writer.store, writer.run_id, Container("file:///a.jsonl", 1, 2, "d" * 64))
    for later in (next_run(writer), next_run(writer)):
        sightings.touch(later.store, later.run_id, ["file:///a.jsonl"])
        sightings.mark_gone(later.store, later.run_id, "file:///")
        assert sightings.unchanged(later.store, [Input("file:///a.jsonl", None, 1, 2)]) == {"file:///a.jsonl"}
    sightings.mark_gone(writer.store, next_run(writer).run_id, "file:///")
    assert sightings.unchanged(writer.store, [Input("file:///a.jsonl", None, 1, 2)]) == set()


def test_what_could_not_be_read_is_not_gone(writer: Writer) -> None:
    """A source that this run could not read, or that lies where it could not look, is still there for all we know."""
    (number,) = writer.add(["one"])
    writer.see(dict.fromkeys(["file:///a", "file:///b/x", "file:///c#1", "file:///ab"], number))
    later = next_run(writer)
    failed = [Failure(uri, "why") for uri in ("file:///a", "file:///b", "file:///c")]
    failures.record(later.store, later.run_id, "1", failed)
    assert sightings.mark_gone(later.store, later.run_id, "file:///") == 1
    assert status(writer)["file:///ab"] == "gone"


def test_an_input_with_a_new_time_is_known_by_its_digest(writer: Writer) -> None:
    """Another time and the same size ask for the digest; with its new time noted, the input is unchanged."""
    sightings.record_container(writer.store, writer.run_id, Container("file:///a", 1, 2, "d" * 64))
    touched, grown = Input("file:///a", None, 1, 3), Input("file:///a", None, 2, 3)
    assert sightings.digests(writer.store, [touched]) == {"file:///a": "d" * 64}
    assert (
        sightings.digests(writer.store, [grown])
        == sightings.digests(writer.store, [Input("file:///a", None, 1, 2)])
        == {}
    )
    sightings.retime(writer.store, [touched])
    assert sightings.unchanged(writer.store, [touched]) == {"file:///a"}
