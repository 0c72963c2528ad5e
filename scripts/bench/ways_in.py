"""Index the same texts from a folder, JSON Lines, Parquet and a web archive: documents and matches must be the same.

    .venv/bin/python -m scripts.bench.ways_in --texts DIR [--texts DIR …] [--jobs N]

The folder is read first, and what was read is written in the other forms. Exits with 1 if any of them differs.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from provenance.model import Document
from provenance.readers import Input, Reader, walk
from tests.readers import made

Rows = list[tuple[Any, ...]]

DOCUMENTS = "SELECT s.uri, d.sha256 FROM v_source AS s JOIN v_document AS d USING (document_id) ORDER BY 1"
MATCHES = """
    SELECT left_uri, right_uri, kind, resemblance, matched_words, changed, passages FROM v_match ORDER BY 1, 2, 3
"""


def main() -> None:
    """Print a line for each way in, and what differs from the first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, action="append", required=True, help="folder of texts; may be repeated")
    parser.add_argument("--jobs", default="1", help="threads of each run")
    asked = parser.parse_args()
    documents = list(_read(asked.texts))
    size = sum(len(one.text.encode()) for one in documents)
    print(f"{len(documents):,} texts, {size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as held:
        ways = {"folder": [str(path) for path in asked.texts], **_written(documents, Path(held))}
        found = {name: _indexed(name, inputs, Path(held), asked.jobs) for name, inputs in ways.items()}
    sys.exit(_differ(found))


def _read(folders: Sequence[Path]) -> Iterator[Document]:
    """What a run reads from these folders."""
    with Reader() as reader:
        begun = (item for one in walk(map(str, folders)) if isinstance(one, Input) for item in reader.begin(one))
        yield from (one for one in reader.in_order(begun) if isinstance(one, Document) and not one.is_empty)


def _written(documents: Sequence[Document], folder: Path) -> dict[str, list[str]]:
    """The same texts in other forms, by name."""
    rows = [{"uri": one.uri, "text": one.text} for one in documents]
    records = (
        made.warc_record("conversion", one.uri, one.text.encode(), "text/plain; charset=utf-8") for one in documents
    )
    makers: dict[str, Callable[[], bytes]] = {
        "texts.jsonl": lambda: "".join(json.dumps(row) + "\n" for row in rows).encode(),
        "texts.parquet": lambda: made.parquet({name: [row[name] for row in rows] for name in ("uri", "text")}, 1_000),
        "texts.warc": lambda: b"".join(records),
    }
    for name, make in makers.items():
        (folder / name).write_bytes(make())
    return {name: [str(folder / name)] for name in makers}


def _indexed(name: str, inputs: Sequence[str], folder: Path, jobs: str) -> tuple[Rows, Rows]:
    """Documents and matches of a store that was made from ``inputs``."""
    db = folder / f"{name}.db"
    begin = time.perf_counter()
    subprocess.run(["prov", "index", *inputs, "--db", str(db), "--jobs", jobs, "--quiet"], check=True)
    seconds = time.perf_counter() - begin
    with sqlite3.connect(db) as connection:
        documents, matches = (connection.execute(question).fetchall() for question in (DOCUMENTS, MATCHES))
    connection.close()
    print(f"  {name:<14} {len(documents):>7,} sources  {len(matches):>7,} matches  {seconds:7.1f} s", flush=True)
    return documents, matches


def _differ(found: dict[str, tuple[Rows, Rows]]) -> int:
    """Whether any way in differs from the first, and in what."""
    (first, expected), *others = found.items()
    differs = 0
    for name, got in others:
        for what, mine, theirs in zip(("sources", "matches"), expected, got, strict=True):
            if mine != theirs:
                differs = 1
                odd = sorted(set(mine) ^ set(theirs))
                print(f"{name} differs from {first} in {len(odd)} {what}, such as {odd[0]}")
    print("they differ" if differs else "they are the same")
    return differs


if __name__ == "__main__":
    main()
