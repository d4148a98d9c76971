"""Curves: the best total for every number of pairs, and for every floor under the worst pair."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matcher.certify import check, check_curve
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, Goal, Quota, Status, StopToken
from matcher.solving import budget_curve, floor_curve, solve
from tests.solving.instances import small_grouped_problem, small_problem
from tests.solving.oracles import all_plans, best_per_pairs

SEEDS = 40
Maker = Callable[[np.random.Generator], AssignmentProblem]
MAKERS = pytest.mark.parametrize("make", [small_problem, small_grouped_problem], ids=["plain", "groups"])


def assert_budget(problem: AssignmentProblem) -> None:
    """The curve has the best total for every number of pairs that has a plan, each with a plan and its proof."""
    curve, best = budget_curve(problem), best_per_pairs(problem)
    found = {curve.pairs_min + at: total for at, total in enumerate(curve.total.tolist())}
    assert found == best
    assert curve.status == (Status.OPTIMAL if best else Status.INFEASIBLE)
    assert (np.diff(curve.next_value) <= 0).all()
    for pairs, total in found.items():
        result = curve.result(pairs)
        assert (result.objective, len(result.pairs)) == (total, pairs)
        assert check(curve.part(pairs), result).proved_optimal
    assert check_curve(problem, curve).proved
    if best:
        assert found[curve.pairs_best] == max(best.values()) == solve(problem).objective


def assert_floors(problem: AssignmentProblem) -> None:
    """The points are those of all plans with the most pairs that no other beats in both figures."""
    curve, plans = floor_curve(problem), all_plans(problem)
    counts = plans.sum(axis=1)
    most = plans[counts == counts.max(initial=0)]
    figures = {(int(problem.score[plan > 0].min()), int(plan @ problem.score)) for plan in most if plan.any()}
    undominated = {
        one
        for one in figures
        if not any(other != one and other[0] >= one[0] and other[1] >= one[1] for other in figures)
    }
    assert list(zip(curve.floor.tolist(), curve.total.tolist(), strict=True)) == sorted(undominated)
    for point, total in enumerate(curve.total.tolist()):
        result = curve.result(point)
        assert result.objective == total
        assert check(curve.part(point), result).proved_optimal
    assert check_curve(problem, curve).proved


@MAKERS
def test_each_number_of_pairs_has_its_best_total(make: Maker) -> None:
    """All plans tried: no number of pairs is missing, none is invented, and the value of the next pair never rises."""
    for seed in range(SEEDS):
        assert_budget(make(np.random.default_rng(seed)))


@MAKERS
def test_each_floor_has_its_best_total(make: Maker) -> None:
    """All plans tried: exactly those trade-offs of floor and total that no plan beats."""
    for seed in range(SEEDS):
        assert_floors(make(np.random.default_rng(seed)))


@pytest.mark.soak
@MAKERS
def test_curves_at_length(make: Maker) -> None:
    """The same with thousands of seeds."""
    for seed in range(SEEDS, 3000):
        assert_budget(make(np.random.default_rng(seed)))
        assert_floors(make(np.random.default_rng(seed)))


def test_curves_meet_the_goals_at_their_ends() -> None:
    """The last number of pairs has the total of "most_pairs", the last floor that of "floor": two ways to one plan."""
    rng = np.random.default_rng(4)
    for _ in range(5):
        problem = AssignmentProblem.from_dense(
            rng.integers(-20, 100, (15, 12)),
            left_capacity=rng.integers(0, 3, 15),
            right_capacity=rng.integers(0, 4, 12),
            forbidden=rng.random((15, 12)) < 0.5,
        )
        budget, floors = budget_curve(problem), floor_curve(problem)
        most, floor = solve(problem, Goal.MOST_PAIRS), solve(problem, Goal.FLOOR)
        assert (budget.total[-1], floors.total[0]) == (most.objective, most.objective)
        assert floors.total[-1] == floor.objective
        assert floors.floor[-1] == problem.score[problem.find_edges(floor.pairs)].min()


def test_a_stopped_curve_is_the_beginning_of_the_whole_one() -> None:
    """What was found by then is exact; the status says that it goes on."""
    rng = np.random.default_rng(8)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 100, (25, 25)), left_capacity=np.ones(25, int), right_capacity=np.ones(25, int)
    )
    whole = budget_curve(problem)
    for looks in (0, 1, 5, 12, 20):
        part = budget_curve(problem, StopToken(deadline=looks, clock=iter(range(10**6)).__next__))
        verdict = check_curve(problem, part)
        assert (part.status, verdict.violations, verdict.proved) == (Status.STOPPED, (), False)
        assert part.total.tolist() == whole.total.tolist()[: part.total.size]
    assert whole.status == Status.OPTIMAL


def test_a_number_of_pairs_off_the_curve_is_refused() -> None:
    """There is no plan to hand out, and the message says which numbers have one."""
    problem = AssignmentProblem([0, 1], [0, 0], [3, 4], [1, 1], [1], pair_min=1)
    curve = budget_curve(problem)
    for pairs in (0, 2):
        with pytest.raises(InvalidInput, match=r"1\.\.1"):
            curve.result(pairs)
    with pytest.raises(InvalidInput, match="point"):
        floor_curve(problem).result(1)


def test_crossing_quotas_are_refused_by_name() -> None:
    """One run of shortest paths knows nothing of quotas that cross."""
    problem = AssignmentProblem([0], [0], [1], [1], [1], quotas=[Quota([0], [1], most=1)])
    for curve in (budget_curve, floor_curve):
        with pytest.raises(InvalidInput, match="quotas"):
            curve(problem)
