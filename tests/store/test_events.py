import hashlib
import json
from collections.abc import Callable

import pytest

from provenance.model import Comparison
from provenance.store import audit, documents, events, matches
from provenance.store.sqlite import sqlite3
from tests.store.conftest import Writer

COLUMNS = {"at": "2020-01-01T00:00:00Z", "run_id": None, "action": "x", "object": "{}", "hash": "f" * 64}


def tamper(writer: Writer, sql: str) -> None:
    """Change the store as somebody with the file could, without the triggers."""
    for name in ("event_not_changed", "event_not_removed", "event_follows"):
        writer.store.write(f"DROP TRIGGER IF EXISTS {name}")
    assert writer.store.write(sql)


def test_the_chain_is_whole(writer: Writer) -> None:
    """Each event has the hash of the one before it, and the head is the last of them."""
    writer.add(["one"])
    rows = writer.store.rows("SELECT event_id, hash, previous_hash FROM v_event ORDER BY event_id")
    assert [row[2] for row in rows] == [events.GENESIS, *(row[1] for row in rows[:-1])]
    assert events.head(writer.store) == events.Head(*rows[-1][:2])
    assert events.first_broken(writer.store) is None
    assert list(audit.problems(writer.store)) == []


def test_anyone_can_recompute_a_hash(writer: Writer) -> None:
    """The hash is SHA-256 of sorted, unspaced JSON of the other columns: no code of ours is needed to check it."""
    events.append(writer.store, writer.run_id, "note", {"ä": [1, None]})
    cursor = writer.store._connection.execute("SELECT * FROM v_event ORDER BY event_id DESC LIMIT 1")
    row = dict(zip([name for name, *_ in cursor.description], cursor.fetchone(), strict=True))
    seal = row.pop("hash")
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == seal


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_event_is_noticed(writer: Writer, column: str) -> None:
    """Changing any column of an event breaks the chain there."""
    writer.add(["one"])
    new = COLUMNS[column]
    tamper(writer, f"UPDATE event SET {column} = {'NULL' if new is None else repr(new)} WHERE event_id = 1")  # noqa: S608
    assert events.first_broken(writer.store) == 1


def test_a_removed_event_is_noticed(writer: Writer) -> None:
    """An event that is missing breaks the chain where it was; one missing at the end shows in the head."""
    writer.add(["one"])
    writer.add(["two"])
    head = events.head(writer.store)
    tamper(writer, "DELETE FROM event WHERE event_id = 2")
    assert events.first_broken(writer.store) == 2
    tamper(writer, "DELETE FROM event WHERE event_id > 1")
    assert events.first_broken(writer.store) is None
    assert events.head(writer.store) != head


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET action = 'other'",
        "DELETE FROM event",
        "REPLACE INTO event SELECT event_id, at, run_id, 'other', object, hash, previous_hash FROM event",
        "INSERT INTO event SELECT event_id + 2, at, run_id, action, object, '" + "e" * 64 + "', hash FROM event",
        "INSERT INTO event SELECT 2, at, run_id, action, object, '" + "e" * 64 + "', previous_hash FROM event",
    ],
)
def test_events_are_only_appended(writer: Writer, sql: str) -> None:
    """The database refuses to change, remove, skip or fork events."""
    with pytest.raises(sqlite3.IntegrityError, match="event"):
        writer.store.write(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE document SET tokens = tokens + 1 WHERE document_id = 2",
        "UPDATE document SET sha256 = '" + "e" * 64 + "' WHERE document_id = 1",
        "UPDATE match SET matched_words = 99",
        "UPDATE match SET derived_id = NULL",
        "UPDATE text_part SET text = CAST(upper(CAST(text AS TEXT)) AS BLOB)",
        "UPDATE substitution SET right_word = 'rebels'",
        "DELETE FROM passage",
        "UPDATE event SET action = 'nothing' WHERE event_id = 1",
    ],
)
def test_a_changed_value_is_noticed(writer: Writer, comparison: Callable[..., Comparison], sql: str) -> None:
    """Changing what was found, in place and with valid values, is found by the audit."""
    one, two = writer.add(["one", "two"])
    matches.add(writer.store, writer.run_id, [matches.NewMatch(one, two, comparison())])
    assert list(audit.problems(writer.store)) == []
    tamper(writer, sql)
    assert len(list(audit.problems(writer.store))) == 1


def test_many_events_are_read_page_by_page(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain is recomputed in pieces, and the pieces join."""
    monkeypatch.setattr(events, "_PAGE", 3)
    for number in range(10):
        events.append(writer.store, writer.run_id, "note", number)
    assert events.first_broken(writer.store) is None
    tamper(writer, "UPDATE event SET action = 'other' WHERE event_id = 7")
    assert events.first_broken(writer.store) == 7


def test_a_rolled_back_batch_leaves_no_event(writer: Writer) -> None:
    """Events belong to the transaction of what they tell."""
    writer.store.write("SAVEPOINT batch")
    writer.add(["one"])
    writer.store.write("ROLLBACK TO batch")
    assert events.first_broken(writer.store) is None
    assert documents.next_id(writer.store) == 1
