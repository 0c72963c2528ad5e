"""`prov serve` on a store of 20,000 documents and 50,000 matches."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provenance.store import Store, open_for_reading
from provenance.web import pages, plugin
from tests.conftest import Prov
from tests.large_store import fill
from tests.web.browsing import Looked, chromium
from tests.web.conftest import Shelf
from tests.web.test_serve import Site, served

DOCUMENTS, MATCHES = 20_000, 50_000
#: Seconds of computing for a page; that of a page of sums is kept after the first time.
MOST = 1
LISTS = tuple(
    {"": {"q": "story"}, "sites": {}, "swaps": {}, "clusters": {}, "watch": {}, "status": {}, "chain": {}}.items()
)
SINGLE = (("text", 10_000), ("match", 25_000), ("evidence", 10_000))
ADDRESSES = [f"/{name}" if name else "?q=story" for name, _ in LISTS] + [f"/{name}/{n}" for name, n in SINGLE]
VIEWS = ("v_document", "v_match", "v_passage", "v_swap", "v_lineage", "v_source")
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store."""
    made = tmp_path_factory.mktemp("full") / "full.db"
    fill(made, DOCUMENTS, MATCHES)
    return made


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[Store]:
    """The store, with its sums made."""
    pages.begin(path)
    with open_for_reading(path) as opened:
        pages.LISTS["sites"](opened, {}, "")
        pages.LISTS["swaps"](opened, {}, "")
        yield opened


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[Site]:
    """`prov serve` on it."""
    prov = Prov(path.parent)
    yield from served(Shelf(prov, path, path), prov.program, "serve", "--db", str(path))


@pytest.mark.parametrize(("name", "asked"), LISTS, ids=[name or "start" for name, _ in LISTS])
def test_lists_of_a_large_store_take_less_than_a_second(store: Store, name: str, asked: dict[str, str]) -> None:
    """No list takes a second of computing, from the question to the page as a browser gets it."""
    assert _work(lambda: pages.LISTS[name](store, asked, "").html("", name, {})) < MOST


@pytest.mark.parametrize(("name", "number"), SINGLE)
def test_pages_of_a_large_store_take_less_than_a_second(store: Store, name: str, number: int) -> None:
    """No page about a text or a match takes a second, either."""
    assert _work(lambda: pages.SINGLE[name](store, {}, number, "").html("", "-", {})) < MOST


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_a_large_store_fit_into_the_limit_of_datasette(store: Store, view: str) -> None:
    """What Datasette asks to show a view, its first rows and how many there are, takes less than the second it has."""
    rows = f"SELECT * FROM {view} LIMIT 101"  # noqa: S608 - a name of ours
    count = f"SELECT count(*) FROM (SELECT * FROM {view})"  # noqa: S608 - likewise
    assert _work(lambda: store.rows(rows)) < MOST
    assert _work(lambda: store.rows(count)) < MOST


@pytest.mark.parametrize("name", plugin._questions())
def test_questions_of_a_large_store_fit_into_the_limit_of_datasette(store: Store, name: str) -> None:
    """No question of auditors takes a second, either."""
    assert _work(lambda: store.rows(plugin._questions()[name]["sql"])) < MOST


def _work(make: Callable[[], object]) -> float:
    """Seconds that this thread computes, at the best of two."""
    times = []
    for _ in range(2):
        begun = time.thread_time()
        assert make() is not None
        times.append(time.thread_time() - begun)
    return min(times)


def test_a_large_store_is_served_whole(site: Site) -> None:
    """Each of our pages is served."""
    for name in ADDRESSES:
        assert "<h1" in site.page(name)


def test_a_large_store_opens_in_a_browser(site: Site) -> None:
    """In Chromium each of our pages opens without a word of complaint, and computes less than a second."""
    with chromium() as browser:
        for name in ADDRESSES:
            with Looked(browser) as looked:
                assert 0 < looked.work_at(f"http://127.0.0.1:{site.port}/-/prov{name}") < MOST, name
                assert looked.page.locator("h1").is_visible()
                assert looked.said == []


def test_strangers_get_nothing_of_a_large_store(site: Site) -> None:
    """A form without our token is refused, and another host's name is none of ours, for every page."""
    assert site.ask("/-/prov/check", method="POST", body="text=story", headers=FORM)[0] == 403
    for name, _ in LISTS:
        assert site.ask(f"/-/prov/{name}".rstrip("/"), headers={"host": "evil.example"})[0] == 400
