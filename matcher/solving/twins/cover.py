"""The start of a solve: the best plan in fractions, from an assignment problem with every vertex on both sides.

An edge {u, v} is listed as (u, v) and as (v, u). Half of an assignment in this *double cover* chooses each edge 0, 1/2
or 1 times, and is a best fractional plan; half of the sum of both prices of a vertex is its price. The edges at 1/2
are what odd sets are needed for.

Source: L. E. Trotter, 1973; M. L. Balinski, Integer programming: methods, uses, computation, 1965,
doi:10.1287/mnsc.12.3.253 (half-integrality); D. L. Applegate, W. J. Cook, Solving large-scale matching problems, 1993,
doi:10.1090/dimacs/012/03 (fractional jump start).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.limits import EDGES_MAX
from matcher.problems import AssignmentProblem, Status, StopToken
from matcher.problems.faults import PLACES_MAX
from matcher.solving.assignment import solve_assignment
from matcher.solving.twins.kernels import double
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]

SCALE = 2  # the prices below are in half micro-points


class Cover(NamedTuple):
    """A best fractional plan and its prices.

    Attributes:
        status: INFEASIBLE where not even a fractional plan keeps the rules, quotas apart; the prices are then a ray.
        halves: int64 [edges], how often each edge is chosen, times two.
        price: int64 [vertices + 1], half micro-points, of the vertices and of all pairs.
        whole: whether all edges were looked at.
    """

    status: Status
    halves: IntArray
    price: IntArray
    whole: bool


def cover(task: Task, stop: StopToken) -> Cover | None:
    """Return a best fractional plan, quotas not looked at; ``None`` where stopped.

    Of more edges than a double cover can hold only the best are taken: then plan and prices are a start, no more.
    """
    problem = task.problem
    edges = np.flatnonzero(task.open)
    most = EDGES_MAX // 2
    whole = edges.size <= most
    if not whole:
        rank = np.where(task.pinned[edges], np.iinfo(np.int64).max, task.score[edges])
        edges = np.sort(edges[np.argpartition(rank, edges.size - most)[edges.size - most :]])
    result = solve_assignment(_doubled(task, edges), stop)
    if result.certificate is None or result.status not in {Status.OPTIMAL, Status.INFEASIBLE}:
        return None
    halves = np.zeros(problem.edge_count, np.int64)
    given, pairs = result.certificate, np.sort(result.pairs, axis=1)
    if len(pairs):
        np.add.at(halves, problem.find_edges(pairs), 1)
    price = np.append(given.left_price + given.right_price, 2 * given.limit_price)
    return Cover(result.status, halves, price, whole)


def _doubled(task: Task, edges: IntArray) -> AssignmentProblem:
    """Return the assignment problem in which every vertex stands on both sides."""
    problem = task.problem
    left, right, score = double(problem.u[edges], problem.v[edges], task.score[edges], problem.num_vertices)
    pins, limit = problem.pinned, task.pair_limit
    return AssignmentProblem(
        left,
        right,
        score,
        problem.capacity,
        problem.capacity,
        left_min=problem.least,
        right_min=problem.least,
        pair_limit=None if limit is None else 2 * limit,
        pair_min=min(PLACES_MAX, 2 * task.pair_min),
        pinned=np.concatenate((pins, pins[:, ::-1])),
    )
