"""Plans that HiGHS proposes as an integer programming solver; believed in nothing, its word that one is best included.

It works on the columns that a better plan may hold (reduced-cost fixing), for a bounded number of steps of its simplex
method, so that it ends in the same place in every run.

Source: Q. Huangfu, J. A. J. Hall, 2018, doi:10.1007/s12532-017-0130-5 (HiGHS).
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

_KINDS = highspy.cb.HighsCallbackType


def propose(program: Program, kept: NDArray[np.bool_], best: Best, stop: StopToken, *, effort: int, bound: int) -> None:
    """Let HiGHS look for better plans, and offer all it finds.

    Args:
        program: the program.
        kept: bool [columns], the columns that may leave their low bound.
        best: takes up the plans.
        stop: ends it.
        effort: rows times steps of the simplex method that it may use, roughly.
        bound: no plan is worth more; a plan that reaches it ends the search.
    """
    columns = np.flatnonzero(kept)
    if not columns.size or stop.stopped:
        return
    highs = new_highs(stop)
    for option, value in (("presolve", "on"), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
        highs.setOptionValue(option, value)
    highs.passModel(_model(program, columns))
    steps_max = max(1_000, effort // max(1, program.rows))

    def hear(kind: object, __: str, data: Any, answer: Any, ____: object) -> None:
        if kind == _KINDS.kCallbackMipImprovingSolution:
            _offer(program, columns, np.array(data.mip_solution), best)
        over = kind == _KINDS.kCallbackMipInterrupt and data.mip_total_lp_iterations > steps_max
        if stop.stopped or over or best.reaches(bound):
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


def _offer(program: Program, columns: IntArray, part: NDArray[np.float64], best: Best) -> None:
    if part.size == columns.size:
        values = program.low.astype(float)
        values[columns] = part
        best.offer_rounded(values)


def _model(program: Program, columns: IntArray) -> highspy.HighsLp:
    """Return the integer program of some columns; the others stay at their low bounds."""
    block = program.by_column().of(columns)
    rest = program.low.copy()
    rest[columns] = 0
    fixed = program.times(rest)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns.size, program.rows
    unit = max(1.0, float(np.abs(program.score).max(initial=0)) / COST_MAX)
    lp.col_cost_ = block.score / unit
    lp.col_lower_, lp.col_upper_ = block.low.astype(float), block.high.astype(float)
    lp.row_lower_ = np.where(program.row_low > -UNBOUNDED, program.row_low - fixed, -np.inf)
    lp.row_upper_ = np.where(program.row_high < UNBOUNDED, program.row_high - fixed, np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = block.start.astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = block.row.astype(np.int32), block.coefficient.astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns.size
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp
