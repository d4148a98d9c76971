"""Plans that HiGHS proposes as an integer programming solver; believed in nothing, its word that one is best included.

It is given a *kernel*: the best plan and the columns that the root's prices make nearest to worth having, and a number
of nodes. If it comes to an end with them, the next kernel is twice as large; else it may look at twice as many nodes.
So each call is short and ends in the same place in every run. Columns that no better plan may hold stay out
(reduced-cost fixing).

Sources: E. Angelelli, R. Mansini, M. G. Speranza, Kernel search, 2010, doi:10.1016/j.cor.2010.02.002; Q. Huangfu,
J. A. J. Hall, 2018, doi:10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, StopToken
from matcher.problems.programs import Program
from matcher.solving.crossing.lp import COST_MAX, new_highs
from matcher.solving.programs.plans import Best

IntArray = NDArray[np.int64]

KERNEL_MIN, KERNEL_MAX = 200, 2_000  # columns: HiGHS hears a stop only between its steps, which grow with them
NODES_MIN = 20
EFFORT_CALL = 20_000_000  # of a question, whatever comes of it

_KINDS = highspy.cb.HighsCallbackType


class Proposals:
    """A row of questions to HiGHS, each larger than the one before.

    Attributes:
        done: whether it has come to an end with the largest kernel there may be.
        effort: rows times steps of the simplex method, as ``Relaxation`` counts them.
    """

    def __init__(self, program: Program, reduced: IntArray, total: int) -> None:
        """Begin with the columns nearest to worth having.

        Args:
            program: the program.
            reduced: int64 [columns], reduced scores by the prices of the root, micro-points times a scale.
            total: the bound of these prices, in the same unit.
        """
        self._program, self._reduced, self._total = program, reduced, total
        self._order = np.argsort(-reduced, kind="stable")
        self._size = min(KERNEL_MAX, max(KERNEL_MIN, 2 * int((reduced >= 0).sum())))
        self._nodes = NODES_MIN
        self.done = False
        self.effort = 0

    def ask(self, best: Best, stop: StopToken, *, scale: int, bound: int) -> None:
        """Ask once, and offer all that comes.

        Args:
            best: takes up the plans.
            stop: ends it.
            scale: of the reduced scores.
            bound: no plan is worth more; one that reaches it ends the question.
        """
        columns, whole = self._kernel(best, scale)
        if not columns.size or self.done or stop.stopped:
            return
        ended, effort = _ask(self._program, columns, best, stop, nodes=self._nodes, bound=bound)
        self.effort += effort
        if ended:
            self.done = whole or self._size == KERNEL_MAX
            self._size = min(KERNEL_MAX, 2 * self._size)
        else:
            self._nodes *= 2

    def _kernel(self, best: Best, scale: int) -> tuple[IntArray, bool]:
        """Return the columns that may leave their low bounds, ascending, and whether these are all that may."""
        program = self._program
        kept = program.high > program.low
        held = np.zeros(program.columns, bool)
        if best.objective is not None and best.values is not None:
            kept &= self._reduced > (best.objective + 1) * scale - self._total
            held = best.values != program.low
        near = self._order[kept[self._order]]
        chosen = held.copy()
        chosen[near[: self._size]] = True
        return np.flatnonzero(chosen), near.size <= self._size


def _ask(
    program: Program, columns: IntArray, best: Best, stop: StopToken, *, nodes: int, bound: int
) -> tuple[bool, int]:
    """Let HiGHS look for better plans; return whether it came to an end, and its effort."""
    highs = new_highs(stop)
    for option, value in (("presolve", "on"), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("mip_max_nodes", nodes)):
        highs.setOptionValue(option, value)
    highs.passModel(_model(program, columns))

    def hear(kind: object, __: str, data: Any, answer: Any, ____: object) -> None:
        if kind == _KINDS.kCallbackMipImprovingSolution:
            _offer(program, columns, np.array(data.mip_solution), best)
        if stop.stopped or best.reaches(bound):
            answer.user_interrupt = True

    highs.setCallback(hear, None)
    for kind in (_KINDS.kCallbackMipImprovingSolution, _KINDS.kCallbackMipInterrupt, _KINDS.kCallbackSimplexInterrupt):
        highs.startCallback(kind)
    if best.values is not None:
        start = highspy.HighsSolution()
        start.col_value = best.values[columns].astype(float).tolist()
        highs.setSolution(start)
    highs.run()
    _offer(program, columns, np.array(highs.getSolution().col_value), best)
    status = highs.getModelStatus()
    ended = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
    return ended, EFFORT_CALL + max(0, highs.getInfo().simplex_iteration_count) * highs.getNumRow()


def _offer(program: Program, columns: IntArray, part: NDArray[np.float64], best: Best) -> None:
    if part.size == columns.size:
        values = program.low.astype(float)
        values[columns] = part
        best.offer_rounded(values)


def _model(program: Program, columns: IntArray) -> highspy.HighsLp:
    """Return the integer program of some columns; the others stay at their low bounds.

    Rows without any of the columns are left out: what the plan breaks there is found when it is checked.
    """
    block = program.by_column().of(columns)
    rest = program.low.copy()
    rest[columns] = 0
    fixed = program.times(rest)
    rows, row = np.unique(block.row, return_inverse=True)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns.size, rows.size
    unit = max(1.0, float(np.abs(program.score).max(initial=0)) / COST_MAX)
    lp.col_cost_ = block.score / unit
    lp.col_lower_, lp.col_upper_ = block.low.astype(float), block.high.astype(float)
    low, high = program.row_low[rows], program.row_high[rows]
    lp.row_lower_ = np.where(low > -UNBOUNDED, low - fixed[rows], -np.inf)
    lp.row_upper_ = np.where(high < UNBOUNDED, high - fixed[rows], np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = block.start.astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row.astype(np.int32), block.coefficient.astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns.size
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp
