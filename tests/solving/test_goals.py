"""Goals beyond the total: the most pairs, the best worst pair, and what they cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matcher.certify import check
from matcher.errors import InvalidInput, LimitExceeded
from matcher.limits import FAIREST_SIDE_MAX
from matcher.problems import AssignmentProblem, Goal, Group, Pin, Quota, Status, StopToken, edited
from matcher.solving import price_of_fairness, solve
from tests.solving.instances import ones, small_grouped_problem, small_problem
from tests.solving.oracles import best_by_trying_all, worth

STEPWISE = (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)
SEEDS = 60
Maker = Callable[[np.random.Generator], AssignmentProblem]


def assert_best(problem: AssignmentProblem, goal: Goal) -> None:
    """The plan is what trying all finds, and proved; or there is none, and that is proved."""
    best = best_by_trying_all(problem, goal)
    result = solve(problem, goal)
    verdict = check(problem, result, goal)
    if best is None:
        assert result.status == Status.INFEASIBLE
        assert verdict.proved_infeasible, verdict
        return
    assert result.status == Status.OPTIMAL
    assert worth(problem, result.pairs, goal) == best
    assert verdict.proved_optimal, verdict


@pytest.mark.parametrize("make", [small_problem, small_grouped_problem], ids=["plain", "groups"])
@pytest.mark.parametrize("goal", STEPWISE)
def test_trying_all_plans_finds_none_better(goal: Goal, make: Maker) -> None:
    """Where all plans can be tried there is nothing to believe: pins, minima, groups, limits, ties, infeasible ones."""
    for seed in range(SEEDS):
        assert_best(make(np.random.default_rng(seed)), goal)


@pytest.mark.soak
@pytest.mark.parametrize("make", [small_problem, small_grouped_problem], ids=["plain", "groups"])
@pytest.mark.parametrize("goal", STEPWISE)
def test_trying_all_plans_finds_none_better_at_length(goal: Goal, make: Maker) -> None:
    """The same with thousands of seeds: rare meetings of rules come up."""
    for seed in range(SEEDS, 5000):
        assert_best(make(np.random.default_rng(seed)), goal)


@pytest.mark.parametrize("goal", STEPWISE)
def test_the_order_of_vertices_changes_no_value(goal: Goal) -> None:
    """Who is called first is no merit: the scores of the plan are the same under other numbers."""
    rng = np.random.default_rng(5)
    for _ in range(10):
        score = rng.integers(-3, 12, (9, 7))
        left, right = rng.integers(0, 4, 9), rng.integers(0, 4, 7)
        rows, columns = rng.permutation(9), rng.permutation(7)
        plain = AssignmentProblem.from_dense(score, left_capacity=left, right_capacity=right)
        other = AssignmentProblem.from_dense(
            score[rows][:, columns], left_capacity=left[rows], right_capacity=right[columns]
        )
        values = [worth(each, solve(each, goal).pairs, goal) for each in (plain, other)]
        assert values[0] == values[1]


def test_each_goal_gives_up_total_for_its_own_end() -> None:
    """The goals are told apart by an example in which each has another plan, and the price of each is as counted."""
    score = np.array([[100, 9, 8], [9, 1, 2], [0, 0, 0]])
    forbidden = np.array([[False, False, False], [False, False, False], [True, True, True]])
    problem = AssignmentProblem.from_dense(score, left_capacity=ones(3), right_capacity=ones(3), forbidden=forbidden)
    plans = {goal: solve(problem, goal).pairs.tolist() for goal in STEPWISE}
    assert plans[Goal.MOST_PAIRS] == [[0, 0], [1, 2]]
    assert plans[Goal.FLOOR] == plans[Goal.FAIREST] == [[0, 1], [1, 0]]
    price = price_of_fairness(problem, solve(problem, Goal.FLOOR))
    assert (price.below_total, price.below_most_pairs) == (102 - 18, 102 - 18)


def test_the_most_pairs_cost_what_is_below_zero() -> None:
    """A pair with a score below 0 is a pair for these goals, and the price against the best total says so."""
    problem = AssignmentProblem.from_dense(np.array([[5, -7], [-7, -9]]), left_capacity=ones(2), right_capacity=ones(2))
    result = solve(problem, Goal.MOST_PAIRS)
    assert result.objective == -4
    price = price_of_fairness(problem, result)
    assert (price.below_total, price.below_most_pairs) == (9, 0)


def test_edited_problems_are_judged_as_edited() -> None:
    """An overlay is part of the problem: a pinned bad pair is the worst pair."""
    rng = np.random.default_rng(3)
    problem = AssignmentProblem.from_dense(rng.integers(5, 90, (6, 6)), left_capacity=ones(6), right_capacity=ones(6))
    changed = edited(problem, [Pin(2, 3)])
    for goal in STEPWISE:
        assert_best_pairs = solve(changed, goal)
        assert [2, 3] in assert_best_pairs.pairs.tolist()
        assert check(changed, assert_best_pairs, goal).proved_optimal


@pytest.mark.parametrize("goal", STEPWISE)
def test_stopped_work_never_claims_more_than_it_has(goal: Goal) -> None:
    """Whenever it is stopped: no plan, or one that keeps all rules with a bound that holds; never OPTIMAL unproved."""
    rng = np.random.default_rng(11)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 50, (40, 40)), left_capacity=rng.integers(1, 3, 40), right_capacity=rng.integers(1, 3, 40)
    )
    for looks in (0, 1, 2, 3, 4, 6, 10, 20, 40):
        token = StopToken(deadline=looks, clock=iter(range(10**6)).__next__)
        result = solve(problem, goal, token)
        verdict = check(problem, result, goal)
        assert not verdict.violations, (looks, verdict)
        assert result.status == Status.OPTIMAL or not verdict.proved_optimal


def test_more_than_the_promised_size_is_refused_for_the_fairest() -> None:
    """Evidence of leximin grows with the pairs; the limit is named instead of an endless run."""
    most = FAIREST_SIDE_MAX + 1
    problem = AssignmentProblem([0], [0], [1], ones(most), ones(1))
    with pytest.raises(LimitExceeded, match="501"):
        solve(problem, Goal.FAIREST)


@pytest.mark.parametrize("goal", STEPWISE)
def test_crossing_rules_are_refused_by_name(goal: Goal) -> None:
    """These goals are flows: what makes an integer program of them must not be passed over in silence."""
    crossing = AssignmentProblem([0], [0], [1], ones(1), ones(1), quotas=[Quota([0], [1], most=1)])
    with pytest.raises(InvalidInput, match="quotas"):
        solve(crossing, goal)
    optional = AssignmentProblem([0, 1], [0, 0], [1, 1], ones(2), [2], right_min_if_used=[2])
    with pytest.raises(InvalidInput, match="right_min_if_used"):
        solve(optional, goal)


@pytest.mark.parametrize("goal", STEPWISE)
def test_minima_far_beyond_reach_are_refused_at_once(goal: Goal) -> None:
    """A minimum may be 2^31 - 1: whoever ships units one by one would need hours to see that there is no plan."""
    many = np.full(3, 2**31 - 1)
    score = np.arange(9).reshape(3, 3)
    groups = [Group(range(3), least=2**31 - 1)]
    for minima in ({"left_min": many, "right_min": many}, {"left_groups": groups}, {"pair_min": 2**31 - 1}):
        problem = AssignmentProblem.from_dense(score, left_capacity=many, right_capacity=many, **minima)
        result = solve(problem, goal)
        assert result.status == Status.INFEASIBLE
        assert check(problem, result, goal).proved_infeasible
