"""The optimal face of a problem: all its best plans, stated as a problem of its own.

By complementary slackness a plan is best exactly where it agrees with the best prices: an edge worth more than its
prices is chosen, one worth less is not, and whatever has a price is used to the bound that the price stands for. What
is left open can then be valued otherwise, so that one exact pass follows another (lexicographic optimisation).

Source: A. Schrijver, Combinatorial Optimization, 2003, section 5.4 and chapter 21. Cost: O(edges).
"""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, Group, Groups
from matcher.problems.merging import groups_of

IntArray = NDArray[np.int64]


def best_plans(problem: AssignmentProblem, prices: Certificate, score: IntArray) -> AssignmentProblem:
    """Return the problem whose plans are the best plans of ``problem``, with other scores.

    Args:
        problem: a flow without an overlay (``matcher.problems.merged``).
        prices: best prices of it, in micro-points, proved by a plan that reaches their bound.
        score: int64 [edges], what the edges are worth in the new problem.
    """
    reduced = reduced_scores(problem, prices)
    pinned = reduced > 0
    pinned[problem.pinned_edge] = True
    kept = pinned | (reduced == 0)
    left = _bounds(prices.left_price, problem.left_min, problem.left_capacity)
    right = _bounds(prices.right_price, problem.right_min, problem.right_capacity)
    limit_price = int(prices.limit_price[0])
    return AssignmentProblem(
        problem.left_index[kept],
        problem.right_index[kept],
        score[kept],
        left[1],
        right[1],
        left_min=left[0],
        right_min=right[0],
        pair_min=problem.pair_limit if limit_price > 0 and problem.pair_limit is not None else problem.pair_min,
        pair_limit=problem.pair_min if limit_price < 0 else problem.pair_limit,
        pinned=np.column_stack((problem.left_index[pinned], problem.right_index[pinned])),
        left_groups=_groups(problem.left_groups, prices.left_group_price),
        right_groups=_groups(problem.right_groups, prices.right_group_price),
    )


def valued(problem: AssignmentProblem, score: IntArray) -> AssignmentProblem:
    """Return a problem without overlay with other scores, int64 [edges], within the bounds of scores."""
    part = copy.copy(problem)
    score = np.ascontiguousarray(score, np.int64)
    score.flags.writeable = False
    object.__setattr__(part, "score", score)
    return part


def reduced_scores(problem: AssignmentProblem, prices: Certificate) -> IntArray:
    """Return what each edge is worth beyond the prices of its ends, groups and the limit, int64 [edges]."""
    left = _with_groups(problem.left_groups, prices.left_price, prices.left_group_price)
    right = _with_groups(problem.right_groups, prices.right_price, prices.right_group_price)
    off: IntArray = left[problem.left_index] + right[problem.right_index] + prices.limit_price[0]
    reduced: IntArray = problem.score - off
    return reduced


def _with_groups(groups: Groups, price: IntArray, group_price: IntArray) -> IntArray:
    total = price.copy()
    at = groups.of_vertex.astype(np.int64)
    while (held := at >= 0).any():
        total[held] += group_price[at[held]]
        at[held] = groups.parent[at[held]]
    return total


def _bounds(price: IntArray, least: IntArray, most: IntArray) -> tuple[IntArray, IntArray]:
    """Return the bounds of what is used: what has a price is used to one bound."""
    return np.where(price > 0, most, least), np.where(price < 0, least, most)


def _groups(groups: Groups, price: IntArray) -> list[Group]:
    stated = groups_of(groups)
    for at, sign in enumerate(np.sign(price).tolist()):
        if sign > 0:
            stated[at] = replace(stated[at], least=int(groups.most[at]))
        elif sign < 0:
            stated[at] = replace(stated[at], most=int(groups.least[at]))
    return stated
