"""R9, R10, R22, R24: many writers and readers at once, many threads, many nights of cron."""

import random
import resource
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from provenance import Index
from provenance.pipeline.indexing.ingest import Options, ingest
from provenance.pipeline.session import open_writer
from provenance.pipeline.upkeep.compact import compact
from provenance.pipeline.upkeep.verify import verify
from tests.conftest import Prov
from tests.corpus import planted, prose, write
from tests.pipeline.conftest import contents
from tests.torture.children import ask
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

SECONDS = count(small=6, large=600)
SECOND_WRITERS = count(small=4, large=200)
SHUFFLES = count(small=1, large=12)
NIGHTS = count(small=40, large=2_000)
WRITERS, READERS = 4, 6
LOCKED = 11
#: Growth of memory between the first half of the nights and the last that is no leak: the allocator's own.
MOST_GROWTH = 24 << 20


def _read(path: Path, until: float, problems: list[str], times: list[float]) -> None:
    """Ask for documents and matches until it is time; what goes wrong is noted."""
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            (matches,) = connection.execute("SELECT count(*) FROM v_match").fetchone()
            (linked,) = connection.execute("SELECT count(*) FROM v_passage").fetchone()
            connection.close()
        except sqlite3.Error as error:
            problems.append(f"a reader: {error}")
            continue
        times.append(time.monotonic() - began)
        if matches and not linked:
            problems.append("a reader saw matches without passages")


@pytest.mark.slow
def test_writers_wait_and_readers_read(prov: Prov, tmp_path: Path, tally: Tallying) -> None:
    """Writers that wait for the lock all get their turn, readers never see half a batch or a locked database."""
    row = tally("R9 writers and readers")
    for number in range(WRITERS):
        write(tmp_path / f"texts-{number}", planted(10, seed=number + 2)[0])
    assert prov("index", "texts-0").returncode == 0
    problems: list[str] = []
    times: list[float] = []
    until = time.monotonic() + SECONDS
    readers = [
        threading.Thread(target=_read, args=(tmp_path / "prov.db", until, problems, times)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    rounds = 0
    while time.monotonic() < until:
        rounds += 1
        for number in range(WRITERS):
            (tmp_path / f"texts-{number}" / f"new-{rounds}.txt").write_text(prose(1_000 * rounds + number), "utf-8")
        at_work = [
            prov.start("index", f"texts-{number}", "--lock-wait", 60, "--quiet", "--jobs", 1)
            for number in range(WRITERS)
        ]
        for process in at_work:
            _, talk = process.communicate(timeout=120)
            row.crashed += [] if process.returncode == 0 else [f"exit {process.returncode}: {talk.decode()[-300:]}"]
            row.tried += 1
    for reader in readers:
        reader.join()
    row.crashed += problems
    row.notes = f"{len(times)} reads, slowest {max(times) * 1000:.0f} ms"
    stored = {uri for (uri,) in sqlite3.connect(tmp_path / "prov.db").execute("SELECT uri FROM v_source")}
    files = {file.resolve().as_uri() for file in tmp_path.glob("texts-*/*.txt")}
    row.lost += sorted(files - stored)
    row.wrong += verify(tmp_path / "prov.db", every_text=True)
    row.check()


@pytest.mark.slow
def test_a_second_writer_is_told_at_once(prov: Prov, tmp_path: Path, tally: Tallying) -> None:
    """While a writer holds the store another one ends with 11 and changes nothing."""
    row = tally("R10 second writer")
    write(tmp_path / "texts", planted(4)[0])
    with open_writer(tmp_path / "prov.db", create=True, jobs=1):
        before = contents(tmp_path / "prov.db")
        for _ in range(SECOND_WRITERS):
            done = prov("index", "texts", "--lock-wait", 0)
            row.tried += 1
            row.crashed += [] if done.returncode == LOCKED else [f"exit {done.returncode}: {done.stderr[-300:]}"]
            row.wrong += [] if contents(tmp_path / "prov.db") == before else ["it changed the store"]
    row.check()


def _indexed(path: Path, texts: list[tuple[str, str]], jobs: int, batch: int) -> dict[str, object]:
    """What a store says of these texts, each run adding ``batch`` of them."""
    for start in range(0, len(texts), batch):
        with Index.create(path, jobs=jobs) as index:
            index.add(texts[start : start + batch])
    said = contents(path)
    return {name: said[name] for name in ("documents", "sources", "matches", "passages", "substitutions")}


@pytest.mark.slow
def test_threads_change_nothing(tmp_path: Path, tally: Tallying) -> None:
    """One, two or eight threads say the same, in whatever order the texts come."""
    row, rng, texts = tally("R22 determinism"), random.Random(SEED), sorted(planted(40)[0].items())
    for shuffle in range(SHUFFLES):
        rng.shuffle(texts)
        said = []
        for jobs in (1, 2, 8):
            folder = tmp_path / f"{shuffle}-{jobs}"
            folder.mkdir()
            said.append(ask(_indexed, folder / "prov.db", texts, jobs, 1_000))
            row.tried += 1
        row.wrong += [] if said[0] == said[1] == said[2] else [f"shuffle {shuffle} differs between threads"]
    row.check()


def _nights(home: Path, nights: int) -> list[tuple[int, int]]:
    """So many nights of cron; after each, bytes of memory and open descriptors."""
    seen, rng = [], random.Random(SEED)
    for night in range(nights):
        (home / "texts" / f"new-{night}.txt").write_text(prose(50_000 + night), "utf-8")
        (home / "texts" / f"changed-{rng.randrange(5)}.txt").write_text(prose(90_000 + night), "utf-8")
        with open_writer(home / "prov.db", create=True, jobs=1) as session:
            ingest(session, [str(home / "texts")], Options(memory=8 << 20))
            if night % 7 == 0:
                compact(session)
        seen.append((_resident(), len(list(Path("/proc/self/fd").iterdir()))))
    return seen


def _resident() -> int:
    """Bytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.slow
def test_many_nights_leave_nothing_behind(tmp_path: Path, tally: Tallying) -> None:
    """Memory, descriptors, segments and the log of the database do not grow from night to night."""
    row = tally("R24 nights of cron")
    write(tmp_path / "texts", planted(6)[0])
    seen = ask(_nights, tmp_path, NIGHTS, seconds=NIGHTS * 20)
    row.tried = len(seen)
    half = seen[NIGHTS // 4 : NIGHTS // 2]
    memory = max(one for one, _ in seen[-NIGHTS // 4 :]) - max(one for one, _ in half)
    files = max(one for _, one in seen[-NIGHTS // 4 :]) - max(one for _, one in half)
    row.notes = f"memory {memory / 1024:+.0f} KiB, descriptors {files:+d}"
    row.wrong += [f"memory grew by {memory >> 20} MiB"] if memory > MOST_GROWTH else []
    row.wrong += [f"{files} more descriptors"] if files > 0 else []
    segments = list((tmp_path / "prov.db.index").iterdir())
    row.wrong += [f"{len(segments)} segments"] if len(segments) > 16 else []
    row.wrong += verify(tmp_path / "prov.db", every_text=True)
    row.check()
