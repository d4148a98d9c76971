"""Plans on the way: the best so far, checked exactly before it is believed, and plans rounded from fractions.

Rounding takes the whole part of every value and then raises columns one by one, those with the largest fraction first,
as far as the rows leave room. Cost: one look at the entries of every column.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.problems.programs import COLUMN_ABS_MAX, ColumnBlock, Program

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

WHOLE = 1e-6  # nearer than this to a whole number is one


class Best:
    """The best plan so far.

    Attributes:
        values: int64 [columns]; ``None`` while there is no plan.
        objective: what it is worth; ``None`` while there is none.
    """

    def __init__(self, program: Program, tell: Callable[[], None]) -> None:
        """Begin without a plan; ``tell`` is called whenever there is a better one."""
        self._program, self._tell = program, tell
        self._columns: ColumnBlock | None = None
        self.values: IntArray | None = None
        self.objective: int | None = None

    def use(self, program: Program) -> None:
        """Go on with a program that has more rows, which every plan keeps."""
        self._program, self._columns = program, None

    def offer(self, values: IntArray) -> bool:
        """Take a plan if it keeps all bounds and is better than the best; return whether it does."""
        value = self._program.value_of(values) if self._inside(values) else None
        if value is None or (self.objective is not None and value <= self.objective):
            return False
        if not self._program.keeps(values):
            return False
        self.values, self.objective = values.copy(), value
        self._tell()
        return True

    def offer_rounded(self, values: FloatArray) -> bool:
        """Take a plan of a solver, float64 [columns], if its nearest whole values are one and better."""
        return _sane(values) and self.offer(np.rint(values).astype(np.int64))

    def offer_raised(self, values: FloatArray) -> bool:
        """Take the plan that rounding makes of fractions, if it is better."""
        if not _sane(values):
            return False
        program = self._program
        if self._columns is None:
            self._columns = program.by_column()
        block = self._columns
        whole = np.floor(values + WHOLE).astype(np.int64).clip(program.low, program.high)
        order = np.lexsort((-program.score, whole - values))
        order = order[(program.score[order] > 0) | (values[order] > whole[order] + WHOLE)]
        sums = program.times(whole)
        raise_each(block.start, block.row, block.coefficient, (whole, sums), _rooms(program, order))
        return self.offer(whole)

    def reaches(self, bound: int) -> bool:
        """Return whether the plan is worth at least ``bound``."""
        return self.objective is not None and self.objective >= bound

    def _inside(self, values: IntArray) -> bool:
        return bool(((values >= self._program.low) & (values <= self._program.high)).all())


def _sane(values: FloatArray) -> bool:
    """Return whether values are numbers that whole numbers can be made of."""
    return bool((np.abs(values) <= COLUMN_ABS_MAX).all())


def _rooms(program: Program, order: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    return order, program.high, program.row_low, program.row_high


@njit(nogil=True, cache=True)
def raise_each(
    start: IntArray,
    row: IntArray,
    coefficient: IntArray,
    state: tuple[IntArray, IntArray],
    rooms: tuple[IntArray, IntArray, IntArray, IntArray],
) -> None:
    """Raise columns in an order, each as far as its bound and all rows leave room that are kept so far.

    Args:
        start: int64 [columns + 1], the entries of each column.
        row: int64 [entries].
        coefficient: int64 [entries].
        state: the values of the columns and the sums of the rows, written to.
        rooms: the columns in order, the high bounds of columns, the low and high bounds of rows.
    """
    values, sums = state
    order, high, row_low, row_high = rooms
    for column in order:
        room = high[column] - values[column]
        for entry in range(start[column], start[column + 1]):
            here, by = row[entry], coefficient[entry]
            if by > 0:
                room = min(room, (row_high[here] - sums[here]) // by)
            elif by < 0:
                room = min(room, (sums[here] - row_low[here]) // -by)
            if room <= 0:
                break
        if room <= 0:
            continue
        values[column] += room
        for entry in range(start[column], start[column + 1]):
            sums[row[entry]] += room * coefficient[entry]
