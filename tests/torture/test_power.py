"""R2, R4: the power goes, or the disk is full: what was acknowledged is there, and a rerun does the rest."""

import random
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import ProvenanceError
from provenance.pipeline.upkeep.verify import verify
from provenance.store import open_for_reading
from tests.conftest import Prov
from tests.corpus import planted, write
from tests.torture.children import ask, processes
from tests.torture.disks import PowerCutDisk, grow, memory_disk, power_cut_disk
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

TEXTS = sorted(planted(60)[0].items())
PORTION = 6
CUTS = count(small=8, large=1_000)
SIZES = count(small=8, large=60)
DISK_FULL = 13
SMALLEST, LARGEST = 128 << 10, 8 << 20


def add_portions(path: Path, acknowledged: Connection) -> None:
    """Add texts portion by portion, saying of each when it is stored."""
    with Index.create(path, jobs=1) as index:
        for start in range(0, len(TEXTS), PORTION):
            index.add(TEXTS[start : start + PORTION])
            acknowledged.send(min(start + PORTION, len(TEXTS)))


def _cut(disk: PowerCutDisk, path: Path, after: float) -> int:
    """Cut the power ``after`` so many seconds of adding; how many texts had been acknowledged by then."""
    heard, tell = processes.Pipe(duplex=False)
    child = processes.Process(target=add_portions, args=(path, tell))
    child.start()
    tell.close()
    time.sleep(after)
    disk.cut_power()
    acknowledged = 0
    child.kill()
    child.join()
    while True:
        try:
            acknowledged = heard.recv()
        except EOFError:
            return acknowledged


def _stored(path: Path) -> set[str]:
    """The URIs of a store, none where there is no store yet."""
    if not path.exists():
        return set()
    with open_for_reading(path) as store:
        return {uri for (uri,) in store.rows("SELECT uri FROM v_source")}


def _rerun(path: Path) -> list[str]:
    """Add all texts; what is lost or wrong then."""
    with Index.create(path, jobs=1) as index:
        index.add(TEXTS)
    return verify(path, every_text=True) + sorted({uri for uri, _ in TEXTS} - _stored(path))


@pytest.mark.slow
@pytest.mark.parametrize("options", ["", "data=writeback"], ids=["ordered", "writeback"])
def test_a_power_cut_loses_nothing_that_was_acknowledged(options: str, tmp_path: Path, tally: Tallying) -> None:
    """After the power went at a random instant the store opens, verifies, and has every text that was acknowledged."""
    row, rng = tally(f"R2 power cut, {options or 'data=ordered'}"), random.Random(SEED)
    with power_cut_disk(tmp_path, options) as disk:
        path = disk.folder / "store" / "prov.db"
        while row.tried < CUTS:
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir()
            known = _cut(disk, path, rng.uniform(0.2, 1.6))
            disk.start_again()
            row.tried += 1
            if not path.parent.exists():  # the folder itself was made too late to survive
                row.lost += [f"{known} texts with their folder"] if known else []
                continue
            row.lost += sorted({uri for uri, _ in TEXTS[:known]} - ask(_stored_if_sound, path))
            row.wrong += ask(_rerun, path)
    row.check()


@pytest.mark.slow
def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path, tally: Tallying) -> None:
    """On a disk of any size the run ends well or says that it is full; with more room a rerun does the rest."""
    texts = write(tmp_path / "texts", dict(TEXTS))
    row, prov, step = tally("R4 full disk"), Prov(tmp_path), (LARGEST / SMALLEST) ** (1 / SIZES)
    for number in range(SIZES):
        size = round(SMALLEST * step**number)
        with memory_disk(tmp_path / f"disk-{size}", size) as disk:
            path = disk / "prov.db"
            done = prov("index", texts, "--db", path, "--memory", "400KiB", "--jobs", 1, "--quiet")
            row.tried += 1
            if done.returncode not in {0, DISK_FULL} or "Traceback" in done.stderr:
                row.crashed.append(f"{size} bytes: exit {done.returncode}: {done.stderr[-300:]}")
            before = ask(_stored_if_sound, path)
            grow(disk, 64 << 20)
            again = prov("index", texts, "--db", path, "--jobs", 1, "--quiet")
            if again.returncode != 0:
                row.crashed.append(f"{size} bytes, rerun: exit {again.returncode}: {again.stderr[-300:]}")
                continue
            row.lost += sorted(before - ask(_stored, path))
            row.wrong += ask(verify, path)
    row.check()


def _stored_if_sound(path: Path) -> set[str]:
    """What is stored; nothing where the store cannot be read, as when the disk is full or its making was cut short."""
    try:
        return _stored(path)
    except ProvenanceError:
        return set()
