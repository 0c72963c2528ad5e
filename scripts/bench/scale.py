"""Measure the whole road: read, sketch, match, align, store, at any size; then queries, and what lies on the disk.

    make bench-scale ARGS='--documents 100000'

The corpus is made by ``scripts.bench.scale_corpus``, with copies planted in it. Every run is a run of the command line
on JSON Lines, in a process of its own; its processor time and its peak memory are what the system says of it. The
answers are checked: each planted copy must be linked to what it repeats, and the peak must keep to ``--memory``. A line
is appended to scripts/bench/record/.

    make bench-scale ARGS='--documents 2000 --jobs 1 --rivals'

also runs other programs (``scripts.bench.rivals``) on the first documents, and ours beside them.

    make bench-scale ARGS='--reuse'
    make bench-scale ARGS='--texts DIR'

index texts that share much instead: made-up ones (``scripts.bench.reuse_corpus``), or those in a folder.
"""

import argparse
import functools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from provenance.store import index_folder, text_folder
from scripts.bench import reuse, rivals
from scripts.bench.indexing import index
from scripts.bench.machine import record
from scripts.bench.scale_corpus import document, documents

QUERY_WORDS = 800
QUERIES = 400


def queries(count: int) -> list[str]:
    """Texts of 800 words: every second one the beginning of a document of the corpus, the others unknown."""
    known = [document(number * max(1, count // QUERIES)).text for number in range(QUERIES // 2)]
    unknown = [one.text for one in documents(QUERIES // 2, start=10**9)]
    return [" ".join(text.split()[:QUERY_WORDS]) for pair in zip(known, unknown, strict=True) for text in pair]


def query(store: Path, texts: Sequence[str], jobs: int) -> dict[str, float]:
    """Milliseconds of a query on ``jobs`` threads in a warm process: candidates alone, and with alignment."""
    from provenance.pipeline.asking.query import query as ask  # noqa: PLC0415 - only what is measured is loaded
    from provenance.pipeline.session import open_reader  # noqa: PLC0415

    with open_reader(store, jobs=jobs) as session:
        for text in texts[:20]:
            ask(session, text)
        only = milliseconds(functools.partial(session.workers.propose, session.segments), texts)
        whole = milliseconds(functools.partial(ask, session), texts)
    figures = {"candidates": sorted(only), "aligned": sorted(whole)}
    return {
        f"{name}_p{share}": round(values[len(values) * share // 100], 3)
        for name, values in figures.items()
        for share in (50, 99)
    }


def milliseconds(step: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """How long ``step`` takes for each of ``texts``."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        step(text)
        taken.append(1e3 * (time.perf_counter() - began))
    return taken


def command_seconds(store: Path, text: str, folder: Path) -> float:
    """Seconds of ``prov query`` as a command, the median of five."""
    (folder / "query.txt").write_text(text, encoding="utf-8")
    command = ["prov", "query", str(folder / "query.txt"), "--db", str(store), "--json"]
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds), 3)


def corpus(folder: Path, count: int) -> tuple[Path, Path, int]:
    """The corpus and its truth as files, and the bytes of its texts."""
    texts, truth = folder / f"texts-{count}.jsonl", folder / f"truth-{count}.jsonl"
    command = [sys.executable, "-m", "scripts.bench.scale_corpus", str(count), "--truth", str(truth)]
    if not (texts.exists() and truth.exists()):
        with texts.open("w") as out:
            subprocess.run(command, check=True, stdout=out)
    with texts.open(encoding="utf-8") as lines:
        size = sum(len(json.loads(line)["text"].encode()) for line in lines)
    return texts, truth, size


def measure(folder: Path, count: int, jobs: int, memory: str) -> dict[str, object]:
    """One size with one number of threads: the figures, answers checked."""
    texts, truth, size = corpus(folder, count)
    store = folder / f"scale-{count}-{jobs}.db"
    taken, shares = index(texts, truth, store, jobs, memory)
    segments, texts_kept = (_bytes_in(folder(store)) for folder in (index_folder, text_folder))
    result: dict[str, object] = {
        "documents": count,
        "jobs": jobs,
        "text_mb": round(size / 1e6, 1),
        **taken.rates(size),
        "index_share": round(segments / size, 3),
        "store_share": round((store.stat().st_size + texts_kept) / size, 3),
        "found": shares,
        "query_ms": query(store, queries(count), jobs),
        "command_s": command_seconds(store, queries(count)[0], folder),
    }
    print(json.dumps(result), flush=True)
    return result


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def beside_rivals(folder: Path, count: int, memory: str) -> dict[str, object]:
    """The others and ours on the first ``count`` documents, one core each."""
    texts, truth, size = corpus(folder, count)
    store = folder / f"scale-{count}-beside-rivals.db"
    return rivals.measure(texts, truth, size, folder, lambda: index(texts, truth, store, 1, memory)[0])


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000], help="sizes of the corpus")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of threads")
    parser.add_argument("--memory", default="1GiB", help="as `prov index` takes it")
    parser.add_argument("--folder", type=Path, help="where to keep corpus and stores (default: a temporary folder)")
    parser.add_argument("--rivals", action="store_true", help="also run other programs, on one core each")
    parser.add_argument("--reuse", action="store_true", help="index made-up texts that share much instead")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="index the texts in this folder instead")
    parser.add_argument("--rival-documents", type=int, default=2_000, help="how many documents they get")
    return parser.parse_args()


def main() -> None:
    """Measure every size with every number of threads."""
    asked = arguments()
    if asked.rivals:
        rivals.install()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if asked.reuse or asked.texts:
            results = reuse.measure_all(folder, asked.texts, asked.memory)
        else:
            results = [measure(folder, count, jobs, asked.memory) for count in asked.documents for jobs in asked.jobs]
        measured: dict[str, object] = {"results": results}
        if asked.rivals:
            measured["rivals"] = beside_rivals(folder, asked.rival_documents, asked.memory)
    print(f"recorded in {record('scale', measured)}")


if __name__ == "__main__":
    main()
