"""Pages of `prov serve` about much: clusters, families, sites and searches in a large store."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provenance.store import Store, events, open_for_reading, open_for_writing, page_queries
from provenance.web import lanes, pages, plugin, sites_page
from provenance.web.cached import Cached
from provenance.web.response import PageResponse
from tests.large_store import fill
from tests.web.browsing import Looked, chromium, picture

DOCUMENTS, VERSIONS, FAMILY = 10_200, 10_000, 150
#: Seconds of computing that a page may take, on the server and again in the browser.
MOST = 2


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a cluster of 10,000 versions, and a family of 150 texts around the one before its last."""
    path = tmp_path_factory.mktemp("large") / "large.db"
    fill(path, DOCUMENTS, 2_000)
    with open_for_writing(path) as store, store.transaction():
        store.write("INSERT INTO cluster VALUES (1, 1, 1, ?)", (VERSIONS,))
        store.write_many("INSERT INTO cluster_document VALUES (?, 1)", ((n,) for n in range(1, VERSIONS + 1)))
        store.write("DELETE FROM lineage WHERE derived_id > ? OR source_id > ?", (VERSIONS, VERSIONS))
        sql = "INSERT INTO lineage VALUES (?, ?, 'copy', 0.9, 1, '[]', 1)"
        store.write_many(sql, ((VERSIONS + n, VERSIONS + n // 3 + 1) for n in range(1, FAMILY) if n // 3 + 1 < n))
        store.write("UPDATE source SET uri = 'https://Zürich.example/Äpfel' WHERE source_id = 7")
        store.write("UPDATE source SET uri = 'https://other.example/%C3%84pfel' WHERE source_id = 8")
    with open_for_reading(path) as store:
        yield store


def made(page: Callable[[], PageResponse]) -> str:
    """The page, as a browser gets it; at its best of three it computes no longer than a reader waits."""
    times, html = [], ""
    for _ in range(3):
        begun = time.thread_time()
        html = page().html("", "-", {})
        times.append(time.thread_time() - begun)
    assert min(times) < MOST
    return html


@pytest.mark.parametrize("what", ["cluster", "family", "sites"])
def test_much_is_drawn_at_once_and_says_what_it_leaves_out(large: Store, tmp_path: Path, what: str) -> None:
    """A cluster of 10,000, a family of 150 and many sites are drawn within seconds, and count what they leave out."""
    wanted: dict[str, tuple[Callable[[], PageResponse], str, str]] = {
        "cluster": (
            lambda: pages.SINGLE["cluster"](large, {}, 5, ""),
            "9,940 more versions left out",
            "9,940 more versions",
        ),
        "family": (lambda: pages.SINGLE["text"](large, {}, VERSIONS + 2, ""), "are left out", "+"),
        "sites": (lambda: sites_page.page(large, {}, ""), "are left out of it", "more sites left out"),
    }
    page, said, also = wanted[what]
    html = made(page)
    assert said in html
    assert also in html
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    with chromium() as browser, Looked(browser, width=1400) as looked:
        work = looked.work_at((tmp_path / "page.html").as_uri())
        boxes = looked.page.evaluate(
            "[...document.querySelectorAll('svg :is(.node, .dot)')].map((one) => one.getBoundingClientRect().y)"
        )
        assert 0 < work < MOST
        assert 10 < len(boxes) <= 1_500
        picture(looked.page, f"large-{what}")


def test_dots_of_a_site_are_its_versions(large: Store) -> None:
    """Each version is in one dot of the lane of its site, hollow where its time is claimed; the rest is counted."""
    every = page_queries.versions(large, 1)
    found = lanes.site_lanes(every)
    assert len(found.lanes) == lanes.MOST_SITES
    assert found.left_out == 90 + 2 - lanes.MOST_SITES
    assert all(sum(dot.count for dot in lane.dots) == lane.versions for lane in found.lanes)
    assert all(dot.claimed and 0 <= dot.at <= 1 for lane in found.lanes for dot in lane.dots)


@pytest.mark.parametrize(("word", "wanted"), [("zürich", [7]), ("ÄPFEL", [8, 7]), ("äpf", [8, 7]), ("Apfel", [])])
def test_a_search_knows_letters_of_any_case(large: Store, word: str, wanted: list[int]) -> None:
    """Parts of words are found in any case, of letters beyond ASCII, too, and where an address has them encoded."""
    found, older = page_queries.search(large, [word], 5)
    assert ([one.source_id for one in found], older) == (wanted, 0)


def test_a_search_goes_on_where_it_stopped(large: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that looks at some of the sources at a time finds, step by step, what one over all of them finds."""
    everything, _ = page_queries.search(large, ["story-elsewhere"], 10_000)
    monkeypatch.setattr(page_queries, "SEARCHED", 700)
    found, before, steps = [], None, 0
    while before != 0:
        some, before = page_queries.search(large, ["story-elsewhere"], 2, before)
        found += some
        steps += 1
    assert [one.source_id for one in found] == [one.source_id for one in everything]
    assert steps > DOCUMENTS // 700
    table = pages.start(large, {"q": "no such word"}, "").tables[0]
    assert table.more
    assert "before=9501" in table.more.href
    assert table.nothing == "No title or address here has these words."


def test_what_takes_long_keeps_nobody_waiting(tmp_path: Path) -> None:
    """While a new sum is made, pages show the one before, with the state it is of; afterwards they show the new one."""
    path = tmp_path / "s.db"
    fill(path, 10, 5)
    go_on = threading.Event()
    go_on.set()

    def count(store: Store) -> int:
        assert go_on.wait(60)
        return int(store.value("SELECT count(*) FROM watch"))

    kept = Cached(count)
    with open_for_reading(path) as reader:
        first, counted = kept(reader)
        assert counted == 0
        with open_for_writing(path) as store, store.transaction():
            store.write("INSERT INTO watch VALUES ('https://a.example/', '2024-05-01T00:00:00Z', 1)")
            events.append(store, None, "test", {})
        go_on.clear()
        kept._rests_until = 0.0
        assert kept(reader) == (first, 0)
        go_on.set()
        kept.begin(path).result()
        state, counted = kept(reader)
        assert counted == 1
        assert state.head.event_id > first.head.event_id


def test_the_texts_behind_a_number_of_sites_are_listed(large: Store) -> None:
    """Behind each number of the list of sites are its texts: the first hundred, and how many are left out."""
    _, known = sites_page.known(large)
    pair, count = max(known.sites.counts.items(), key=lambda item: item[1])
    page = sites_page.page(large, {"derived": pair[0], "source": pair[1]}, "")
    assert len(page.tables[0].rows) == min(count, 100)
    assert json.dumps(page.facts)
    assert all(pair[0] in row[0].text and pair[1] in row[1].text for row in page.tables[0].rows)


def test_named_questions_find_their_rows_without_sorting_all(large: Store) -> None:
    """The question after the largest matches reads only as many as are shown."""
    sql = plugin._questions()["repetitions"]["sql"]
    plan = " ".join(str(row) for row in large.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert "match_words" in plan
    assert "TEMP B-TREE" not in plan


def test_pages_wait_little_for_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server lets its threads change often, since a page asks the store many times and waits for each turn."""
    before = sys.getswitchinterval()
    begun: list[Path] = []
    monkeypatch.setattr(plugin, "_path", lambda _: "s.db")
    monkeypatch.setattr(pages, "begin", begun.append)
    try:
        plugin.startup(datasette=None)
        assert sys.getswitchinterval() <= 0.001 < before
    finally:
        sys.setswitchinterval(before)
    assert begun == [Path("s.db")]
