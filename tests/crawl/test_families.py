"""Texts that stand on many pages: their family is judged once in a pass, not with every portion of pages."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from provenance.crawl import run as passes
from provenance.crawl.recording import texts
from provenance.pipeline.lineage import clusters, update
from provenance.store import open_for_reading, open_for_writing
from provenance.store.status import counts
from tests.corpus import STORY, prose
from tests.crawl import configuration
from tests.crawl.cycle import run
from tests.crawl.servers import Server, reply

BEGIN = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
COPIES = 8
PAGES = {
    f"/{n}": f'<html><head><meta property="article:published_time" content="2024-03-{2 * n + 1:02}"></head>'
    f"<body><article><p>{STORY} {prose(n, 20 + n)}</p></article></body></html>"
    for n in range(COPIES)
}
PAGES["/"] = "<html>" + "".join(f"<a href={path}>x</a>" for path in PAGES)


@pytest.fixture
def config(tmp_path: Path, server: Server) -> Path:
    """A configuration for a site on which every page has the same story."""
    server.answer = lambda path, _headers, wire: reply(wire, PAGES.get(path, "?").encode())
    site = f'pages = ["{server.url}/"]\ndepth = 1'
    return configuration.write(tmp_path / "crawl.toml", allow="127.0.0.0/8", crawl="delay = 0.0", site=site)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are indexed one by one, and families that count as large when they have two documents."""
    for module in (passes, texts):
        monkeypatch.setattr(module, "PORTION", 1)
    monkeypatch.setattr(update, "LARGE_FAMILY", 2)


def edges(db: Path) -> set[tuple[str, str]]:
    """Which page derives from which."""
    with closing(sqlite3.connect(db)) as connection:
        return set(connection.execute("SELECT derived_uri, source_uri FROM v_lineage"))


@pytest.mark.usefixtures("small")
def test_a_large_family_is_judged_once_in_a_pass(config: Path, tmp_path: Path) -> None:
    """However many portions touch it."""
    db = tmp_path / "prov.db"
    with mock.patch.object(clusters, "nearest", wraps=clusters.nearest) as nearest:
        assert run(db, config, BEGIN).added == COPIES + 1
    assert nearest.call_count == 1
    assert len({derived for derived, _ in edges(db)}) == COPIES - 1
    with open_for_reading(db) as store:
        assert counts(store).lineage_due == 0


@pytest.mark.usefixtures("small")
def test_a_family_waits_for_another_writer(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be judged at the end of a pass is judged by the next run."""
    db = tmp_path / "prov.db"
    classify_response = texts.update_due_families

    def beside_another(store: object, run_id: int, _wait: float) -> None:
        with open_for_writing(db):
            classify_response(store, run_id, 0.0)  # type: ignore[arg-type] # the store of the pass

    with monkeypatch.context() as patched:
        patched.setattr(passes, "update_due_families", beside_another)
        run(db, config, BEGIN)
    assert edges(db) == set()
    run(db, config, BEGIN + dt.timedelta(seconds=1))
    assert len({derived for derived, _ in edges(db)}) == COPIES - 1
