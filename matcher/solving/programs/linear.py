"""The linear program of an integer program, solved by HiGHS. It may grow by rows (cuts) and columns (priced in).

HiGHS is believed in nothing: it gives values, and prices of rows that ``prices`` rounds and reckons in integers. Every
solve starts from the last basis; after bounds have moved or rows were added the dual simplex goes on from that one.

Sources: Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018, doi:10.1007/s12532-017-0130-5
(HiGHS); P. C. Gilmore, R. E. Gomory, 1961, doi:10.1287/opre.9.6.849 (columns priced in).
Memory: about 50 bytes per entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, StopToken
from matcher.problems.programs import ColumnBlock, Program, RowBlock
from matcher.solving.crossing.lp import COST_MAX, EFFORT_EACH, Outcome, new_highs

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

BEFORE = 1  # a column of HiGHS that stands for nothing: without columns it would look at no row
DUAL, PRIMAL = 1, 4  # what HiGHS calls them
LARGE = 1_000  # rows; below, the simplex method is at its best
NEW_MIN = 10  # a large program is solved anew where more rows and columns are new,
NEW_SHARE = 1_000  # and one more for each so many of them
MOVED_SHARE = 4  # so many moved bounds count as one that is new
STEPS_MAX = 2**31 - 1  # what HiGHS takes for no limit
_STATUS = highspy.HighsModelStatus
_EMPTY = (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible)
_ENDS = (_STATUS.kOptimal, *_EMPTY)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What HiGHS says of a linear program.

    Attributes:
        outcome: how it ended; the rest is empty unless it is solved, or (prices only) empty.
        value: score of the values, micro-points.
        values: float64 [columns].
        price: float64 [rows], what a unit of each row is worth, micro-points; of a ray in any unit.
        reduced: float64 [columns], score less prices, micro-points.
    """

    outcome: Outcome
    value: float
    values: FloatArray
    price: FloatArray
    reduced: FloatArray


class Relaxation:
    """The linear program of an integer program, with bounds that may be moved.

    Attributes:
        columns, rows: how many there are.
        effort: rows times steps of the simplex method so far, and some for each solve: a measure of time that is the
            same in every run.
    """

    def __init__(self, program: Program, stop: StopToken) -> None:
        """Put in all rows and columns of ``program``; there may be none of either."""
        self._stop = stop
        self._unit = 0.0
        self._solved = self._widened = False  # whether the basis solves it, but for columns that came in
        self._basis: Any = None  # of the last solve, once something was probed
        self.effort = 0
        self.columns = 0
        self.rows = self._new = program.rows  # those that came in since the last solve
        self.highs = new_highs(stop)
        self.highs.startCallback(highspy.cb.HighsCallbackType.kCallbackIpmInterrupt)
        self._start(program)
        if program.columns:
            self.add_columns(program.by_column())

    def _start(self, program: Program) -> None:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = BEFORE, program.rows
        lp.col_cost_ = lp.col_lower_ = lp.col_upper_ = np.zeros(BEFORE)
        lp.row_lower_, lp.row_upper_ = _bounds(program.row_low, program.row_high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.zeros(BEFORE + 1, np.int32)
        lp.a_matrix_.index_, lp.a_matrix_.value_ = np.zeros(0, np.int32), np.zeros(0)
        lp.sense_ = highspy.ObjSense.kMaximize
        self.highs.passModel(lp)

    def add_columns(self, block: ColumnBlock) -> None:
        """Add columns after those that are there. The scores that come first settle how scores are scaled."""
        if not self._unit:
            self._unit = max(1.0, float(np.abs(block.score).max(initial=0)) / COST_MAX)
        count = block.score.size
        self.highs.addCols(
            count,
            block.score / self._unit,
            *_bounds(block.low, block.high),
            int(block.row.size),
            block.start[:-1].astype(np.int32),
            block.row.astype(np.int32),
            block.coefficient.astype(float),
        )
        self.columns += count
        self._new += count
        self._widened = self._solved

    def add_rows(self, block: RowBlock) -> None:
        """Add rows after those that are there; their columns are places among the columns of this program."""
        count = block.low.size
        self.highs.addRows(
            count,
            *_bounds(block.low, block.high),
            int(block.column.size),
            block.start[:-1].astype(np.int32),
            (block.column + BEFORE).astype(np.int32),
            block.coefficient.astype(float),
        )
        self.rows += count
        self._new += count
        self._widened = self._solved = False

    def bound_columns(self, column: IntArray, low: IntArray, high: IntArray) -> None:
        """Set the bounds of these columns, int64 [moved] each."""
        if column.size:
            self._widened = self._solved = False
            self._new += column.size // MOVED_SHARE
            index = (column + BEFORE).astype(np.int32)
            self.highs.changeColsBounds(index.size, index, *_bounds(low, high))

    def bound_rows(self, row: IntArray, low: IntArray, high: IntArray) -> None:
        """Set the bounds of these rows, int64 [moved] each."""
        if row.size:
            self._widened = self._solved = False
            self.highs.changeRowsBounds(row.size, row.astype(np.int32), *_bounds(low, high))

    def solve(self) -> Relaxed:
        """Solve the program as it stands, from the last basis; where that leads nowhere, once more from none.

        A large program of which much is new is solved by the interior point method, and from there by a crossover to a
        basis. Else the dual simplex goes on from the last basis; the primal one where only columns came in.
        """
        self._basis = None
        interior = self.rows >= LARGE and self._new * NEW_SHARE > self.rows + self.columns + NEW_SHARE * NEW_MIN
        strategy = PRIMAL if self._widened else DUAL
        self._widened, self._new = False, 0
        if interior:
            self._use("ipm", DUAL)
            status = self._run()
            self._use("simplex", DUAL)
            if status == _STATUS.kOptimal:
                return self._answer(status)
        self._use("simplex", strategy)
        status = self._run()
        if status not in _ENDS and not self._stop.stopped:
            self.highs.clearSolver()
            status = self._run()
        return self._answer(status)

    def _use(self, solver: str, strategy: int) -> None:
        for option, value in (("solver", solver), ("simplex_strategy", strategy)):
            self.highs.setOptionValue(option, value)

    def _answer(self, status: object) -> Relaxed:
        nothing = np.zeros(0)
        self._solved = status == _STATUS.kOptimal
        if self._solved:
            solution = self.highs.getSolution()
            values, reduced = np.array(solution.col_value)[BEFORE:], np.array(solution.col_dual)[BEFORE:]
            value = float(self.highs.getInfo().objective_function_value) * self._scale
            price = np.array(solution.row_dual, float) * self._scale
            return Relaxed(Outcome.SOLVED, value, values, price, reduced * self._scale)
        if status in _EMPTY:
            return Relaxed(Outcome.EMPTY, -np.inf, nothing, self._ray(), nothing)
        stopped = status == _STATUS.kInterrupt or self._stop.stopped
        return Relaxed(Outcome.STOPPED if stopped else Outcome.UNCLEAR, np.inf, nothing, nothing, nothing)

    def probe(self, steps: int) -> float:
        """Return what the value comes to within so many steps of the dual simplex: a bound, unless HiGHS errs.

        Afterwards ``restore`` goes back to the basis of the last solve, once the bounds are as they were.
        """
        self.basis()
        self.highs.setOptionValue("simplex_iteration_limit", steps)
        status = self._run()
        self.highs.setOptionValue("simplex_iteration_limit", STEPS_MAX)
        if status in _EMPTY:
            return -np.inf
        return float(self.highs.getInfo().objective_function_value) * self._scale

    def basis(self) -> Any:
        """Return the basis of the last solve, for ``restore``; it holds until rows or columns are added."""
        if self._basis is None:
            self._basis = self.highs.getBasis()
        return self._basis

    def restore(self, basis: Any = None) -> None:
        """Go back to a basis; to that before the probes where none is given."""
        if basis is not None or self._basis is not None:
            self.highs.setBasis(basis or self._basis)

    @property
    def _scale(self) -> float:
        return self._unit or 1.0

    def _run(self) -> object:
        self.highs.run()
        steps = max(0, self.highs.getInfo().simplex_iteration_count)
        self.effort += EFFORT_EACH + self.rows * steps
        return self.highs.getModelStatus()

    def _ray(self) -> FloatArray:
        _, known, ray = self.highs.getDualRay()
        return np.array(ray, float) if known else np.zeros(self.rows)

    def least_violation(self) -> FloatArray:
        """Return the prices of the program that only keeps its rows as well as it can: where it cannot, they are a ray.

        Slower than the ray HiGHS gives at once, but it always gives one, with prices between -1 and 1.
        """
        if not self.rows:
            return np.zeros(0)
        highs, count = new_highs(self._stop), self.rows
        lp = self.highs.getLp()
        lp.col_cost_ = np.zeros(lp.num_col_)
        highs.passModel(lp)
        start = np.arange(2 * count, dtype=np.int32)
        row = np.tile(np.arange(count, dtype=np.int32), 2)
        value = np.repeat([1.0, -1.0], count)
        lack, most = np.full(2 * count, -1.0), np.full(2 * count, np.inf)
        highs.addCols(2 * count, lack, np.zeros(2 * count), most, 2 * count, start, row, value)
        highs.run()
        if highs.getModelStatus() != _STATUS.kOptimal:
            return np.zeros(count)
        return np.array(highs.getSolution().row_dual, float)


def _bounds(low: IntArray, high: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return bounds as HiGHS wants them: infinite where there is none."""
    return np.where(low > -UNBOUNDED, low, -np.inf), np.where(high < UNBOUNDED, high, np.inf)
