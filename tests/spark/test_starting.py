"""What is made of the words of a failed job; no Spark is needed for it."""

import pytest

from provenance.errors import IntegrityError, ParametersDiffer, ProvenanceError, UsageError
from provenance.spark.starting import explained

#: How Spark puts what a worker of Python raised.
RAISED = """An exception was thrown from the Python worker: Traceback (most recent call last):
  File "x.py", line 268, in _pieces
{}
 SQLSTATE: 38000"""
ABORTED = "Job aborted due to stage failure: Task 0 in stage 27.0 failed 4 times, most recent failure: {}"


@pytest.mark.parametrize(
    ("words", "kind", "said", "hint"),
    [
        (RAISED.format("MemoryError: threads could not be started"), ProvenanceError, "threads could not", "memory"),
        (RAISED.format("MemoryError"), ProvenanceError, "too little memory: MemoryError", "more memory"),
        (
            RAISED.format("pyarrow.lib.ArrowMemoryError: malloc of size 64 failed"),
            ProvenanceError,
            "malloc of",
            "memory",
        ),
        (
            RAISED.format("numpy._core._exceptions._ArrayMemoryError: Unable to"),
            ProvenanceError,
            "too little",
            "memory",
        ),
        (RAISED.format("OSError: [Errno 12] Cannot allocate memory"), ProvenanceError, "too little", "memory"),
        (
            RAISED.format("ImportError: x.so: failed to map segment from shared object"),
            ProvenanceError,
            "map",
            "memory",
        ),
        (ABORTED.format("java.lang.OutOfMemoryError: Java heap space"), ProvenanceError, "Java heap space", "memory"),
        (
            ABORTED.format("Container killed: running beyond physical memory limits."),
            ProvenanceError,
            "physical",
            "memory",
        ),
        (ABORTED.format("Python worker exited unexpectedly (crashed)."), ProvenanceError, "a worker ended", "memory"),
        (ABORTED.format("ExecutorLostFailure (executor 1 exited)"), ProvenanceError, "a worker ended", "memory"),
        (ABORTED.format("Container exited with code 137"), ProvenanceError, "a worker ended", "goes on from there"),
        (RAISED.format("ValueError: a number"), ProvenanceError, "the job failed: ValueError: a number", "goes on"),
        (RAISED.format("a.b.OtherException: it"), ProvenanceError, "the job failed: OtherException: it", "goes on"),
        ("Path does not exist: file:/x", ProvenanceError, "the job failed: Path does not exist", "goes on"),
        (RAISED.format("provenance.errors.IntegrityError: a block: cut"), IntegrityError, "a block: cut", ""),
        (
            RAISED.format("provenance.errors.ParametersDiffer: other keys"),
            ParametersDiffer,
            "other keys",
            "same version",
        ),
        (RAISED.format("ModuleNotFoundError: No module named 'pyarrow'"), UsageError, "have no pyarrow", "--archives"),
        ("", ProvenanceError, "the job failed: RuntimeError", "goes on"),
    ],
)
def test_a_failed_job_is_explained(words: str, kind: type[ProvenanceError], said: str, hint: str) -> None:
    """Whatever a worker died of, one line says it, with what to do, and the error is ours where it was raised by us."""
    found = explained(RuntimeError(words))
    assert type(found) is kind
    assert said in str(found)
    assert "\n" not in str(found)
    assert hint in (found.hint or "")
