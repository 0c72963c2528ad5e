"""R12, R21: any bytes, and any clock."""

import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from provenance import compare, signatures
from provenance.pipeline.upkeep.verify import verify
from tests.conftest import Prov
from tests.corpus import STORY, planted, prose, write
from tests.pipeline.conftest import contents
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

FILES = count(small=150, large=50_000)
PORTION = 500
#: As `faketime -f` has it: two days back, ten years on, daylight saving, before the year 2000, and past 2038.
CLOCKS = ("-2d", "+10y", "@2026-03-29 01:59:58", "@1999-12-31 23:59:59", "+1h", "@2038-01-19 03:14:06")
PAIRS = count(small=150, large=50_000)

_STRANGE = [
    "\x00", "\x1b[31m", "\u200b", "\u202e", "\u2028", "\ufeff", "\U000e0041", "\u0301", "\u0430", "\uff41",
    "\U0001d400", "\u0e01", "\u4e00", "\u0627", "\u05d0", "\U0001f469\u200d\U0001f692", "\u1100\u1161", "\u0958",
    "\ufdfa", "\u1e9e",
]  # fmt: skip


def _strange_text(rng: random.Random) -> str:
    """Words with every kind of character between and inside them."""
    words = prose(rng.randrange(1_000_000), rng.randrange(1, 120)).split(" ")
    for _ in range(rng.randrange(1, 30)):
        place = rng.randrange(len(words))
        cut = rng.randrange(len(words[place]) + 1)
        words[place] = words[place][:cut] + rng.choice(_STRANGE) * rng.randrange(1, 4) + words[place][cut:]
    return rng.choice([" ", "\n", "\r\n", "", "\u3000"]).join(words)


def _random(rng: random.Random) -> bytes:
    return rng.randbytes(rng.randrange(2_000))


def _wrong_coding(rng: random.Random) -> bytes:
    coding = rng.choice(["utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1251", "shift-jis", "gb18030", "utf-8"])
    return _strange_text(rng).encode(coding, "replace")


def _broken(rng: random.Random) -> bytes:
    data = bytearray(_strange_text(rng).encode())
    for _ in range(rng.randrange(1, 20)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _mixed(rng: random.Random) -> bytes:
    return _wrong_coding(rng) + _broken(rng) + STORY.encode("utf-16")


_MAKERS: Sequence[Callable[[random.Random], bytes]] = (_random, _wrong_coding, _broken, _mixed)
_ENDINGS = (".txt", ".html", ".csv", ".jsonl", ".eml", ".xml", "", ".md", ".pdf", ".docx", ".warc", ".gz")


@pytest.mark.slow
def test_any_bytes_are_read_or_named(prov: Prov, tmp_path: Path, tally: Tallying) -> None:
    """Files of any bytes under any name are indexed or fail by name; a second store says the same of them."""
    row, rng = tally("R12 any bytes, files"), random.Random(SEED)
    while row.tried < FILES:
        for name in ("texts", "prov.db.index", "prov.db.texts", "again.db.index", "again.db.texts"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
        for file in tmp_path.glob("*.db*"):
            file.unlink()
        (tmp_path / "texts").mkdir()
        for number in range(min(PORTION, FILES - row.tried)):
            ending = rng.choice(_ENDINGS)
            (tmp_path / "texts" / f"{number}{ending}").write_bytes(rng.choice(_MAKERS)(rng))
            row.tried += 1
        for db in ("prov.db", "again.db"):
            done = prov("index", "texts", "--db", db, "--quiet")
            if done.returncode not in {0, 3} or "Traceback" in done.stderr:
                row.crashed.append(f"exit {done.returncode}: {done.stderr[-400:]}")
        said, again = contents(tmp_path / "prov.db"), contents(tmp_path / "again.db")
        row.wrong += [f"{name} differ" for name in said if said[name] != again[name]]
        row.wrong += verify(tmp_path / "prov.db", every_text=True)
    row.check()


@pytest.mark.slow
def test_any_texts_are_aligned(tally: Tallying) -> None:
    """Any two strings are compared: offsets lie in them, exchanging them exchanges the answer."""
    row, rng = tally("R12 any strings, compared"), random.Random(SEED)
    for _ in range(PAIRS):
        one, other = _strange_text(rng), _strange_text(rng)
        other = one[: len(one) // 2] + other if rng.randrange(2) else other
        found, mirrored = compare(one, other), compare(other, one)
        row.tried += 1
        spans = {(p.query_start, p.query_end, p.source_start, p.source_end) for p in found.passages}
        turned = {(p.source_start, p.source_end, p.query_start, p.query_end) for p in mirrored.passages}
        row.wrong += [] if spans == turned else [f"{one!r} and {other!r} are not mirrored"]
        inside = all(0 <= a < b <= len(one) and 0 <= c < d <= len(other) for a, b, c, d in spans)
        row.wrong += [] if inside else [f"{one!r} and {other!r}: outside the texts"]
        row.wrong += [] if (signatures([one]) == signatures([one])).all() else [f"{one!r}: signature differs"]
    row.check()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_any_clock_is_survived(prov: Prov, tmp_path: Path, tally: Tallying) -> None:
    """Runs under clocks that jump back and forth add what there is, in a chain that verifies."""
    row, texts = tally("R21 clocks"), sorted(planted(24)[0].items())
    write(tmp_path / "texts", {})
    for number, clock in enumerate(CLOCKS):
        for name, text in texts[number :: len(CLOCKS)]:
            (tmp_path / "texts" / name).write_text(text, "utf-8")
        command = ["faketime", "-f", clock, *prov.command("index", "texts", "--quiet")]
        done = subprocess.run(
            command, cwd=tmp_path, env=Prov.environment(None), capture_output=True, text=True, check=False
        )
        row.tried += 1
        row.crashed += [] if done.returncode == 0 else [f"{clock}: exit {done.returncode}: {done.stderr[-300:]}"]
    row.wrong += verify(tmp_path / "prov.db", every_text=True)
    with sqlite3.connect(tmp_path / "prov.db") as connection:
        (stored,) = connection.execute("SELECT count(*) FROM v_source").fetchone()
        runs = connection.execute("SELECT run_id FROM v_run ORDER BY run_id").fetchall()
    connection.close()
    row.lost += [] if stored == len(texts) else [f"{len(texts) - stored} texts"]
    row.lost += [] if len(runs) == len(CLOCKS) else [f"{len(CLOCKS) - len(runs)} runs"]
    row.check()
