"""Starting Spark, and saying what is missing."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import ProvenanceError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
"""The master when none is named and no cluster runs us: this machine, with all its cores."""

#: What a job of ours needs: no plan that changes under way, since its stages are balanced already, and small pieces of
#: tables on their way to Python.
_SETTINGS = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "4096",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.maxPartitionBytes": "32m",
    "spark.ui.showConsoleProgress": "false",
}

#: And on this machine alone: no page, no address that others could reach, and no port of Python that somebody else of
#: this machine might talk to.
_HERE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.python.unix.domain.socket.enabled": "true",
}


def start(master: str | None) -> "SparkSession":
    """A Spark session: of the cluster that runs this program, of ``master``, or of this machine.

    Raises:
        UsageError: pyspark or Java is missing.
        ProvenanceError: Spark does not start.
    """
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    where = master or (None if submitted else LOCAL)
    if where and where.startswith("local"):
        _require_java()
        # Workers would take the first python on the path, which need not have us.
        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - loaded when a job starts
    except ImportError as error:
        raise UsageError("Spark needs the package pyspark", hint="pip install 'provindex[spark]'") from error
    builder = SparkSession.builder.appName("prov")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if where:
        builder = builder.master(where)
    for name, value in _HERE.items() if where and where.startswith("local") else ():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        raise ProvenanceError(
            f"Spark does not start: {_first_line(error)}", hint="see what it printed above"
        ) from error
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and not shutil.which("java"):
        raise UsageError(
            "Spark needs Java 17 or newer, and there is none here",
            hint="install it ('apt-get install openjdk-17-jre-headless'), or set JAVA_HOME to where it is",
        )


#: What a task of Python says before it ends, in what the machine that asked for it says.
_OURS = re.compile(r"provenance\.errors\.(\w+): (.*)")
#: What is said of a worker whose memory was not enough, by Python, Arrow, the native core and Java.
_NO_MEMORY = re.compile(
    r"\b\w*MemoryError\b.*|[Cc]annot allocate memory.*|failed to map segment.*"
    r"|OutOfMemoryError.*|running beyond \w+ memory.*"
)
#: What is said of one that ended without a word, which is how one ends that the system ends for want of memory.
_NO_WORKER = re.compile(r"Python worker exited unexpectedly|ExecutorLostFailure|exit(?:ed with)? code:? 137")
_MORE_MEMORY = "give executors more memory (docs/scale-out.md: sizes to choose) or fewer cores"
#: The last line of what Python says when a task fails.
_RAISED = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception)): (.+)$", re.MULTILINE)
_NO_PACKAGE = re.compile(r"ModuleNotFoundError: No module named '(provenance|pyarrow)")


def explained(error: Exception) -> ProvenanceError:
    """What a failed job of Spark means, in one line."""
    said = str(error)
    if missing := _NO_PACKAGE.search(said):
        return UsageError(
            f"the machines of the cluster have no {missing[1]}",
            hint="ship a packed environment with --archives, or an image that has it: docs/scale-out.md says how",
        )
    if found := _OURS.findall(said):
        from provenance import errors  # noqa: PLC0415 - all of them, by name

        name, message = found[-1]
        kind = getattr(errors, name, ProvenanceError)
        hint = "let every machine have the same version of provindex"
        return kind(message, hint=hint) if name == "ParametersDiffer" else kind(message)
    stays = "what was finished stays: the same command goes on from there"
    if short := _NO_MEMORY.search(said):
        return ProvenanceError(
            f"a worker had too little memory: {short[0].strip()[:200]}", hint=f"{_MORE_MEMORY}; {stays}"
        )
    if _NO_WORKER.search(said):
        return ProvenanceError("a worker ended four times, perhaps for want of memory", hint=f"{_MORE_MEMORY}; {stays}")
    raised = _RAISED.findall(said)
    reason = ": ".join(raised[-1])[:300] if raised else _first_line(error)
    return ProvenanceError(f"the job failed: {reason}", hint=stays)


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
