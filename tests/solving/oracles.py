"""Slow, obvious answers: all choices of edges tried, or the problem written down for an integer program."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.problems import UNBOUNDED, AssignmentProblem, Groups, merged

IntArray = NDArray[np.int64]
EDGES_TRIED_MAX = 16

Pairs = tuple[tuple[int, int], ...]


def all_plans(problem: AssignmentProblem) -> IntArray:
    """Every plan that keeps every rule, int64 [plans, edges] of 0 and 1, over the edges of ``merged(problem)``."""
    choices = _choices(merged(problem))
    return choices[_units_broken(merged(problem), choices) == 0]


def best_by_trying_all(problem: AssignmentProblem, goal: str = "total") -> Any:
    """What the best plan is worth; ``None`` if none keeps the rules. Comparable with ``worth`` of any plan.

    total: the sum; most_pairs: (pairs, sum); floor: (pairs, worst, sum); fairest: (pairs, ascending scores).
    """
    problem = merged(problem)
    plans = all_plans(problem)
    if goal == "total" or not len(plans):
        return int((plans @ problem.score).max()) if len(plans) else None
    counts = plans.sum(axis=1)
    return max(_worth(problem.score[plan > 0], goal) for plan in plans[counts == counts.max()])


def worth(problem: AssignmentProblem, pairs: IntArray, goal: str = "total") -> Any:
    """What ``pairs``, int64 [p, 2], are worth under ``goal``: the measure that ``best_by_trying_all`` takes."""
    return _worth(problem.scores_of(problem.find_edges(pairs)), goal)


def best_values(problem: AssignmentProblem, count: int) -> list[int]:
    """The sums of the ``count`` best plans, descending; fewer where there are fewer plans."""
    sums = all_plans(problem) @ merged(problem).score
    return np.sort(sums)[::-1][:count].tolist()


def best_per_pairs(problem: AssignmentProblem) -> dict[int, int]:
    """The best sum of the plans with exactly k pairs, for every k that has a plan."""
    plans = all_plans(problem)
    sums, counts = plans @ merged(problem).score, plans.sum(axis=1)
    return {int(count): int(sums[counts == count].max()) for count in np.unique(counts)}


def pairs_of(problem: AssignmentProblem, plan: IntArray) -> Pairs:
    """The pairs of one row of ``all_plans``."""
    listed = merged(problem)
    edges = np.flatnonzero(plan)
    return tuple(zip(listed.left_index[edges].tolist(), listed.right_index[edges].tolist(), strict=True))


def stable_plans(problem: AssignmentProblem) -> list[Pairs]:
    """Every plan that keeps the rules, holds no pair unacceptable to an end, and has no blocking pair."""
    return [
        pairs
        for pairs in (pairs_of(problem, plan) for plan in all_plans(problem))
        if not blocking_by_definition(problem, pairs) and all(min(_own_scores(problem, *pair)) >= 0 for pair in pairs)
    ]


def blocking_by_definition(problem: AssignmentProblem, pairs: Pairs) -> Pairs:
    """The listed pairs, not chosen, that both ends would rather have: pair by pair and word by word."""
    chosen = set(pairs)
    return tuple(
        (left, right)
        for left, right in sorted(_listed(problem))
        if (left, right) not in chosen
        and all(own >= 0 for own in _own_scores(problem, left, right))
        and _gains(problem, [pair for pair in pairs if pair[0] == left], 0, (left, right))
        and _gains(problem, [pair for pair in pairs if pair[1] == right], 1, (left, right))
    )


def _gains(problem: AssignmentProblem, held: list[tuple[int, int]], side: int, pair: tuple[int, int]) -> bool:
    capacity = (problem.left_capacity, problem.right_capacity)[side][pair[side]]
    own = _own_scores(problem, *pair)[side]
    return len(held) < capacity or any(own > _own_scores(problem, *other)[side] for other in held)


def _own_scores(problem: AssignmentProblem, left: int, right: int) -> tuple[int, int]:
    edge = problem.find_edge(left, right)
    if problem.left_score is None or problem.right_score is None:
        score = int(problem.scores_of(np.array([edge]))[0])
        return score, score
    return int(problem.left_score[edge]), int(problem.right_score[edge])


def _listed(problem: AssignmentProblem) -> list[tuple[int, int]]:
    listed = merged(problem)
    return list(zip(listed.left_index.tolist(), listed.right_index.tolist(), strict=True))


def cheapest_repair(problem: AssignmentProblem) -> int:
    """The fewest units of rules to give up (places added, minima lowered, pins dropped ...) so that a plan remains."""
    listed = merged(problem)
    return int(_units_broken(listed, _choices(listed)).min())


def _worth(scores: IntArray, goal: str) -> Any:
    ascending = tuple(sorted(scores.tolist()))
    if goal == "total":
        return sum(ascending)
    return {
        "most_pairs": (len(ascending), sum(ascending)),
        "floor": (len(ascending), min(ascending, default=0), sum(ascending)),
        "fairest": (len(ascending), ascending),
    }[goal]


def _choices(problem: AssignmentProblem) -> IntArray:
    edges = problem.edge_count
    if edges > EDGES_TRIED_MAX:
        raise ValueError(f"{edges} edges are too many to try all choices")
    return (np.arange(1 << edges, dtype=np.int64)[:, None] >> np.arange(edges)) & 1


def _units_broken(problem: AssignmentProblem, choices: IntArray) -> IntArray:
    """By how many units each choice breaks the rules, all rules together, int64 [choices]."""
    broken = (1 - choices[:, problem.pinned_edge]).sum(axis=1)
    for rows, least, most in rules_of(problem):
        used = choices @ rows.T
        broken += (np.maximum(used - most, 0) + np.maximum(least - used, 0)).sum(axis=1)
    used = choices @ _incidence(problem.right_index, problem.right_count).T
    broken += np.where(used > 0, np.maximum(problem.right_min_if_used - used, 0), 0).sum(axis=1)
    return broken


def rules_of(problem: AssignmentProblem) -> list[tuple[IntArray, IntArray, IntArray]]:
    """Every linear rule as (rows int64 [rules, edges], least, most)."""
    left = _incidence(problem.left_index, problem.left_count)
    right = _incidence(problem.right_index, problem.right_count)
    quotas = problem.quotas
    weights = np.zeros((quotas.count, problem.edge_count), np.int64)
    for quota, (first, last) in enumerate(itertools.pairwise(quotas.start.tolist())):
        weights[quota, quotas.edge[first:last]] = quotas.weight[first:last]
    most = UNBOUNDED if problem.pair_limit is None else problem.pair_limit
    return [
        (left, problem.left_min, problem.left_capacity),
        (right, problem.right_min, problem.right_capacity),
        (_members(problem.left_groups) @ left, problem.left_groups.least, problem.left_groups.most),
        (_members(problem.right_groups) @ right, problem.right_groups.least, problem.right_groups.most),
        (weights, quotas.least, quotas.most),
        (np.ones((1, problem.edge_count), np.int64), np.array([problem.pair_min]), np.array([most])),
    ]


def _incidence(index: NDArray[np.int32], vertices: int) -> IntArray:
    return (index[None, :] == np.arange(vertices)[:, None]).astype(np.int64)


def _members(groups: Groups) -> IntArray:
    """int64 [groups, vertices], 1 where the group holds the vertex."""
    members = np.zeros((groups.count, groups.of_vertex.size), np.int64)
    for vertex, group in enumerate(groups.of_vertex.tolist()):
        members[groups.above(group), vertex] = 1
    return members


def best_by_highs(problem: AssignmentProblem) -> int | None:
    """The value HiGHS finds with the problem written down as an integer program; ``None`` where it finds none."""
    problem = merged(problem)
    edges, rights = problem.edge_count, problem.right_count
    rules = rules_of(problem)
    right = sparse.csr_array(_incidence(problem.right_index, rights))
    wanted, room = (sparse.diags_array(v.astype(float)) for v in (problem.right_min_if_used, problem.right_capacity))
    matrix = sparse.block_array(
        [
            [sparse.csr_array(np.concatenate([rows for rows, _, _ in rules])), None],
            [right, -wanted],  # at least so many where the vertex is used
            [right, -room],  # none where it is not
        ]
    )
    low = np.concatenate([*(least for _, least, _ in rules), np.zeros(rights), np.full(rights, -np.inf)])
    high = np.concatenate([*(most for _, _, most in rules), np.full(rights, np.inf), np.zeros(rights)])
    low, high = np.where(low <= -UNBOUNDED, -np.inf, low), np.where(high >= UNBOUNDED, np.inf, high)
    fixed = np.zeros(edges + rights)
    fixed[problem.pinned_edge] = 1
    answer = milp(
        np.concatenate((-problem.score.astype(float), np.zeros(rights))),
        integrality=np.ones(edges + rights),
        bounds=Bounds(fixed, np.ones(edges + rights)),
        constraints=LinearConstraint(sparse.csr_array(matrix), low, high),
        options={"mip_rel_gap": 0.0},
    )
    return int(problem.score @ np.round(answer.x[:edges]).astype(np.int64)) if answer.status == 0 else None
