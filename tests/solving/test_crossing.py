"""Crossing quotas and minima-or-none: against all choices tried, against another solver, and at programme size."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from matcher.certify import check
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, Goal, Quota, SearchTree, SolveResult, Status, StopToken
from matcher.solving import solve
from matcher.solving.crossing import quotas
from tests.solving.crossing import programme
from tests.solving.instances import middle_crossing_problem, small_crossing_problem
from tests.solving.oracles import best_by_highs, best_by_trying_all


def _proved(problem: AssignmentProblem) -> SolveResult:
    """Solve; the check must agree with the claim, and the gap must be closed."""
    result = quotas.solve_crossing(problem, StopToken())
    verdict = check(problem, result)
    assert verdict.violations == ()
    assert verdict.proved_optimal if result.status == Status.OPTIMAL else verdict.proved_infeasible
    return result


def _agrees_with_all_choices(seed: int) -> None:
    problem = small_crossing_problem(np.random.default_rng(seed))
    assert _proved(problem).objective == best_by_trying_all(problem)


def _agrees_with_highs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = middle_crossing_problem(rng, *rng.integers(5, 16, 2).tolist())
    assert _proved(problem).objective == best_by_highs(problem)


@pytest.mark.parametrize("block", range(8))
def test_no_choice_is_better(block: int) -> None:
    """Small problems of all kinds leave nothing to argue: all choices are tried, and every claim is checked."""
    for seed in range(25 * block, 25 * block + 25):
        _agrees_with_all_choices(seed)


@pytest.mark.parametrize("seed", range(12))
def test_another_solver_agrees(seed: int) -> None:
    """Where not all choices can be tried an integer program must find the same value."""
    _agrees_with_highs(seed)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(100))
def test_no_choice_is_better_in_thousands(block: int) -> None:
    """Rare combinations show only in thousands of problems."""
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        _agrees_with_all_choices(seed)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(20))
def test_another_solver_agrees_in_hundreds(block: int) -> None:
    """The same for problems of a size at which the search has work to do."""
    for seed in range(1000 + 20 * block, 1020 + 20 * block):
        _agrees_with_highs(seed)


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"between": True},
        {"wanted": 2},
        {"room": 6, "if_used": 2},
        {"room": 6, "if_used": 4, "between": True},
        {"room": 3, "if_used": 2, "grouped": True},
    ],
    ids=str,
)
def test_the_gap_is_closed_at_half_of_programme_size(rules: dict[str, int]) -> None:
    """Every kind of rule must be proved to the last micro-point, together with the others."""
    assert _proved(programme(60, 1, **rules)).status == Status.OPTIMAL


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"between": True},
        {"wanted": 2},
        {"room": 6, "if_used": 2},
        {"room": 6, "if_used": 4, "wanted": 2},
        {"room": 6, "if_used": 4},
        {"room": 3, "if_used": 2, "grouped": True},
    ],
    ids=str,
)
def test_the_gap_is_closed_at_programme_size(rules: dict[str, int], seed: int) -> None:
    """150 x 150 is what a programme has; there the gap is promised to be zero."""
    assert _proved(programme(150, seed, **rules)).status == Status.OPTIMAL


def test_minima_that_fill_a_group_leave_little_to_search() -> None:
    """A cap has room for so many minima: seen group by group, that closes at programme size what branches cannot."""
    result = _proved(programme(150, 1, room=3, if_used=2, grouped=True))
    assert isinstance(result.proof, SearchTree)
    assert len(result.proof.leaves) < 100


def test_a_share_is_rounded_to_what_so_many_pairs_can_have() -> None:
    """7 pairs cannot be 60 % cross-border: the search must see it from the number of pairs, not edge by edge."""
    rng = np.random.default_rng(0)
    cross = np.arange(14)[:, None] % 2 != np.arange(14)[None, :] % 2
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 50, (14, 14)) + np.where(cross, 0, 1000) + 10_000,
        left_capacity=np.ones(14, np.int64),
        right_capacity=np.ones(14, np.int64),
        quotas=[Quota.share(cross, least_percent=60)],
        pair_limit=7,
    )
    result = _proved(problem)
    assert isinstance(result.proof, SearchTree)
    assert len(result.proof.leaves) < 20


def test_the_order_of_edges_changes_nothing() -> None:
    """Edges are sorted on entry, and nothing that follows may look at a clock or at chance."""
    problem = programme(25, 3, between=True)
    order = np.random.default_rng(0).permutation(problem.edge_count)
    place = np.argsort(order)
    held = problem.quotas
    turned = [
        Quota(place[held.edge[first:last]], held.weight[first:last], *_bounds(problem, at))
        for at, (first, last) in enumerate(itertools.pairwise(held.start.tolist()))
    ]
    other = AssignmentProblem(
        problem.left_index[order],
        problem.right_index[order],
        problem.score[order],
        problem.left_capacity,
        problem.right_capacity,
        quotas=turned,
    )
    assert solve(other).pairs.tolist() == solve(problem).pairs.tolist() == solve(problem).pairs.tolist()


def _bounds(problem: AssignmentProblem, quota: int) -> tuple[int | None, int | None]:
    least, most = int(problem.quotas.least[quota]), int(problem.quotas.most[quota])
    return (None if least < -(2**60) else least, None if most > 2**60 else most)


@pytest.mark.parametrize("looks", [0, 1, 10, 100, 200, 400, 800])
def test_stopped_anywhere_the_evidence_still_holds(looks: int) -> None:
    """A stopped search may have less to say, but its bound holds and a plan it gives keeps the rules."""
    problem = programme(25, 5, between=True, room=6, if_used=3)
    best = solve(problem)
    ticks = itertools.count()
    stopped = solve(problem, stop=StopToken(deadline=looks, clock=lambda: float(next(ticks))))
    verdict = check(problem, stopped)
    assert verdict.violations == ()
    assert verdict.bound is not None
    assert best.objective is not None
    assert verdict.bound >= best.objective >= (stopped.objective or 0)
    assert (stopped.objective is None) == (stopped.status == Status.STOPPED)


def test_a_search_cut_short_says_how_far_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of effort the plan is FEASIBLE, with the gap its tree proves: never more than the root's."""
    monkeypatch.setattr(quotas, "EFFORT_MAX", 0)
    problem = programme(60, 1, room=6, if_used=4, between=True)
    result = solve(problem)
    verdict = check(problem, result)
    assert result.status == Status.FEASIBLE
    assert verdict.violations == ()
    assert verdict.gap is not None
    assert 0 < verdict.gap < verdict.objective // 100


def test_progress_never_goes_back() -> None:
    """Who watches must see pairs grow up to what the plan has, within what there can be."""
    told: list[tuple[int, int]] = []
    result = solve(programme(40, 5, room=6, if_used=3), progress=lambda pairs, most: told.append((pairs, most)))
    assert told == sorted(told)
    assert len(result.pairs) <= told[-1][0] <= told[-1][1] == 40


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """The solver below introduces itself on the standard output unless it is told not to, which is others' place."""
    solve(programme(10, 0))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("goal", [Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST, Goal.STABLE])
def test_other_goals_are_refused(goal: Goal) -> None:
    """What the search does not serve must be said, with the argument, and not solved as something else."""
    with pytest.raises(InvalidInput, match="quotas"):
        solve(programme(5, 0), goal=goal)
