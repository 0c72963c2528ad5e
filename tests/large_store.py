"""A store as large as one likes, made without reading or matching a text: what is asked of its views is what counts."""

import random
from collections.abc import Iterator
from pathlib import Path

from provenance import engine
from provenance.store import Store, open_for_writing, runs, text_parts

AT = "2024-05-01T10:00:00Z"
REASONS = (
    '[{"kind":"claimed-dates","note":"it says so","weight":1.5},{"kind":"rarer-words","note":"words","weight":-0.5}]'
)
WORDS = [f"word{number}" for number in range(3_000)]
TEXT = (" ".join(WORDS) * 2)[:3_500]
#: Characters of a passage.
PASSAGE = len(" ".join(WORDS[:60]))


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
    frame = engine.Workers(1).compress([TEXT])[0]
    sql = "INSERT INTO document_text (document_id, size, text) VALUES (?, ?, ?)"
    store.write_many(sql, ((n, len(TEXT), frame) for n in numbers))


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
    sql = """
        INSERT INTO passage (match_id, left_start, left_end, right_start, right_end, same_words, kind, changed, words)
        VALUES (?, ?, ?, ?, ?, 0, 'rewritten', 0.2, 60)
    """
    left, right = ([(n * step, n * step + PASSAGE) for n in range(3)] for step in (1_000, 900))
    ends = [(*one, *other) for one, other in zip(left, right, strict=True)]
    store.write_many(sql, ((at, *some) for at in range(1, len(pairs) + 1) for some in ends))
    both = {number for pair in pairs for number in pair}
    text_parts.keep(store, dict.fromkeys(both, TEXT), dict.fromkeys(both, left + right))
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
