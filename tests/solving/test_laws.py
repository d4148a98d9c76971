"""What must hold for every problem, whatever its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import AssignmentProblem, SolveResult, Status
from matcher.solving import solve
from tests.solving.instances import low_rank_scores, middle_problem, ones


def _listed_anew(problem: AssignmentProblem, order: np.ndarray) -> AssignmentProblem:
    return AssignmentProblem(
        problem.left_index[order],
        problem.right_index[order],
        problem.score[order],
        problem.left_capacity,
        problem.right_capacity,
        left_min=problem.left_min,
        right_min=problem.right_min,
        pair_limit=problem.pair_limit,
        pinned=problem.pinned[::-1],
    )


def _assert_same(first: SolveResult, second: SolveResult) -> None:
    assert first.objective == second.objective
    np.testing.assert_array_equal(first.pairs, second.pairs)
    assert first.certificate is not None
    assert second.certificate is not None
    for name in ("left_price", "right_price", "limit_price"):
        np.testing.assert_array_equal(getattr(first.certificate, name), getattr(second.certificate, name))


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_edges_changes_nothing(seed: int) -> None:
    """A plan that depends on the order of a file could be steered by it."""
    rng = np.random.default_rng(seed)
    problem = middle_problem(rng, 20, 15)
    _assert_same(solve(problem), solve(_listed_anew(problem, rng.permutation(problem.edge_count))))


def test_many_ties_are_broken_the_same_way_every_time() -> None:
    """With equal scores everything is optimal; still the same problem must give the same pairs."""
    problem = AssignmentProblem.from_dense(
        np.zeros((30, 30), np.int64) + 7, left_capacity=np.full(30, 2), right_capacity=np.full(30, 2), pair_limit=50
    )
    _assert_same(solve(problem), solve(_listed_anew(problem, np.arange(900)[::-1])))


@pytest.mark.parametrize("seed", range(4))
def test_the_value_of_one_more_pair_never_rises(seed: int) -> None:
    """The optimum as a function of the pair limit is concave: the best next pair is never worth more than the last."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 1000, (12, 10))
    sides = {"left_capacity": rng.integers(1, 4, 12), "right_capacity": rng.integers(1, 4, 10)}
    values = [_value(AssignmentProblem.from_dense(score, **sides, pair_limit=k)) for k in range(31)]
    steps = np.diff(values)
    assert (steps >= 0).all()
    assert (np.diff(steps) <= 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_more_capacity_never_lowers_the_value(seed: int) -> None:
    """Every plan of the smaller problem is a plan of the larger one."""
    rng = np.random.default_rng(seed)
    score = low_rank_scores(rng, 15, 12)
    left, right = rng.integers(0, 3, 15), rng.integers(0, 3, 12)
    before = _value(AssignmentProblem.from_dense(score, left_capacity=left, right_capacity=right))
    left[rng.integers(15)] += 1
    right[rng.integers(12)] += 1
    assert _value(AssignmentProblem.from_dense(score, left_capacity=left, right_capacity=right)) >= before


def test_a_forced_pair_costs_what_it_loses() -> None:
    """Pinning a chosen pair changes no value, and pinning another one never gains."""
    rng = np.random.default_rng(1)
    score = low_rank_scores(rng, 10, 10)
    sides = {"left_capacity": ones(10), "right_capacity": ones(10)}
    free = solve(AssignmentProblem.from_dense(score, **sides))
    assert free.objective is not None
    chosen = {tuple(pair) for pair in free.pairs.tolist()}
    for pair in np.ndindex(10, 10):
        value = _value(AssignmentProblem.from_dense(score, **sides, pinned=[pair]))
        assert value == free.objective if pair in chosen else value <= free.objective


def test_a_negative_pair_is_chosen_only_where_a_rule_forces_it() -> None:
    """Being left out is allowed, so a pair below zero is worse than none, unless a minimum or a pin asks for it."""
    sides = {"left_capacity": [2, 2], "right_capacity": [2]}
    score = [[-5], [-9]]
    assert _value(AssignmentProblem.from_dense(score, **sides)) == 0
    assert _value(AssignmentProblem.from_dense(score, **sides, right_min=[1])) == -5
    assert _value(AssignmentProblem.from_dense(score, **sides, left_min=[0, 1])) == -9
    assert _value(AssignmentProblem.from_dense(score, **sides, pinned=[[1, 0]])) == -9


def test_a_minimum_is_met_through_others() -> None:
    """Vertex 1 can only be served if vertex 0 gives up its favourite: no row can see this from its own edges."""
    problem = AssignmentProblem([0, 0, 1], [0, 1, 0], [100, 1, 2], [1, 1], [1, 1], left_min=[0, 1], right_min=[0, 1])
    result = solve(problem)
    assert result.pairs.tolist() == [[0, 1], [1, 0]]
    assert check(problem, result).proved_optimal


@pytest.mark.parametrize(
    "problem",
    [
        AssignmentProblem([], [], [], [], []),
        AssignmentProblem([], [], [], [3], [4]),
        AssignmentProblem([0], [0], [5], [0], [1]),
        AssignmentProblem([0], [0], [5], [1], [1], pair_limit=0),
        AssignmentProblem.from_dense([[9, 9]], left_capacity=[2], right_capacity=[1, 1], forbidden=[[True, True]]),
    ],
    ids=["nobody", "no edges", "no capacity", "limit 0", "all forbidden"],
)
def test_nothing_to_choose_is_an_answer(problem: AssignmentProblem) -> None:
    """An empty plan is the best plan where nothing can be chosen, and it is proved like any other."""
    result = solve(problem)
    assert (result.status, result.objective, result.pairs.shape) == (Status.OPTIMAL, 0, (0, 2))
    assert check(problem, result).proved_optimal


@pytest.mark.parametrize(
    "rules",
    [
        {"left_min": [1, 1, 1]},
        {"left_min": [1, 1, 0], "pair_limit": 1},
        {"right_min": [2, 1]},
        {"left_min": [0, 0, 1]},
    ],
    ids=["three need two places", "limit below the minima", "place nobody can fill", "vertex without an edge"],
)
def test_impossible_rules_are_proved_impossible(rules: dict[str, object]) -> None:
    """Who is told "no plan" may ask for the proof, and gets prices that show it."""
    problem = AssignmentProblem([0, 1, 1], [0, 0, 1], [5, 6, 7], [1, 1, 1], [2, 1], **rules)  # type: ignore[arg-type]
    result = solve(problem)
    assert result.status == Status.INFEASIBLE
    verdict = check(problem, result)
    assert verdict.proved_infeasible
    assert not verdict.proved_optimal


def _value(problem: AssignmentProblem) -> int:
    result = solve(problem)
    assert check(problem, result).proved_optimal
    assert result.objective is not None
    return result.objective


@pytest.mark.parametrize("seed", range(8))
def test_prices_are_made_of_scores(seed: int) -> None:
    """A minimum is met whatever it costs; yet no reader should meet a price beyond what paths of scores make."""
    rng = np.random.default_rng(seed)
    problem = AssignmentProblem.from_dense(
        low_rank_scores(rng, 20, 15),
        left_capacity=np.full(20, 2),
        right_capacity=np.full(15, 4),
        left_min=ones(20),
        right_min=rng.integers(0, 3, 15),
        pair_limit=int(rng.integers(30, 45)),
    )
    result = solve(problem)
    assert result.certificate is not None
    assert check(problem, result).proved_optimal
    certificate = result.certificate
    prices_ = np.concatenate((certificate.left_price, certificate.right_price, certificate.limit_price))
    assert np.abs(prices_).max() <= 30 * int(problem.score.max())
