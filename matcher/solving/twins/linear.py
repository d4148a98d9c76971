"""The linear program of a task over some of its edges, in HiGHS, growing by edges and by odd sets.

HiGHS is believed in nothing: its plans are counted again, and its prices are rounded and reckoned with in integers.

Source: Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018, doi:10.1007/s12532-017-0130-5.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, StopToken
from matcher.problems.twins import OddSet
from matcher.solving.crossing.lp import Outcome, new_highs
from matcher.solving.twins.odd_sets import room, sides, weights
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

COST_MAX = 1e6  # scores are brought within this: the tolerances of HiGHS are absolute
TOLERANCE = 1e-9

_EMPTY = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class Relaxed(NamedTuple):
    """What HiGHS says.

    ``x`` float64 [edges of the program]; ``cost``: how much more the rows of each cost than it is worth; ``price``
    float64 [rows]; micro-points, but of a ray any unit.
    """

    outcome: Outcome
    x: FloatArray
    cost: FloatArray
    price: FloatArray


class Linear:
    """A linear program over some edges of a task, which may grow.

    Attributes:
        edges: int64 [k], the edges in it.
        sets: the odd sets in it.
        side: int8 [vertices, sets], see ``odd_sets.sides``.
    """

    def __init__(self, task: Task, edges: IntArray, stop: StopToken) -> None:
        """Build the program over ``edges``, int64, without odd sets."""
        self.task, self._stop = task, stop
        self.edges = np.zeros(0, np.int64)
        self.sets: list[OddSet] = []
        self.side = np.zeros((task.problem.num_vertices, 0), np.int8)
        self.unit = max(1.0, float(np.abs(task.score).max(initial=0)) / COST_MAX)
        self._quota_of = _by_edge(task)
        self._highs = new_highs(stop)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._highs.setOptionValue(option, TOLERANCE)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 0, task.row_low.size
        program.row_lower_ = np.where(task.row_low <= -UNBOUNDED, -np.inf, task.row_low)
        program.row_upper_ = np.where(task.row_high >= UNBOUNDED, np.inf, task.row_high)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.zeros(1, np.int32)
        program.sense_ = highspy.ObjSense.kMaximize
        self._highs.passModel(program)
        self.add(edges)

    def add(self, edges: IntArray) -> None:
        """Add edges that are not in the program yet."""
        start, index, value = self._entries(edges)
        task = self.task
        cost = (task.score[edges] + task.noise[edges]) / self.unit
        low, high = task.pinned[edges].astype(float), task.open[edges].astype(float)
        self._highs.addCols(
            edges.size, cost, low, high, index.size, start.astype(np.int32), index.astype(np.int32), value.astype(float)
        )
        self.edges = np.concatenate((self.edges, edges))

    def _entries(self, edges: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return where the entries of each edge start, and the row and value of all."""
        problem, at = self.task.problem, np.arange(edges.size)
        parts: list[tuple[NDArray[Any], ...]] = [
            (at, end[edges], np.ones(edges.size)) for end in (problem.u, problem.v)
        ]
        if self.task.counts_all:
            parts.append((at, np.full(edges.size, problem.num_vertices), np.ones(edges.size)))
        first, quota, weight = self._quota_of
        for place in range(int(np.diff(first)[edges].max(initial=0))):  # the quotas of each edge, one after the other
            has = np.flatnonzero(np.diff(first)[edges] > place)
            entry = first[edges[has]] + place
            parts.append((has, problem.num_vertices + 1 + quota[entry], weight[entry]))
        for row, odd_set in enumerate(self.sets, self.task.row_low.size):
            weight = weights(problem, odd_set, self.side[:, row - self.task.row_low.size], edges)
            has = np.flatnonzero(weight)
            parts.append((has, np.full(has.size, row), weight[has]))
        of, index, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(of, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=edges.size))))[:-1]
        return start, index[order], value[order]

    def cut(self, odd_sets: list[OddSet]) -> None:
        """Add the rows of odd sets."""
        problem = self.task.problem
        for odd_set in odd_sets:
            side = sides(problem, odd_set)
            weight = weights(problem, odd_set, side, self.edges)
            index = np.flatnonzero(weight).astype(np.int32)
            high = float(room(problem, odd_set, side))
            self._highs.addRow(-np.inf, high, index.size, index, weight[index].astype(float))
            self.sets.append(odd_set)
            self.side = np.column_stack((self.side, side))

    def solve(self) -> Relaxed:
        """Solve the program as it stands, from the last basis; where that leads nowhere, once more from none."""
        highs, nothing = self._highs, np.zeros(0)
        highs.run()
        status = highs.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, *_EMPTY) and not self._stop.stopped:
            highs.clearSolver()
            highs.run()
            status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            solution = highs.getSolution()
            cost, price = (-self.unit * np.array(solution.col_dual), self.unit * np.array(solution.row_dual))
            return Relaxed(Outcome.SOLVED, np.array(solution.col_value), cost, price)
        if status in _EMPTY:
            return Relaxed(Outcome.EMPTY, nothing, nothing, self._ray())
        return Relaxed(Outcome.STOPPED if self._stop.stopped else Outcome.UNCLEAR, nothing, nothing, nothing)

    def _ray(self) -> FloatArray:
        """Return prices of rows, -1..1, that prove that there is no plan: of the least sum of broken rows."""
        highs, rows = new_highs(self._stop), self._highs.getNumRow()
        program = self._highs.getLp()
        program.col_cost_ = np.zeros(program.num_col_)
        highs.passModel(program)
        start, row = np.arange(2 * rows, dtype=np.int32), np.tile(np.arange(rows, dtype=np.int32), 2)
        value, lack, most = np.repeat([1.0, -1.0], rows), np.full(2 * rows, -1.0), np.full(2 * rows, np.inf)
        highs.addCols(2 * rows, lack, np.zeros(2 * rows), most, 2 * rows, start, row, value)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.zeros(rows)
        return np.array(highs.getSolution().row_dual)


def _by_edge(task: Task) -> tuple[IntArray, IntArray, IntArray]:
    """Return where the quotas of each edge begin, and the quota and weight of each entry."""
    quotas = task.problem.quotas
    order = np.argsort(quotas.edge, kind="stable")
    quota = np.repeat(np.arange(quotas.count), np.diff(quotas.start))[order]
    first = np.concatenate(([0], np.cumsum(np.bincount(quotas.edge, minlength=task.problem.edge_count))))
    return first, quota, quotas.weight[order]
