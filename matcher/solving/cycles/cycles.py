"""Solves exchange cycles: every cycle listed, then a search over linear programs whose columns are priced in.

Source: D. J. Abraham, A. Blum, T. Sandholm, Clearing algorithms for barter exchange markets: enabling nationwide kidney
exchanges, 2007, doi:10.1145/1250910.1250954 (a column for each cycle, priced in).
Cost: see ``matcher.solving.cycles.listing`` and ``matcher.solving.programs.search``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Status, StopToken
from matcher.problems.cycles import CycleProblem, CycleResult
from matcher.problems.programs import ProgramResult
from matcher.solving.cycles.greedy import greedy_plan
from matcher.solving.cycles.listing import Cycles, cycles_of
from matcher.solving.cycles.rows import Rows, rows_of
from matcher.solving.programs.search import solve_program

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]
News = Callable[[int | None, int | None], None]


def solve_cycles(
    problem: CycleProblem, stop: StopToken, progress: Progress | None = None, news: News | None = None
) -> CycleResult:
    """Return the best set of cycles, with the evidence, or the proof that there is none.

    Args:
        problem: what is asked.
        stop: ends the work early: FEASIBLE with the best plan so far and what is proved, or STOPPED.
        progress: called with (cycles of the plan, at most so many): 0 once all are listed, and in the end.
        news: called with (best objective, proved bound) when either improves.

    Raises:
        LimitExceeded: there are more cycles than ``matcher.limits`` allows to list.
    """
    cycles = cycles_of(problem, stop)
    if cycles is None:
        return _unlisted(problem)
    start = greedy_plan(problem, cycles)
    if progress is not None:
        progress(0, _most(problem))
    rows = rows_of(problem, cycles)
    found = solve_program(rows.program, start=start, stop=stop, news=news)
    if progress is not None:
        progress(_chosen(found).size, _most(problem))
    return _result(cycles, rows, found)


def _unlisted(problem: CycleProblem) -> CycleResult:
    """Return what is known before any cycle is: without pins, no cycle at all is a plan."""
    if problem.pinned.size:
        return CycleResult((), None, Status.STOPPED, None)
    return CycleResult((), 0, Status.FEASIBLE, None)


def _chosen(found: ProgramResult) -> NDArray[np.intp]:
    return np.flatnonzero(found.values) if found.values is not None else np.zeros(0, np.intp)


def _most(problem: CycleProblem) -> int:
    """Return the most cycles that any plan may have, as far as capacities tell."""
    return int(problem.capacity.sum()) // 2


def _result(cycles: Cycles, rows: Rows, found: ProgramResult) -> CycleResult:
    chosen = tuple(cycles.tuple_of(cycle) for cycle in _chosen(found).tolist())
    tree = None if found.tree is None else rows.tree_of(found.tree)
    return CycleResult(chosen, found.objective, found.status, tree)
