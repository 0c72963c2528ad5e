import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

Content = dict[str, list[tuple[object, ...]]]

#: What a store says, less what depends on when and by which run it was said.
_QUESTIONS = {
    "documents": """
        SELECT document_id, uri, sha256, tokens, language, title, author, published_at, sources
        FROM v_document ORDER BY document_id
    """,
    "sources": "SELECT uri, document_id, published_at, status FROM v_source ORDER BY uri",
    "matches": """
        SELECT left_id, left_uri, right_id, right_uri, kind, resemblance, left_in_right, right_in_left, matched_words,
               changed, passages
        FROM v_match ORDER BY left_id, right_id
    """,
    "passages": """
        SELECT left_id, right_id, left_start, left_end, left_text, right_start, right_end, right_text, p.kind, p.changed
        FROM v_passage AS p JOIN v_match USING (match_id) ORDER BY left_id, right_id, left_start, right_start
    """,
    "substitutions": """
        SELECT left_id, right_id, left_word, right_word, count
        FROM v_substitution JOIN v_match USING (match_id) ORDER BY left_id, right_id, left_word, right_word
    """,
    "clusters": "SELECT cluster_id, document_id, uri, representative, documents FROM v_cluster ORDER BY document_id",
    "lineage": """
        SELECT derived_id, derived_uri, source_id, source_uri, relation, confidence, immediate, reasons
        FROM v_lineage ORDER BY derived_id, source_id
    """,
}


def contents(path: Path) -> Content:
    """What the views of a store say."""
    connection = sqlite3.connect(path)
    try:
        return {name: connection.execute(question).fetchall() for name, question in _QUESTIONS.items()}
    finally:
        connection.close()


@pytest.fixture
def content() -> Callable[[Path], Content]:
    """What the views of a store say, so that two stores can be compared."""
    return contents
