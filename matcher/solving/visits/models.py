"""Models for HiGHS of programs over few columns: linear, for their prices, or in whole numbers, for plans.

HiGHS is believed in nothing: prices are judged again, and so are plans.

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

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


LARGE = 20_000  # entries: with more the interior point method is faster than the simplex method, tenfold soon


def linear_prices(program: Program, stop: StopToken) -> tuple[float, FloatArray] | None:
    """Return the value of the linear program and the prices of its rows, micro-points; ``None`` where it has none.

    Prices from the inside of the best ones will do, so there is no crossover to a corner.
    """
    highs = new_highs(stop)
    highs.setOptionValue("presolve", "on")
    if program.column.size > LARGE:
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("run_crossover", "off")
    highs.passModel(model_of(program))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    unit = unit_of(program)
    value = float(highs.getInfo().objective_function_value) * unit
    return value, np.array(highs.getSolution().row_dual) * unit


def unit_of(program: Program) -> float:
    """Return what scores are divided by: the tolerances of HiGHS are absolute."""
    return max(1.0, float(np.abs(program.score).max(initial=0)) / COST_MAX)


def model_of(program: Program) -> Any:
    """Return the linear program of ``program``, which has at least one column."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.columns, program.rows
    lp.col_cost_ = program.score / unit_of(program)
    lp.col_lower_, lp.col_upper_ = program.low.astype(float), program.high.astype(float)
    lp.row_lower_ = np.where(program.row_low > -UNBOUNDED, program.row_low, -np.inf)
    lp.row_upper_ = np.where(program.row_high < UNBOUNDED, program.row_high, np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.start.astype(np.int32)
    lp.a_matrix_.index_ = program.column.astype(np.int32)
    lp.a_matrix_.value_ = program.coefficient.astype(float)
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp
