"""Linear programs over some of the edges, solved by HiGHS, and the edges priced in that are missing.

The program has the rows of ``lp_rows``. For an optional vertex there is a column "used" between 0 and 1, with its
minimum and its room as rows ``pairs >= minimum * used``, ``pairs <= room * used``, and a *link* ``edge <= used`` for
those edges that break it. HiGHS is believed in nothing: it gives prices, which are rounded and checked in integers.

Sources: Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018, doi:10.1007/s12532-017-0130-5
(HiGHS); P. C. Gilmore, R. E. Gomory, 1961, doi:10.1287/opre.9.6.849 (columns priced in).
Memory: about 100 bytes per edge in the program, 30 per listed edge while they are priced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, Branch, StopToken
from matcher.solving.crossing.lp_rows import Box, IntArray, Rows

FloatArray = NDArray[np.float64]

COST_MAX = 1e6  # scores are brought within this: the tolerances of HiGHS are absolute
EFFORT_EACH = 20_000

_ENDS = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


class Outcome(Enum):
    """How a linear program ended."""

    SOLVED = "solved"
    EMPTY = "empty"  # it says that there is no solution
    STOPPED = "stopped"
    UNCLEAR = "unclear"


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What HiGHS says of a box.

    Attributes:
        outcome: how it ended; the rest is empty unless it is solved, or (prices only) empty.
        value: micro-points.
        times: float64 [edges of the program], how often each edge is chosen.
        used: float64 [right], how far each vertex is used; 1 where it is not optional.
        price: float64 [rows], micro-points; of a ray in any unit.
    """

    outcome: Outcome
    value: float
    times: FloatArray
    used: FloatArray
    price: FloatArray


class Program:
    """A linear program over some edges, which may grow.

    Attributes:
        edges: int64, the edges in it.
        effort: rows times steps of the simplex method so far, and some for each solve: a measure of time that is the
            same in every run.
    """

    def __init__(self, rows: Rows, edges: IntArray, stop: StopToken) -> None:
        """Build the program over ``edges``, int64 ascending; the chosen edges of any box asked for must be in it."""
        self.rows, self._stop = rows, stop
        self.edges = np.zeros(0, np.int64)
        self.unit = max(1.0, float(np.abs(rows.problem.score).max(initial=0)) / COST_MAX)
        self._vertices = np.flatnonzero(rows.root.optional)
        self._used_at = np.full(rows.problem.right_count, -1, np.int64)
        self._used_at[self._vertices] = np.arange(self._vertices.size)
        self._linked: set[int] = set()
        self.effort = 0
        self.highs = new_highs(stop)
        self._start()
        self.add(edges)

    def _start(self) -> None:
        """Put in all rows, and the columns "used" after one that stands for nothing: HiGHS wants at least one."""
        count, optional = self.rows.count, self._vertices
        infinite = np.inf
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 1 + optional.size, count + 2 * optional.size
        program.col_cost_ = np.zeros(1 + optional.size)
        program.col_lower_, program.col_upper_ = np.zeros(1 + optional.size), np.zeros(1 + optional.size)
        low, high = np.full(count, -infinite), np.full(count, infinite)
        zeros, most = np.zeros(optional.size), np.full(optional.size, infinite)
        program.row_lower_, program.row_upper_ = (
            np.concatenate((low, zeros, -most)),
            np.concatenate((high, most, zeros)),
        )
        right = self.rows.part(Branch.RIGHT)
        room = np.minimum(self.rows.root.high[right], self.rows.degree[right])[optional]
        at, used = np.arange(optional.size), self._rows_of_use(optional)
        index = np.concatenate((count + at, count + optional.size + at, used[0]))
        value = np.concatenate((-self.rows.if_used[optional], -room, np.ones(used[0].size)))
        column = np.concatenate((at, at, used[1]))
        order = np.argsort(column, kind="stable")
        index, value = index[order], value[order]
        start = np.concatenate(([0, 0], np.cumsum(np.bincount(column, minlength=optional.size))))
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = start.astype(np.int32)
        program.a_matrix_.index_, program.a_matrix_.value_ = index.astype(np.int32), value.astype(float)
        program.sense_ = highspy.ObjSense.kMaximize
        self.highs.passModel(program)

    def _rows_of_use(self, optional: IntArray) -> tuple[IntArray, IntArray]:
        """Return the rows that count used vertices, entry by entry, and the place in ``optional`` of each entry."""
        first, last = self.rows.part(Branch.USED).start, self.rows.part(Branch.USED).stop - 1
        at = np.arange(optional.size)
        row, place = [np.full(optional.size, last)], [at]
        for group in self.rows.around[Branch.RIGHT]:
            inside = group[optional] >= 0
            row.append(first + group[optional][inside])
            place.append(at[inside])
        return np.concatenate(row), np.concatenate(place)

    @property
    def before(self) -> int:
        """Columns before those of the edges."""
        return 1 + self._vertices.size

    def add(self, edges: IntArray) -> None:
        """Add edges that are not in the program yet."""
        start, index, value = self.rows.columns(edges)
        used = self._used_at[self.rows.problem.right_index[edges]]
        wants = np.flatnonzero(used >= 0)
        if wants.size:  # their minimum and room rows count them too
            row = self.rows.count + used[wants]
            extra = np.column_stack((row, row + self._vertices.size)).reshape(-1)
            index = np.insert(index, np.repeat(start[wants + 1], 2), extra)
            value = np.insert(value, np.repeat(start[wants + 1], 2), 1.0)
            start = start + 2 * np.concatenate(([0], np.cumsum(used >= 0)))
        cost = self.rows.problem.score[edges] / self.unit
        zeros, ones = np.zeros(edges.size), np.ones(edges.size)
        self.highs.addCols(
            edges.size,
            cost,
            zeros,
            ones,
            int(index.size),
            start[:-1].astype(np.int32),
            index.astype(np.int32),
            value.astype(float),
        )
        self.edges = np.concatenate((self.edges, edges))

    def _link(self, places: IntArray) -> None:
        """Demand that the edges at these places are chosen no more than their right vertex is used."""
        used = 1 + self._used_at[self.rows.problem.right_index[self.edges[places]]]
        index = np.column_stack((self.before + places, used)).reshape(-1).astype(np.int32)
        value = np.tile([1.0, -1.0], places.size)
        starts = np.arange(0, 2 * places.size, 2, dtype=np.int32)
        low, high = np.full(places.size, -np.inf), np.zeros(places.size)
        self.highs.addRows(places.size, low, high, int(index.size), starts, index, value)
        self._linked.update(places.tolist())

    def _unlinked(self, box: Box, relaxed: Relaxed) -> IntArray:
        """Return the places of edges that are chosen more than their vertex is used, and have no link."""
        right = self.rows.problem.right_index[self.edges]
        over = box.optional[right] & (relaxed.times > relaxed.used[right] + 1e-6)
        return np.array([place for place in np.flatnonzero(over).tolist() if place not in self._linked], np.int64)

    def _enter(self, box: Box) -> None:
        """Set the bounds of ``box``."""
        infinite, rows = np.inf, self.rows
        low = np.where(box.low > -UNBOUNDED, box.low, -infinite)
        high = np.where(box.high < np.minimum(rows.degree, UNBOUNDED), box.high, infinite)
        right = rows.part(Branch.RIGHT)
        low[right] = np.where(box.optional, 0, low[right])
        in_use = rows.part(Branch.USED)
        if in_use.start < in_use.stop:  # vertices that are used from the start have no column
            always = rows.in_use(rows.root.low[right] >= 1)
            low[in_use], high[in_use] = low[in_use] - always, high[in_use] - always
        self.highs.changeRowsBounds(rows.count, np.arange(rows.count, dtype=np.int32), low, high)
        least, most = np.zeros(self.edges.size), np.ones(self.edges.size)
        least[np.isin(self.edges, list(box.chosen))] = 1
        most[np.isin(self.edges, list(box.closed))] = 0
        optional = box.optional[self._vertices]
        used = box.high[right][self._vertices] > 0
        columns = np.arange(1, self.before + self.edges.size, dtype=np.int32)
        self.highs.changeColsBounds(
            columns.size,
            columns,
            np.concatenate((used & ~optional, least)),
            np.concatenate((used, most)),
        )

    def within(self, box: Box) -> Relaxed:
        """Solve the program in ``box``, with all the links it takes."""
        self._enter(box)
        while True:
            relaxed = self._solve()
            links = self._unlinked(box, relaxed) if relaxed.outcome == Outcome.SOLVED else np.zeros(0, np.int64)
            if not links.size:
                return relaxed
            self._link(links)

    def _solve(self) -> Relaxed:
        """Solve the program as it stands, from the last basis; where that leads nowhere, once more from none."""
        self.highs.run()
        steps = max(0, self.highs.getInfo().simplex_iteration_count)
        self.effort += EFFORT_EACH + self.highs.getNumRow() * steps
        status = self.highs.getModelStatus()
        if status not in _ENDS and not self._stop.stopped:
            self.highs.clearSolver()
            self.highs.run()
            status = self.highs.getModelStatus()
        nothing = np.zeros(0)
        if status == highspy.HighsModelStatus.kOptimal:
            solution = self.highs.getSolution()
            column, dual = np.array(solution.col_value), np.array(solution.row_dual)
            used = np.ones(self.rows.problem.right_count)
            used[self._vertices] = column[1 : self.before]
            value = float(self.highs.getInfo().objective_function_value) * self.unit
            return Relaxed(Outcome.SOLVED, value, column[self.before :], used, self._price(dual) * self.unit)
        if status in _ENDS:
            _, known, ray = self.highs.getDualRay()
            price = self._price(np.array(ray)) if known else np.zeros(self.rows.count)
            return Relaxed(Outcome.EMPTY, -np.inf, nothing, nothing, price)
        stopped = status == highspy.HighsModelStatus.kInterrupt or self._stop.stopped
        return Relaxed(Outcome.STOPPED if stopped else Outcome.UNCLEAR, np.inf, nothing, nothing, nothing)

    def least_violation(self) -> FloatArray:
        """Return the prices of the program that only keeps its rows as well as it can: where it cannot, they are a ray.

        Slower than the ray HiGHS gives at once, but it always gives one, with prices between -1 and 1.
        """
        highs, count = new_highs(self._stop), self.highs.getNumRow()
        program = self.highs.getLp()
        program.col_cost_ = np.zeros(program.num_col_)
        highs.passModel(program)
        start = np.arange(2 * count, dtype=np.int32)
        row = np.tile(np.arange(count, dtype=np.int32), 2)
        value = np.repeat([1.0, -1.0], count)
        lack, most = np.full(2 * count, -1.0), np.full(2 * count, np.inf)
        highs.addCols(2 * count, lack, np.zeros(2 * count), most, 2 * count, start, row, value)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.zeros(self.rows.count)
        return self._price(np.array(highs.getSolution().row_dual))

    def _price(self, dual: FloatArray) -> FloatArray:
        """Return the prices of the rows: that of an optional vertex is the sum over its three.

        Where it has room for all its edges, that row says no more than the links, and has no price.
        """
        count, optional = self.rows.count, self._vertices
        price = dual[:count].copy()
        row = self.rows.part(Branch.RIGHT).start + optional
        least, room = dual[count : count + 2 * optional.size].reshape(2, -1)
        price[row] += least + np.where(self.rows.root.high[row] < self.rows.degree[row], room, 0)
        return price


class _Quiet(highspy.Highs):
    """HiGHS without the lines by which it introduces itself: they come with the first call, so that one is this."""

    def enableCallbacks(self) -> None:  # noqa: N802 - overrides what the constructor of HiGHS calls
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # HiGHS has no types there


def new_highs(stop: StopToken) -> Any:
    """Return a quiet HiGHS that works serially and asks ``stop`` at every iteration.

    The number of threads is left alone: it belongs to the process, and a run that asks for another number than an
    earlier one, whoever's it was, ends with an error.
    """
    make: Callable[[], Any] = _Quiet
    highs = make()
    for option, value in (("output_flag", False), ("parallel", "off"), ("random_seed", 0), ("presolve", "off")):
        highs.setOptionValue(option, value)

    def ask(_: object, __: str, ___: object, answer: Any, ____: object) -> None:
        if stop.stopped:
            answer.user_interrupt = True

    highs.setCallback(ask, None)
    kinds = highspy.cb.HighsCallbackType
    for kind in (kinds.kCallbackSimplexInterrupt, kinds.kCallbackMipInterrupt):
        highs.startCallback(kind)
    return highs
