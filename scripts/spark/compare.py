"""Compare two stores by ten questions. What depends on when something was done, and by which run, is not asked.

Usage: python scripts/spark/compare.py ONE.db OTHER.db
"""

import sqlite3
import sys

QUESTIONS = {
    "documents": "SELECT document_id, sha256, tokens, characters, is_reference FROM document ORDER BY 1",
    "sources": "SELECT uri, document_id, published_at, status FROM v_source ORDER BY 1",
    "claims": "SELECT document_id, uri, title, author, language, published_at, sources FROM v_document ORDER BY 1",
    "matches": """
        SELECT left_id, right_id, kind, resemblance, left_in_right, right_in_left, matched_words, changed, passages
        FROM match ORDER BY 1, 2
    """,
    "directions": "SELECT left_id, right_id, derived_id, confidence, reasons FROM match ORDER BY 1, 2",
    "passages": """
        SELECT left_id, right_id, left_start, left_end, right_start, right_end, left_text, right_text, p.kind,
               p.changed, p.basis, p.likeness
        FROM v_passage AS p JOIN match USING (match_id) ORDER BY 1, 2, 3, 4, 5, 6
    """,
    "findings": """
        SELECT left_id, right_id, left_start, right_start, words, findings, marks
        FROM passage AS p JOIN match USING (match_id) ORDER BY 1, 2, 3, 4
    """,
    "substitutions": """
        SELECT left_id, right_id, left_word, right_word, count
        FROM substitution JOIN match USING (match_id) ORDER BY 1, 2, 3, 4
    """,
    "clusters": "SELECT document_id, cluster_id, representative, documents FROM v_cluster ORDER BY 1, 2",
    "lineage": """
        SELECT derived_id, source_id, relation, confidence, immediate, reasons FROM v_lineage ORDER BY 1, 2
    """,
}


def main() -> None:
    """Print a line for each question, and fail if an answer differs."""
    one, other = (sqlite3.connect(f"file:{path}?mode=ro", uri=True) for path in sys.argv[1:3])
    different = 0
    for name, question in QUESTIONS.items():
        left, right = (connection.execute(question).fetchall() for connection in (one, other))
        differences = sum(a != b for a, b in zip(left, right, strict=False)) + abs(len(left) - len(right))
        different += bool(differences)
        print(f"{name:14} {len(left):9,} {len(right):9,} rows, {differences:,} differ")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
