"""The store that is frozen, version by version: how it is made, and what it says."""

import hashlib
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provenance import Index
from provenance.engine import build_info
from provenance.model import Document, Metadata
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.forget import forget
from tests.corpus import SPUN, STORY, UNRELATED, planted

Said = Mapping[str, list[dict[str, Any]]]

#: What is asked of a frozen store, forever: views with the columns that they had when this was written.
QUESTIONS = {
    "documents": "SELECT document_id, uri, sha256, tokens, title, published_at, sources FROM v_document ORDER BY 1",
    "sources": "SELECT uri, document_id, published_at, status FROM v_source ORDER BY uri",
    "matches": "SELECT match_id, left_id, right_id, kind, resemblance, matched_words, changed FROM v_match ORDER BY 1",
    "passages": "SELECT match_id, left_start, left_end, right_start, right_end, left_text, right_text FROM v_passage "
    "ORDER BY match_id, left_start, right_start",
    "substitutions": "SELECT match_id, left_word, right_word, count FROM v_substitution ORDER BY 1, 2, 3",
    "clusters": "SELECT cluster_id, document_id, uri, representative, documents FROM v_cluster ORDER BY document_id",
    "forgotten": "SELECT document_id, sha256 FROM v_forgotten ORDER BY document_id",
    "runs": "SELECT run_id, command, state, added, changed, failed, matches FROM v_run ORDER BY run_id",
    "events": "SELECT event_id, action, object, hash, previous_hash FROM v_event ORDER BY event_id",
}


def make(path: Path) -> None:
    """A store with something of everything, in several segments."""
    texts = [Document(f"memory:{name}", text) for name, text in sorted(planted(12)[0].items())]
    story = Document("memory:story", STORY, Metadata("2024-05-01T00:00:00Z", "The northern gate", None, "en"))
    with Index.create(path, jobs=1) as index:
        index.add([story, Document("memory:elsewhere", STORY)], reference=True)
        index.add([Document("memory:spun", SPUN), Document("memory:bread", UNRELATED), *texts[:9]])
        index.add(texts[9:])
        index.add([Document("memory:bread", f"{UNRELATED} The baker goes to bed at noon.")])
    with open_writer(path, create=False, jobs=1) as session:
        forget(session, [texts[4].uri])


def say(path: Path) -> Said:
    """What the store at ``path`` says."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return {name: [dict(row) for row in connection.execute(sql)] for name, sql in QUESTIONS.items()}
    finally:
        connection.close()


def format_version() -> str:
    """The version of the segments that are written now."""
    return build_info()["segment_format"]


def segment_digest() -> str:
    """SHA-256 of a segment that is written now, always of the same texts; every channel has postings."""
    with tempfile.TemporaryDirectory() as folder, Index.create(f"{folder}/prov.db", jobs=1) as index:
        index.add(sorted(planted(8)[0].items()), match=False)
        (segment,) = Path(folder, "prov.db.index").glob("*.seg")
        return hashlib.sha256(segment.read_bytes()).hexdigest()
