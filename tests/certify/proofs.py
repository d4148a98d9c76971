"""Evidence made by a general linear program, without the solvers of this project: prices, rays, trees, steps.

HiGHS solves the program in floats; its duals, rounded, are prices like any others. What they prove, the check says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from matcher.problems import (
    UNBOUNDED,
    AssignmentProblem,
    Branch,
    Certificate,
    Goal,
    GoalProof,
    Level,
    SolveResult,
    Status,
)
from tests.solving.oracles import all_plans, pairs_of, rules_of

IntArray = NDArray[np.int64]

SCALE = 2**16
NAMES = ("left_price", "right_price", "left_group_price", "right_group_price", "quota_price", "limit_price")
BRANCHES = (Branch.LEFT, Branch.RIGHT, Branch.LEFT_GROUP, Branch.RIGHT_GROUP, Branch.QUOTA, Branch.ALL)


class Part(NamedTuple):
    """A part of a problem: rows int64 [rules, edges], bounds [rules], where each kind of rule begins; edges 0..1."""

    problem: AssignmentProblem
    rows: IntArray
    least: IntArray
    most: IntArray
    start: IntArray
    low: IntArray
    high: IntArray


class Answer(NamedTuple):
    """Value and plan of the linear program (``None`` where it has none) and the prices of its duals."""

    value: float | None
    plan: NDArray[np.float64]
    certificate: Certificate


def whole(problem: AssignmentProblem) -> Part:
    """The whole of a problem without overlay."""
    rules = rules_of(problem)
    low = np.zeros(problem.edge_count, np.int64)
    low[problem.pinned_edge] = 1
    joined = [np.concatenate(arrays) for arrays in zip(*rules, strict=True)]
    start = np.cumsum([0, *(rows.shape[0] for rows, _, _ in rules)])
    return Part(problem, *joined, start, low, np.ones_like(low))


def solve_part(part: Part, value: IntArray, scale: int = 1) -> Answer:
    """The best of a part by a linear program, or a ray where it is empty."""
    none = np.zeros(part.least.size, np.int64)
    none[part.start[4] : part.start[5]] = -UNBOUNDED  # quotas may have a minimum below 0
    upper, lower = part.most < 2**31 - 1, part.least > none
    table = np.concatenate((part.rows[upper], -part.rows[lower])).astype(float)
    bounds = np.concatenate((part.most[upper], -part.least[lower])).astype(float)
    box = np.stack((part.low, part.high), axis=1)
    found = linprog(-value.astype(float), table, bounds, bounds=box, method="highs-ds") if value.size else None
    if found is not None and found.status == 0:
        return Answer(-found.fun, found.x, _prices(part, found.ineqlin.marginals, upper, lower, scale))
    slack = np.eye(bounds.size)
    box = np.concatenate((box, np.tile([0, np.inf], (bounds.size, 1))))
    cost = np.concatenate((np.zeros(value.size), np.ones(bounds.size)))
    ray = linprog(cost, np.hstack((table, -slack)), bounds, bounds=box, method="highs-ds")
    if ray.fun < 1e-6:  # only a problem without edges comes here with a plan
        return Answer(0.0, np.zeros(0), _prices(part, np.zeros(bounds.size), upper, lower, scale))
    return Answer(None, np.zeros(0), _prices(part, ray.ineqlin.marginals * SCALE, upper, lower, 1))


def no_prices(part: Part) -> Certificate:
    """Prices of 0 for everything."""
    rules = np.zeros(part.most.size, bool)
    return _prices(part, np.zeros(0), rules, rules, 1)


def _prices(
    part: Part, marginals: NDArray[np.float64], upper: NDArray[np.bool_], lower: NDArray[np.bool_], scale: int
) -> Certificate:
    price = np.zeros(part.most.size)
    price[upper] -= marginals[: upper.sum()]
    price[lower] += marginals[upper.sum() :]
    rounded = np.round(price * scale).astype(np.int64)
    parts = {name: rounded[part.start[at] : part.start[at + 1]] for at, name in enumerate(NAMES)}
    return Certificate(**parts, scale=scale)


def best_plan(problem: AssignmentProblem, key: str = "total") -> IntArray | None:
    """A best plan of a small problem by trying all, as a row of ``all_plans``."""
    plans = all_plans(problem)
    if not len(plans):
        return None
    order = {
        "total": lambda plan: plan @ problem.score,
        "most_pairs": lambda plan: (plan.sum(), plan @ problem.score),
        "floor": lambda plan: (plan.sum(), problem.score[plan > 0].min(initial=2**40), plan @ problem.score),
        "fairest": lambda plan: (plan.sum(), tuple(sorted(problem.score[plan > 0].tolist()))),
    }[key]
    return max(plans, key=order)


def result_of(problem: AssignmentProblem, plan: IntArray, **more: object) -> SolveResult:
    """The result that claims a plan to be optimal."""
    pairs = np.array(pairs_of(problem, plan), np.int64).reshape(-1, 2)
    bare = SolveResult(pairs, int(plan @ problem.score), Status.OPTIMAL, None)
    return replace(bare, **more)  # type: ignore[arg-type]


def no_plan(**more: object) -> SolveResult:
    """The result that claims that there is no plan."""
    bare = SolveResult(np.zeros((0, 2), np.int64), None, Status.INFEASIBLE, None)
    return replace(bare, **more)  # type: ignore[arg-type]


def prove(problem: AssignmentProblem) -> SolveResult:
    """A best plan of a small flow problem with its prices, or a ray."""
    answer, plan = solve_part(whole(problem), problem.score), best_plan(problem)
    if plan is None:
        return no_plan(certificate=answer.certificate)
    return result_of(problem, plan, certificate=answer.certificate)


def prove_goal(problem: AssignmentProblem, goal: Goal) -> SolveResult:
    """A best plan of a small flow problem for a goal in steps, with its evidence; a ray where there is none."""
    plan, part = best_plan(problem, goal), whole(problem)
    if plan is None:
        return no_plan(certificate=solve_part(part, problem.score).certificate, goal=goal)
    chosen = problem.score[plan > 0]
    count = solve_part(part, np.ones(problem.edge_count, np.int64)).certificate
    part = _narrow(part, part.rows.shape[0] - 1, chosen.size)
    levels: list[Level] = []
    scores = {"most_pairs": [], "floor": np.unique(chosen)[:1], "fairest": np.unique(chosen)}[goal]
    for score in [int(score) for score in scores]:
        value = -(problem.score <= score).astype(np.int64)
        if goal == "fairest":
            part = _without(part, (problem.score < score) & ~np.isin(problem.score, chosen))
        prices = solve_part(part, value).certificate
        levels.append(Level(score, int((chosen <= score).sum()) if goal == "fairest" else 1, prices))
        part = _face(part, value, prices) if goal == "fairest" else _without(part, problem.score < score)
    total = None if goal == "fairest" else solve_part(part, problem.score).certificate
    return result_of(problem, plan, goal=goal, proof=GoalProof(count, tuple(levels), total))


def _narrow(part: Part, row: int, count: int) -> Part:
    least, most = part.least.copy(), part.most.copy()
    least[row] = most[row] = count
    return part._replace(least=least, most=most)


def _without(part: Part, shut: NDArray[np.bool_]) -> Part:
    return part._replace(high=np.where(shut & (part.low < 1), 0, part.high))


def _face(part: Part, value: IntArray, prices: Certificate) -> Part:
    price = np.concatenate([getattr(prices, name) for name in NAMES])
    reduced = value - price @ part.rows
    free = part.low < part.high
    return part._replace(
        least=np.where(price > 0, part.most, part.least),
        most=np.where(price < 0, part.least, part.most),
        low=np.where(free & (reduced > 0), 1, part.low),
        high=np.where(free & (reduced < 0), 0, part.high),
    )
