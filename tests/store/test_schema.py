# ruff: noqa: S608 - the statements are made of constants
import subprocess
import sys
from pathlib import Path

import pytest

from provenance.store import Store
from provenance.store.sqlite import sqlite3

ROOT = Path(__file__).parents[2]

VIEWS = {
    "v_document": "document_id, uri, sha256, tokens, language, title, author, published_at, first_seen_at, "
    "last_seen_at, sources",
    "v_source": "uri, document_id, first_seen_at, last_seen_at, published_at, status, canonical, licence, "
    "observed_at, evidence, credited",
    "v_failure": "uri, reason, first_failed_at, last_failed_at, run_id, last_run_id, remedy",
    "v_match": "match_id, left_id, left_uri, right_id, right_uri, kind, resemblance, left_in_right, right_in_left, "
    "matched_words, changed, passages, run_id, found_at",
    "v_passage": "match_id, left_start, left_end, left_text, right_start, right_end, right_text, kind, changed, "
    "findings, marks, basis, likeness",
    "v_finding": "match_id, left_start, right_start, kind, side, count",
    "v_substitution": "match_id, left_word, right_word, count",
    "v_swap": "source_word, derived_word, directed, count, matches, documents",
    "v_lineage": "derived_id, derived_uri, source_id, source_uri, relation, confidence, immediate, reasons",
    "v_lineage_history": "derived_id, derived_uri, source_id, source_uri, relation, confidence, immediate, reasons, "
    "run_id, replaced_by",
    "v_origin": "origin_id, origin_uri, derived, confidence",
    "v_run": "run_id, command, started_at, finished_at, state, version, parameters, added, changed, failed, matches",
    "v_event": "event_id, at, run_id, action, object, hash, previous_hash",
    "v_cluster": "cluster_id, document_id, uri, representative, documents",
    "v_fetch": "fetch_id, url, kind, run_id, started_at, finished_at, outcome, status, reason, address, "
    "certificate, size, sha256, content_sha256, etag, last_modified, location, archive, "
    "archive_offset, record_id, next_step, withheld, is_bad",
    "v_frontier": "url, host, site, kind, depth, found_on, found_at, state, robots, due_at, interval, failures, "
    "fetched_at, outcome, status, reason, announced_at, announced_on",
    "v_watch": "uri, document_id, added_at, run_id",
    "v_forgotten": "document_id, sha256, in_index, run_id, forgotten_at",
    "v_signature": "signature_id, uri, document_id, candidates, run_id",
    "v_forgotten_signature": "signature_id, sha256, run_id, forgotten_at",
    "v_signature_candidate": "signature_id, uri, text_id, document_id, document_uri, resemblance, match_id, run_id",
}
TIME = "'2026-01-01T00:00:00Z'"
HASH = "'" + "a" * 64 + "'"
IMPOSSIBLE = [
    f"INSERT INTO run VALUES (9, 'index', '{{}}', '1', 'finished', {TIME}, NULL, 0, 0, 0, 0, 0)",
    f"INSERT INTO run VALUES (9, 'index', '{{}}', '1', 'running', {TIME}, {TIME}, 0, 0, 0, 0, 0)",
    f"INSERT INTO run VALUES (9, 'index', 'no json', '1', 'running', {TIME}, NULL, 0, 0, 0, 0, 0)",
    "INSERT INTO run VALUES (9, 'index', '{}', '1', 'running', 'yesterday', NULL, 0, 0, 0, 0, 0)",
    "INSERT INTO document VALUES (0, " + HASH + ", 0, 0, 0, 0, 0, 0, 0, 1)",
    "INSERT INTO document VALUES (4294967296, " + HASH + ", 0, 0, 0, 0, 0, 0, 0, 1)",
    "INSERT INTO document VALUES (9, 'ABC', 0, 0, 0, 0, 0, 0, 0, 1)",
    "INSERT INTO document VALUES (9, " + HASH + ", -1, 0, 0, 0, 0, 0, 0, 1)",
    "INSERT INTO document VALUES (9, " + HASH + ", 'many', 0, 0, 0, 0, 0, 0, 1)",
    "INSERT INTO document VALUES (9, " + HASH + ", 0, 0, 0, 0, 0, 0, 2, 1)",
    "INSERT INTO document VALUES (9, " + HASH + ", 0, 0, 0, 0, 0, 0, 0, 77)",
    "INSERT INTO document_text VALUES (9, 77, 1, x'00')",
    "INSERT INTO source VALUES (9, 'memory:x', 77, 'present', NULL, NULL, NULL, NULL)",
    "INSERT INTO source VALUES (9, 'memory:x', 1, 'lost', NULL, NULL, NULL, NULL)",
    "INSERT INTO source VALUES (9, '', 1, 'present', NULL, NULL, NULL, NULL)",
    f"INSERT INTO sighting VALUES (9, 1, 1, 1, {TIME}, {TIME}, NULL, NULL, NULL, 1, 1{', NULL' * 6})",
    *(
        f"INSERT INTO sighting VALUES (9, 1, 1, 0, {TIME}, {TIME}, NULL, NULL, NULL, 1, 1{', NULL' * 4}, {when}, NULL)"
        for when in ("'then'", "'2024-5'", "'2024-05-01 10:00:00'", "'2024-05-01T10:00'")
    ),
    f"INSERT INTO failure VALUES ('memory:x', '', NULL, NULL, '1', {TIME}, {TIME}, 1, 1, NULL)",
    f"INSERT INTO failure VALUES ('memory:x', 'why', -1, NULL, '1', {TIME}, {TIME}, 1, 1, NULL)",
    f"INSERT INTO match VALUES (9, 2, 1, 'edited', 0, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 1, 'edited', 0, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 2, 'stolen', 0, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 2, 'edited', 1.1, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 2, 'edited', 0, 0, 0, 1, 0, 0, NULL, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 2, 'edited', 0, 0, 0, 1, 0, 1, 3, 0.5, '[]', 1, {TIME})",
    f"INSERT INTO match VALUES (9, 1, 2, 'edited', 0, 0, 0, 1, 0, 1, 1, 0.4, '[]', 1, {TIME})",
    "INSERT INTO passage VALUES (9, 1, 0, 0, 0, 1, 0, 'edited', 0, 1, '[]', '[]', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 1, -1, 1, 0, 1, 0, 'edited', 0, 1, '[]', '[]', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 77, 0, 1, 0, 1, 0, 'edited', 0, 1, '[]', '[]', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 0, 'edited', 0, 1, 'none', '[]', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 0, 'edited', 0, 1, '[]', '{}', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 0, 'edited', 0, 1, '[]', '[]', 'meaning', NULL)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 0, 'edited', 0, 1, '[]', '[]', 'words', 0.5)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 0, 'edited', 0, 1, '[]', '[]', 'content', 1.5)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 1, 2, 'edited', 0, 1, '[]', '[]', NULL, NULL)",
    "INSERT INTO passage VALUES (9, 1, 0, 1, 0, 2, 1, 'edited', 0, 1, '[]', '[]', NULL, NULL)",
    "INSERT INTO text_part VALUES (77, 0, x'61')",
    "INSERT INTO text_part VALUES (1, -1, x'61')",
    "INSERT INTO text_part VALUES (1, 0, x'')",
    "INSERT INTO text_part VALUES (1, 0, 'a')",
    "INSERT INTO substitution VALUES (1, 'same', 'same', 1)",
    "INSERT INTO substitution VALUES (1, 'a', 'b', 0)",
    "INSERT INTO lineage VALUES (1, 1, 'copy', 0.9, 1, '[]', 1)",
    "INSERT INTO lineage VALUES (2, 1, 'theft', 0.9, 1, '[]', 1)",
    "INSERT INTO lineage VALUES (1, 3, 'copy', 0.9, 1, '[]', 1)",
    "INSERT INTO lineage VALUES (2, 1, 'copy', 0.9, 1, 'because', 1)",
    f"INSERT INTO segment VALUES (9, '../escape', 'c', 1, 1, 1, 1, {TIME})",
    f"INSERT INTO segment VALUES (9, 'a.seg', 'c', 0, 1, 1, 1, {TIME})",
    (
        f"INSERT INTO frontier VALUES (9, 'ftp://x/', 'x', 's', 'page', 0, 0, NULL, {TIME}, "
        f"'waiting', NULL, {TIME}, 1, 0, NULL, NULL, NULL, NULL)"
    ),
    (
        f"INSERT INTO frontier VALUES (9, 'http://x/', 'x', 's', 'page', 0, 0, NULL, {TIME}, "
        f"'lost', NULL, {TIME}, 1, 0, NULL, NULL, NULL, NULL)"
    ),
    (
        f"INSERT INTO frontier VALUES (9, 'http://x/', 'x', 's', 'page', 0, 0, NULL, {TIME}, "
        f"'gone', NULL, {TIME}, 0, 0, NULL, NULL, NULL, NULL)"
    ),
    (
        f"INSERT INTO frontier VALUES (9, 'http://x/', 'x', 's', 'page', 0, 0, NULL, {TIME}, "
        f"'gone', NULL, {TIME}, 1, 0, NULL, NULL, 'yesterday', NULL)"
    ),
    f"INSERT INTO archive VALUES (9, '../a', 1, 1, {HASH}, 0, 1)",
    "INSERT INTO host VALUES ('h', 'soon', 0)",
    "INSERT INTO signature VALUES (9, '', x'00000000', 'v', NULL, 1)",
    "INSERT INTO signature VALUES (9, 'memory:x', x'', 'v', NULL, 1)",
    "INSERT INTO signature VALUES (9, 'memory:x', x'000000', 'v', NULL, 1)",
    "INSERT INTO signature VALUES (9, 'memory:x', x'00000000', 'v', 77, 1)",
    "INSERT INTO signature VALUES (9, 'memory:s', x'00000000', 'v', NULL, 1)",
    "INSERT INTO signature_band VALUES (77, 1)",
    "INSERT INTO signature_candidate VALUES (9, 1, 77, 0.5, 1)",
    "INSERT INTO signature_candidate VALUES (9, 1, 1, 1.5, 1)",
    f"INSERT INTO forgotten_signature VALUES (9, 'A{HASH[2:]}, 1, {TIME})",
    f"INSERT INTO forgotten_signature VALUES (9, {HASH}, 77, {TIME})",
    f"INSERT INTO forgotten_signature VALUES (9, {HASH}, 1, 'yesterday')",
    "INSERT INTO parameter VALUES (2, '{}', " + HASH + ", x'')",
]
POSSIBLE = f"""
    INSERT INTO run VALUES (1, 'index', '{{}}', '1', 'running', {TIME}, NULL, 0, 0, 0, 0, 0);
    INSERT INTO document VALUES (1, '{"1" * 64}', 0, 0, 0, 0, 0, 0, 0, 1);
    INSERT INTO document VALUES (2, '{"2" * 64}', 0, 0, 0, 0, 0, 0, 0, 1);
    INSERT INTO document VALUES (3, '{"3" * 64}', 0, 0, 0, 0, 0, 0, 0, 1);
    INSERT INTO source VALUES (1, 'memory:1', 1, 'present', NULL, NULL, NULL, NULL);
    INSERT INTO sighting VALUES (1, 1, 1, 1, {TIME}, {TIME}, NULL, NULL, NULL, 1, 1{", NULL" * 6});
    INSERT INTO match VALUES (1, 1, 3, 'edited', 0, 0, 0, 1, 0, 1, NULL, 0.5, '[]', 1, {TIME});
    INSERT INTO lineage VALUES (3, 1, 'copy', 0.9, 1, '[]', 1);
    INSERT INTO signature VALUES (1, 'memory:s', x'00000000', 'v', NULL, 1);
"""


def columns(store: Store) -> set[tuple[str, str]]:
    """Every table and view with each of its columns, and with an empty name for itself."""
    sql = """
        SELECT s.name, c.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
        WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite_%'
    """
    rows = store.rows(sql)
    return {(table, column) for table, column in rows} | {(table, "") for table, _ in rows}


@pytest.mark.parametrize(("view", "expected"), VIEWS.items())
def test_views_have_the_columns_of_the_contract(store: Store, view: str, expected: str) -> None:
    """Every view has exactly the columns that the contract names, in its order."""
    assert [name for (name,) in store.rows("SELECT name FROM pragma_table_info(?)", (view,))] == expected.split(", ")


def test_no_other_views(store: Store) -> None:
    """The contract names every view there is."""
    assert {name for (name,) in store.rows("SELECT name FROM sqlite_schema WHERE type = 'view'")} == set(VIEWS)


def test_everything_is_described(store: Store) -> None:
    """Every table, view and column has a description, and nothing else has one."""
    assert {(name, column) for name, column in store.rows("SELECT object, column_name FROM description")} == (
        columns(store)
    )


def test_every_table_is_strict(store: Store) -> None:
    """SQLite checks the type of every value in every table."""
    tables = store.rows("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    assert tables
    assert [name for name, strict in tables if not strict] == []


def test_every_foreign_key_has_an_index(store: Store) -> None:
    """Following a foreign key backwards never reads a whole table, except along runs, which nothing removes."""
    sql = """
        SELECT t.name, f."from" FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
        WHERE f."table" <> 'run' AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
            WHERE c.seqno = 0 AND c.name = f."from" AND NOT i.partial)
          AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) AS k WHERE k.pk = 1 AND k.name = f."from")
    """
    assert store.rows(sql) == []


@pytest.mark.parametrize("statement", IMPOSSIBLE)
def test_impossible_rows_are_refused(store: Store, statement: str) -> None:
    """The schema refuses a row that cannot be true."""
    store._connection.executescript(POSSIBLE)
    with pytest.raises(sqlite3.IntegrityError), store.transaction():
        store.write(statement)


def scans(store: Store, sql: str) -> list[str]:
    """The tables that a query reads whole: what it reads of a list, or of rows looked up by index, is no table."""
    plan = [detail for *_, detail in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
    looked_up = {detail.replace("CO-ROUTINE", "SCAN") for detail in plan if detail.startswith("CO-ROUTINE")}
    return [one for one in plan if one.startswith("SCAN") and "VIRTUAL TABLE" not in one and one not in looked_up]


@pytest.mark.parametrize("view", VIEWS)
def test_views_read_no_table_twice_over(store: Store, view: str) -> None:
    """Listing a view scans one table, or one for each half, and looks the rest up by index; a list is no table."""
    plan = [detail for *_, detail in store.rows(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
    found = [detail for detail in scans(store, f"SELECT * FROM {view}") if detail != f"SCAN {view}"]
    assert len(found) == 1 + plan.count("UNION ALL"), plan


@pytest.mark.parametrize(
    "query",
    [
        "v_document WHERE document_id = 1",
        "v_document WHERE uri = 'x'",
        "v_document WHERE sha256 = 'x'",
        "v_source WHERE uri = 'x'",
        "v_source WHERE document_id = 1",
        "v_match WHERE match_id = 1",
        "v_match WHERE left_id = 1",
        "v_match WHERE right_id = 1",
        "v_match WHERE left_uri = 'x'",
        "v_match WHERE right_uri = 'x'",
        "v_match WHERE found_at > 'x'",
        "v_passage WHERE match_id = 1",
        "v_substitution WHERE left_word = 'x'",
        "v_substitution WHERE right_word = 'x'",
        "v_lineage WHERE derived_uri = 'x'",
        "v_lineage WHERE source_id = 1",
        "v_cluster WHERE document_id = 1",
        "v_cluster WHERE cluster_id = 1",
        "v_cluster WHERE uri = 'x'",
        "v_fetch WHERE url = 'x'",
        "v_fetch WHERE started_at > 'x'",
        "v_frontier WHERE url = 'x'",
    ],
)
def test_usual_questions_use_an_index(store: Store, query: str) -> None:
    """What auditors ask a view first is answered without a scan, at any number of documents."""
    assert scans(store, f"SELECT * FROM {query}") == []


def test_schema_page_is_current() -> None:
    """``docs/schema.md`` is what the database says about itself."""
    script = ROOT / "scripts" / "docs" / "schema.py"
    done = subprocess.run([sys.executable, script, "--check"], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0
