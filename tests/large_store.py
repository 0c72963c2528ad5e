"""A store as large as one likes, made without reading or matching a text: what is asked of its views is what counts."""

import random
from collections.abc import Iterator
from pathlib import Path

from provenance import engine
from provenance.store import Store, open_for_writing, runs

AT = "2024-05-01T10:00:00Z"
REASONS = (
    '[{"kind":"claimed-dates","note":"it says so","weight":1.5},{"kind":"rarer-words","note":"words","weight":-0.5}]'
)
WORDS = [f"word{number}" for number in range(3_000)]


def fill(path: Path, documents: int, matches: int) -> None:
    """Make a store at ``path`` with so many documents and matches, passages, swaps and lineage in proportion."""
    with open_for_writing(path, create=True) as store, store.transaction():
        run_id = runs.begin(store, "index", {"paths": ["made"]}, "0.1")
        _documents(store, run_id, documents)
        _matches(store, run_id, list(_pairs(documents, matches)))
        runs.finish(store, run_id, runs.RunState.FINISHED, runs.Counters(added=documents, matches=matches))


def _pairs(documents: int, matches: int) -> Iterator[tuple[int, int]]:
    chance = random.Random(5)
    seen: set[tuple[int, int]] = set()
    while len(seen) < matches:
        left = chance.randint(1, documents - 1)
        pair = (left, min(documents, left + chance.randint(1, 50)))
        if pair not in seen:
            seen.add(pair)
            yield pair


def _documents(store: Store, run_id: int, count: int) -> None:
    numbers = range(1, count + 1)
    store.write_many(
        "INSERT INTO document VALUES (?, ?, 600, 3500, 0, 0, 0, 0, 0, ?)", ((n, f"{n:064x}", run_id) for n in numbers)
    )
    store.write_many(
        "INSERT INTO source (source_id, uri, document_id, status) VALUES (?, ?, ?, 'present')",
        ((n, f"https://news{n % 90}.example/{n}{'/story-elsewhere' * (n % 500 == 0)}", n) for n in numbers),
    )
    sql = """
        INSERT INTO sighting (sighting_id, source_id, document_id, is_first, first_seen_at, last_seen_at, published_at,
                              title, run_id, last_run_id) VALUES (?1, ?1, ?1, 1, ?2, ?2, ?2, 'A title', ?3, ?3)
    """
    store.write_many(sql, ((n, AT, run_id) for n in numbers))
    text = (" ".join(WORDS) * 2)[:3_500]
    frame = engine.Workers(1).compress([text])[0]
    store.write_many("INSERT INTO document_text VALUES (?, ?, ?)", ((n, len(text), frame) for n in numbers))


def _matches(store: Store, run_id: int, pairs: list[tuple[int, int]]) -> None:
    chance = random.Random(6)
    sql = """
        INSERT INTO match VALUES (?, ?, ?, 'rewritten', 0.3, 0.5, 0.4, ?, 0.2, 3, ?, 0.8, ?, ?, ?)
    """
    rows = (
        (at, *pair, chance.randint(20, 600), (*pair, None)[at % 3], REASONS, run_id, AT)
        for at, pair in enumerate(pairs, 1)
    )
    store.write_many(sql, rows)
    text = " ".join(WORDS[:60])
    sql = """
        INSERT INTO passage (match_id, left_start, left_end, left_text, right_start, right_end, right_text, kind,
                             changed, words) VALUES (?, ?, ?, ?, ?, ?, ?, 'rewritten', 0.2, 60)
    """
    length = len(text)
    spans = (
        (at, n * 1_000, n * 1_000 + length, text, n * 900, n * 900 + length, text)
        for at in range(1, len(pairs) + 1)
        for n in range(3)
    )
    store.write_many(sql, spans)
    swaps = (
        (at, *words) for at in range(1, len(pairs) + 1) for words in {tuple(chance.sample(WORDS, 2)) for _ in range(5)}
    )
    store.write_many("INSERT INTO substitution VALUES (?, ?, ?, 1)", swaps)
    edges = ((pair[1], pair[0], 0.8, at % 2, REASONS, run_id) for at, pair in enumerate(pairs) if at % 3)
    store.write_many("INSERT INTO lineage VALUES (?, ?, 'rewrite', ?, ?, ?, ?)", edges)
    old = ((pair[1], pair[0], REASONS, run_id, run_id) for at, pair in enumerate(pairs) if at % 5 == 0)
    sql = """
        INSERT INTO lineage_history (derived_id, source_id, relation, confidence, immediate, reasons, run_id,
                                     replaced_by)
        VALUES (?, ?, 'copy', 0.7, 1, ?, ?, ?)
    """
    store.write_many(sql, old)
