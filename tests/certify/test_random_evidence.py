"""Random problems of every family: true evidence is believed, and no prices whatever prove more than is true."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from matcher.certify import blocking_pairs, check, kernels
from matcher.problems import (
    AddEdge,
    AddVertex,
    AssignmentProblem,
    Certificate,
    Goal,
    RemoveEdge,
    SearchTree,
    SetScore,
    Side,
    SolveResult,
    Status,
    edited,
)
from matcher.problems.groups import Groups
from tests.certify.proofs import prove, prove_goal, result_of
from tests.certify.trees import prove_by_search
from tests.solving import instances, oracles
from tests.solving.instances import small_crossing_problem, small_grouped_problem, small_problem

FAMILIES = {"flow": small_problem, "groups": small_grouped_problem, "crossing": small_crossing_problem}


def _prices(rng: np.random.Generator, problem: AssignmentProblem, largest: int) -> Certificate:
    """Random prices that keep the sign rules, many of them 0."""

    def some(least: np.ndarray, capped: np.ndarray | bool = True, free: np.ndarray | bool = False) -> np.ndarray:
        price = rng.integers(-largest, largest + 1, least.size) * (rng.random(least.size) < 0.6)
        price = np.where((least > 0) | free, price, np.abs(price))
        return np.where(capped, price, np.minimum(price, 0))

    def of(groups: Groups) -> np.ndarray:
        return some(groups.least, groups.most < 2**31 - 1)

    optional = problem.right_min_if_used > np.maximum(1, problem.right_min)
    optional &= ~np.isin(np.arange(problem.right_count), problem.pinned[:, 1])
    optional &= problem.right_capacity >= problem.right_min_if_used
    quotas = problem.quotas
    return Certificate(
        some(problem.left_min),
        some(problem.right_min, free=optional & (problem.right_min == 0)),
        some(np.array([problem.pair_min]), problem.pair_limit is not None),
        of(problem.left_groups),
        of(problem.right_groups),
        some(np.where(quotas.least > -(2**62), 1, 0), quotas.most < 2**62),
        int(rng.integers(1, 4)),
    )


def _edited(rng: np.random.Generator, problem: AssignmentProblem) -> AssignmentProblem:
    """The problem with some edges closed, re-scored and added, one of them at a new vertex."""
    pairs = problem.ends_of(np.arange(problem.edge_count)).tolist()
    pinned = problem.pinned.tolist()
    edits = [
        RemoveEdge(*pair) if rng.random() < 0.5 else SetScore(*pair, int(rng.integers(-9, 99)))
        for pair in pairs
        if rng.random() < 0.4 and pair not in pinned
    ]
    new = AddVertex(Side.LEFT, 2), AddEdge(problem.left_count, int(rng.integers(problem.right_count)), 7)
    return edited(problem, [*edits, *new])


@pytest.mark.parametrize("family", FAMILIES)
def test_no_prices_bound_the_optimum_from_below(family: str) -> None:
    """Weak duality: whatever prices are taken, no plan is above their bound, and no ray rules out a plan there is."""
    rng = np.random.default_rng(17)
    bounds = 0
    for at in range(120):
        problem = FAMILIES[family](rng)
        if at % 3 == 0 and problem.is_flow:
            problem = _edited(rng, problem)
        best = oracles.best_by_trying_all(problem)
        for largest in (3, int(np.abs(problem.score).max(initial=5))):
            prices = _prices(rng, problem, largest)
            nothing = np.zeros((0, 2), np.int64)
            if best is None:
                assert not check(problem, SolveResult(nothing, 0, Status.OPTIMAL, prices)).proved_optimal
                continue
            verdict = check(problem, SolveResult(nothing, None, Status.STOPPED, prices))
            assert verdict.violations == ()
            assert verdict.bound is not None
            assert verdict.bound >= best
            bounds += 1
            assert not check(problem, SolveResult(nothing, None, Status.INFEASIBLE, prices)).proved_infeasible
    assert bounds > 50


@pytest.mark.parametrize("family", ["flow", "groups"])
def test_true_prices_and_rays_are_believed(family: str) -> None:
    """A linear program knows nothing of this project; its duals prove the optimum that trying all finds."""
    rng = np.random.default_rng(23)
    proved = Counter[bool]()
    for _ in range(60):
        problem = FAMILIES[family](rng)
        verdict = check(problem, prove(problem))
        assert verdict.violations == ()
        assert verdict.objective == oracles.best_by_trying_all(problem)
        assert verdict.proved_optimal or verdict.proved_infeasible
        proved[verdict.proved_optimal] += 1
    assert min(proved.values()) > 5


def test_true_trees_are_believed_and_bent_ones_prove_nothing_false() -> None:
    """All kinds of branches are met; with a threshold or a child moved a tree may prove less, but nothing untrue."""
    rng = np.random.default_rng(29)
    kinds: set[int] = set()
    for at in range(60):
        problem = small_crossing_problem(rng)
        true = prove_by_search(problem, rng, at % 4)
        best, verdict = oracles.best_by_trying_all(problem), check(problem, true)
        assert verdict.violations == ()
        assert verdict.proved_infeasible if best is None else verdict.proved_optimal
        assert isinstance(true.proof, SearchTree)
        kinds.update(true.proof.kind.tolist())
        for _ in range(6):
            bent = check(problem, SolveResult(*_bent(rng, true, best)))
            assert not bent.proved_infeasible or best is None
            assert bent.bound is None or best is None or bent.bound >= best
    assert kinds >= {0, 1, 2, 5, 6}


def _bent(rng: np.random.Generator, true: SolveResult, best: int | None) -> tuple[object, ...]:
    tree = true.proof
    assert isinstance(tree, SearchTree)
    parts = {name: getattr(tree, name).copy() for name in ("kind", "index", "threshold", "low", "high", "ray")}
    for name in rng.choice(["kind", "index", "threshold", "low", "high", "ray"], 2):
        if parts[name].size:
            place = rng.integers(parts[name].size)
            parts[name][place] = not parts[name][place] if name == "ray" else parts[name][place] + rng.integers(-1, 2)
    forged = SearchTree(leaves=tuple(rng.permutation(np.array(tree.leaves, object)).tolist()), **parts)
    status = Status.OPTIMAL if best is not None else Status.INFEASIBLE
    return true.pairs, true.objective, status, None, None, Goal.TOTAL, forged


@pytest.mark.parametrize("goal", [Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST])
def test_true_steps_are_believed(goal: Goal) -> None:
    """Built by linear programs on faces made by hand, and equal to the best of all plans by the definition."""
    rng = np.random.default_rng(31)
    for at in range(40):
        problem = (small_problem, small_grouped_problem)[at % 2](rng)
        result = prove_goal(problem, goal)
        verdict = check(problem, result, goal)
        assert verdict.violations == ()
        assert verdict.proved_optimal or verdict.proved_infeasible
        for other in oracles.all_plans(problem)[:20]:
            worse = result_of(problem, other, goal=goal, proof=result.proof)
            best = oracles.worth(problem, result.pairs, goal)
            assert check(problem, worse, goal).proved_optimal == (oracles.worth(problem, worse.pairs, goal) == best)


def test_blocking_pairs_are_those_of_the_definition() -> None:
    """Compiled and pair by pair, for stable plans and for any other, with scores of each side and with common ones."""
    rng = np.random.default_rng(37)
    stable = 0
    for at in range(150):
        problem = instances.small_two_sided_problem(rng) if at % 3 else small_problem(rng)
        plans = oracles.all_plans(problem)
        for plan in plans[rng.integers(0, len(plans), 3 if len(plans) else 0)]:
            pairs = oracles.pairs_of(problem, plan)
            due = oracles.blocking_by_definition(problem, pairs)
            table = np.array(pairs, np.int64).reshape(-1, 2)
            assert tuple(map(tuple, blocking_pairs(problem, rng.permutation(table)).tolist())) == due
            verdict = check(problem, result_of(problem, plan, goal=Goal.STABLE, status=Status.FEASIBLE), "stable")
            assert verdict.blocking is not None
            assert verdict.blocking.count == len(due)
            assert verdict.blocking.first == due[:10]
            stable += verdict.proved_optimal
    assert stable > 10


def test_stable_plans_by_definition_are_those_the_check_calls_stable() -> None:
    """Over all plans of a problem, exactly the stable ones."""
    rng = np.random.default_rng(41)
    for _ in range(8):
        problem = instances.small_two_sided_problem(rng)
        due = set(oracles.stable_plans(problem))
        for plan in oracles.all_plans(problem)[::5]:
            verdict = check(problem, result_of(problem, plan, goal=Goal.STABLE, status=Status.FEASIBLE), "stable")
            assert verdict.proved_optimal == (oracles.pairs_of(problem, plan) in due)


def test_checks_are_compiled_once() -> None:
    """A second specialisation (writable arrays, other integers) would double the first start and miss the cache."""
    compiled = ("weigh", "with_groups", "group_counts", "without_quotas", "level", "order", "sweep", "block")
    for name in compiled:
        assert len(getattr(kernels, name).signatures) <= 1, name


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40))
def test_long_campaign(seed: int) -> None:
    """The same laws over thousands of problems."""
    rng = np.random.default_rng([seed, 7])
    for at in range(100):
        flow, crossing = small_grouped_problem(rng), small_crossing_problem(rng)
        for verdict in (check(flow, prove(flow)), check(crossing, prove_by_search(crossing, rng, at % 5))):
            assert verdict.proved_optimal or verdict.proved_infeasible
        for goal in (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST):
            verdict = check(flow, prove_goal(flow, goal), goal)
            assert verdict.proved_optimal or verdict.proved_infeasible
