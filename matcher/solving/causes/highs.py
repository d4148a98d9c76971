"""Linear and integer programs for causes and repairs, by HiGHS.

Source: Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018, doi:10.1007/s12532-017-0130-5.
"""

from __future__ import annotations

from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProofFailed, Stopped
from matcher.problems import StopToken
from matcher.solving.crossing.lp import new_highs

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


class Triplets(NamedTuple):
    """A matrix by its entries: row, column and value, int64 [entries] each."""

    row: IntArray
    column: IntArray
    value: IntArray

    def times(self, vector: IntArray, rows: int) -> IntArray:
        """Return the product with an integer vector, int64 [rows]."""
        product = np.zeros(rows, np.int64)
        np.add.at(product, self.row, self.value * vector[self.column])
        return product


class Statement(NamedTuple):
    """minimise cost @ x, where low <= matrix @ x <= high and 0 <= x <= most."""

    cost: FloatArray
    matrix: Triplets
    low: FloatArray
    high: FloatArray
    most: FloatArray


class Answer(NamedTuple):
    """What HiGHS says: the columns, the objective, and what a unit of each row is worth."""

    columns: FloatArray
    objective: float
    worth: FloatArray


def minimise(statement: Statement, stop: StopToken, *, integer: bool) -> Answer | None:
    """Return the least of a linear or integer program; ``None`` where HiGHS says that there is none.

    Raises:
        Stopped: by the token.
        ProofFailed: HiGHS cannot tell.
    """
    highs = new_highs(stop)
    for option, value in (("presolve", "choose"), ("mip_rel_gap", 0.0)):
        highs.setOptionValue(option, value)
    highs.passModel(_model(statement, integer=integer))
    highs.run()
    status, kinds = highs.getModelStatus(), highspy.HighsModelStatus
    if stop.stopped:
        raise Stopped("stopped before it was known why there is no plan", by_deadline=stop.by_deadline)
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):  # no column is unbounded
        return None
    if status not in (kinds.kOptimal, kinds.kModelEmpty):
        raise ProofFailed(f"HiGHS ended with {status} on rules that may clash")
    solution = highs.getSolution()
    columns = np.array(solution.col_value, float)
    return Answer(columns, float(statement.cost @ columns), np.array(solution.row_dual, float))


def _model(statement: Statement, *, integer: bool) -> highspy.HighsLp:
    rows, columns = statement.low.size, statement.cost.size
    matrix = statement.matrix
    order = np.lexsort((matrix.column, matrix.row))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = statement.cost
    model.col_lower_, model.col_upper_ = np.zeros(columns), statement.most
    model.row_lower_, model.row_upper_ = statement.low, statement.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, rows
    model.a_matrix_.start_ = np.searchsorted(matrix.row[order], np.arange(rows + 1)).astype(np.int32)
    model.a_matrix_.index_ = matrix.column[order].astype(np.int32)
    model.a_matrix_.value_ = matrix.value[order].astype(float)
    if integer:
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model
