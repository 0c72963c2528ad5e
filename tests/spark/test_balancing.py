from hypothesis import given
from hypothesis import strategies as st

from provenance.spark.balancing import balanced


@given(costs=st.dictionaries(st.integers(0, 500), st.integers(0, 1_000)), tasks=st.integers(1, 40))
def test_no_task_has_much_more_than_the_mean(costs: dict[int, int], tasks: int) -> None:
    """Every group has a task, and none has more than the mean and the most expensive group together."""
    found = balanced(costs, tasks)
    loads = [0] * tasks
    for group, task in found.items():
        loads[task] += max(1, costs[group])
    assert found.keys() == costs.keys()
    assert max(loads) <= sum(loads) / tasks + max([1, *costs.values()])


@given(st.lists(st.integers(0, 3), min_size=40, max_size=80), st.integers(1, 40))
def test_no_task_is_without_work(costs: list[int], tasks: int) -> None:
    """Where there are enough groups, every task has one, also where groups cost nothing."""
    assert len(set(balanced(dict(enumerate(costs)), tasks).values())) == tasks


@given(costs=st.lists(st.tuples(st.integers(), st.integers(0, 5)), unique_by=lambda one: one[0]), data=st.data())
def test_an_assignment_does_not_depend_on_the_order(costs: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whatever order costs come in, both sides of a stage that are balanced alike meet."""
    shuffled = data.draw(st.permutations(costs))
    assert balanced(dict(costs), 3) == balanced(dict(shuffled), 3)
