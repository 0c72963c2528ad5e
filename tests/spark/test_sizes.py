"""Into how many ranges and tasks a job is cut; no Spark is needed for it."""

import pytest

from provenance.spark.run import OF_A_CORE, RANGES, _sizes


@pytest.mark.parametrize("documents", [0, 1, 20_000, 200_000, 10_000_000, 268_435_455])
@pytest.mark.parametrize("cores", [1, 2, 7, 64, 4_000, 1_000_000])
def test_no_core_is_without_a_task_and_no_task_without_a_range(documents: int, cores: int) -> None:
    """Every core gets tasks and every task a range, unless that were more than the most ranges."""
    ranges, tasks = _sizes(documents, cores)
    least, most = RANGES
    assert least <= ranges <= most
    assert min(most, OF_A_CORE * cores) <= tasks <= ranges


@pytest.mark.parametrize(("documents", "ranges"), [(90, 16), (200_000, 32), (10_000_000, 1_024), (268_000_000, 32_768)])
def test_a_range_has_about_as_many_documents_in_any_job(documents: int, ranges: int) -> None:
    """On few cores, ranges grow with the documents."""
    assert _sizes(documents, 2)[0] == ranges
