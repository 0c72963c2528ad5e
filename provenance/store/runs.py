"""Runs: one row for each command that wrote, with its result."""

import dataclasses
import enum
from collections.abc import Mapping

from provenance.store import events
from provenance.store.canonical import canonical_json
from provenance.store.clock import now
from provenance.store.database import Store


class RunState(enum.StrEnum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclasses.dataclass(frozen=True)
class Counters:
    """What a run did, in numbers."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    matches: int = 0


@dataclasses.dataclass(frozen=True)
class Run:
    """One row of ``run``."""

    run_id: int
    command: str
    parameters: str
    version: str
    state: RunState
    started_at: str
    finished_at: str | None
    counters: Counters


def begin(store: Store, command: str, parameters: Mapping[str, object], version: str) -> int:
    """Start a run and give its number.

    There is one writer, and one crawl beside it, so a run of the same kind that is still open was killed: it is marked
    interrupted.
    """
    sql = "SELECT run_id FROM run WHERE state = 'running' AND (command = 'crawl') = (? = 'crawl')"
    for (run_id,) in store.rows(sql, (command,)):
        store.write("UPDATE run SET state = 'interrupted' WHERE run_id = ?", (run_id,))
        events.append(store, run_id, "find-run-interrupted", {"run_id": run_id})
    sql = "INSERT INTO run (command, parameters, version, state, started_at) VALUES (?, ?, ?, 'running', ?)"
    store.write(sql, (command, canonical_json(parameters), version, now()))
    run_id = int(store.value("SELECT last_insert_rowid()"))
    events.append(store, run_id, "begin-run", {"command": command, "parameters": dict(parameters), "version": version})
    return run_id


def progress(store: Store, run_id: int, counters: Counters) -> None:
    """Store the numbers of a run that goes on, with the batch they count."""
    store.write(
        "UPDATE run SET added = ?, changed = ?, unchanged = ?, failed = ?, matches = ? WHERE run_id = ?",
        (*dataclasses.astuple(counters), run_id),
    )


def counted(store: Store, run_id: int) -> Counters:
    """What a run did by its last commit."""
    row = store.row("SELECT added, changed, unchanged, failed, matches FROM run WHERE run_id = ?", (run_id,))
    if row is None:
        raise ValueError(f"no run has number {run_id}")
    return Counters(*row)


def finish(store: Store, run_id: int, state: RunState, counters: Counters) -> None:
    """End a run."""
    progress(store, run_id, counters)
    store.write("UPDATE run SET state = ?, finished_at = ? WHERE run_id = ?", (state, now(), run_id))
    events.append(store, run_id, "finish-run", {"state": state, **dataclasses.asdict(counters)})


def latest(store: Store, limit: int = 10) -> list[Run]:
    """The last runs, newest first."""
    sql = """
        SELECT run_id, command, parameters, version, state, started_at, finished_at,
               added, changed, unchanged, failed, matches
        FROM run ORDER BY run_id DESC LIMIT ?
    """
    return [
        Run(run_id, command, parameters, version, RunState(state), started_at, finished_at, Counters(*counters))
        for run_id, command, parameters, version, state, started_at, finished_at, *counters in store.rows(sql, (limit,))
    ]


def versions(store: Store) -> dict[int, str]:
    """Which version of the program each run was of."""
    return dict(store.rows("SELECT run_id, version FROM run"))


def last_good(store: Store, command: str) -> str | None:
    """When the last run of ``command`` began that ended well."""
    sql = "SELECT max(started_at) FROM run WHERE command = ? AND state = 'finished'"
    found: str | None = store.value(sql, (command,))
    return found


def ever(store: Store, command: str) -> bool:
    """Whether ``command`` was ever run."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM run WHERE command = ?)", (command,)))
