"""What people see: help, silence, colours, pictures, lineage; standard output is data, standard error is talk."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from provenance.cli import app as cli
from tests.cli.conftest import Known
from tests.conftest import Prov
from tests.corpus import SPUN, STORY, prose, write

COMMANDS = ("index", "query", "compare", "matches", "show", "lineage", "status")
ANSI = "\x1b"


def test_help_lists_every_command(prov: Prov) -> None:
    """`prov --help` names every command and the exit codes; so does `prov` alone, as a usage error."""
    done = prov("--help")
    assert done.returncode == 0
    assert set(re.findall(r"^  ([a-z]+) ", done.stdout, flags=re.MULTILINE)) >= set(COMMANDS)
    assert "Exit codes" in done.stdout
    assert prov("-h").stdout == done.stdout
    assert prov().returncode == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(prov: Prov, command: str) -> None:
    """The help of every command shows how it is called."""
    done = prov(command, "--help")
    assert done.returncode == 0
    assert re.search(rf"Examples?:\s+prov {command} ", done.stdout)


def test_help_loads_nothing_heavy() -> None:
    """Help and the import of the command line load neither numpy nor datasketch nor SQLite nor the native core."""
    heavy = ["numpy", "scipy", "datasketch", "sqlite_utils", "sqlite3", "pysqlite3", "wordfreq", "provenance._core"]
    heavy.append("importlib.metadata")
    program = f"""
import sys
from pathlib import Path
sys.argv = ["prov", "--help"]
from provenance.cli import main
try:
    main()
except SystemExit:
    print("loaded", [name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_a_query_loads_little(prov: Prov, tmp_path: Path) -> None:
    """A query loads neither numpy nor sqlite-utils, which looks for it, nor what guesses encodings: each takes long."""
    text, heavy = (
        tmp_path / "a.txt",
        ("numpy", "scipy", "datasketch", "sqlite_utils", "wordfreq", "chardet", "importlib.metadata"),
    )
    text.write_text(STORY)
    assert prov("index", str(text), "--db", str(tmp_path / "prov.db")).returncode == 0
    program = f"""
import sys
from pathlib import Path
sys.argv = ["prov", "query", {str(text)!r}, "--db", {str(tmp_path / "prov.db")!r}, "--json"]
from provenance.cli import main
try:
    main()
except SystemExit as ended:
    print("loaded", ended.code, [name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded 0 []"


def test_version_says_what_runs(prov: Prov) -> None:
    """`prov --version` names version, build profile and kernel."""
    assert re.fullmatch(r"prov \d+\.\d+\.\d+\S* \(profile \w+, kernel \w+, .*\)\n", prov("--version").stdout)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(prov: Prov, shell: str) -> None:
    """The completion script of each shell is printed."""
    done = prov("--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})
    assert done.returncode == 0
    assert "_PROV_COMPLETE" in done.stdout


def test_data_and_talk_are_apart(prov: Prov) -> None:
    """`prov index` only talks, so its standard output stays empty; `prov matches` only answers."""
    (prov.cwd / "a.txt").write_text(STORY)
    (prov.cwd / "b.txt").write_text(SPUN)
    done = prov("index", "a.txt", "b.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("run 1: 2 added, 1 match\nchain head ")
    listed = prov("matches")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "a.txt" in listed.stdout


def test_quiet_is_silent_on_success(prov: Prov) -> None:
    """With --quiet a run that did its work says nothing at all, and a failure is still named."""
    (prov.cwd / "a.txt").write_text(STORY)
    (prov.cwd / "void.txt").write_text("\n")
    done = prov("index", ".", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    query = prov("query", "a.txt", "--quiet")
    assert (query.returncode, query.stdout, query.stderr) == (0, "", "")
    failed = prov("index", "missing.txt", "--quiet")
    assert (failed.returncode, failed.stdout) == (3, "")
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("matches",), ("status",), ("show", "1"), ("query", "b-spun.txt"), ("lineage", "2")],
    ids=lambda a: a[0],
)
def test_no_colour_where_nobody_looks(known: Known, arguments: tuple[str, ...]) -> None:
    """Output that is no terminal has no escape sequences."""
    where = [str(known.texts / one) if one.endswith(".txt") else one for one in arguments]
    done = known.prov(*where, "--db", known.db)
    assert done.returncode == 0
    assert done.stdout
    assert ANSI not in done.stdout + done.stderr


def on_a_terminal(known: Known, *arguments: object, env: dict[str, str], talk: bool = False) -> str:
    """What a command prints on a terminal of 100 columns: its data, or its talk."""
    ours, theirs = os.openpty()
    run = subprocess.Popen(
        known.prov.command(*arguments),
        cwd=known.prov.cwd,
        env=known.prov.environment({"TERM": "xterm-256color", "COLUMNS": "100", **env}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if talk else theirs,
        stderr=theirs if talk else subprocess.DEVNULL,
    )
    os.close(theirs)
    read = []
    try:
        while piece := os.read(ours, 1 << 16):
            read.append(piece)
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert run.wait() == 0
    return b"".join(read).decode()


def test_progress_counts_documents_and_bytes(known: Known) -> None:
    """On a terminal a run shows how many documents it has read, and how much of how many bytes."""
    rows = "".join(json.dumps({"uri": f"memory:{n}", "text": prose(n, 200)}) + "\n" for n in range(50))
    path = known.prov.cwd / "rows.jsonl"
    path.write_text(rows)
    shown = re.sub(rf"{ANSI}\[[0-9;?]*[A-Za-z]", "", on_a_terminal(known, "index", path, env={}, talk=True))
    size = f"{path.stat().st_size / 1024:.1f}"
    assert re.search(rf"50 documents .* {size}/{size} KiB", shown)
    assert "run 2: 50 added" in shown


def test_show_marks_swapped_words_by_colour(known: Known) -> None:
    """On a terminal the words that differ are coloured and not marked."""
    shown = on_a_terminal(known, "show", known.texts / "b-spun.txt", known.texts / "a-story.txt", env={})
    assert re.search(f"{ANSI}\\[[0-9;]*mharbour{ANSI}", shown)
    assert "‹" not in shown


def test_show_marks_swapped_words_without_colour(known: Known) -> None:
    """Under NO_COLOR, and where nobody looks, the words that differ stand between marks."""
    files = known.texts / "b-spun.txt", known.texts / "a-story.txt"
    shown = on_a_terminal(known, "show", *files, env={"NO_COLOR": "1"})
    assert not re.search(f"{ANSI}\\[[0-9;]*3[0-9]m", shown)
    assert "‹harbour›" in shown
    assert "‹haven›" in shown
    piped = known.prov("show", *files).stdout
    assert "‹harbour›" in piped
    assert "‹northern›" not in piped


def test_show_puts_what_came_first_on_the_left(known: Known) -> None:
    """The source stands left of what derives from it, whichever is named first."""
    files = [known.texts / "b-spun.txt", known.texts / "a-story.txt"]
    for order in (files, files[::-1]):
        lines = known.prov("show", *order).stdout.splitlines()
        assert any(re.search(r"‹harbour›.*‹haven›", line) for line in lines)


def test_show_of_a_stored_match(known: Known) -> None:
    """A match is shown by its number, with who derives from whom and which words were swapped."""
    shown = known.prov("show", "1", "--db", known.db).stdout
    assert "b-spun.txt most likely derives from a-story.txt" in shown
    assert "harbour → haven" in shown
    assert "passage 1 of 1" in shown


def test_show_of_texts_that_share_nothing(known: Known) -> None:
    """Two texts that share no passage are said to share none."""
    done = known.prov("show", known.texts / "d-bread.txt", known.texts / "a-story.txt")
    assert (done.returncode, done.stdout) == (0, "d-bread.txt and a-story.txt share no passage\n")


@pytest.mark.parametrize("width", [40, 80, 160])
def test_show_keeps_to_its_width(known: Known, width: int) -> None:
    """No line is wider than asked for."""
    done = known.prov("show", known.texts / "b-spun.txt", known.texts / "a-story.txt", "--width", width)
    assert max(map(len, done.stdout.splitlines())) <= width


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "tree",
            (
                r"b-spun\.txt #2\n.*comes from\n.*a-story\.txt #1  \(rewrite, \d+% of it, confidence 0\.\d\d\), "
                r"first seen 2"
            ),
        ),
        (
            "mermaid",
            (
                r"^flowchart TD\n    d1\[\"a-story\.txt #1\"\]\n(.*\n)*    d1 -->\|rewrite 0\.\d\d\| d2\n"
                r"    d2 -\.-\|undecided\| d3$"
            ),
        ),
        (
            "dot",
            r'^digraph lineage \{\n  d1 \[label="a-story\.txt #1"\];\n(.*\n)*  d1 -> d2 \[label="rewrite 0\.\d\d"\];\n',
        ),
    ],
)
def test_lineage_formats(known: Known, form: str, expected: str) -> None:
    """A lineage is printed as a tree, as Mermaid and as DOT, arrows from source to derived."""
    done = known.prov("lineage", known.texts / "b-spun.txt", "--format", form, "--db", known.db)
    assert done.returncode == 0
    assert re.search(expected, done.stdout, flags=re.MULTILINE), done.stdout


def test_lineage_of_an_unrelated_text(known: Known) -> None:
    """A text that comes from nothing known and led to nothing is said so."""
    shown = known.prov("lineage", known.texts / "d-bread.txt", "--db", known.db).stdout
    assert "comes from nothing known" in shown
    assert "led to nothing known" in shown


@pytest.mark.parametrize(
    "arguments",
    [("matches", "--jsonl"), ("matches",), ("show", "1"), ("status",), ("query", "b-spun.txt"), ("lineage", "2")],
    ids=" ".join,
)
def test_a_broken_pipe_is_success(known: Known, arguments: tuple[str, ...]) -> None:
    """When the reader goes away, a command ends with 0 and without a word."""
    where = [str(known.texts / one) if one.endswith(".txt") else one for one in arguments]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        known.prov.command(*where, "--db", known.db),
        cwd=known.prov.cwd,
        env=known.prov.environment(None),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_store_inside_the_folder_is_skipped(prov: Prov) -> None:
    """A store that lies in the folder it indexes is no input, not even in later runs."""
    (prov.cwd / "a.txt").write_text(STORY)
    first, second = prov("index", "."), prov("index", ".")
    assert first.returncode == 0
    assert first.stderr.startswith("run 1: 1 added\nchain head ")
    assert second.returncode == 0
    assert second.stderr.startswith("run 2: 0 added, 1 unchanged\nchain head ")


def test_escape_sequences_in_texts_do_not_reach_the_terminal(prov: Prov) -> None:
    """A text or a name cannot steer the terminal of who looks at it."""
    (prov.cwd / "a.txt").write_text(STORY.replace("timber", "\x1b[2Jtimber"))
    (prov.cwd / "b\x1b[31m.txt").write_text(SPUN.replace("lumber", "\x1b]0;mine\x07lumber"))
    for arguments in (("compare",), ("show",)):
        done = prov(*arguments, "a.txt", "b\x1b[31m.txt")
        assert done.returncode == 0
        assert ANSI not in done.stdout
    failed = prov("index", "c\x1b[31m.txt")
    assert failed.returncode == 3
    assert ANSI not in failed.stderr


def test_a_document_of_another_format_says_what_to_do(prov: Prov) -> None:
    """A picture is named, and why it is left out."""
    (prov.cwd / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40))
    done = prov("index", "a.png")
    assert done.returncode == 3
    assert re.search(r"a\.png: a PNG image, which is not read", done.stderr)


@pytest.mark.slow
def test_a_line_of_fifty_megabytes_is_indexed(prov: Prov) -> None:
    """One file of one line of 50 MB is indexed like any other, and its parts are found in it."""
    words = prose(7, 120_000)
    line = " ".join(f"{words} {number}" for number in range(50_000_000 // len(words))) + " " + STORY
    (prov.cwd / "huge.txt").write_text(line)
    done = prov("index", "huge.txt", "--no-progress")
    assert done.returncode == 0
    assert done.stderr.startswith("run 1: 1 added\nchain head ")
    (prov.cwd / "small.txt").write_text(STORY)
    assert prov("query", "small.txt", "--fail-on-match").returncode == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("closed", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    "arguments", ["index texts", "index nowhere", "matches", "query nowhere", "status", "nonsense"]
)
def test_a_command_goes_on_where_nobody_hears_it(prov: Prov, tmp_path: Path, arguments: str, closed: str) -> None:
    """Where standard error is full or closed, data and exit code are what they are where it is not."""
    write(tmp_path / "texts", {"a.txt": STORY})
    heard = prov(*arguments.split())
    command = f"{shlex.join(prov.command(*arguments.split()))} {closed}"
    for left in tmp_path.glob("prov.db*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    unheard = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=Prov.environment(None), capture_output=True, text=True, check=False
    )
    assert (unheard.returncode, unheard.stdout) == (heard.returncode, heard.stdout)


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't start new thread")])
def test_want_of_memory_is_said_in_words(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No memory for an object, or for the stack of a thread, ends in a message and exit code 1."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("prov: there is not enough memory\nhint: ")
