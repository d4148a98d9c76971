"""HiGHS as linear and as integer program, from arrays; with a cap on time (highspy, MIT licence)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csc_array

from benchmarks.side_by_side.instances import Band, Instance, IntArray

FloatArray = NDArray[np.float64]
INTEGRAL_WITHIN = 1e-6


@dataclass(frozen=True, eq=False)
class Answer:
    """What HiGHS said.

    Attributes:
        finished: whether it ended within the cap, with an optimum.
        objective: value of the plan found, maximised; ``None`` where none was found.
        bound: its own bound.
        integral: whether the solution is a plan.
        value: float64 [columns], the solution; empty where none was found.
    """

    finished: bool
    objective: float | None
    bound: float | None
    integral: bool
    value: FloatArray


@dataclass(frozen=True, eq=False)
class Rows:
    """A program: maximise cost x, low <= matrix x <= high, 0 <= x <= upper."""

    matrix: csc_array
    low: FloatArray
    high: FloatArray
    cost: FloatArray
    upper: FloatArray


class _Builder:
    """Rows of a program, gathered part by part."""

    def __init__(self, columns: int) -> None:
        self.columns, self.count = columns, 0
        self.row: list[IntArray] = []
        self.column: list[IntArray] = []
        self.weight: list[FloatArray] = []
        self.low: list[FloatArray] = []
        self.high: list[FloatArray] = []

    def add(self, rows: int, low: ArrayLike, high: ArrayLike) -> int:
        """Add rows with the same or their own bounds; return the first."""
        self.low.append(np.broadcast_to(np.asarray(low, float), rows))
        self.high.append(np.broadcast_to(np.asarray(high, float), rows))
        self.count += rows
        return self.count - rows

    def fill(self, row: IntArray, column: IntArray, weight: ArrayLike = 1.0) -> None:
        """Set entries."""
        self.row.append(row)
        self.column.append(column)
        self.weight.append(np.broadcast_to(np.asarray(weight, float), column.size))

    def band(self, band: Band, first_column: int) -> None:
        """Add a row for bounds on a weighted count of columns."""
        low = -np.inf if band.least is None else band.least
        row = self.add(1, low, np.inf if band.most is None else band.most)
        self.fill(np.full(band.index.size, row), first_column + band.index, band.weight)

    def rows(self, cost: FloatArray, upper: FloatArray) -> Rows:
        """Return the program."""
        parts = (np.concatenate(self.weight), (np.concatenate(self.row), np.concatenate(self.column)))
        matrix = csc_array(coo_array(parts, shape=(self.count, self.columns)))
        return Rows(matrix, np.concatenate(self.low), np.concatenate(self.high), cost, upper)


def rows_of(instance: Instance) -> Rows:
    """Return an instance as a program over its edges: one row per vertex, group and quota.

    A side with groups has a column more per vertex, which counts its pairs: group rows over these few columns let HiGHS
    solve five times as fast as rows over all edges.
    """
    lefts, rights = instance.left_capacity.size, instance.right_capacity.size
    counted = (lefts if instance.left_groups else 0, rights if instance.right_groups else 0)
    edge = np.arange(instance.edges)
    built = _Builder(instance.edges + sum(counted))
    upper = np.ones(built.columns)
    sides = (
        (instance.left_index, instance.left_capacity, instance.left_groups, instance.edges),
        (instance.right_index, instance.right_capacity, instance.right_groups, instance.edges + counted[0]),
    )
    for end, capacity, groups, first_column in sides:
        row = built.add(capacity.size, 0 if groups else -np.inf, 0 if groups else capacity)
        built.fill(row + end, edge)
        if groups:
            vertex = np.arange(capacity.size)
            built.fill(row + vertex, first_column + vertex, -1.0)
            upper[first_column + vertex] = capacity
        for band in groups:
            built.band(band, first_column)
    for band in instance.quotas:
        built.band(band, 0)
    cost = np.zeros(built.columns)
    cost[: instance.edges] = instance.score
    return built.rows(cost, upper)


def run(program: Rows, *, whole: int, cap_s: float) -> Answer:
    """Solve a program.

    Args:
        program: what to maximise.
        whole: how many of the first columns must be whole; 0 for a linear program.
        cap_s: seconds after which HiGHS stops.
    """
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = program.cost.size, program.low.size
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, np.zeros(program.cost.size), program.upper
    model.row_lower_, model.row_upper_ = program.low, program.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    model.a_matrix_.value_ = program.matrix.data
    if whole:
        free = program.cost.size - whole
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * free
    solver = _Highs()  # the public class prints a line before it can be told to be quiet
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", cap_s)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    solver.run()
    return _answer(solver, integer=whole > 0)


def _answer(solver: _Highs, *, integer: bool) -> Answer:
    finished = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    info = solver.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    value = np.array(solver.getSolution().col_value) if has_plan else np.zeros(0)
    objective = float(info.objective_function_value) if has_plan else None
    bound = float(info.mip_dual_bound) if integer else objective
    integral = has_plan and bool((np.abs(value - np.round(value)) < INTEGRAL_WITHIN).all())
    return Answer(finished, objective, bound, integral, value)


def solve(instance: Instance, *, integer: bool, cap_s: float) -> Answer:
    """Build and solve an instance; the columns beyond its edges need not be whole: they follow from the edges."""
    found = run(rows_of(instance), whole=instance.edges if integer else 0, cap_s=cap_s)
    return replace(found, value=found.value[: instance.edges])


def best_floor(instance: Instance, cap_s: float) -> Answer:
    """Solve twice: the best worst pair among plans in which every mentee has a mentor, then the best total above it.

    The first is an integer program with one column more, the floor, which no mentee's pair may lie below. The second
    is a linear one over the pairs at or above the floor. Only for instances with one mentor per mentee.
    """
    lefts, rights = instance.left_capacity.size, instance.right_capacity.size
    edge, column = np.arange(instance.edges), instance.edges
    built = _Builder(instance.edges + 1)
    built.fill(built.add(lefts, 1, 1) + instance.left_index, edge)
    built.fill(built.add(rights, -np.inf, instance.right_capacity) + instance.right_index, edge)
    above = built.add(lefts, 0, np.inf)
    built.fill(above + instance.left_index, edge, instance.score)
    built.fill(above + np.arange(lefts), np.full(lefts, column), -1.0)
    cost, upper = np.zeros(column + 1), np.ones(column + 1)
    cost[column], upper[column] = 1.0, float(instance.score.max())
    first = run(built.rows(cost, upper), whole=column, cap_s=cap_s)
    if first.objective is None:
        return first
    second = run(_above(instance, round(first.objective)), whole=0, cap_s=cap_s)
    return replace(second, finished=first.finished and second.finished)


def floor_by_halving(instance: Instance, cap_s: float) -> Answer:
    """Find the floor by halving the interval of scores, one linear program each, then the best total above it."""
    scores = np.unique(instance.score)
    low, high = 0, scores.size  # every mentee can be served at scores[low]; not at scores[high]
    while high - low > 1:
        middle = (low + high) // 2
        served = run(_above(instance, int(scores[middle])), whole=0, cap_s=cap_s).finished
        low, high = (middle, high) if served else (low, middle)
    return run(_above(instance, int(scores[low])), whole=0, cap_s=cap_s)


def _above(instance: Instance, floor: int) -> Rows:
    """Return the best total in which every mentee has one mentor, by pairs of at least this score."""
    lefts, rights = instance.left_capacity.size, instance.right_capacity.size
    keep = np.flatnonzero(instance.score >= floor)
    built = _Builder(keep.size)
    built.fill(built.add(lefts, 1, 1) + instance.left_index[keep], np.arange(keep.size))
    row = built.add(rights, -np.inf, instance.right_capacity)
    built.fill(row + instance.right_index[keep], np.arange(keep.size))
    return built.rows(instance.score[keep].astype(float), np.ones(keep.size))
