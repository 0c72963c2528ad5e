import os
import shutil
import signal
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from provenance.spread.long_texts import LONG
from tests.conftest import Prov
from tests.corpus import planted, prose, write
from tests.pipeline.conftest import contents

TEXTS, _ = planted(60)
NAMES = sorted(TEXTS)
#: Texts so long that their keys are cut in pieces, far from each other by name, and most of each in the others: the
#: first is wanted by several groups, and is so much of all that is sent that several tasks send it.
STRETCHES = [prose(number) for number in range(LONG // 500)]
LONG_TEXTS = {"a.txt": " ".join(STRETCHES), "m.txt": "\n".join(STRETCHES[30:]), "z.txt": " ".join(STRETCHES[:-30])}


@pytest.fixture(scope="module", autouse=True)
def _spark() -> None:
    """Java and pyspark. Without them, tests are skipped, but where ``PROV_SPARK`` is ``required`` they fail."""
    missing = [name for name, there in (("java", shutil.which("java")), ("pyspark", find_spec("pyspark"))) if not there]
    if missing:
        how = pytest.fail if os.environ.get("PROV_SPARK") == "required" else pytest.skip
        how(f"no {' and no '.join(missing)} here: `make unit` installs Spark where there is Java")


def indexed(prov: Prov, *arguments: object) -> None:
    """Run a command that has to succeed."""
    done = prov(*arguments)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_job_says_what_an_index_says(tmp_path: Path) -> None:
    """A job on two machines against a store that has some of its texts, imported, says what `prov index` says."""
    assert all(len(text) > LONG for text in LONG_TEXTS.values())
    prov = Prov(tmp_path)
    write(tmp_path / "earlier", {name: TEXTS[name] for name in NAMES[:45]})
    write(tmp_path / "texts", {name: TEXTS[name] for name in [*NAMES[:20], *NAMES[45:]]} | LONG_TEXTS)
    for name in ("prov.db", "whole.db"):
        indexed(prov, "index", "earlier", "--db", name)
    indexed(prov, "dataset", "texts", "-o", "texts.dataset")
    cluster = ("--master", "local-cluster[2,1,1024]", "--store", "prov.db")
    indexed(prov, "spark", "texts.dataset", "result", *cluster)
    indexed(prov, "import", "result", "--db", "prov.db")
    indexed(prov, "index", "texts", "--db", "whole.db")
    assert contents(tmp_path / "prov.db") == contents(tmp_path / "whole.db")


@pytest.mark.slow
def test_a_job_that_ended_early_goes_on(tmp_path: Path) -> None:
    """Without memory or with its driver killed, a job is no result; it goes on after what was finished, asked alike."""
    prov = Prov(tmp_path)
    write(tmp_path / "texts", TEXTS)
    indexed(prov, "dataset", "texts", "-o", "texts.dataset")
    indexed(prov, "index", "texts", "--db", "whole.db")
    job = ("spark", "texts.dataset", "result", "--master", "local[2]")
    little = {"PYSPARK_SUBMIT_ARGS": "--conf spark.executor.pyspark.memory=200m pyspark-shell"}
    failed = prov(*job, env=little)
    assert (failed.returncode, "memory" in failed.stderr.splitlines()[-2]) == (1, True), failed.stderr
    assert "the same command goes on from there" in failed.stderr.splitlines()[-1]
    assert prov("import", "result", "--db", "prov.db").returncode == 2
    driver = prov.start(*job)
    documents = tmp_path / "result" / "documents" / "_SUCCESS"
    deadline = time.monotonic() + 600  # of a busy machine
    while not documents.exists() and driver.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    assert documents.exists()
    assert prov("import", "result", "--db", "prov.db").returncode == 2
    refused = prov(*job, "--reference")
    assert (refused.returncode, "begun with another reference" in refused.stderr) == (2, True)
    done = prov(*job)
    assert done.returncode == 0, done.stderr
    assert "hashes" not in done.stderr
    indexed(prov, "import", "result", "--db", "prov.db")
    assert contents(tmp_path / "prov.db") == contents(tmp_path / "whole.db")


def test_a_store_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    """A job against a store that is not there ends with the code for that before it starts Spark."""
    refused = Prov(tmp_path)("spark", "made", "result", "--store", "none.db")
    assert (refused.returncode, refused.stderr.count("\n")) == (10, 2)


@pytest.mark.parametrize(
    ("hidden", "dataset", "said"),
    [
        ({"PATH": "/nonexistent", "JAVA_HOME": "/nonexistent"}, "made", "Java 17"),
        ({}, "made", "no column 'text'"),
        ({}, "empty", "there are no texts at empty"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, hidden: dict[str, str], dataset: str, said: str) -> None:
    """Without Java, or with a dataset that has no texts, a job says so in a line with what to do, and makes nothing."""
    import pyarrow as pa  # noqa: PLC0415 - of this test only
    import pyarrow.parquet as pq  # noqa: PLC0415 - of this test only

    (tmp_path / "made").mkdir()
    (tmp_path / "empty").mkdir()
    pq.write_table(pa.table({"ord": [1], "uri": ["memory:a"]}), tmp_path / "made" / "part-0.parquet")
    refused = Prov(tmp_path)("spark", dataset, "result", "--master", "local[1]", env=hidden)
    assert (refused.returncode, said in refused.stderr, "hint: " in refused.stderr) == (2, True, True)
    assert not (tmp_path / "result").exists()
