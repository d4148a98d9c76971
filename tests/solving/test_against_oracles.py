"""The solver against slower or other ways to the same number."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matcher.certify import check
from matcher.problems import AssignmentProblem, SolveResult, Status
from matcher.solving import solve
from tests.solving.instances import (
    best_by_highs,
    best_by_trying_all,
    low_rank_scores,
    middle_grouped_problem,
    middle_problem,
    ones,
    small_grouped_problem,
    small_problem,
)

FAMILIES = {"plain": small_problem, "grouped": small_grouped_problem}


def _assert_proves(problem: AssignmentProblem, result: SolveResult, best: int | None) -> None:
    verdict = check(problem, result)
    assert verdict.violations == ()
    if best is None:
        assert result.status == Status.INFEASIBLE
        assert verdict.proved_infeasible
        return
    assert result.status == Status.OPTIMAL
    assert (result.objective, verdict.gap) == (best, 0)
    assert verdict.proved_optimal


@pytest.mark.parametrize("family", FAMILIES)
def test_small_problems_agree_with_trying_everything(family: str) -> None:
    """Nothing is more obviously right than trying all choices; the solver must find its value and prove it."""
    rng = np.random.default_rng(20260101)
    infeasible = 0
    for _ in range(700):
        problem = FAMILIES[family](rng)
        best = best_by_trying_all(problem)
        _assert_proves(problem, solve(problem), best)
        infeasible += best is None
    assert 70 < infeasible < 500  # the mix holds enough of both kinds


@pytest.mark.parametrize("seed", range(12))
def test_middle_problems_agree_with_an_integer_program(seed: int) -> None:
    """HiGHS knows nothing of flows; the two share no idea and must share the value."""
    rng = np.random.default_rng(seed)
    problem = middle_problem(rng, 25, 20) if seed % 2 else middle_grouped_problem(rng, 25, 20)
    _assert_proves(problem, solve(problem), best_by_highs(problem))


@pytest.mark.parametrize("shape", [(60, 60), (40, 90), (90, 40)])
def test_one_to_one_agrees_with_the_assignment_of_scipy(shape: tuple[int, int]) -> None:
    """With capacities of one and no negative score the problem is the textbook's."""
    score = low_rank_scores(np.random.default_rng(5), *shape)
    problem = AssignmentProblem.from_dense(score, left_capacity=ones(shape[0]), right_capacity=ones(shape[1]))
    rows, columns = linear_sum_assignment(score, maximize=True)
    _assert_proves(problem, solve(problem), int(score[rows, columns].sum()))


@pytest.mark.parametrize("seed", range(3))
def test_flows_agree_with_networkx(seed: int) -> None:
    """A network simplex on the written-down network must find the value of our shortest paths."""
    rng = np.random.default_rng(seed)
    score = rng.integers(-20, 100, (15, 12))
    left_capacity, right_capacity = rng.integers(1, 4, 15), rng.integers(1, 4, 12)
    problem = AssignmentProblem.from_dense(score, left_capacity=left_capacity, right_capacity=right_capacity)
    graph = nx.DiGraph()
    graph.add_edge("sink", "source", weight=0, capacity=1000)
    graph.add_edges_from(("source", ("left", i), {"capacity": int(c)}) for i, c in enumerate(left_capacity))
    graph.add_edges_from((("right", j), "sink", {"capacity": int(c)}) for j, c in enumerate(right_capacity))
    for (i, j), value in np.ndenumerate(score):
        graph.add_edge(("left", i), ("right", j), weight=-int(value), capacity=1)
    _assert_proves(problem, solve(problem), -nx.min_cost_flow_cost(graph))


def test_scores_at_the_limit_with_minima_still_prove() -> None:
    """Prices add up along paths; with the largest scores they must stay within what the check accepts."""
    rng = np.random.default_rng(3)
    score = rng.choice([-(2**31), 2**31, 2**31 - 1], (120, 80))
    problem = AssignmentProblem.from_dense(
        score,
        left_capacity=np.full(120, 2),
        right_capacity=np.full(80, 3),
        left_min=ones(120),
        right_min=np.full(80, 3),
    )
    result = solve(problem)
    assert check(problem, result).proved_optimal
