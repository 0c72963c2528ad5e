"""Who else finds copies among many texts: other programs, run as they come, on one core each.

    make bench-scale ARGS='--documents 2000 --jobs 1 --rivals'

text-dedup, datatrove, gaoya and rensa (both in Rust) estimate with MinHash which documents are alike as wholes, and do
not align passages. A suffix array finds equal bytes, and sim_text, in C, equal words. None keeps texts for queries.
Each is a process of its own in an environment of its own, .venv-rivals, on the file of JSON Lines that ours reads. Its
start-up counts, as ours does. Ours runs before each of them, and its median is compared.

Of each there is a run with its defaults, and one with the fastest settings it offers if these are faster. Their answers
are checked by ``scripts.bench.rival_answers``. Left out are programs that no registry has: duplodocus,
deduplicate-text-datasets, for which the suffix array stands, and passim, whose name on PyPI is that of something else.
"""

import dataclasses
import json
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.bench.machine import Cost, cost
from scripts.bench.rival_answers import (
    Answer,
    Labels,
    Promise,
    alike,
    assess,
    groups,
    require_right,
    verbatim_bytes,
    verbatim_words,
    words_alone,
    words_and_gaps,
)

HERE = Path(__file__).resolve().parent
VENV = HERE.parents[1] / ".venv-rivals"
PYTHON = str(VENV / "bin" / "python")
REQUIREMENTS = HERE / "rivals-requirements.txt"
#: Debian's package with sim_text.
DEBIAN = "similarity-tester"


@dataclasses.dataclass(frozen=True)
class Rival:
    """One way to run another program.

    Attributes:
        name: As it stands in the report.
        package: Whose version is recorded: one of PyPI, or of Debian if it is ``DEBIAN``.
        settings: What was chosen for it, in words.
        command: From the texts and an empty folder for all that it writes to what is run.
        labels: From the texts and that folder to the groups it made: a label for each URI that is in one.
        promise: What it must find besides exact copies.
    """

    name: str
    package: str
    settings: str
    command: Callable[[Path, Path], list[str]]
    labels: Callable[[Path, Path], Labels]
    promise: Promise


def _text_dedup(*options: str) -> Callable[[Path, Path], list[str]]:
    """Its documented command line for a local file; with --debug it also writes which texts it grouped."""

    def command(texts: Path, folder: Path) -> list[str]:
        program = [PYTHON, "-P", "-m", "text_dedup.minhash", "--path", "json", "--data_files", str(texts)]
        where = ["--split", "train", "--cache_dir", str(folder / "cache"), "--output", str(folder / "kept")]
        return [*program, *where, "--column", "text", "--idx_column", "uri", "--debug", "--num_proc", "1", *options]

    return command


def _text_dedup_labels(_: Path, folder: Path) -> Labels:
    """From its union-find, which only its own class can read."""
    program = (
        "import json, pickle, sys; groups = pickle.load(open(sys.argv[1], 'rb'));"
        "print(json.dumps({uri: groups.find(uri) for uri in list(groups.parent)}))"
    )
    command = [PYTHON, "-P", "-c", program, str(folder / "kept" / "uf.pkl")]
    labels: dict[str, str] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return labels


def _datatrove(*options: str) -> Callable[[Path, Path], list[str]]:
    """All its stages in one process; it takes folders, so the file is linked into one of its own."""

    def command(texts: Path, folder: Path) -> list[str]:
        (folder / "texts").mkdir()
        os.link(texts, folder / "texts" / texts.name)
        return [PYTHON, "-P", str(HERE / "rival_datatrove.py"), str(folder / "texts"), str(folder), *options]

    return command


def datatrove_labels(texts: Path, folder: Path) -> Labels:
    """From its file of clusters: pairs of the number of a line and the number of its group."""
    uris = [document["uri"] for document in read(texts)]
    pairs = struct.iter_unpack("<2I", (folder / "clusters" / "000000.clusters").read_bytes())
    return {uris[line]: group for line, group in pairs}


def _pairs(program: str, *options: str, before: tuple[str, ...] = ()) -> Callable[[Path, Path], list[str]]:
    """One of the programs here that write pairs of URIs, with what stands before and behind texts and folder."""

    def command(texts: Path, folder: Path) -> list[str]:
        return [PYTHON, "-P", str(HERE / program), *before, str(texts), str(folder), *options]

    return command


def pair_labels(_: Path, folder: Path) -> Labels:
    """From the pairs that these programs write."""
    return groups(json.loads((folder / "pairs.json").read_text(encoding="utf-8")))


RIVALS = (
    Rival(
        "text-dedup",
        "text-dedup",
        "its defaults: 250 permutations, SHA-1, 5-grams, threshold 0.7",
        _text_dedup(),
        _text_dedup_labels,
        alike(words_and_gaps),
    ),
    Rival(
        "text-dedup, fastest",
        "text-dedup",
        "128 permutations, xxh3, 32 bits, 5-grams, threshold 0.7",
        _text_dedup("--num_perm", "128", "--hash_func", "xxh3", "--hash_bits", "32"),
        _text_dedup_labels,
        alike(words_and_gaps),
    ),
    Rival(
        "datatrove",
        "datatrove",
        "its defaults: 14 buckets of 8 hashes, 64-bit xxHash, 5-grams, English words from a blank spaCy pipeline",
        _datatrove(),
        datatrove_labels,
        alike(words_alone),
    ),
    Rival(
        "datatrove, fastest",
        "datatrove",
        "14 buckets of 8 hashes, 64-bit xxHash, 5-grams, words divided at white space instead of by spaCy",
        _datatrove("--blanks"),
        datatrove_labels,
        alike(words_alone),
    ),
    Rival(
        "gaoya",
        "gaoya",
        "its defaults: 20 bands of 5 hashes of 32 bits; 5-grams, threshold 0.7",
        _pairs("rival_minhash.py", before=("gaoya",)),
        pair_labels,
        alike(words_alone),
    ),
    Rival(
        "rensa",
        "rensa",
        "R-MinHash deduplicator, 128 slots and its own number of bands; 5-grams joined in Python, threshold 0.7",
        _pairs("rival_minhash.py", before=("rensa",)),
        pair_labels,
        alike(words_alone),
    ),
    Rival(
        "rensa, fastest",
        "rensa",
        "5-grams from its hashes of words by numpy; the deduplicator gets only texts that share one of 16 bands",
        _pairs("rival_minhash.py", before=("rensa-hashed",)),
        pair_labels,
        alike(words_alone),
    ),
    Rival(
        "suffix array, 200 bytes",
        "pydivsufsort",
        "libdivsufsort and Kasai's algorithm over all texts, stretches of 200 bytes",
        _pairs("rival_suffixes.py", "--bytes", "200"),
        pair_labels,
        verbatim_bytes(200),
    ),
    Rival(
        "suffix array, 100 bytes",
        "pydivsufsort",
        "libdivsufsort and Kasai's algorithm over all texts, stretches of 100 bytes",
        _pairs("rival_suffixes.py", "--bytes", "100"),
        pair_labels,
        verbatim_bytes(100),
    ),
    Rival(
        "sim_text",
        DEBIAN,
        "its defaults: runs of 24 words, each with its next copy",
        _pairs("rival_sim_text.py"),
        pair_labels,
        verbatim_words(24),
    ),
    Rival(
        "sim_text, 8 words",
        DEBIAN,
        "runs of 8 words, each with its next copy",
        _pairs("rival_sim_text.py", "-r", "8"),
        pair_labels,
        verbatim_words(8),
    ),
)


def install() -> None:
    """Make their environment if it is missing or older than its requirements, and load all of it once from the disk.

    Leaves the program if sim_text is not there, which only the system can install.
    """
    if not shutil.which("sim_text"):
        raise SystemExit(f"there is no sim_text on this machine: apt-get install {DEBIAN}")
    stamp = VENV / ".deps"
    if not stamp.exists() or stamp.stat().st_mtime < REQUIREMENTS.stat().st_mtime:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        # The requirements are complete. What text-dedup names but its MinHash does not load is left out: Spark, UniSim.
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(REQUIREMENTS)]
        subprocess.run(pip, check=True)
        stamp.touch()
    programs = [str(HERE / "rival_datatrove.py"), "--help"], [str(HERE / "rival_suffixes.py"), "--help"]
    libraries = ["-c", "import gaoya.minhash, rensa"]
    for command in (["-m", "text_dedup.minhash", "--help"], *programs, libraries):
        subprocess.run([PYTHON, "-P", *command], check=True, stdout=subprocess.DEVNULL, env=environment(VENV))


def environment(folder: Path) -> dict[str, str]:
    """One thread for every library that sizes a pool by a variable, and no attempt to reach a hub."""
    threads = ("OMP", "OPENBLAS", "MKL", "RAYON", "NUMEXPR")
    offline = {"HF_HOME": str(folder / "hub"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    return {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in threads}, **offline}


def version(package: str) -> str:
    """The version of a package in their environment, or of Debian's."""
    program = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    of_pypi = [PYTHON, "-P", "-c", program, package]
    command = ["dpkg-query", "--show", "--showformat", "${Version}", package] if package == DEBIAN else of_pypi
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def measure(texts: Path, truth: Path, size: int, folder: Path, ours: Callable[[], Cost]) -> dict[str, object]:
    """Run ours and each of them in turn; what all cost, what they found, and how many times faster ours is."""
    planted = read(truth)
    documents = {document["uri"]: document["text"] for document in read(texts)}
    turns: list[Cost] = []
    theirs: list[tuple[Rival, Cost, Answer]] = []
    for rival in RIVALS:
        turns.append(ours())
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            taken, labels = run(rival, texts, Path(temporary))
        answer = assess(labels, planted, documents, rival.promise)
        require_right(rival.name, answer)
        theirs.append((rival, taken, answer))
    mine = Cost(*map(statistics.median, zip(*map(dataclasses.astuple, turns), strict=True)))
    results = [line(rival, taken, answer, size, mine) for rival, taken, answer in theirs]
    measured = {"documents": len(documents), "text_mb": round(size / 1e6, 1), "ours": mine.rates(size)}
    print(json.dumps(measured), *map(json.dumps, results), sep="\n", flush=True)
    return {**measured, "theirs": results}


def read(path: Path) -> list[dict[str, str]]:
    """The objects of a file of JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return list(map(json.loads, lines))


def run(rival: Rival, texts: Path, folder: Path) -> tuple[Cost, Labels]:
    """What one of them cost, and the groups it made."""
    command = rival.command(texts, folder)
    taken = cost(command, pinned=True, log=folder / "log", environment=environment(folder))
    return taken, rival.labels(texts, folder)


def line(rival: Rival, taken: Cost, answer: Answer, size: int, ours: Cost) -> dict[str, object]:
    """What is reported of one of them; the ratios are ours to theirs, of MB a second by the clock and of the core."""
    return {
        "name": rival.name,
        "version": version(rival.package),
        "settings": rival.settings,
        **taken.rates(size),
        "ours_times": round(taken.wall / ours.wall, 1),
        "ours_times_cpu": round(taken.cpu / ours.cpu, 1),
        **dataclasses.asdict(answer),
    }
