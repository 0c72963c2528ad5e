"""Every exit code of the contract, as a script sees it."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from provenance.store import open_for_writing
from tests.cli.conftest import Known
from tests.conftest import Prov
from tests.corpus import STORY, planted, write

READERS = [("query", "a.txt"), ("matches",), ("show", "1"), ("lineage", "a.txt"), ("status",)]


@pytest.fixture
def copy(known: Known, tmp_path: Path) -> Path:
    """A store of one's own, to be damaged; beside it the text ``a.txt``."""
    shutil.copy(known.db, tmp_path / "prov.db")
    for folder in ("prov.db.index", "prov.db.texts"):
        shutil.copytree(known.db.with_name(folder), tmp_path / folder)
    (tmp_path / "a.txt").write_text(STORY)
    return tmp_path / "prov.db"


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that failed says: one line, perhaps a hint, no trace, and nothing on standard output."""
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].startswith("prov: ")
    assert all(line.startswith("hint: ") for line in lines[1:])
    return done.stderr


#: Names that mean no text in a store, a command line's bytes that are not UTF-8 among them.
UNKNOWN = ("nowhere.txt", "99", "9" * 5_000, "0" * 64, "²", "a/\udcff\udcfe.txt")


@pytest.mark.parametrize("arguments", [("query", "b-spun.txt"), ("query", "d-bread.txt"), ("status",)])
def test_0_done(known: Known, arguments: tuple[str, ...]) -> None:
    """A command that did what it was asked to exits with 0, whether it found something or not."""
    where = [str(known.texts / one) if one.endswith(".txt") else one for one in arguments]
    assert known.prov(*where, "--db", known.db).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("index",),
        ("index", "--no-such-option", "."),
        ("index", ".", "--jobs", "0"),
        ("index", ".", "--memory", "much"),
        ("index", ".", "--column", "text"),
        ("index", ".", "--column", "colour=red"),
        ("query", "a.txt", "--json", "--jsonl"),
        ("query", "."),
        ("show", "1", "2", "3"),
        ("show", "999"),
        ("show", "9" * 20),
        *(("lineage", name) for name in UNKNOWN),
        *((command, UNKNOWN[0]) for command in ("clusters", "forget")),
        ("matches", "--source", UNKNOWN[-1]),
        ("why", "a.txt", UNKNOWN[0]),
        ("watch", "add", UNKNOWN[0]),
        ("matches", "--swap", "a=\udcff"),
        ("matches", "--kind", "stolen"),
        ("matches", "--since", "last week"),
        ("matches", "--atom"),
        ("matches", "--watch", "--atom", "--json"),
        *(("matches", "--watch", option, value) for option, value in (("--source", "1"), ("--swap", "a=b"))),
        ("matches", "--watch", "--hide", "quoted"),
        ("report", "1", "--since", "last", "-o", "-"),
        ("lineage", "a.txt", "--format", "poem"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("copy")
def test_2_usage(prov: Prov, arguments: tuple[str, ...]) -> None:
    """A command that cannot be meant so exits with 2 and says why on standard error."""
    done = prov(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr


def test_3_some_inputs_failed(prov: Prov, tmp_path: Path) -> None:
    """Inputs that cannot be read are named, the others are added, and the code says 3."""
    (tmp_path / "good.txt").write_text(STORY)
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "rows.jsonl").write_text('{"text": "One row that is fine."}\n{no}\n')
    done = prov("index", "good.txt", "bad.txt", "pipe.txt", "rows.jsonl", "missing.txt")
    assert done.returncode == 3
    for name in ("bad.txt", "pipe.txt", "rows.jsonl#2", "missing.txt"):
        assert f"/{name}: " in done.stderr
    assert "good.txt" not in done.stderr
    assert "2 added, 4 failed" in done.stderr


@pytest.mark.parametrize("arguments", [("query",), ("compare",)])
@pytest.mark.usefixtures("copy")
def test_3_an_unreadable_query(prov: Prov, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A query that cannot be read is a failed input."""
    (tmp_path / "bad.txt").write_bytes(b"\x7fELF" + bytes(100))
    for name in ("bad.txt", "missing.txt"):
        done = prov(*arguments, name, *(["a.txt"] if arguments == ("compare",) else []))
        assert done.returncode == 3
        assert name in complaint(done)


@pytest.mark.parametrize(("command", "found"), [("query", 4), ("compare", 4)])
def test_4_findings(known: Known, command: str, found: int) -> None:
    """With --fail-on-match a finding is an exit code of its own, and no finding is success."""
    story, spun, bread = (known.texts / name for name in ("a-story.txt", "b-spun.txt", "d-bread.txt"))
    if command == "query":
        assert known.prov("query", spun, "--db", known.db, "--fail-on-match").returncode == found
        assert known.prov("query", bread, "--db", known.db, "--fail-on-match").returncode == 0
    else:
        assert known.prov("compare", spun, story, "--fail-on-match").returncode == found
        assert known.prov("compare", spun, bread, "--fail-on-match").returncode == 0


@pytest.mark.parametrize("arguments", READERS, ids=lambda arguments: arguments[0])
def test_10_no_store(prov: Prov, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A command that reads exits with 10 where there is no store, says how to make one, and makes none."""
    (tmp_path / "a.txt").write_text(STORY)
    done = prov(*arguments, "--db", "none.db")
    assert done.returncode == 10
    assert "none.db" in complaint(done)
    assert "hint: " in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_10_no_folder_for_the_store(prov: Prov, tmp_path: Path) -> None:
    """A store cannot be made in a folder that is not there."""
    (tmp_path / "a.txt").write_text(STORY)
    done = prov("index", "a.txt", "--db", "nowhere/prov.db")
    assert done.returncode == 10
    assert "nowhere" in complaint(done)


def test_11_another_writer(prov: Prov, copy: Path) -> None:
    """While another process writes, a second one is told who it is; readers go on."""
    with open_for_writing(copy):
        done = prov("index", "a.txt")
        assert done.returncode == 11
        assert f"process {os.getpid()}" in complaint(done)
        assert prov("index", "a.txt", "--lock-wait", "0.2").returncode == 11
        assert prov("query", "a.txt").returncode == 0
    assert prov("index", "a.txt").returncode == 0


@pytest.mark.parametrize("arguments", [*READERS, ("index", "a.txt")], ids=lambda arguments: arguments[0])
def test_12_no_store_but_a_text(prov: Prov, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A file that is no store is refused and left as it was."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "notes.txt").write_text("These are my notes.\n" * 500)
    done = prov(*arguments, "--db", "notes.txt")
    assert done.returncode == 12
    assert "notes.txt" in complaint(done)
    assert (tmp_path / "notes.txt").read_text() == "These are my notes.\n" * 500


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
@pytest.mark.parametrize("command", ["query", "index"])
def test_12_a_damaged_segment(prov: Prov, copy: Path, harm: str, command: str) -> None:
    """A segment that is damaged, cut short or gone is an integrity failure, named, and no wrong answer."""
    (segment,) = copy.with_name("prov.db.index").glob("*.seg")
    data = segment.read_bytes()
    if harm == "remove":
        segment.unlink()
    else:
        segment.write_bytes(data[: len(data) // 2] if harm == "cut" else data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    done = prov(command, "a.txt")
    assert done.returncode == 12
    assert segment.name in complaint(done)
    if harm == "remove":
        assert f"prov: cannot read prov.db.index/{segment.name}: No such file or directory\n" in done.stderr


def test_12_a_damaged_database(prov: Prov, copy: Path) -> None:
    """A database whose pages are overwritten is an integrity failure."""
    data = bytearray(copy.read_bytes())
    data[4096 : len(data)] = b"\xa5" * (len(data) - 4096)
    copy.write_bytes(data)
    done = prov("matches")
    assert done.returncode == 12
    assert "prov.db" in complaint(done)


@pytest.mark.parametrize("arguments", [("query", "a.txt"), ("index", "a.txt")], ids=["query", "index"])
def test_14_other_parameters(prov: Prov, copy: Path, arguments: tuple[str, ...]) -> None:
    """An index whose keys were made otherwise is not mixed with ours; a store with forged parameters is damaged."""
    connection = sqlite3.connect(copy)
    (parameters,) = connection.execute("SELECT parameters FROM parameter").fetchone()
    changed = parameters.replace("normal_form=2", "normal_form=99")
    assert changed != parameters
    connection.execute("DROP TRIGGER IF EXISTS parameter_not_changed")
    connection.execute(
        "UPDATE parameter SET parameters = ?, digest = ?", (changed, hashlib.sha256(changed.encode()).hexdigest())
    )
    connection.commit()
    connection.close()
    done = prov(*arguments)
    assert done.returncode == 14
    assert "normal_form=99" in complaint(done)
    assert "prov compact --rebuild" in done.stderr


@pytest.mark.parametrize("arguments", [*READERS, ("index", "a.txt")], ids=lambda arguments: arguments[0])
def test_15_a_newer_store(prov: Prov, copy: Path, arguments: tuple[str, ...]) -> None:
    """A store of a newer version is refused by every command and left as it was."""
    connection = sqlite3.connect(copy)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    done = prov(*arguments)
    assert done.returncode == 15
    assert "999" in complaint(done)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_signal_ends_the_wait_for_standard_input(prov: Prov, tmp_path: Path, jobs: str) -> None:
    """A run that waits for a writer who writes no more ends at once when it is interrupted."""
    folder = write(tmp_path / "texts", planted(60)[0])
    never_ends, kept_open = os.pipe()
    with os.fdopen(never_ends, "rb") as standard_input:
        run = prov.start("index", folder, "-", "--memory", "100KiB", "--jobs", jobs, stdin=standard_input)
    os.write(kept_open, b"The beginning of a text that goes on for a while.")
    index = tmp_path / "prov.db.index"
    names: set[str] = set()
    quiet = 0
    while quiet < 20:  # for a second nothing is committed: the run waits
        time.sleep(0.05)
        now = {one.name for one in index.glob("*.seg")}
        names, quiet = now, quiet + 1 if now and now == names else 0
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    os.close(kept_open)
    assert run.returncode == 130, err.decode()
    assert err.decode() == "prov: interrupted; what was committed stays, a rerun does the rest\n"


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_signals_end_a_run_in_peace(prov: Prov, tmp_path: Path, number: int, code: int, word: str) -> None:
    """A signal ends `prov index` with its own code, no trace and a sound store that a rerun completes."""
    folder = write(tmp_path / "texts", planted(120)[0])
    never_ends, kept_open = os.pipe()
    with os.fdopen(never_ends, "rb") as standard_input:
        run = prov.start("index", folder, "-", "--memory", "100KiB", stdin=standard_input)
    segments = tmp_path / "prov.db.index"
    # Number 2 is begun when number 1 is committed; it may be merged into a higher one before anybody looks.
    while run.poll() is None and not any(int(one.stem) > 1 for one in segments.glob("*.seg")):
        time.sleep(0.01)
    run.send_signal(number)
    out, err = run.communicate()
    os.close(kept_open)
    assert run.returncode == code, err.decode()
    assert out == b""
    assert err.decode() == f"prov: {word}; what was committed stays, a rerun does the rest\n"
    connection = sqlite3.connect(tmp_path / "prov.db")
    states = connection.execute("SELECT state, added FROM v_run").fetchall()
    (documents,) = connection.execute("SELECT count(*) FROM v_document").fetchone()
    connection.close()
    assert states == [("interrupted", documents)]
    assert 0 < documents < 180
    again = prov("index", folder)
    assert again.returncode == 0
    assert f"{180 - documents} added" in again.stderr


LONG = f"https://x.example/{'a' * 300}"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", LONG, "1"), 2),
        (("report", LONG, "-o", "-"), 2),
        (("lineage", LONG), 2),
        (("query", LONG), 3),
        (("compare", LONG, LONG), 3),
        (("status", "--db", LONG), 10),
        (("index", "a.txt", "--db", LONG), 10),
        (("snapshot", LONG), 2),
        (("snapshot", "a.txt/copy.db"), 2),
        (("dataset", "a.txt", "-o", "a.txt/dataset"), 2),
        (("import", LONG), 2),
        (("watch", "add", LONG), 2),
    ],
)
def test_what_cannot_be_a_file_is_said_in_a_line(prov: Prov, copy: Path, arguments: tuple[str, ...], code: int) -> None:
    """An address is mostly too long for the name of a file, and a file is no folder: that is no internal error."""
    assert copy.exists()
    done = prov(*arguments)
    assert done.returncode == code, done.stderr
    complaint(done)


def test_a_long_address_is_a_name(prov: Prov, tmp_path: Path) -> None:
    """A stored text is shown and reported on by its address, whatever its length."""
    rows = [{"uri": LONG, "text": STORY}, {"uri": f"{LONG}?2", "text": STORY.replace("the", "that", 3)}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert prov("index", "rows.jsonl").returncode == 0
    for look in (("show", LONG, f"{LONG}?2"), ("report", LONG, "-o", "-"), ("lineage", LONG)):
        done = prov(*look)
        assert done.returncode == 0, done.stderr
