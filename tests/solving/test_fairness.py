"""The fairest plan at sizes where not all plans can be tried: laws that leximin obeys, and the check of every level."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.certify import check
from matcher.problems import AssignmentProblem, Goal, GoalProof, SolveResult
from matcher.solving import solve
from tests.solving.instances import low_rank_scores, middle_grouped_problem

IntArray = NDArray[np.int64]


def _dense(rng: np.random.Generator, score: IntArray) -> AssignmentProblem:
    left, right = score.shape
    return AssignmentProblem.from_dense(
        score, left_capacity=rng.integers(1, 4, left), right_capacity=rng.integers(1, 4, right)
    )


def _scores(problem: AssignmentProblem, result: SolveResult) -> IntArray:
    return np.sort(problem.score[problem.find_edges(result.pairs)])


@pytest.mark.parametrize("kind", ["random", "ties", "alike"])
def test_every_level_is_proved(kind: str) -> None:
    """The check goes from level to level by itself; scores without ties, with many, and such that all like the same."""
    rng = np.random.default_rng(7)
    draw = {
        "random": lambda: rng.integers(0, 1_000_000, (30, 28)),
        "ties": lambda: rng.integers(0, 4, (30, 28)) ** 2,
        "alike": lambda: low_rank_scores(rng, 30, 28),
    }[kind]
    for _ in range(4):
        problem = _dense(rng, draw())
        result = solve(problem, Goal.FAIREST)
        assert check(problem, result, Goal.FAIREST).proved_optimal
        assert isinstance(result.proof, GoalProof)
        assert [level.score for level in result.proof.levels] == np.unique(_scores(problem, result)).tolist()


def test_only_the_order_of_scores_counts() -> None:
    """Leximin compares and never adds: a rising map of the scores maps the scores of the fairest plan."""
    rng = np.random.default_rng(9)
    for _ in range(6):
        score = rng.integers(0, 40, (14, 11))
        rising = np.cumsum(rng.integers(1, 50, 40)) - 300
        seed = int(rng.integers(1 << 30))
        plain, mapped = (_dense(np.random.default_rng(seed), table) for table in (score, rising[score]))
        fair = _scores(plain, solve(plain, Goal.FAIREST))
        assert rising[fair].tolist() == _scores(mapped, solve(mapped, Goal.FAIREST)).tolist()


def test_no_other_goal_is_fairer() -> None:
    """Plans of the other goals with as many pairs are plans too: none comes later in ascending order of scores."""
    for seed in range(12):
        problem = middle_grouped_problem(np.random.default_rng(seed), 14, 12)
        fairest = solve(problem, Goal.FAIREST)
        if fairest.objective is None:
            continue
        assert check(problem, fairest, Goal.FAIREST).proved_optimal
        mine = _scores(problem, fairest).tolist()
        for goal in (Goal.MOST_PAIRS, Goal.FLOOR):
            other = _scores(problem, solve(problem, goal)).tolist()
            assert len(other) == len(mine)
            assert other <= mine
        assert mine[:1] == _scores(problem, solve(problem, Goal.FLOOR)).tolist()[:1]
