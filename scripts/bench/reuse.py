"""How fast texts are indexed that share much: laws, terms, contracts, or those in a folder."""

import json
import sqlite3
from pathlib import Path

from scripts.bench.indexing import index
from scripts.bench.reuse_corpus import CORPORA, write


def measure_all(folder: Path, texts: Path | None, memory: str) -> list[dict[str, object]]:
    """The figures of the ``texts`` in a folder, or of each corpus that is made up, on one thread."""
    if texts:
        return [_measure(texts.name, texts, None, folder, memory)]
    results = []
    for name in CORPORA:
        made, truth = folder / f"{name}.jsonl", folder / f"{name}-truth.jsonl"
        if not (made.exists() and truth.exists()):
            write(name, made, truth)
        results.append(_measure(name, made, truth, folder, memory))
    return results


def _measure(name: str, texts: Path, truth: Path | None, folder: Path, memory: str) -> dict[str, object]:
    """One corpus: what was indexed, what it cost, what was found."""
    store = folder / f"reuse-{name}.db"
    taken, shares = index(texts, truth, store, 1, memory)
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        ((documents, size),) = connection.execute("SELECT count(*), sum(size) FROM document_text")
        ((matches,),) = connection.execute("SELECT count(*) FROM v_match")
    result: dict[str, object] = {
        "corpus": name,
        "documents": documents,
        "text_mb": round(size / 1e6, 1),
        **taken.rates(size),
        "matches": matches,
        "found": shares,
    }
    print(json.dumps(result), flush=True)
    return result
