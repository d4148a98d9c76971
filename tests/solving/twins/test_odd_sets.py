"""The search for odd sets: it finds one wherever there is one, and every one it finds holds for all plans."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from matcher.problems import StopToken
from matcher.problems.twin_problem import TwinProblem
from matcher.solving.twins import odd_sets
from matcher.solving.twins.odd_sets import broken_sets, room, sides, weights
from tests.solving.twins.small import draw

SOME = 1e-4


def _fractions(problem: TwinProblem, rng: np.random.Generator) -> np.ndarray | None:
    """A plan in fractions: the middle of some corners of the linear program without odd sets."""
    at = np.zeros((problem.num_vertices, problem.edge_count))
    at[problem.u, np.arange(problem.edge_count)] = at[problem.v, np.arange(problem.edge_count)] = 1
    corners: list[np.ndarray] = []
    if problem.edge_count == 0:
        return None
    for _ in range(int(rng.integers(1, 4))):
        cost = rng.normal(size=problem.edge_count)
        rows, bounds = np.vstack((at, -at)), np.concatenate((problem.capacity, -problem.least))
        found = linprog(cost, A_ub=rows, b_ub=bounds, bounds=(0, 1))
        if found.status != 0:
            return None
        corners.append(found.x)
    return np.clip(np.mean(corners, axis=0), 0, 1)


def _least_left(problem: TwinProblem, x: np.ndarray) -> float:
    """What the plan leaves of the worst odd set, by trying all sets and all choices (the best of each parity)."""
    pairs = np.bincount(problem.u, x, problem.num_vertices) + np.bincount(problem.v, x, problem.num_vertices)
    best = np.inf
    for members in product((False, True), repeat=problem.num_vertices):
        inside = np.array(members)
        if not inside.any():
            continue
        boundary = np.flatnonzero(inside[problem.u] != inside[problem.v])
        choices = [((x[e], 0), (1 - x[e], 1)) for e in boundary]
        for v in np.flatnonzero(inside):
            below, above = problem.capacity[v] - pairs[v], pairs[v] - problem.least[v]
            choices.append(((below, int(problem.capacity[v])), (above, int(problem.least[v]))))
        left = [0.0, np.inf]  # by parity
        for choice in choices:
            left = [min(left[(parity - ends) % 2] + cost for cost, ends in choice) for parity in (0, 1)]
        best = min(best, left[1])
    return best


@pytest.mark.parametrize("first", [0, 70])
def test_a_set_is_found_wherever_there_is_one(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve ends with a proof because no broken set is ever missed: here without the quick looks that find most."""
    if first:
        monkeypatch.setattr(odd_sets, "_joins", lambda *_: [])
    broken = 0
    for seed in range(first, first + 70):
        problem, rng = draw(seed), np.random.default_rng(seed)
        x = _fractions(problem, rng)
        if x is None:
            continue
        edges = np.arange(problem.edge_count)
        found = broken_sets(problem, edges, x, np.zeros(edges.size), StopToken())
        left = _least_left(problem, x)
        if abs(left - 1) > SOME:
            assert bool(found) == (left < 1), seed
        broken += bool(found)
        for odd_set in found:
            side = sides(problem, odd_set)
            assert weights(problem, odd_set, side, edges) @ x > room(problem, odd_set, side) + SOME / 10, seed
    assert broken >= 3


@pytest.mark.parametrize("seed", range(60))
def test_every_plan_keeps_the_row_of_any_set(seed: int) -> None:
    """The row is derived, not guessed: whatever W, F and L, no plan within capacities and minima breaks it."""
    problem, rng = draw(seed), np.random.default_rng(seed)
    edges = np.arange(problem.edge_count)
    plans = (np.arange(2**edges.size)[:, None] >> edges) & 1
    at = np.zeros((edges.size, problem.num_vertices), np.int64)
    at[edges, problem.u] = at[edges, problem.v] = 1
    used = plans @ at
    plans = plans[(used <= problem.capacity).all(1) & (used >= problem.least).all(1)]
    for _ in range(30):
        inside = rng.random(problem.num_vertices) < 0.5
        boundary = np.flatnonzero(inside[problem.u] != inside[problem.v])
        chosen = boundary[rng.random(boundary.size) < 0.5]
        by_least = np.flatnonzero(inside & (rng.random(problem.num_vertices) < 0.4))
        odd_set = odd_sets.OddSet(np.flatnonzero(inside), chosen, by_least)
        side = sides(problem, odd_set)
        assert (plans @ weights(problem, odd_set, side, edges) <= room(problem, odd_set, side)).all()
