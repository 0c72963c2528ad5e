"""Documented questions and views on stores of growing size, with the SQLite of the store and that of Python."""

import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from provenance.store.sqlite import sqlite3 as ours
from tests.large_store import fill

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "for-auditors.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^\*\*(\d+)\. .*?```sql\n(.*?)```", PAGE, flags=re.MULTILINE | re.DOTALL))
SIZES = ((300, 900), (600, 1_800), (1_200, 3_600))
#: Work for twice as much, at most: twice, and what sorting and the depth of trees add.
GROWTH = 2.6
STEP = 50


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Stores, each twice as large as the one before."""
    paths = [tmp_path_factory.mktemp("large") / f"{size[0]}.db" for size in SIZES]
    for path, size in zip(paths, SIZES, strict=True):
        fill(path, *size)
    return paths


def work(sqlite: ModuleType, path: Path, sql: str) -> int:
    """Instructions of SQLite's machine that a query takes, in steps."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return steps > 1_000_000

    connection: Any = sqlite.connect(f"file:{path}?mode=ro", uri=True)
    try:
        connection.set_progress_handler(count, STEP)
        connection.execute(sql).fetchall()
    finally:
        connection.close()
    return steps


def views(path: Path) -> list[str]:
    """The views of a store."""
    connection = ours.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    connection.close()
    return names


@pytest.mark.parametrize("name", [ours.__name__.partition(".")[0], "sqlite3"])
def test_no_question_takes_more_than_its_share(stores: list[Path], name: str) -> None:
    """Twice the documents and matches cost each documented query, and each view, twice the work and no square of it."""
    sqlite = importlib.import_module(name)
    asked = QUESTIONS | {view: f"SELECT * FROM {view} ORDER BY 1 DESC" for view in views(stores[0])}  # noqa: S608 - names of views
    grown = {}
    for what, sql in asked.items():
        _, before, after = (work(sqlite, path, sql) for path in stores)
        grown[what] = (before, after)
    assert len(grown) > len(QUESTIONS) + 10
    assert {what: steps for what, steps in grown.items() if steps[1] > GROWTH * steps[0] + 50} == {}
