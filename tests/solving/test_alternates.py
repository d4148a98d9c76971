"""The best plans one after the other: none left out, none twice, each the proved best of its part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matcher.certify import check, check_alternates
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, Quota, Status, StopToken, edited
from matcher.solving import find_alternates
from tests.solving.instances import small_grouped_problem, small_problem
from tests.solving.oracles import best_values

SEEDS = 40
Maker = Callable[[np.random.Generator], AssignmentProblem]
MAKERS = pytest.mark.parametrize("make", [small_problem, small_grouped_problem], ids=["plain", "groups"])


def assert_best_ones(problem: AssignmentProblem, count: int) -> None:
    """The values are those of the best plans of all, the bound is that of the next, and every part is proved."""
    best, found = best_values(problem, count + 1), find_alternates(problem, count)
    assert [result.objective for result in found.results] == best[:count]
    assert found.bound == (best[count] if len(best) > count else None)
    assert found.complete
    assert len({result.pairs.tobytes() for result in found.results}) == len(found.results)
    for result, part in zip(found.results, found.parts, strict=True):
        assert check(edited(problem, part), result).proved_optimal
    verdict = check_alternates(problem, found)
    assert (verdict.proved, verdict.exhausted) == (True, len(best) <= count)


@MAKERS
def test_the_best_of_all_plans_come_in_order(make: Maker) -> None:
    """All plans tried, those of other sizes included, under minima, pins, groups, limits and ties."""
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        assert_best_ones(make(rng), int(rng.integers(1, 16)))


@pytest.mark.soak
@MAKERS
def test_the_best_of_all_plans_come_in_order_at_length(make: Maker) -> None:
    """The same with thousands of seeds, and often with all plans there are."""
    for seed in range(SEEDS, 3000):
        rng = np.random.default_rng(seed)
        assert_best_ones(make(rng), int(rng.integers(1, 200)))


def test_without_a_plan_there_are_none_and_the_proof_is_handed_on() -> None:
    """An empty list alone would not tell a problem without plans from work that was stopped."""
    problem = AssignmentProblem([0, 1], [0, 0], [3, 4], [1, 1], [1], pair_min=2)
    found = find_alternates(problem, 3)
    assert (found.results, found.bound, found.complete) == ((), None, True)
    assert found.first.status == Status.INFEASIBLE
    assert check(problem, found.first).proved_infeasible


def test_a_stopped_list_is_the_beginning_of_the_whole_one() -> None:
    """Plans listed by then are the best there are, and the bound holds for all others."""
    rng = np.random.default_rng(6)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 100, (12, 12)), left_capacity=np.ones(12, int), right_capacity=np.ones(12, int)
    )
    whole = [result.objective for result in find_alternates(problem, 12).results]
    for looks in (0, 3, 9, 20, 40, 80):
        found = find_alternates(problem, 12, StopToken(deadline=looks, clock=iter(range(10**6)).__next__))
        listed = [result.objective for result in found.results]
        assert not found.complete
        assert listed == whole[: len(listed)]
        if listed:
            assert found.bound is not None
            assert found.bound >= whole[len(listed)]


@pytest.mark.parametrize("count", [0, -1, 1_001, 2.0, True])
def test_a_count_that_is_none_is_refused(count: object) -> None:
    """Plans are counted in whole numbers, and there is a limit to how many are listed."""
    problem = AssignmentProblem([0], [0], [3], [1], [1])
    with pytest.raises(InvalidInput, match="count"):
        find_alternates(problem, count)  # type: ignore[arg-type]


def test_crossing_quotas_are_refused_by_name() -> None:
    """A shortest path knows nothing of quotas that cross."""
    problem = AssignmentProblem([0], [0], [1], [1], [1], quotas=[Quota([0], [1], most=1)])
    with pytest.raises(InvalidInput, match="quotas"):
        find_alternates(problem, 2)
