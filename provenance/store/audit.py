"""Recompute what the store promises: the chain of events and the digests in it."""

import dataclasses
import json
from collections.abc import Iterator

from provenance.errors import IntegrityError
from provenance.store import events, lineage_events, parameters, runs, schema, seals, segments
from provenance.store.database import Store
from provenance.store.migrate import migrations


def problems(store: Store) -> Iterator[str]:
    """Everything that is not what was written, in plain words; nothing when the store is sound.

    SQLite's own check sees damaged pages. This sees a value that was changed in place.
    """
    if (broken := events.first_broken(store)) is not None:
        yield f"event {broken} is not what was written, or is missing"
    yield from _parameters(store)
    yield from _descriptions(store)
    yield from _runs(store)
    yield from _segments(store)
    yield from _references(store)
    yield from lineage_events.problems(store)
    for action in seals.SEALED:
        for seal in seals.current(store, action):
            if not seal.holds(store):
                rows = f"{action.removeprefix('add-')} {seal.first} to {seal.last}"
                yield f"{rows} are not what event {seal.event_id} sealed"


def _descriptions(store: Store) -> Iterator[str]:
    """Every table and column must be described as the migrations describe it."""
    found = set(store.rows("SELECT object, column_name, text FROM description"))
    for name, column, _ in sorted(found ^ schema.descriptions(migrations()), key=str):
        yield f"the description of {f'{name}.{column}' if column else name} is not what was written"


def _runs(store: Store) -> Iterator[str]:
    """A run must have ended, and counted, as the event says that ended it."""
    sql = """
        SELECT r.run_id, e.object, r.state, r.added, r.changed, r.unchanged, r.failed, r.matches
        FROM event AS e JOIN run AS r USING (run_id) WHERE e.action = 'finish-run'
    """
    names = ("state", *(field.name for field in dataclasses.fields(runs.Counters)))
    for run_id, text, *row in store.rows(sql):
        if json.loads(text) != dict(zip(names, row, strict=True)):
            yield f"run {run_id} is not what its last event says"


def _segments(store: Store) -> Iterator[str]:
    """The segments must be those that events added and did not remove."""
    expected: dict[str, dict[str, object]] = {}
    for (text,) in store.rows("SELECT object FROM event WHERE action = 'replace-segments' ORDER BY event_id"):
        subject = json.loads(text)
        expected |= {one["name"]: one for one in subject["added"]}
        for name in subject["removed"]:
            expected.pop(name, None)
    found = {one.name: dataclasses.asdict(one) for one in segments.listed(store)}
    for name in sorted({*expected, *found}):
        if expected.get(name) != found.get(name):
            yield f"segment {name} is not what was added, or was not added"


def _references(store: Store) -> Iterator[str]:
    """A known original must have been made one by an event; those of versions that did not say so cannot be told."""
    marked: set[int] = set()
    told: set[int] = set()
    sql = "SELECT action, object FROM event WHERE action IN ('add-documents', 'mark-reference') ORDER BY event_id"
    for action, text in store.rows(sql):
        subject = json.loads(text)
        marked.update(subject["documents"] if action == "mark-reference" else subject.get("references", ()))
        if "references" in subject:
            told.update(range(subject["first"], subject["last"] + 1))
    for number, is_reference in store.rows("SELECT document_id, is_reference FROM document ORDER BY document_id"):
        if (number in marked and not is_reference) or (is_reference and number in told and number not in marked):
            yield f"whether document {number} is a known original is not what events say"


def _parameters(store: Store) -> Iterator[str]:
    try:
        parameters.load(store)
    except IntegrityError as error:
        yield str(error)
