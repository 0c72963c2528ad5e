from hypothesis import given
from hypothesis import strategies as st

from provenance.spread.dealing import dealt


@given(costs=st.dictionaries(st.integers(0, 500), st.integers(0, 1_000)), tasks=st.integers(1, 40))
def test_no_task_has_much_more_than_the_mean(costs: dict[int, int], tasks: int) -> None:
    """Every group has a task, and none has more than the mean and the dearest group together."""
    found = dealt(costs, tasks)
    loads = [0] * tasks
    for group, task in found.items():
        loads[task] += max(1, costs[group])
    assert found.keys() == costs.keys()
    assert max(loads) <= sum(loads) / tasks + max([1, *costs.values()])


@given(st.lists(st.integers(0, 3), min_size=40, max_size=80), st.integers(1, 40))
def test_no_task_is_without_work(costs: list[int], tasks: int) -> None:
    """Where there are enough groups, every task has one, also where groups cost nothing."""
    assert len(set(dealt(dict(enumerate(costs)), tasks).values())) == tasks


@given(costs=st.lists(st.tuples(st.integers(), st.integers(0, 5)), unique_by=lambda one: one[0]), data=st.data())
def test_a_deal_does_not_depend_on_the_order(costs: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whatever order costs come in, both sides of a stage that are dealt out alike meet."""
    shuffled = data.draw(st.permutations(costs))
    assert dealt(dict(costs), 3) == dealt(dict(shuffled), 3)
