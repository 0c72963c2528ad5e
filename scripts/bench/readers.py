"""Reading against indexing: JSON Lines, Parquet, files and web archives, as ratios in one run.

    .venv/bin/python scripts/bench/readers.py [--megabytes N]

Everything is timed in seconds of processor time of this process and its children, on texts made up for the purpose.
"""

import argparse
import functools
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from provenance import Index  # noqa: E402
from provenance.model import Document  # noqa: E402
from provenance.readers import Input, Limits, Reader, walk  # noqa: E402
from provenance.readers.sandbox.forking import server  # noqa: E402
from tests.corpus import prose  # noqa: E402
from tests.readers import made  # noqa: E402

WORDS = 1_500


def main() -> None:
    """Print a line for each way to read the same texts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=40, help="size of the texts")
    texts = _texts(parser.parse_args().megabytes << 20)
    size = sum(len(text) for text in texts.values())
    print(f"{len(texts):,} texts, {size / 1e6:.0f} MB; MB of text a second of processor time")
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        base = size / _seconds(lambda: _index(folder, texts))
        print(f"  Index.add without matching          {base / 1e6:8.1f}")
        for name, data in _files(texts).items():
            path = folder / name
            path.write_bytes(data)
            _print(name, size, len(data), _seconds(functools.partial(_read, path)), base)
        _print_folder(folder / "files", texts, size, base)


def _texts(size: int) -> dict[str, str]:
    parts = [prose(seed, WORDS) for seed in range(200)]
    count = size // len(parts[0])
    return {f"https://example.org/{n}": f"{n} {parts[n % 200]} {parts[n * 7 % 199][: n % 999]}" for n in range(count)}


def _files(texts: dict[str, str]) -> dict[str, bytes]:
    rows = "".join(json.dumps({"uri": uri, "text": text}) + "\n" for uri, text in texts.items()).encode()
    plain = {uri: text.encode() for uri, text in texts.items()}
    pages = {uri: made.page(text) for uri, text in list(texts.items())[: len(texts) // 10]}
    return {
        "rows.jsonl": rows,
        "rows.jsonl.gz": gzip.compress(rows, 6),
        "rows.parquet": made.parquet({"uri": list(texts), "text": list(texts.values())}, 10_000),
        "texts.wet.gz": made.wet(texts),
        "texts.warc": made.warc(plain, compressed=False, content_type="text/plain"),
        "texts.warc.gz": made.warc(plain, content_type="text/plain"),
        "pages.warc.gz (a tenth)": made.warc(pages),
    }


def _print(name: str, size: int, raw: int, seconds: float, base: float) -> None:
    rate = (0.1 if "tenth" in name else 1.0) * size / seconds
    print(f"  {name:<35} {rate / 1e6:8.1f}  {rate / base:5.2f} x  ({raw / 1e6:.0f} MB)")


def _print_folder(folder: Path, texts: dict[str, str], size: int, base: float) -> None:
    folder.mkdir()
    for number, text in enumerate(texts.values()):
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    seconds = _seconds(lambda: _read(folder))
    _print("a folder of files", size, size, seconds, base)
    print(f"  that is {seconds / len(texts) * 1e6:.0f} microseconds a file")


def _read(path: Path) -> int:
    with Reader(limits=Limits(workers=os.cpu_count() or 1)) as reader:
        items = (item for one in walk([str(path)]) if isinstance(one, Input) for item in reader.begin(one))
        return sum(len(one.text) for one in reader.in_order(items) if isinstance(one, Document))


def _index(folder: Path, texts: dict[str, str]) -> None:
    with Index.create(folder / "prov.db") as index:
        index.add(texts.items(), match=False)


def _seconds(call: Callable[[], object]) -> float:
    """Seconds of processor time that ``call`` takes."""
    before = _spent()
    call()
    return _spent() - before


def _spent() -> float:
    """Processor time of this process, and of the server of reading processes with those that have ended."""
    used = os.times()
    spent = used.user + used.system
    if server.pid:
        fields = Path(f"/proc/{server.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return spent


if __name__ == "__main__":
    main()
