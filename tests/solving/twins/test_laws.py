"""What must hold of every solve: names do not matter, stops are heard, goals that twins do not have are refused."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from matcher.certify.twins import check_twins
from matcher.errors import InvalidInput
from matcher.problems import Status, StopToken
from matcher.problems.twin_problem import TwinProblem
from matcher.solving.twins import cover
from matcher.solving.twins.twins import GOALS, solve_twins
from tests.solving.twins.middle import middle
from tests.solving.twins.small import draw


def _renamed(problem: TwinProblem, rng: np.random.Generator) -> TwinProblem:
    name = rng.permutation(problem.num_vertices)
    order = rng.permutation(problem.edge_count)
    back = np.argsort(name)
    return TwinProblem(
        problem.num_vertices,
        name[problem.v][order],
        name[problem.u][order],
        problem.score[order],
        problem.capacity[back],
        least=problem.least[back],
        pair_limit=problem.pair_limit,
        pair_min=problem.pair_min,
        pinned=name[problem.pinned] if len(problem.pinned) else None,
    )


@pytest.mark.parametrize("seed", range(24))
def test_names_do_not_matter(seed: int) -> None:
    """Who is listed first must not be better off: the value is the same under every renaming."""
    problem = middle(seed, places=1 + seed % 3) if seed % 2 else draw(seed)
    renamed = _renamed(problem, np.random.default_rng(seed))
    for goal in GOALS if seed % 4 < 2 else ("total",):
        assert solve_twins(problem, goal).objective == solve_twins(renamed, goal).objective


@pytest.mark.parametrize("seed", range(6))
def test_the_same_problem_gives_the_same_pairs(seed: int) -> None:
    """A plan that changes from run to run cannot be explained."""
    problem = middle(seed, places=2)
    a, b = solve_twins(problem), solve_twins(problem)
    np.testing.assert_array_equal(a.pairs, b.pairs)
    assert a.status == b.status


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("looks", [0, 1, 2, 4, 8, 16, 40, 100, 300])
def test_stopped_anywhere_the_evidence_still_holds(looks: int, goal: str) -> None:
    """A stopped solve may have less to say, but nothing wrong: its bound holds and a plan it gives keeps the rules."""
    for seed in (0, 2, 5):
        problem = middle(seed, places=2)
        best = solve_twins(problem, goal)
        ticks = itertools.count()
        stopped = solve_twins(problem, goal, StopToken(looks, lambda ticks=ticks: float(next(ticks))))
        verdict = check_twins(problem, stopped, goal)
        assert verdict.violations == ()
        if stopped.status != Status.OPTIMAL and goal == "total" and verdict.bound is not None:
            assert best.objective is None or verdict.bound >= best.objective
        if stopped.status == Status.OPTIMAL:
            assert stopped.objective == best.objective


@pytest.mark.parametrize("seed", range(4))
def test_a_search_with_quotas_can_be_stopped(seed: int) -> None:
    """With quotas a search may be long: what it has by then is a plan with a bound."""
    problem = draw(10_000 + seed, quotas=True)
    best = solve_twins(problem)
    for looks in (1, 5, 20, 60, 200):
        ticks = itertools.count()
        stopped = solve_twins(problem, "total", StopToken(looks, lambda ticks=ticks: float(next(ticks))))
        verdict = check_twins(problem, stopped)
        assert verdict.violations == ()
        if best.objective is not None and verdict.bound is not None:
            assert verdict.bound >= best.objective


@pytest.mark.parametrize("goal", ["fairest", "stable", "best", ""])
def test_goals_that_twins_do_not_have_are_refused_by_name(goal: str) -> None:
    """Falling back to another goal would answer a question nobody asked."""
    problem = draw(1)
    with pytest.raises(InvalidInput, match="is no goal of twins"):
        solve_twins(problem, goal)
    with pytest.raises(InvalidInput, match="is no goal of twins"):
        check_twins(problem, solve_twins(problem), goal)


@pytest.mark.parametrize("seed", range(8))
def test_news_only_gets_better(seed: int) -> None:
    """A gap that widens would say that something was unlearnt; the last word is the answer."""
    problem = middle(seed, places=2)
    told: list[tuple[Any, Any]] = []
    counted: list[int] = []
    result = solve_twins(
        problem, progress=lambda done, _: counted.append(done), news=lambda value, bound: told.append((value, bound))
    )
    values = [value for value, _ in told if value is not None]
    bounds = [bound for _, bound in told if bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert counted == sorted(counted)
    if result.status == Status.OPTIMAL:
        assert (values[-1], bounds[-1]) == (result.objective, result.objective)


@pytest.mark.parametrize("seed", range(30))
def test_too_many_edges_for_the_start_are_no_fault(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fractional start then sees the best edges only; the rest is priced in, and the proof is about all."""
    problem = draw(seed) if seed % 2 else middle(seed, places=2)
    whole = {goal: solve_twins(problem, goal) for goal in GOALS}
    monkeypatch.setattr(cover, "EDGES_MAX", max(8, problem.edge_count))
    for goal, expected in whole.items():
        result = solve_twins(problem, goal)
        verdict = check_twins(problem, result, goal)
        assert (result.objective, result.status) == (expected.objective, expected.status)
        assert verdict.proved_infeasible if result.objective is None else verdict.proved_optimal


def test_largest_scores_are_proved_too() -> None:
    """Prices of 2^31 micro-points leave fewer bits for fractions: enough are left."""
    rng = np.random.default_rng(1)
    u, v = np.triu_indices(41, 1)
    score = 2**31 - rng.integers(0, 2**31, u.size)
    problem = TwinProblem(41, u, v, score, rng.integers(1, 4, 41))
    assert check_twins(problem, solve_twins(problem)).proved_optimal


def test_nobody_to_pair() -> None:
    """No vertices, no edges, no places: the best plan is the empty one, and it is proved."""
    for problem in (TwinProblem(0, [], [], [], []), TwinProblem(2, [], [], [], [1, 1]), _no_places()):
        for goal in GOALS:
            result = solve_twins(problem, goal)
            assert (result.objective, len(result.pairs)) == (0, 0)
            assert check_twins(problem, result, goal).proved_optimal


def _no_places() -> TwinProblem:
    return TwinProblem(3, [0, 1], [1, 2], [5, 6], [0, 0, 0])
