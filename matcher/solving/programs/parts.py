"""Some rows and columns of a program as a linear program that grows and shrinks; the others stand aside.

A column that stands aside is 0, so only such may as can be 0; a row that stands aside is not kept until it is let
in. Both are named here as in the whole program.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, StopToken
from matcher.problems.programs import ColumnBlock, Program, RowBlock
from matcher.solving.crossing.lp import Outcome
from matcher.solving.programs.linear import BEFORE, Relaxation, Relaxed
from matcher.solving.programs.prices import Bounds

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

COLUMNS_WHOLE = 2_000  # programs with no more columns are taken whole
ROWS_WHOLE = 500  # the same of rows
SHORT = 4  # rows so many times shorter than usual stand aside at first
PER_ROW = 6  # columns of each row to start with
ASIDE = -1
_STATUS = highspy.HighsBasisStatus


class Basis(NamedTuple):
    """A basis of HiGHS, and of what: the linear program, and how many columns and rows were in."""

    status: Any
    relaxation: Relaxation
    columns: int
    rows: int


class Part:
    """The linear program over the rows and columns that are in.

    Attributes:
        program: the whole program.
        columns, rows: int64, those that are in, in the order of the linear program.
        relaxation: the linear program.
    """

    def __init__(self, program: Program, values: IntArray | None, stop: StopToken) -> None:
        """Take in what to start with; the columns of a plan, int64 [columns], among it."""
        self.program, self._stop = program, stop
        self._block = program.by_column()
        self._row_place = np.full(program.rows, ASIDE, np.int64)
        self.rows = _first_rows(program)
        self._row_place[self.rows] = np.arange(self.rows.size)
        self._begin()
        self.enter_columns(_first_columns(program, self.rows, values), Bounds.of(program))

    def _begin(self) -> None:
        """Make the linear program of the rows that are in, without columns."""
        self._place = np.full(self.program.columns, ASIDE, np.int64)
        self.columns = np.zeros(0, np.int64)
        low, high = self.program.row_low[self.rows], self.program.row_high[self.rows]
        none, starts = np.zeros(0, np.int64), np.zeros(self.rows.size + 1, np.int64)
        self.relaxation = Relaxation(Program(none, none, none, starts, none, none, low, high), self._stop)

    @property
    def whole(self) -> bool:
        """Whether all columns are in."""
        return self.columns.size == self.program.columns

    def aside(self) -> NDArray[np.bool_]:
        """Return which columns stand aside, bool [columns]."""
        aside: NDArray[np.bool_] = self._place < 0
        return aside

    def enter_columns(self, columns: IntArray, bounds: Bounds) -> None:
        """Let columns in, with these bounds."""
        self._place[columns] = self.columns.size + np.arange(columns.size)
        self.columns = np.concatenate((self.columns, columns))
        block = self._block.of(columns)
        at = self._row_place[block.row]
        inside = at >= 0
        column = np.repeat(np.arange(columns.size), np.diff(block.start))[inside]
        start = _starts(column, columns.size)
        low, high = bounds.low[columns], bounds.high[columns]
        self.relaxation.add_columns(ColumnBlock(block.score, low, high, start, at[inside], block.coefficient[inside]))

    def enter_rows(self, rows: IntArray, bounds: Bounds) -> None:
        """Let rows in, with these bounds."""
        self._row_place[rows] = self.rows.size + np.arange(rows.size)
        self.rows = np.concatenate((self.rows, rows))
        block = self.program.rows_of(rows)
        at = self._place[block.column]
        inside = at >= 0
        row = np.repeat(np.arange(rows.size), np.diff(block.start))[inside]
        start = _starts(row, rows.size)
        low, high = bounds.row_low[rows], bounds.row_high[rows]
        self.relaxation.add_rows(RowBlock(start, at[inside], block.coefficient[inside], low, high))

    def use(self, program: Program, bounds: Bounds) -> None:
        """Go on with a program that has more rows; let them in."""
        more = np.arange(self.program.rows, program.rows)
        self.program, self._block = program, program.by_column()
        self._row_place = np.concatenate((self._row_place, np.full(more.size, ASIDE, np.int64)))
        self.enter_rows(more, bounds)

    def keep(self, columns: IntArray, bounds: Bounds) -> None:
        """Let all columns but these, int64 ascending, stand aside; the basis stays where it is one without them."""
        basis = self.relaxation.highs.getBasis()
        place = self._place[columns]
        status: list[Any] = basis.col_status
        kept = [*status[:BEFORE], *(status[BEFORE + at] for at in place.tolist())] if basis.valid else []
        row_status = basis.row_status
        effort = self.relaxation.effort
        self._begin()
        self.relaxation.effort = effort
        self.enter_columns(columns, bounds)
        self.tell(True, self.rows, bounds)
        if kept:
            basis.col_status, basis.row_status = kept, row_status
            self.relaxation.highs.setBasis(basis)

    def tell(self, on_row: bool, index: IntArray, bounds: Bounds) -> None:
        """Let the linear program know the bounds of these rows or columns, unless they cross."""
        low, high = bounds.span(on_row)
        index = index[low[index] <= high[index]]
        if on_row:
            place = self._row_place[index]
            inside = index[place >= 0]
            self.relaxation.bound_rows(place[place >= 0], low[inside], high[inside])
            if inside.size < index.size:
                self.enter_rows(index[place < 0], bounds)
        else:
            index = index[self._place[index] >= 0]
            self.relaxation.bound_columns(self._place[index], low[index], high[index])

    def solve(self) -> Relaxed:
        """Solve the linear program; values and prices are those of all columns and rows, 0 of what stands aside."""
        relaxed = self.relaxation.solve()
        price = self._priced(relaxed.price)
        if relaxed.outcome != Outcome.SOLVED:
            return Relaxed(relaxed.outcome, relaxed.value, relaxed.values, price, relaxed.reduced)
        values = np.zeros(self.program.columns)
        values[self.columns] = relaxed.values
        return Relaxed(relaxed.outcome, relaxed.value, values, price, relaxed.reduced)

    def basis(self) -> Basis:
        """Return the basis of the last solve."""
        return Basis(self.relaxation.basis(), self.relaxation, self.columns.size, self.rows.size)

    def restore(self, basis: Basis) -> None:
        """Go back to a basis, unless the linear program was made anew; what has come in since stands beside it."""
        status, relaxation, columns, rows = basis
        if relaxation is not self.relaxation:
            return
        if (columns, rows) != (self.columns.size, self.rows.size):
            whole = highspy.HighsBasis()
            whole.col_status = [*status.col_status, *[_STATUS.kLower] * (self.columns.size - columns)]
            whole.row_status = [*status.row_status, *[_STATUS.kBasic] * (self.rows.size - rows)]
            whole.valid, status = True, whole
        relaxation.restore(status)

    def least_violation(self) -> FloatArray:
        """Return the ray that ``Relaxation.least_violation`` gives, float64 [rows]."""
        return self._priced(self.relaxation.least_violation())

    def probe(self, on_row: bool, index: int, sides: list[tuple[int, int]], steps: int) -> list[float] | None:
        """Return what the value comes to with either pair of bounds; ``None`` where the row stands aside."""
        place = int((self._row_place if on_row else self._place)[index])
        if place < 0:
            return None
        relaxation = self.relaxation
        set_bounds = relaxation.bound_rows if on_row else relaxation.bound_columns
        at, found = np.array([place]), []
        for low, high in sides:
            set_bounds(at, np.array([low]), np.array([high]))
            found.append(relaxation.probe(steps))
        return found

    def unprobe(self, on_row: bool, index: int, bounds: Bounds) -> None:
        """Go back to where the linear program was before it was probed."""
        self.tell(on_row, np.array([index]), bounds)
        self.relaxation.restore()

    def _priced(self, part: FloatArray) -> FloatArray:
        price = np.zeros(self.program.rows)
        if part.size:
            price[self.rows] = part
        return price


def _starts(group: IntArray, count: int) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.bincount(group, minlength=count))))


def _first_rows(program: Program) -> IntArray:
    """Return the rows to start with: all of few; else those that 0 breaks and those not much shorter than usual.

    Usual is the length of the row in which an entry lies on average. Every column lies in a row that is in.
    """
    if program.rows <= ROWS_WHOLE:
        return np.arange(program.rows)
    length = np.diff(program.start)
    first = (program.row_low > -UNBOUNDED) | (program.row_high < 0)
    usual = float((length.astype(float) ** 2).sum()) / max(1, program.column.size)
    first |= length * SHORT >= usual
    covered = np.zeros(program.columns, bool)
    covered[program.column[np.repeat(first, length)]] = True
    for row in np.flatnonzero(~first)[np.argsort(-length[~first], kind="stable")].tolist():
        inside = program.column[program.start[row] : program.start[row + 1]]
        if not covered[inside].all():
            first[row] = covered[inside] = True
    return np.flatnonzero(first)


def _first_columns(program: Program, rows: IntArray, values: IntArray | None) -> IntArray:
    """Return the columns to start with: all of few; else those with the greatest scores of each row, and a plan's.

    A column that may be below 0, or must be above it, cannot stand aside.
    """
    if program.columns <= COLUMNS_WHOLE:
        return np.arange(program.columns)
    block = program.rows_of(rows)
    length = np.bincount(block.column, minlength=program.columns)
    worth = program.score / np.maximum(1, length)
    row = np.repeat(np.arange(rows.size), np.diff(block.start))
    order = np.lexsort((block.column, -worth[block.column], row))
    rank = np.arange(order.size) - block.start[row[order]]
    first = (program.low != 0) | (length == 0)
    first[block.column[order[rank < PER_ROW]]] = True
    if values is not None:
        first |= values != 0
    return np.flatnonzero(first)
