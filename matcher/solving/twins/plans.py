"""Plans from plans in fractions: what is chosen most goes first, the rest is filled up greedily."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.solving.twins.kernels import take
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def rounded(task: Task, edges: IntArray, x: FloatArray, *, among: IntArray | None = None) -> IntArray | None:
    """Return the edges of a plan near a plan in fractions, int64 ascending; ``None`` where that is none.

    Args:
        task: the task.
        edges: int64 [k], ascending or not.
        x: float64 [k], how often each is chosen.
        among: int64, the edges it may be filled up with; ``None`` for all.
    """
    problem = task.problem
    chosen = task.pinned.copy()
    room = problem.capacity - np.bincount(problem.pinned.reshape(-1), minlength=problem.num_vertices)
    limit = (2**62 if task.pair_limit is None else task.pair_limit) - problem.pinned_edge.size
    some = edges[x > 1e-6]
    order = some[np.lexsort((some, -task.score[some], -np.round(x[x > 1e-6], 6)))]
    taken = take(problem.u, problem.v, order, room, limit, chosen)
    wanted = max(0, task.pair_min - problem.pinned_edge.size - taken)
    free = _free(task, room, among)
    useful = free[task.score[free] > 0] if not wanted else free
    more = useful[np.lexsort((useful, -task.score[useful]))]
    worthwhile = int((task.score[more] > 0).sum())
    taken += take(problem.u, problem.v, more[:worthwhile], room, limit - taken, chosen)
    if wanted:
        still = max(0, min(limit - taken, task.pair_min - problem.pinned_edge.size - taken))
        take(problem.u, problem.v, more[worthwhile:], room, still, chosen)
    plan = np.flatnonzero(chosen)
    return plan if task.holds(plan) else None


def _free(task: Task, room: IntArray, among: IntArray | None) -> IntArray:
    """Return the open edges with room at both ends, int64."""
    problem, has_room = task.problem, room > 0
    if among is not None:
        usable = has_room[problem.u[among]] & has_room[problem.v[among]]
        return among[usable & task.open[among] & ~task.pinned[among]]
    return np.flatnonzero(has_room[problem.u] & has_room[problem.v] & task.open & ~task.pinned)
