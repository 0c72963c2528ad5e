import re
from pathlib import Path

import pytest

from provenance.model import Document, Metadata
from provenance.pipeline.indexing.ingest import Options, ingest_documents
from provenance.pipeline.session import open_writer
from provenance.store import open_for_reading
from tests.corpus import SPUN, STORY, UNRELATED, prose

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "for-auditors.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^\*\*(\d+)\. .*?```sql\n(.*?)```", PAGE, flags=re.MULTILINE | re.DOTALL)

DATABASE = (Path(__file__).resolve().parents[2] / "docs" / "database.md").read_text(encoding="utf-8")
(HABITS,) = (sql for sql in re.findall(r"```sql\n(.*?)```", DATABASE, flags=re.DOTALL) if "AS shared" in sql)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has an answer to every question."""
    path = tmp_path_factory.mktemp("audit") / "prov.db"
    copy = f"{STORY} {prose(1)}"
    other = f"{UNRELATED} {prose(2)}"
    for date, texts in (
        ("2024-05-01", {"story": STORY, "bread": UNRELATED}),
        ("2024-03-01", {"copy": copy, "spun": f"{SPUN}\nFirst published by a friend.", "spun-too": SPUN}),
        (None, {"other": other}),
        ("2020-01-01", {"story-elsewhere": STORY}),
        (
            "2021-01-01",
            {"late": f"{STORY} {prose(5)} © 2021 Courier", "early": f"{STORY} Published in May 2019 elsewhere."},
        ),
    ):
        with open_writer(path, create=True) as session:
            items = [Document(f"memory:{uri}", text, Metadata(date)) for uri, text in texts.items()]
            ingest_documents(session, items, Options())
    return path


def test_there_are_thirteen_questions() -> None:
    """The page has the questions it promises, in order."""
    assert [number for number, _ in QUESTIONS] == [str(number) for number in range(1, 14)]


@pytest.mark.parametrize(("number", "sql"), QUESTIONS)
def test_every_question_has_an_answer(path: Path, number: str, sql: str) -> None:
    """Each query of the page runs, and finds what there is to find in a store that has it."""
    with open_for_reading(path) as store:
        pair = store.row("SELECT derived_id, source_id FROM v_lineage WHERE derived_uri = 'memory:spun'")
        assert pair is not None
        match = store.value("SELECT match_id FROM v_match WHERE kind = 'rewritten' ORDER BY match_id LIMIT 1")
        asked = sql.replace("match_id = 1", f"match_id = {match}")
        asked = asked.replace(
            "e.derived_id = 2 AND e.source_id = 1", f"e.derived_id = {pair[0]} AND e.source_id = {pair[1]}"
        )
        assert store.rows(asked), f"question {number} has no answer"


def test_texts_of_one_habit_share_different_swaps(tmp_path: Path) -> None:
    """A text that shares one swap in many matches shares one; each swap is listed once, from the source."""
    path = tmp_path / "prov.db"
    with open_writer(path, create=True) as session:
        for date, texts in (
            ("2024-01-01", [STORY, UNRELATED, *(f"{STORY} {prose(number)}" for number in range(3))]),
            ("2024-05-01", [SPUN, f"{SPUN} {prose(9)}", STORY.replace("children", "kids")]),
        ):
            items = [Document(f"memory:{date}/{at}", text, Metadata(date)) for at, text in enumerate(texts)]
            ingest_documents(session, items, Options())
    with open_for_reading(path) as store:
        found = store.rows(HABITS)
        derived = {number for (number,) in store.rows("SELECT derived_id FROM v_lineage")}
        matches = store.value("SELECT max(matches) FROM v_swap")
    assert matches > 3
    assert {number for number, _, _ in found} == {6, 7} < derived
    for _, shared, swaps in found:
        assert len(set(swaps.split(", "))) == len(swaps.split(", ")) == shared
