"""Where odd sets are not enough: a search over the whole program of a task, with odd sets found as it goes.

With quotas the odd sets no longer describe the hull of all plans. The search is that of all integer programs
(``matcher.solving.programs``); here the program is put together, and told of the odd sets that a plan in fractions
breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, StopToken
from matcher.problems.programs import Program, ProgramResult, RowBlock
from matcher.problems.twins import OddSet, TwinProof
from matcher.solving.programs.search import solve_with_cuts
from matcher.solving.twins.odd_sets import FRACTION, broken_sets, room, sides, weights
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
News = Callable[[int | None, int | None], None]


def branch(
    task: Task, sets: Sequence[OddSet], start: IntArray | None, stop: StopToken, news: News
) -> tuple[ProgramResult, TwinProof | None]:
    """Return the best plan of a task, and the tree that bounds all plans.

    Args:
        task: the task.
        sets: odd sets to begin with.
        start: int64, the edges of a plan; ``None`` for none.
        stop: ends the search.
        news: hears of plans and bounds.
    """
    known = list(sets)
    everything = np.arange(task.problem.edge_count)

    def cuts(values: FloatArray) -> RowBlock | None:
        used = np.flatnonzero(values > FRACTION)
        if not used.size:
            return None  # nothing chosen is a whole plan
        broken = broken_sets(task.problem, used, values[used], np.zeros(used.size), stop)
        known.extend(broken)
        return _rows(task, broken, everything) if broken else None

    values = None
    if start is not None:
        values = np.zeros(everything.size, np.int64)
        values[start] = 1
    searched = solve_with_cuts(program_of(task, sets), cuts, start=values, stop=stop, news=news)
    tree = searched.result.tree
    return searched.result, None if tree is None else TwinProof(tuple(known), tree)


def program_of(task: Task, sets: Sequence[OddSet]) -> Program:
    """Return the program of a task with the rows of odd sets, as ``matcher.problems.twins`` orders them."""
    problem, quotas = task.problem, task.problem.quotas
    edges = np.arange(problem.edge_count)
    of_vertex = np.concatenate((problem.v, problem.u))  # edges to smaller vertices come first at each vertex
    order = np.argsort(of_vertex, kind="stable")
    degree = np.bincount(of_vertex, minlength=problem.num_vertices)
    size = np.concatenate((degree, [edges.size], np.diff(quotas.start)))
    program = Program(
        score=task.score,
        low=task.pinned.astype(np.int64),
        high=task.open.astype(np.int64),
        start=np.concatenate(([0], np.cumsum(size))),
        column=np.concatenate((order % max(1, edges.size), edges, quotas.edge)),
        coefficient=np.concatenate((np.ones(3 * edges.size, np.int64), quotas.weight)),
        row_low=task.row_low,
        row_high=task.row_high,
    )
    return program.with_rows(_rows(task, sets, edges)) if sets else program


def _rows(task: Task, sets: Sequence[OddSet], edges: IntArray) -> RowBlock:
    """Return the rows of odd sets."""
    column, weight, high = [], [], []
    for odd_set in sets:
        side = sides(task.problem, odd_set)
        of_edges = weights(task.problem, odd_set, side, edges)
        column.append(np.flatnonzero(of_edges))
        weight.append(of_edges[column[-1]])
        high.append(room(task.problem, odd_set, side))
    start = np.concatenate(([0], np.cumsum([one.size for one in column])))
    low = np.full(len(sets), -UNBOUNDED)
    return RowBlock(start, np.concatenate(column), np.concatenate(weight), low, np.array(high, np.int64))
