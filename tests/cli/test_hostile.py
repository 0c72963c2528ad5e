import json
import os
import sqlite3
from pathlib import Path

import pytest

from provenance.uris import short_name
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, prose
from tests.readers.hostile import KINDS, write_hostile

GOOD = len(KINDS) + 3


def test_hostile_files_take_nothing_down(prov: Prov, tmp_path: Path) -> None:
    """Among broken files and bombs of all kinds the good ones are indexed, and each bad one is named with a reason.

    Memory stays within what was granted and 256 MiB; nothing is written but the store.
    """
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(GOOD):
        (texts / f"{number * 10:03}-good.txt").write_text(prose(number), encoding="utf-8")
    bad = {path.name for path in write_hostile(texts, len(KINDS))}
    os.truncate(os.open(texts / "sparse.txt", os.O_CREAT | os.O_WRONLY), 1 << 40)
    os.mkfifo(texts / "pipe")
    with prov.start("index", "texts", "--memory", "512MiB", "--json") as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 3
    report = json.loads(said)
    failed = {short_name(one["uri"].partition("#")[0]): one["reason"] for one in report["failures"]}
    assert set(failed) == bad | {"sparse.txt", "pipe"}
    assert all(failed.values())
    assert report["added"] == GOOD
    assert usage.ru_maxrss < (512 + 256) << 10
    assert {path.name for path in tmp_path.iterdir()} == {
        "texts",
        "prov.db",
        "prov.db.index",
        "prov.db.texts",
        "prov.db.lock",
    }


def test_a_failure_is_tried_again_when_its_file_changes(prov: Prov, tmp_path: Path) -> None:
    """A broken file fails again, unread, until it is mended; then nothing is left of the failure."""
    path = tmp_path / "texts" / "a.gz"
    path.parent.mkdir()
    path.write_bytes(b"\x1f\x8b broken")
    for _ in range(2):
        assert prov("index", "texts").returncode == 3
    path.write_text(prose(1), encoding="utf-8")
    assert prov("index", "texts").returncode == 0
    connection = sqlite3.connect(tmp_path / "prov.db")
    assert connection.execute("SELECT count(*) FROM v_failure").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("uri", ["http://[bad", "//[", "http://\u2100.example/", " ", "a\nb", "wire:17", "http://x:y/"])
def test_an_address_that_nobody_can_take_apart_is_a_name(prov: Prov, tmp_path: Path, uri: str) -> None:
    """A row of a table may be called anything: it is indexed and matched, listed, drawn and reported on."""
    rows = [{"uri": uri, "text": STORY}, {"uri": f"{uri} copy", "text": SPUN}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = prov("index", "rows.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["matches"] == 1
    for look in (["matches"], ["lineage", "1"], ["why", "2", "1"], ["show", "1"], ["report", "1", "-o", "-"]):
        done = prov(*look)
        assert done.returncode == 0, done.stderr
    assert json.loads(prov("lineage", uri, "--json").stdout)["document_id"] == 1
