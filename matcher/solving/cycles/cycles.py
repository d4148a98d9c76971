"""Solves exchange cycles: every cycle listed, then a search over linear programs whose columns are priced in.

Where there are long cycles, the best plan of short ones is searched first, for a part of the time: they are fewer by
far, and the search of all begins where it ended.

Source: D. J. Abraham, A. Blum, T. Sandholm, Clearing algorithms for barter exchange markets: enabling nationwide kidney
exchanges, 2007, doi:10.1145/1250910.1250954 (a column for each cycle, priced in).
Cost: see ``matcher.solving.cycles.listing`` and ``matcher.solving.programs.search``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Status, StopToken
from matcher.problems.cycles import LONG_FROM, CycleProblem, CycleResult
from matcher.problems.programs import ProgramResult
from matcher.solving.cycles.first_bound import FirstBound, first_bound
from matcher.solving.cycles.greedy import greedy_plan
from matcher.solving.cycles.listing import Cycles, cycles_of
from matcher.solving.cycles.rows import Rows, rows_of
from matcher.solving.programs.search import solve_program

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]
News = Callable[[int | None, int | None], None]

SHORT_PARTS = 3  # the plan of short cycles may take one of so many parts of the time left
SHORT_NODES_MAX = 200  # and so many nodes, which counts where there is no clock


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
    first = first_bound(problem)
    cycles = cycles_of(problem, stop)
    if cycles is None:
        return _unlisted(problem, first)
    if progress is not None:
        progress(0, _most(problem))
    start = _first_plan(problem, cycles, stop, _with_bound(news, first))
    rows = rows_of(problem, cycles)
    found = solve_program(rows.program, start=start, stop=stop, news=_no_worse(news, first))
    if progress is not None:
        progress(_chosen(found).size, _most(problem))
    return _result(cycles, rows, found, first)


def _unlisted(problem: CycleProblem, first: FirstBound) -> CycleResult:
    """Return what is known before any cycle is: without pins, no cycle at all is a plan."""
    if problem.pinned.size:
        return CycleResult((), None, Status.STOPPED, first.tree)
    return CycleResult((), 0, Status.OPTIMAL if first.bound == 0 else Status.FEASIBLE, first.tree)


def _first_plan(problem: CycleProblem, cycles: Cycles, stop: StopToken, news: News | None) -> IntArray | None:
    """Return a plan to begin with, int64 [cycles], ``None`` where none is known.

    It is no worse than the best plan of short cycles that is found in a part of the time.
    """
    plan, short = greedy_plan(problem, cycles), cycles.up_to(LONG_FROM)
    if short.count in {0, cycles.count}:
        return plan
    found = solve_program(
        rows_of(problem, short).program,
        start=greedy_plan(problem, short),
        stop=stop.share(SHORT_PARTS),
        news=news,
        nodes_max=SHORT_NODES_MAX,
    )
    if found.values is None or found.objective is None:
        return plan
    if plan is not None and int(cycles.score @ plan) >= found.objective:
        return plan
    return np.concatenate((found.values, np.zeros(cycles.count - short.count, np.int64)))


def _with_bound(news: News | None, first: FirstBound) -> News | None:
    """Return what tells news of plans of short cycles: their bound does not bound all plans, but the first one does."""
    if news is None:
        return None
    told: list[int] = []

    def tell(best: int | None, _: int | None) -> None:
        if best is not None and best not in told:
            told.append(best)
            news(best, first.bound)

    return tell


def _no_worse(news: News | None, first: FirstBound) -> News | None:
    """Return what tells news with a bound that is never worse than the first."""
    if news is None:
        return None
    return lambda best, bound: news(best, None if bound is None else min(bound, first.bound))


def _chosen(found: ProgramResult) -> NDArray[np.intp]:
    return np.flatnonzero(found.values) if found.values is not None else np.zeros(0, np.intp)


def _most(problem: CycleProblem) -> int:
    """Return the most cycles that any plan may have, as far as capacities tell."""
    return int(problem.capacity.sum()) // 2


def _result(cycles: Cycles, rows: Rows, found: ProgramResult, first: FirstBound) -> CycleResult:
    """Return what was found, with the better of both bounds: a search that has hardly begun has none to speak of."""
    chosen = tuple(cycles.tuple_of(cycle) for cycle in _chosen(found).tolist())
    if found.tree is None or (found.bound is not None and found.bound > first.bound):
        status = Status.OPTIMAL if found.objective == first.bound else found.status
        return CycleResult(chosen, found.objective, status, first.tree)
    return CycleResult(chosen, found.objective, found.status, rows.tree_of(found.tree))
