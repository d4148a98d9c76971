"""The oracles against each other: what is tried out and what an integer program finds must be the same."""

from __future__ import annotations

import numpy as np
import pytest

from tests.solving import instances, oracles

MAKERS = (
    instances.small_problem,
    instances.small_grouped_problem,
    instances.small_crossing_problem,
    instances.small_two_sided_problem,
)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_trying_all_agrees_with_an_integer_program(make: object) -> None:
    """Rules written down twice, for a table of choices and for HiGHS, must mean the same."""
    rng = np.random.default_rng(43)
    for _ in range(25):
        problem = make(rng)  # type: ignore[operator]
        best = oracles.best_by_trying_all(problem)
        if np.abs(problem.score).max(initial=0) < 2**30:  # beyond, its floats round
            assert oracles.best_by_highs(problem) == best
        assert (oracles.cheapest_repair(problem) == 0) == (best is not None)
        values, per_pairs = oracles.best_values(problem, 3), oracles.best_per_pairs(problem)
        assert (values[0], max(per_pairs.values())) == (best, best) if values else best is None
