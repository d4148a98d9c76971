"""Integer programs whose bounds are proved: what exchanges are stated as, and the evidence that bounds them.

maximise    score @ x
subject to  row_low <= A @ x <= row_high,   low <= x <= high,   x whole.

Twins, exchange cycles and study visits differ in what a plan is; each is a program of this kind once its columns are
listed, and one kind of evidence serves all of them: a search tree whose every leaf carries prices of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault
from matcher.problems import faults
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays
from matcher.problems.quotas import UNBOUNDED
from matcher.problems.results import Status

IntArray = NDArray[np.int64]

VALUE_ABS_MAX = 2**40  # a column's score: that of a plan's part may be a sum of scores
COLUMN_ABS_MAX = 2**31  # a column's bound
COEFFICIENT_ABS_MAX = 2**31
ROW_ABS_MAX = 2**35  # a row's bound that is one; prices times these stay within exact reach
SUM_ABS_MAX = 2.0**61  # of a row, and of the scores, over all columns at the bound that is farther from 0


@dataclass(frozen=True, eq=False)
class Program(FrozenArrays):
    """An integer program; the entries of row r are ``start[r]:start[r + 1]`` (CSR by row).

    Attributes:
        score: int64 [columns], what a unit of each column is worth, micro-points.
        low, high: int64 [columns], finite bounds.
        start: int64 [rows + 1].
        column: int64 [entries], ascending within a row, each column once.
        coefficient: int64 [entries].
        row_low, row_high: int64 [rows]; ``-UNBOUNDED`` and ``UNBOUNDED`` where there is no bound.

    Arrays are copied and frozen. A bound below its counterpart is no fault: such a program has no plan.

    Raises:
        InvalidInput: with every fault, each naming argument, index and value.
    """

    score: IntArray
    low: IntArray
    high: IntArray
    start: IntArray
    column: IntArray
    coefficient: IntArray
    row_low: IntArray
    row_high: IntArray

    def __post_init__(self) -> None:
        found = Faults()
        for name, most in _SIZES.items():
            values = faults.integers(found, name, getattr(self, name), (-most, most))
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        found.raise_if_any()
        _check_shapes(found, self)
        found.raise_if_any()
        _check_rows(found, self)
        found.raise_if_any()
        _check_sums(found, self)
        found.raise_if_any()

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.score.size

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.row_low.size

    @property
    def row_of_entry(self) -> IntArray:
        """The row of each entry, int64 [entries]."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def times(self, values: IntArray) -> IntArray:
        """Return the activity of each row, int64 [rows], at ``values``, int64 [columns] within the columns' bounds."""
        product = np.zeros(self.rows, np.int64)
        held = np.flatnonzero(np.diff(self.start))
        if held.size:
            product[held] = np.add.reduceat(self.coefficient * values[self.column], self.start[held])
        return product

    def value_of(self, values: IntArray) -> int:
        """Return ``score @ values``, for int64 [columns] within the columns' bounds."""
        return int(self.score @ values)

    def keeps(self, values: IntArray) -> bool:
        """Return whether ``values``, int64 [columns], lie within all bounds of columns and rows."""
        if not ((values >= self.low) & (values <= self.high)).all():
            return False
        activity = self.times(values)
        return bool(((activity >= self.row_low) & (activity <= self.row_high)).all())

    def by_column(self) -> ColumnBlock:
        """Return all columns with their entries, those of column c at ``start[c]:start[c + 1]``, by row."""
        order = np.argsort(self.column, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(self.column, minlength=self.columns))))
        return ColumnBlock(self.score, self.low, self.high, start, self.row_of_entry[order], self.coefficient[order])

    def rows_of(self, rows: IntArray) -> RowBlock:
        """Return these rows, in this order."""
        often = np.diff(self.start)[rows]
        start = np.concatenate(([0], np.cumsum(often)))
        entry = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], often)
        return RowBlock(start, self.column[entry], self.coefficient[entry], self.row_low[rows], self.row_high[rows])

    def with_rows(self, more: RowBlock) -> Program:
        """Return the program with more rows after its own."""
        return Program(
            self.score,
            self.low,
            self.high,
            np.concatenate((self.start, self.start[-1] + more.start[1:])),
            np.concatenate((self.column, more.column)),
            np.concatenate((self.coefficient, more.coefficient)),
            np.concatenate((self.row_low, more.low)),
            np.concatenate((self.row_high, more.high)),
        )


@dataclass(frozen=True, eq=False)
class ColumnBlock:
    """Columns of a program; the entries of column c are ``start[c]:start[c + 1]``.

    Attributes:
        score, low, high: int64 [columns].
        start: int64 [columns + 1].
        row: int64 [entries], each once within a column.
        coefficient: int64 [entries].
    """

    score: IntArray
    low: IntArray
    high: IntArray
    start: IntArray
    row: IntArray
    coefficient: IntArray

    def of(self, columns: IntArray) -> ColumnBlock:
        """Return these columns, in this order."""
        often = np.diff(self.start)[columns]
        start = np.concatenate(([0], np.cumsum(often)))
        entry = np.arange(start[-1]) + np.repeat(self.start[columns] - start[:-1], often)
        return ColumnBlock(
            self.score[columns], self.low[columns], self.high[columns], start, self.row[entry], self.coefficient[entry]
        )


@dataclass(frozen=True, eq=False)
class RowBlock:
    """Rows of a program; the entries of row r are ``start[r]:start[r + 1]``.

    Attributes:
        start: int64 [rows + 1].
        column: int64 [entries], ascending within a row.
        coefficient: int64 [entries].
        low, high: int64 [rows]; ``-UNBOUNDED`` and ``UNBOUNDED`` where there is no bound.
    """

    start: IntArray
    column: IntArray
    coefficient: IntArray
    low: IntArray
    high: IntArray


_SIZES = {
    "score": VALUE_ABS_MAX,
    "low": COLUMN_ABS_MAX,
    "high": COLUMN_ABS_MAX,
    "start": UNBOUNDED,
    "column": COLUMN_ABS_MAX,
    "coefficient": COEFFICIENT_ABS_MAX,
    "row_low": UNBOUNDED,
    "row_high": UNBOUNDED,
}


def _check_shapes(found: Faults, program: Program) -> None:
    """Note arrays that do not belong together in length, and starts that do not count the entries."""
    faults.same_length(found, "low", program.low.size, "score", program.score.size)
    faults.same_length(found, "high", program.high.size, "score", program.score.size)
    faults.same_length(found, "row_high", program.row_high.size, "row_low", program.row_low.size)
    faults.same_length(found, "coefficient", program.coefficient.size, "column", program.column.size)
    start = program.start
    if start.size != program.rows + 1:
        found.note("start", Fault.CONTRADICTION, "has another length than rows + 1", start.size, str(program.rows + 1))
    elif start[0] != 0 or start[-1] != program.column.size or (np.diff(start) < 0).any():
        found.note("start", Fault.CONTRADICTION, "does not ascend from 0 to the number of entries")


def _check_rows(found: Faults, program: Program) -> None:
    """Note columns that do not exist or do not ascend within a row, and bounds of rows that are too large."""
    column = program.column
    outside = (column < 0) | (column >= program.columns)
    begins = np.zeros(column.size + 1, bool)
    begins[program.start] = True
    unsorted = np.zeros(column.size, bool)
    unsorted[1:] = (column[1:] <= column[:-1]) & ~begins[1:-1]
    for wrong, fault, message in (
        (outside, Fault.OUT_OF_RANGE, f"is no column (there are {program.columns})"),
        (unsorted, Fault.DUPLICATE, "does not come after the column before it in its row"),
    ):
        for index in np.flatnonzero(wrong)[:1].tolist():
            found.note(f"column[{index}]", fault, message, int(column[index]))
    for name, bounds, none in (("row_low", program.row_low, -UNBOUNDED), ("row_high", program.row_high, UNBOUNDED)):
        for index in np.flatnonzero((np.abs(bounds) > ROW_ABS_MAX) & (bounds != none))[:1].tolist():
            allowed = f"-2^35..2^35, or {none} for none"
            found.note(f"{name}[{index}]", Fault.OUT_OF_RANGE, "is out of range", int(bounds[index]), allowed)


def _check_sums(found: Faults, program: Program) -> None:
    """Note rows, and scores, whose sum over all columns at their farthest bounds could pass 2^61."""
    far = np.maximum(np.abs(program.low), np.abs(program.high)).astype(float)
    if float(np.abs(program.score).astype(float) @ far) > SUM_ABS_MAX:
        found.note("score", Fault.OUT_OF_RANGE, "times the columns' bounds adds up to more than 2^61")
    size = np.abs(program.coefficient).astype(float) * far[program.column]
    total = np.bincount(program.row_of_entry, weights=size, minlength=program.rows)
    for index in np.flatnonzero(total > SUM_ABS_MAX)[:1].tolist():
        message = "times the columns' bounds adds up to more than 2^61"
        found.note(f"coefficient[{int(program.start[index])}]", Fault.OUT_OF_RANGE, message)


@dataclass(frozen=True, eq=False)
class Leaf:
    """Prices of some rows of a program; every other row has price 0.

    The bound of a leaf, for *any* prices that are >= 0 where a row has no low bound and <= 0 where it has no high one::

        bound = sum over rows of price * (row_high if price >= 0 else row_low)
              + sum over columns of the greatest value of (scale * score - A^T price) * x within low..high

    divided by the tree's ``scale`` and rounded down. With all scores taken as 0, a bound below 0 proves that the leaf
    holds no plan (a Farkas ray).

    Attributes:
        row: int64 [priced], ascending.
        price: int64 [priced], in units of the score (micro-points) divided by the tree's ``scale``.
        ray: whether the prices prove that there is no plan in the leaf.
    """

    row: IntArray
    price: IntArray
    ray: bool = False


@dataclass(frozen=True, eq=False)
class ProgramTree:
    """Evidence of a search: every plan lies in one leaf, and the prices of a leaf bound all plans in it.

    Inner node t splits the plans into those with ``value <= threshold[t]`` (child ``low[t]``) and those with
    ``value >= threshold[t] + 1`` (child ``high[t]``), where value is the column ``index[t]``, or, where ``on_row[t]``,
    the activity of the row of that index. A child c >= 0 is an inner node after its parent, a child c < 0 is leaf
    ``-1 - c``. The root is inner node 0, or leaf 0 where there is no inner node. A leaf is judged with the bounds of
    columns and rows that its path sets. The bound of the tree is the greatest of its leaves that are no rays.

    Attributes:
        on_row: bool [inner].
        index, threshold, low, high: int64 [inner].
        leaves: prices of each leaf, every one reached once.
        scale: prices are in micro-points / scale.
    """

    on_row: NDArray[np.bool_]
    index: IntArray
    threshold: IntArray
    low: IntArray
    high: IntArray
    leaves: tuple[Leaf, ...]
    scale: int = 1

    @classmethod
    def of_leaf(cls, leaf: Leaf, scale: int) -> ProgramTree:
        """Return the tree of one leaf."""
        none = np.zeros(0, np.int64)
        return cls(np.zeros(0, bool), none, none, none, none, (leaf,), scale)


@dataclass(frozen=True, eq=False)
class ProgramResult:
    """What a search claims about a program.

    Attributes:
        values: int64 [columns], the best plan found; ``None`` without one.
        objective: its value; ``None`` without one.
        status: what is claimed.
        tree: what bounds every plan; ``None`` where the search was stopped before it had any bound.
        bound: what the tree comes to, as the solver reckons it; ``None`` without one.
    """

    values: IntArray | None
    objective: int | None
    status: Status
    tree: ProgramTree | None
    bound: int | None = None
