"""The warm start: an edited problem solved from what was kept must come out as if solved from nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import AssignmentProblem, SolveResult, edited
from matcher.solving import resolve, solve
from tests.solving.editing import random_edit
from tests.solving.instances import middle_grouped_problem, middle_problem, small_grouped_problem, small_problem

Family = Callable[[np.random.Generator], AssignmentProblem]


def _assert_same_value(problem: AssignmentProblem, warm: SolveResult) -> None:
    cold = solve(problem)
    verdict = check(problem, warm)
    assert verdict.violations == ()
    assert (warm.status, warm.objective) == (cold.status, cold.objective)
    assert verdict.proved_infeasible if warm.objective is None else verdict.proved_optimal


def _chain(rng: np.random.Generator, problem: AssignmentProblem, steps: int) -> None:
    """Edit, solve from what was kept, now and then go back to any earlier place and on from there."""
    places: list[tuple[AssignmentProblem, object]] = [(problem, solve(problem).state)]
    for _ in range(steps):
        at = int(rng.integers(len(places))) if rng.random() < 0.4 else -1
        problem, state = places[at]
        edits, after = [], problem
        for _ in range(int(rng.choice([1, 1, 2, 5]))):
            edit = random_edit(rng, after)
            if edit is not None:
                edits.append(edit)
                after = edited(after, [edit])
        result = resolve(problem, edits, state)
        _assert_same_value(after, result)
        places.append((edited(problem, edits), result.state))


FAMILIES: dict[str, Family] = {
    "small": small_problem,
    "small grouped": small_grouped_problem,
    "middle": lambda rng: middle_problem(rng, 12, 9),
    "middle grouped": lambda rng: middle_grouped_problem(rng, 12, 9),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_chains_of_edits_end_where_a_fresh_solve_does(family: str) -> None:
    """Whatever was edited, in whatever order, back and forth: value and proof are those of the problem as it is."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        _chain(rng, FAMILIES[family](rng), 6)


@pytest.mark.soak
@pytest.mark.parametrize("family", FAMILIES)
def test_long_chains_of_edits_end_where_a_fresh_solve_does(family: str) -> None:
    """The same, for chains that outgrow every array made at first."""
    for seed in range(500):
        rng = np.random.default_rng([seed, 7])
        _chain(rng, FAMILIES[family](rng), 40)
